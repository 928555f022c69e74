"""Whatever the catalogue holds comes back as it went, and whatever comes in raises nothing."""

from __future__ import annotations

import io
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.domain import records
from catalog.domain.records import BookDraft, Format, Outgoing, Unreadable
from tests.catalog.domain.records import samples, strategies
from tests.catalog.domain.records.samples import drafts, read, written

SEEDS = {
    Format.MARC: samples.load("marc/edge_traject/hebrew880s.marc")
    + samples.load("marc/edge_traject/one-marc8.mrc")
    + samples.load("marc/unimarc/testunimarc.dat"),
    Format.MARCXML: samples.load("marc/edge_ruby_marc/one.xml"),
    Format.MARC_JSON: samples.load("marc/multiscript/test_data.utf8.json")[:4_000],
    Format.TABLE: samples.load("csv/goodreads_export/goodreads.csv")[:3_000],
    Format.SHEET: written(Format.SHEET, Outgoing(BookDraft("X", year=1999))),
    Format.JSON: samples.load("csv/goodreads_export/librarything.json")[:4_000],
}


@given(st.lists(strategies.books(strategies.LINES), max_size=4))
@settings(max_examples=40, deadline=None)
@pytest.mark.parametrize("form", [Format.TABLE, Format.JSON])
def test_any_books_come_back_from_tables_and_json(form: Format, books: list[BookDraft]) -> None:
    data = written(form, *map(Outgoing, books))
    assert [draft for draft in drafts(data, form) if draft] == books


@given(st.lists(strategies.books(strategies.PLAIN), max_size=3))
@settings(max_examples=40, deadline=None)
@pytest.mark.parametrize("form", [Format.MARC, Format.MARCXML, Format.MARC_JSON])
def test_books_of_plain_words_come_back_from_marc(form: Format, books: list[BookDraft]) -> None:
    assert drafts(written(form, *map(Outgoing, books)), form) == books


@given(strategies.books(strategies.PLAIN), strategies.books(strategies.PLAIN))
@settings(max_examples=40, deadline=None)
def test_a_record_edited_in_any_way_says_what_the_catalogue_says(
    before: BookDraft, after: BookDraft
) -> None:
    source = written(Format.MARC, Outgoing(before, key="k"))
    assert drafts(written(Format.MARC, Outgoing(after, source, Format.MARC)), Format.MARC) == [
        after
    ]


@given(st.binary(max_size=2_000))
@settings(max_examples=60, deadline=None)
@pytest.mark.parametrize("form", list(Format))
def test_no_bytes_raise_anything(form: Format, data: bytes) -> None:
    look_at(data, form)


@given(st.data())
@settings(max_examples=40, deadline=None)
@pytest.mark.parametrize("form", list(Format))
def test_no_damage_to_a_good_file_raises_anything(form: Format, data: st.DataObject) -> None:
    raw = bytearray(SEEDS[form])
    for _time in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(raw) - 1))
        kind = data.draw(st.integers(0, 2))
        if kind == 0:
            raw[at] = data.draw(st.integers(0, 255))
        elif kind == 1:
            del raw[at : at + data.draw(st.integers(1, 50))]
            raw += b"x"
        else:
            raw[at:at] = raw[at : at + data.draw(st.integers(1, 50))]
    look_at(bytes(raw), form)


def look_at(data: bytes, form: Format) -> None:
    """Read ``data`` in every way there is, and write what was read."""
    for reading in read(data, form):
        assert (reading.draft is None) == any(problem.fatal for problem in reading.problems)
        if reading.draft:
            for to in (Format.MARC, Format.MARCXML, Format.TABLE, Format.JSON):
                assert written(to, Outgoing(reading.draft, reading.raw, form))
    try:
        assert records.sniff(data) in Format
        records.columns(io.BytesIO(data), form)
    except Unreadable:
        pass


@pytest.mark.parametrize("form", [each for each in Format if each != Format.SHEET])
@pytest.mark.parametrize("kind", ["noise", "repeated", "opened", "delimiters"])
def test_a_megabyte_of_nonsense_is_read_in_no_time(form: Format, kind: str) -> None:
    generator = random.Random(7)
    noise = {
        "noise": generator.randbytes(1_000_000),
        "repeated": (SEEDS[form] * (1_000_000 // len(SEEDS[form]) + 1))[:1_000_000],
        "opened": {"MARC": b"\x1e\x1f"}.get(form.name, b'[{"a":"<record>') * 66_000,
        "delimiters": b"\x1e\x1d\x1b$1 \xe1" * 140_000,
    }[kind]
    before = time.process_time()
    readings = read(noise, form)
    assert time.process_time() - before < 10
    assert any(reading.draft for reading in readings) == (kind == "repeated")
