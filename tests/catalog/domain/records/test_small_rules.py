"""ISBNs, kinds of files, copies, workbooks and objects of other programs."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from django.db.models import CharField, Model, TextField
from stdnum import isbn as stdnum_isbn

from catalog.domain import records
from catalog.domain.records import BookDraft, CopyDraft, Format, Unreadable, isbns, limits, roles
from catalog.models import Book, Branch, Contributor, Copy, CopyType, Subject
from catalog.models.contributor import Role
from tests.catalog.domain.records import samples
from tests.catalog.domain.records.samples import book, codes, read


def vectors(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(samples.load(f"isbn/{name}").decode())))


def test_isbns_of_other_test_suites_are_judged_alike() -> None:
    rows = vectors("isbn_vectors.csv")
    assert len(rows) == 48
    for row in rows:
        problems: list[records.Problem] = []
        found = isbns.of_cell(row["input"], problems)
        restored = [each for each in problems if each.code == "isbn_zero_restored"]
        if not restored:
            assert found == ((row["isbn13"],) if row["valid_stdnum"] == "yes" else ()), row
        assert found or problems, row


def test_what_cataloguers_wrote_into_020_is_judged_as_stdnum_judges_it() -> None:
    rows = vectors("lc_020_raw.csv")
    assert len(rows) == 4_786
    unlike = []
    for row in rows:
        problems: list[records.Problem] = []
        found = isbns.of_fields([f"  \x1fa{row['raw']}"], problems)
        restored = any(each.code == "isbn_zero_restored" for each in problems)
        if not restored and found != (
            (row["isbn13"],) if row["leading_isbn_valid"] == "yes" else ()
        ):
            unlike.append((row["raw"], found, row["isbn13"]))
    assert unlike == []


@pytest.mark.parametrize("row", vectors("lc_020_raw.csv")[::50], ids=lambda row: str(row["raw"]))
def test_the_quick_check_of_an_isbn_says_what_stdnum_says(row: dict[str, str]) -> None:
    for length in (10, 13):
        digits = row["raw"][:length]
        if len(digits) == length and digits[:-1].isdecimal():
            valid = stdnum_isbn.is_valid(digits)
            checked = isbns._checked(digits)
            assert checked == (stdnum_isbn.to_isbn13(digits) if valid else "")


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.7", "pdf"),
        (b"\x89PNG\r\n", "image"),
        (b"\xff\xd8\xff\xe0", "image"),
        (b"PK\x03\x04something", "zip"),
        (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "open_document"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_excel"),
        (b"<!DOCTYPE html><html>", "html"),
        (b"<html><body>", "html"),
        (b"<feed><entry/></feed>", "xml"),
        (b"=LDR  00755cam  22002414a 4500", "mrk"),
        (b"abc\x00\x01\x02", "binary"),
    ],
)
def test_what_is_no_list_of_books_is_named(head: bytes, kind: str) -> None:
    with pytest.raises(Unreadable) as caught:
        records.sniff(head, "books.csv")
    assert caught.value.problem.params == {"kind": kind}


@pytest.mark.parametrize("head", [b"", b"\r\n \x1a", b"\xef\xbb\xbf\n"])
def test_an_empty_file_is_said_to_be_empty(head: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        records.sniff(head)
    assert caught.value.problem.code == "empty"


def test_copies_of_koha_are_read() -> None:
    found = book(
        "245 00 $aX",
        "952    $aMAIN$cShelf 3$d2024-02-01$g12.50$o823 TOL$p 3000123 $xFragile$yBK$70",
        "952    $aMAIN$p3000124$71",
    )
    assert found.copies == (
        CopyDraft("3000123", "MAIN", "BK", "Shelf 3", "823 TOL", "Fragile", 1250, date(2024, 2, 1)),
        CopyDraft("3000124", "MAIN", reference_only=True),
    )


@pytest.mark.parametrize(
    ("subfields", "marks"),
    [
        ("$10$40$00$70", ()),
        ("$11", ("lost",)),
        ("$12", ("lost",)),
        ("$14", ("missing",)),
        ("$41$11", ("lost", "damaged")),
        ("$7-1", ("on_order",)),
        ("$01", ("withdrawn",)),
    ],
)
def test_what_koha_says_of_a_copy_that_is_not_on_its_shelf(
    subfields: str, marks: tuple[str, ...]
) -> None:
    (copy,) = book("245 00 $aX", f"952    $p3000123{subfields}").copies
    assert copy == CopyDraft("3000123", marks=marks)


def test_koha_tells_what_is_to_be_counted_of_a_copy() -> None:
    (copy,) = book("245 00 $aX", "952    $p3000123$32 discs$k1$71$7-1").copies
    assert (copy.parts, copy.alerts_at_desk, copy.reference_only) == ("2 discs", True, True)
    assert copy.marks == ("on_order",)


def test_copies_told_twice_are_taken_once() -> None:
    found = book("245 00 $aX", "852    $bMAIN$p1$hF$iTOL", "949    $i1$lshelf", "952    $p1$aMAIN")
    assert [copy.barcode for copy in found.copies] == ["1"]


def test_locations_without_a_barcode_are_no_copies() -> None:
    assert book("245 00 $aX", "852    $aDLC$hPR6039", "952    $aMAIN").copies == ()


def test_a_barcode_that_no_scanner_would_read_is_left_out_and_said() -> None:
    raw = samples.marc("245 00 $aX", "952    $p12*34$aMAIN")
    (reading,) = read(raw, Format.MARC)
    assert reading.draft is not None
    assert reading.draft.copies == (CopyDraft(branch="MAIN"),)
    assert codes(reading) == ["barcode"]


def room(model: type[Model], name: str) -> int | None:
    """How many characters a column holds."""
    field = model._meta.get_field(name)
    assert isinstance(field, CharField | TextField)
    return field.max_length


def test_what_is_kept_fits_into_the_catalogue() -> None:
    columns = {name: room(Book, name) for name in limits.LENGTHS}
    assert columns == {**limits.LENGTHS, "description": None}
    for name in ("barcode", "shelf_location", "call_number", "note"):
        assert limits.COPY_LENGTHS[name] == room(Copy, name)
    assert limits.COPY_LENGTHS["branch"] == room(Branch, "name")
    assert limits.COPY_LENGTHS["copy_type"] == room(CopyType, "name")
    assert room(Contributor, "name") == limits.NAME_LENGTH
    assert room(Subject, "heading") == limits.HEADING_LENGTH


def test_the_roles_are_those_of_the_catalogue() -> None:
    assert set(roles.ROLES) == set(Role.values)


def workbook(*rows: list[object], title: str = "Books") -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def test_a_workbook_is_read_with_its_numbers_and_days() -> None:
    data = workbook(
        ["Title", "ISBN", "Year", "Barcode", "Acquired on", "Price", "Reference only"],
        ["X", 9780684843285, 1999, 300001, datetime.fromisoformat("2024-02-01T00:00"), 12.5, True],
        ["Y", 684843285, 2000.0, "300002", date(2024, 3, 1), 3, False],
    )
    assert records.sniff(data) == Format.SHEET
    first, second = samples.drafts(data, Format.SHEET)
    copy = CopyDraft("300001", price_minor=1250, acquired_on=date(2024, 2, 1), reference_only=True)
    assert first == BookDraft("X", year=1999, isbns=("9780684843285",), copies=(copy,))
    assert second is not None
    assert (second.isbns, second.year) == (("9780684843285",), 2000)
    found = records.columns(io.BytesIO(data), Format.SHEET)
    assert found.sheets == ("Books",)
    assert found.guess[:3] == ("title", "isbn", "year")


@pytest.mark.parametrize(
    ("member", "code"),
    [
        (b"<!DOCTYPE x [<!ENTITY a 'a'>]><worksheet/>", "dtd"),
        (b"0" * 200_000_000, "sheet_too_big"),
        (b"not xml", "sheet_damaged"),
    ],
)
def test_a_workbook_that_would_explode_is_not_opened(member: bytes, code: str) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", b"<Types/>")
        packed.writestr("xl/worksheets/sheet1.xml", member)
    (reading,) = read(file.getvalue(), Format.SHEET)
    assert codes(reading) == [code]


def test_a_workbook_cut_off_is_said_to_be_damaged() -> None:
    (reading,) = read(workbook(["Title"], ["X"])[:-40], Format.SHEET)
    assert codes(reading) == ["sheet_damaged"]


def test_librarything_is_understood() -> None:
    first = samples.readings("csv/goodreads_export/librarything.json")[0].draft
    assert first is not None
    assert first.title.startswith("The Malleus Maleficarum of Heinrich Kramer")
    assert first.contributors == (("Kramer, Heinrich", "aut"),)
    assert (first.publisher, first.year, first.language) == ("Dover", 1971, "eng")
    assert first.isbns == ("9780486228020",)
    assert "Criminal procedure (Canon law)" in first.subjects


def test_a_school_brings_2542_copies_of_2463_titles_either_way() -> None:
    one = samples.readings("csv/schule_frankfurt/schulbibliothek.json")
    other = samples.readings("csv/schule_frankfurt/schulbibliothek_excel1252.csv")
    assert sum(len(each.draft.copies) for each in one if each.draft) == 2_542
    assert [each.draft and each.draft.title for each in one] == [
        each.draft and each.draft.title for each in other
    ]
    # Windows-1252 has no ć and no ş.
    unlike = [
        mine.draft.title
        for mine, its in zip(one, other, strict=True)
        if mine.draft and its.draft and mine.draft.contributors != its.draft.contributors
    ]
    assert unlike == ["Das Grand Hotel der Gefühle", "Der Zahn"]
