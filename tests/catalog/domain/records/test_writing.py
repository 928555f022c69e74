"""What is exported: untouched where nothing was edited, safe, and the same when it comes back."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from typing import Any

import pymarc
import pytest

from catalog.domain import records
from catalog.domain.records import BookDraft, CopyDraft, Format, Outgoing, iso2709
from tests.catalog.domain.records import samples
from tests.catalog.domain.records.samples import codes, drafts, marc, read, written

SOURCE = marc(
    "001 x1",
    "008 991231s1999    fr                  eng  ",
    "020    $a0684843285 (pbk.)",
    "100 1  $aSmith, Jo,$d1920-",
    "245 10 $aOld title /$cJo Smith.",
    "300    $a12 p. ;$c20 cm.",
    "650  0 $aCats$xHistory.",
    "990    $alocal data",
)
FULL = BookDraft(
    title="The hobbit",
    subtitle="or, There and back again",
    alternative_title="Хоббит",
    edition="2nd ed.",
    publisher="Allen & Unwin",
    year=1951,
    language="eng",
    classification="823.912",
    description="A journey.\nA ring <found> & kept.",
    contributors=(("Tolkien, J. R. R.", "aut"), ("Lee, Alan", "ill"), ("Lee, Alan", "edt")),
    subjects=("Dragons -- Fiction", "Rings"),
    isbns=("9780684843285", "9780140328721"),
    copies=(
        CopyDraft(
            "300001", "MAIN", "BOOK", "Shelf 3", "823 TOL", "Fragile", 1250, date(2024, 2, 1)
        ),
        CopyDraft("300002", "EAST", reference_only=True),
    ),
)
ALL = [Format.MARC, Format.MARCXML, Format.MARC_JSON, Format.TABLE, Format.SHEET, Format.JSON]
RECORDS = sorted(n for n in samples.names() if n.startswith("marc/") and "unimarc" not in n)


def source_draft() -> BookDraft:
    (draft,) = drafts(SOURCE, Format.MARC)
    assert draft is not None
    return draft


@pytest.mark.parametrize("form", ALL)
def test_a_book_made_here_comes_back_as_it_went(form: Format) -> None:
    assert drafts(written(form, Outgoing(FULL, key="b1")), form) == [FULL]


@pytest.mark.parametrize("form", ALL)
def test_an_empty_catalogue_can_be_exported(form: Format) -> None:
    assert [draft for draft in drafts(written(form), form) if draft] == []


@pytest.mark.parametrize("year", [-720, 1, 850, 1000, 2200, None])
@pytest.mark.parametrize("form", ALL)
def test_years_of_every_age_come_back(form: Format, year: int | None) -> None:
    draft = BookDraft("X", year=year)
    assert drafts(written(form, Outgoing(draft)), form) == [draft]


def test_a_record_that_was_not_edited_is_byte_equal() -> None:
    assert written(Format.MARC, Outgoing(source_draft(), SOURCE, Format.MARC)) == SOURCE


def test_of_an_edited_record_all_other_fields_are_byte_equal() -> None:
    edited = replace(source_draft(), title="Neuer Titel", language="ger", copies=FULL.copies)
    data = written(Format.MARC, Outgoing(edited, SOURCE, Format.MARC))
    assert drafts(data, Format.MARC) == [edited]
    old, new = iso2709.fields(SOURCE), iso2709.fields(data)
    assert [field for field in old if field not in new] == [
        ("008", b"991231s1999    fr                  eng  "),
        ("245", b"10\x1faOld title /\x1fcJo Smith."),
    ]
    assert [tag for tag, _data in new] == [
        "001", "008", "020", "100", "245", "300", "650", "952", "952", "990",
    ]  # fmt: skip


def test_an_edited_record_of_marc8_stays_one() -> None:
    raw = marc(
        "245 10 $aOld",
        "500    $a\xe1a la mode",
        leader="     nam  22     3  4500",
        encoding="latin-1",
    )
    (before,) = drafts(raw, Format.MARC)
    assert before is not None
    edited = replace(before, title="Žižkov")
    data = written(Format.MARC, Outgoing(edited, raw, Format.MARC))
    assert drafts(data, Format.MARC) == [edited]
    assert ("500", b"  \x1fa\xe1a la mode") in iso2709.fields(data)
    assert data[9:10] == b" "


def test_what_we_write_is_read_by_pymarc() -> None:
    record = pymarc.Record(data=written(Format.MARC, Outgoing(FULL, key="b1")))
    assert record.title == "The hobbit : or, There and back again"
    assert record["880"]["a"] == "Хоббит"
    assert record["001"].data == "b1"
    assert [field["p"] for field in record.get_fields("952")] == ["300001", "300002"]
    parse: Any = pymarc.parse_xml_to_array
    reader = parse(io.BytesIO(written(Format.MARCXML, Outgoing(FULL))))
    assert [each.title for each in reader] == ["The hobbit : or, There and back again"]


@pytest.mark.parametrize("name", [name for name in RECORDS if not name.endswith(".lif")])
@pytest.mark.parametrize("form", ALL)
def test_real_records_come_back_from_every_format(name: str, form: Format) -> None:
    data = samples.load(name)
    source = records.sniff(data[: records.HEAD_BYTES], name)
    found = [reading for reading in samples.readings(name) if reading.draft][:60]
    books = [Outgoing(each.draft, each.raw, source) for each in found if each.draft]
    assert [draft for draft in drafts(written(form, *books), form) if draft] == [
        each.draft for each in found
    ]


@pytest.mark.parametrize("name", [n for n in RECORDS if n.endswith((".mrc", ".marc", ".usmarc"))])
def test_real_records_that_were_not_edited_are_byte_equal(name: str) -> None:
    found = [
        each
        for each in samples.readings(name)
        if each.draft and "lengths" not in samples.codes(each)
    ]
    books = [Outgoing(each.draft, each.raw, Format.MARC) for each in found if each.draft]
    assert written(Format.MARC, *books) == b"".join(each.raw for each in found)


def test_no_cell_of_a_table_is_run_as_a_formula() -> None:
    nasty = ["=1+1", "+1", "-x", "@SUM(A1)", "'=quoted", "''=twice"]
    books = [Outgoing(BookDraft(title, description=title)) for title in nasty]
    data = written(Format.TABLE, *books)
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert drafts(data, Format.TABLE) == [book.draft for book in books]


def test_a_workbook_holds_formulas_as_text() -> None:
    book = Outgoing(BookDraft("=1+1"))
    assert drafts(written(Format.SHEET, book), Format.SHEET) == [book.draft]


def test_json_lines_carry_the_source_record_with_them() -> None:
    (reading,) = read(
        written(Format.JSON, Outgoing(source_draft(), SOURCE, Format.MARC)), Format.JSON
    )
    assert b'"990":{"ind1":" ","ind2":" ","subfields":[{"a":"local data"}]}' in reading.raw
    assert reading.draft == source_draft()


def test_an_edited_record_of_unimarc_becomes_one_of_marc21() -> None:
    (reading,) = samples.readings("marc/unimarc/testunimarc.dat")
    assert reading.draft is not None
    edited = replace(reading.draft, title="Altro")
    data = written(Format.MARC, Outgoing(edited, reading.raw, Format.MARC))
    assert drafts(data, Format.MARC) == [edited]
    assert b"Altro" in data


@pytest.mark.parametrize("word", ["word", "слово", "𝄞" * 30, "w" * 9_999, "語" * 4_999])
@pytest.mark.parametrize("source", [b"", marc("245 00 $aX", leader="     nam  22     3i 4500")])
def test_a_long_description_is_parted_into_fields_that_iso_2709_can_count(
    word: str, source: bytes
) -> None:
    said = " ".join([word] * (10_000 // (len(word) + 1)))
    book = Outgoing(BookDraft("X", description=said), source, Format.MARC if source else None)
    file = written(Format.MARC, book)
    lengths = [len(data) for tag, data in iso2709.fields(file) if tag == "520"]
    assert len(lengths) > 1
    assert max(lengths) < 9_999
    (reading,) = read(file, Format.MARC)
    assert (codes(reading), reading.draft is not None) == ([], True)
    assert reading.draft is not None
    assert reading.draft.description.replace("\n", "").replace(" ", "") == said.replace(" ", "")
    if len(word) < 1_000:
        assert reading.draft.description.replace("\n", " ") == said
