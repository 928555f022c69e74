"""The same records in several wrappings and character sets give the same drafts."""

from __future__ import annotations

import unicodedata

import pymarc
import pytest

from catalog.domain.records import iso2709, marc8
from catalog.domain.records.marc import Record, clean, verbatim
from tests.catalog.domain.records import samples

LC = "marc/lc_books_all_2016/lc_books_1k"
MULTI = "marc/multiscript/test_data.utf8"
SPEC = "marc/solrmarc/specTestRecs"
TWINS = [
    (f"{LC}.mrc", f"{LC}.marcxml"),
    (f"{LC}.mrc", f"{LC}.marc-in-json.ndjson"),
    (f"{MULTI}.mrc", f"{MULTI}.marc.xml"),
    (f"{MULTI}.mrc", f"{MULTI}.json"),
    (f"{SPEC}.xml", f"{SPEC}_no_Prolog.xml"),
    (f"{SPEC}.xml", f"{SPEC}_withBOM.xml"),
]


@pytest.mark.parametrize(("one", "other"), TWINS)
def test_twins_give_the_same_drafts(one: str, other: str) -> None:
    mine = [reading.draft for reading in samples.readings(one)]
    assert mine == [reading.draft for reading in samples.readings(other)]


def test_marc8_gives_the_titles_of_its_utf8_twin() -> None:
    for old, new in zip(
        samples.readings(f"{LC}.marc8.mrc"), samples.readings(f"{LC}.mrc"), strict=True
    ):
        assert old.draft is not None
        assert new.draft is not None
        assert old.draft.title == new.draft.title
        assert old.draft.contributors == new.draft.contributors


def test_marc8_of_six_scripts_gives_the_titles_of_its_xml_twin() -> None:
    for old, new in zip(
        samples.readings(f"{SPEC}.mrc"), samples.readings(f"{SPEC}.xml"), strict=True
    ):
        assert old.draft is not None
        assert new.draft is not None
        assert one_ligature(old.draft.title) == new.draft.title
        assert one_ligature(old.draft.alternative_title) == new.draft.alternative_title


def one_ligature(text: str) -> str:
    """The two halves of a ligature, as MARC-8 has them, in one character."""
    return text.replace("\ufe20", "\u0361").replace("\ufe21", "")


def test_marc8_lines_are_decoded_as_their_utf8_twins() -> None:
    old = samples.load("marc/marc8_parallel/test_marc8.txt").split(b"\n")
    new = samples.load("marc/marc8_parallel/test_utf8.txt").decode().split("\n")
    assert len(old) == len(new) == 1515
    decoder = marc8.Decoder()
    wrong = [
        (decoder.decode(line), truth)
        for line, truth in zip(old, new, strict=True)
        if decoder.decode(line) != unicodedata.normalize("NFC", truth)
    ]
    assert wrong == []
    assert decoder.unknown == 0


def fields_of(record: pymarc.Record) -> list[tuple[str, list[tuple[str, str]]]]:
    """The fields of pymarc's record, in the form of ours."""
    return [
        (field.tag, [("", field.data or "")])
        if field.control_field
        else (field.tag, [(each.code, each.value) for each in field.subfields])
        for field in record.get_fields()
    ]


def ours(record: Record) -> list[tuple[str, list[tuple[str, str]]]]:
    """The fields of our record."""
    return [
        (tag, verbatim(text)) if "\x1f" in text else (tag, [("", text)])
        for tag, text in record.fields
    ]


# Where pymarc and we differ, and in how many fields: it has spaces for letters of MARC-8 that it
# finds in no table, leaves references as they are, and drops marks that belong to no letter.
UNLIKE = {
    "marc/edge_ruby_marc/bad_eacc_encoding.marc8.marc": 1,
    "marc/edge_ruby_marc/escaped_character_reference.marc8.marc": 1,
    "marc/edge_traject/bad_subfield_code.marc": 1,
    "marc/edge_traject/escaped_character_reference.marc8.marc": 1,
    "marc/lc_books_all_2016/lc_books_1k.marc8.mrc": 8,
    "marc/multiscript/IRMARC8.bin": 5,
    "marc/solrmarc/record_set_045.mrc": 1,
}
# What pymarc cannot read, or reads in the wrong character set.
UNREAD = {
    "marc/edge_perl/baddir.usmarc",
    "marc/edge_ruby_marc/cp866_multirecord.marc",
    "marc/edge_ruby_marc/cp866_unimarc.marc",
    "marc/edge_ruby_marc/marc8_accented_chars.marc",
    "marc/edge_ruby_marc/marc_with_bad_utf8.utf8.marc",
    "marc/edge_ruby_marc/utf8_with_bad_bytes.marc",
    "marc/edge_traject/bad_utf_byte.utf8.marc",
    "marc/unimarc/testunimarc.dat",
}
RECORDS = (".mrc", ".marc", ".usmarc", ".dat", ".bin")


@pytest.mark.filterwarnings("ignore::pymarc.exceptions.BadSubfieldCodeWarning")
@pytest.mark.parametrize("name", sorted(n for n in samples.names() if n.endswith(RECORDS)))
def test_a_record_that_pymarc_reads_is_read_alike(name: str) -> None:
    compared = unlike = 0
    for reading in samples.readings(name):
        try:
            record, problems = iso2709.parse(reading.raw)
        except iso2709.Damaged:
            continue
        if any(problem.code in {"was_utf8", "was_marc8", "lengths"} for problem in problems):
            continue
        if any(problem.params.get("encoding") == "utf-8" for problem in problems):
            continue
        theirs = fields_of(pymarc.Record(data=reading.raw, hide_utf8_warnings=True))
        assert [tag for tag, _parts in theirs] == [tag for tag, _text in record.fields]
        compared += 1
        unlike += sum(
            normal(mine) != normal(its) for mine, its in zip(ours(record), theirs, strict=True)
        )
    assert unlike == UNLIKE.get(name, 0)
    assert (compared > 0) == (name not in UNREAD)


def normal(field: tuple[str, list[tuple[str, str]]]) -> tuple[str, list[tuple[str, str]]]:
    """A field in NFC, without control characters."""
    tag, parts = field
    return tag, [(clean(code), clean(value)) for code, value in parts]
