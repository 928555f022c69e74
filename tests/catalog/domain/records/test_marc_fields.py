"""What the fields of MARC 21 say of a book."""

from __future__ import annotations

import pytest

from catalog.domain.records import Format, Options
from tests.catalog.domain.records.samples import book, codes, marc, read, readings


@pytest.mark.parametrize(
    ("field", "title", "subtitle", "alternative"),
    [
        ("10$aThe hobbit /$cJ.R.R. Tolkien.", "The hobbit", "", ""),
        ("10$aWalden :$bor, Life in the woods.", "Walden", "or, Life in the woods", ""),
        (
            "10$aFaust.$nPart 1,$pDer Tragödie erster Teil /",
            "Faust. Part 1, Der Tragödie erster Teil",
            "",
            "",
        ),
        ("10$aFaust :$btragedy.$nPart 2", "Faust. Part 2", "tragedy", ""),
        ("10$aAnimals =$bAnimaux /", "Animals", "", "Animaux"),
        ("10$aAnimals :$ba book = Animaux : un livre", "Animals", "a book", "Animaux : un livre"),
        ("00$a[Letters] /", "Letters", "", ""),
        ("00$aWhat is etc. ;", "What is etc.", "", ""),
        ("00$aWhat next ...", "What next ...", "", ""),
        ("00$aC++ for J. R. R.", "C++ for J. R. R.", "", ""),
        ("00$kPapers,$f1917-1950.", "Papers. 1917-1950", "", ""),
        ("00$bOnly a rest", "Only a rest", "", ""),
        ("00$aFilm$h[videorecording] :$bmore", "Film", "more", ""),
    ],
)
def test_titles(field: str, title: str, subtitle: str, alternative: str) -> None:
    found = book(f"245 {field}")
    assert (found.title, found.subtitle, found.alternative_title) == (title, subtitle, alternative)


def test_a_parallel_title_may_stand_in_246() -> None:
    found = book("245 00 $aDie Tiere", "246 31 $aThe animals.", "246 30 $aTiere")
    assert found.alternative_title == "The animals"


@pytest.mark.parametrize(
    ("fields", "contributors"),
    [
        (
            ["100 1  $aTolkien, J. R. R.$q(John Ronald Reuel),$d1892-1973."],
            [("Tolkien, J. R. R.", "aut")],
        ),
        (["100 0  $aJohn Paul$bII,$cPope,$d1920-2005."], [("John Paul II, Pope", "aut")]),
        (["700 1  $aLee, Alan,$eillustrator."], [("Lee, Alan", "ill")]),
        (
            ["700 1  $aLee, Alan,$eillustrator,$eeditor."],
            [("Lee, Alan", "ill"), ("Lee, Alan", "edt")],
        ),
        (["700 1  $aLee, Alan.$4trl"], [("Lee, Alan", "trl")]),
        (["700 1  $aLee, A.$4http://id.loc.gov/vocabulary/relators/ill"], [("Lee, A.", "ill")]),
        (["700 1  $aLee, Alan,$eÜbersetzer"], [("Lee, Alan", "trl")]),
        (["700 1  $aLee, Alan."], [("Lee, Alan", "ctb")]),
        (["700 1  $aLee, Alan$4xyz"], [("Lee, Alan", "ctb")]),
        (["100 1  $aLee, Alan", "700 1  $aLee, Alan"], [("Lee, Alan", "aut")]),
        (["710 2  $aPenguin Books,$epublisher."], []),
        (["110 1  $aFrance.$bAssemblée nationale."], [("France. Assemblée nationale", "aut")]),
        (
            ["111 2  $aCongress of Bees$n(3rd :$d1999 :$cParis)"],
            [("Congress of Bees (3rd : 1999 : Paris)", "aut")],
        ),
    ],
)
def test_contributors(fields: list[str], contributors: list[tuple[str, str]]) -> None:
    assert book("245 00 $aX", *fields).contributors == (tuple(contributors))


@pytest.mark.parametrize(
    ("fixed", "imprint", "year"),
    [
        ("s1999    ", "", 1999),
        ("r19571608", "1957.", 1957),
        ("r1957    ", "", 1957),
        ("m19981999", "", 1998),
        ("c20049999", "", 2004),
        ("q19631966", "[between 1963 and 1966?]", 1963),
        ("s184u    ", "", None),
        ("s19uu    ", "[1931?]", 1931),
        ("nuuuuuuuu", "c1987-1991", 1987),
        ("b        ", "720 B.C.", -720),
        ("|||||||||", "1899 [i.e. 1989]", 1989),
        ("s    ", "5752 [1991 or 1992]", 1991),
        ("s9999    ", "", None),
        ("", "[s.a.]", None),
    ],
)
def test_years(fixed: str, imprint: str, year: int | None) -> None:
    fields = ["245 00 $aX"]
    fields += [f"008 991231{fixed:9}xx                  eng  "] if fixed else []
    fields += [f"260   $aParis :$bSeuil,$c{imprint}"] if imprint else []
    assert book(*fields).year == year


def test_the_publisher_is_taken_before_the_printer_and_the_copyright() -> None:
    found = book(
        "245 00 $aX",
        "264  3 $bPrinter,$c2001",
        "264  4 $c©1999",
        "264  1 $aParis :$bSeuil,$c[2000]",
    )
    assert (found.publisher, found.year) == ("Seuil", 2000)


@pytest.mark.parametrize(
    ("code", "field", "language"),
    [
        ("ger", "", "ger"),
        ("scr", "", "hrv"),
        ("   ", "0 $aengfreger", "eng"),
        ("mul", "0 $afre$aeng", "fre"),
        ("mul", "", "mul"),
        ("und", "", ""),
        ("|||", "07$aeng$2iso639-3", ""),
        ("nor", "07$anob$2iso639-3", "nor"),
    ],
)
def test_languages(code: str, field: str, language: str) -> None:
    fields = ["245 00 $aX", f"008 991231s1999    xx                  {code}  "]
    fields += [f"041 {field}"] if field else []
    assert book(*fields).language == language


def test_subjects_are_headings_with_their_subdivisions() -> None:
    found = book(
        "245 00 $aX",
        "600 10 $aEliot, George,$d1819-1880$xCharacters.",
        "650  0 $aPlants$zFrance$xHistory$y18th century.",
        "650  7 $aPlants$zFrance$xHistory$y18th century.$2fast",
        "653   $aGardens$aWalks",
        "655  7 $aNovels.$2lcgft",
    )
    assert found.subjects == (
        "Eliot, George, 1819-1880 -- Characters",
        "Plants -- France -- History -- 18th century",
        "Gardens",
        "Walks",
        "Novels",
    )


@pytest.mark.parametrize(
    ("field", "number"),
    [
        ("082 04 $a823/.914$221", "823.914"),
        ("050 00 $aPR6039.O32$bH6 1966", "PR6039.O32 H6 1966"),
        ("084    $aHN/9100$2rvk", "HN/9100"),
    ],
)
def test_classes(field: str, number: str) -> None:
    assert book("245 00 $aX", field).classification == number


def test_a_summary_comes_before_the_contents() -> None:
    found = book("245 00 $aX", "505 0  $aOne -- Two.", "520    $aA summary.")
    assert found.description == "A summary.\nOne -- Two."


def test_an_isbn_with_a_wrong_check_digit_is_reported_and_not_kept() -> None:
    (reading,) = read(
        marc(
            "245 00 $aX",
            "020   $a0684843285 (pbk.) :$c$5",
            "020   $a0684843286",
            "020   $z0140328726",
        ),
        Format.MARC,
    )
    assert reading.draft is not None
    assert reading.draft.isbns == ("9780684843285",)
    assert codes(reading) == ["isbn_check_digit"]


def test_what_does_not_fit_is_cut_and_that_is_said() -> None:
    (reading,) = read(marc(f"245 00 $a{'word ' * 200}", f"250   $a{'x' * 200}"), Format.MARC)
    assert reading.draft is not None
    assert len(reading.draft.title) <= 500
    assert reading.draft.title.endswith("word…")
    assert len(reading.draft.edition) == 100
    assert sorted(problem.params["field"] for problem in reading.problems) == ["edition", "title"]


@pytest.mark.parametrize(
    ("type_of_record", "code"),
    [("z", "authority"), ("x", "holdings"), ("w", "classification"), ("q", "community")],
)
def test_what_is_no_book_is_said_to_be_none(type_of_record: str, code: str) -> None:
    raw = marc(
        "100 1  $aSmith, Jo",
        leader=f"     n{type_of_record}  a22     3  4500",
    )
    (reading,) = read(raw, Format.MARC)
    assert reading.draft is None
    assert codes(reading) == [code]
    assert reading.problems[0].params == {"title": "Smith, Jo"}


def test_a_record_without_a_title_is_no_draft() -> None:
    (reading,) = read(marc("100 1 $aSmith, Jo", "260   $bSeuil"), Format.MARC)
    assert codes(reading) == ["no_title"]


def test_unimarc_is_recognised_and_understood() -> None:
    (reading,) = readings("marc/unimarc/testunimarc.dat")
    assert reading.draft is not None
    assert reading.draft.title == "L'altra faccia della spirale"
    assert reading.draft.contributors[0] == ("Asimov, Isaac", "aut")
    assert (reading.draft.publisher, reading.draft.year) == ("A. Mondadori", 1996)
    assert (reading.draft.language, reading.draft.isbns) == ("ita", ("9788804406822",))


def test_unimarc_roles_parts_and_copies_are_understood() -> None:
    found = book(
        "010   $a2-02-012345-6",
        "100   $a19990101d1999    k  y0frey50      ba",
        "101 1 $afre$ceng",
        "200 1 $a\x88Le \x89bestiaire$epoèmes$hVolume 1$iLes oiseaux",
        "205   $a2e éd.",
        "210   $aParis$cSeuil$d1999",
        "606   $aOiseaux$xPoésie",
        "676   $a841",
        "700  1$aApollinaire$bGuillaume$4070",
        "702  1$aDufy$bRaoul$4440",
        "712 02 $aImprimerie$4610",
        "995   $bBIB1$f0000123456$k841 APO$rax",
        leader="     nam  22     3  450 ",
    )
    assert (found.title, found.subtitle) == ("Le bestiaire. Volume 1. Les oiseaux", "poèmes")
    assert found.contributors == (("Apollinaire, Guillaume", "aut"), ("Dufy, Raoul", "ill"))
    assert (found.edition, found.publisher, found.year) == ("2e éd.", "Seuil", 1999)
    assert (found.language, found.classification) == ("fre", "841")
    assert found.subjects == ("Oiseaux -- Poésie",)
    assert found.copies[0].barcode == "0000123456"
    assert found.copies[0].call_number == "841 APO"


def test_a_library_may_say_which_field_holds_its_copies() -> None:
    raw = marc("245 00 $aX", "909   $sMAIN$z42 A$n3000123", "952   $p999")
    options = Options(holdings={"tag": "909", "s": "branch", "z": "call_number", "n": "barcode"})
    (reading,) = read(raw, Format.MARC, options)
    assert reading.draft is not None
    (copy,) = reading.draft.copies
    assert (copy.branch, copy.call_number, copy.barcode) == ("MAIN", "42 A", "3000123")
