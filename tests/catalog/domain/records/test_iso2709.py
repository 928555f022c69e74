"""Records are cut at their ends, and a damaged one costs no other."""

from __future__ import annotations

import io

import pytest

from catalog.domain.records import Format, iso2709
from catalog.domain.records.marc import Record
from tests.catalog.domain.records import samples
from tests.catalog.domain.records.samples import codes, marc, read

ONE = marc("245 00 $aOne")
TWO = marc("245 00 $aTwo")
THREE = marc("245 00 $aThree")


def titles(data: bytes) -> list[str | None]:
    return [draft.title if draft else None for draft in samples.drafts(data, Format.MARC)]


@pytest.mark.parametrize("filler", [b"\r\n", b"\n", b"\x1a", b"\x00\x00", b" "])
def test_what_stands_between_records_is_passed_over(filler: bytes) -> None:
    assert titles(filler + ONE + filler + TWO + filler) == ["One", "Two"]


def test_offsets_count_what_was_passed_over() -> None:
    found = read(b"\r\n" + ONE + b"\r\n" + TWO, Format.MARC)
    assert [reading.offset for reading in found] == [2, 4 + len(ONE)]


def test_a_record_that_lost_its_end_costs_only_itself() -> None:
    found = read(ONE + TWO[:-3] + THREE, Format.MARC)
    assert [reading.draft and reading.draft.title for reading in found] == ["One", None, "Three"]
    assert codes(found[1]) == ["no_end"]
    assert found[1].offset == len(ONE)
    assert found[2].raw == THREE


def test_two_records_that_lost_their_ends_cost_only_themselves() -> None:
    assert titles(ONE[:-10] + TWO[:-10] + THREE) == [None, None, "Three"]


def test_the_last_record_may_lack_nothing_but_its_end() -> None:
    (reading,) = read(ONE[:-1], Format.MARC)
    assert reading.draft is not None
    assert "no_end" in codes(reading)


def test_a_last_record_that_was_cut_off_is_no_draft() -> None:
    found = read(ONE + TWO[:-4], Format.MARC)
    assert found[1].draft is None
    assert codes(found[1]) == ["no_end"]


@pytest.mark.parametrize(
    ("begin", "end", "lie"),
    [(0, 5, b"00001"), (0, 5, b"     "), (12, 17, b"99999"), (20, 24, b"abcd")],
)
def test_a_leader_that_lies_is_not_believed(begin: int, end: int, lie: bytes) -> None:
    raw = ONE[:begin] + lie + ONE[end:]
    assert titles(raw + TWO) == ["One", "Two"]


def test_fields_in_another_order_than_the_directory_are_found() -> None:
    raw = marc("100 1 $aSmith, Jo", "245 00 $aOne")
    swapped = raw[:24] + raw[36:48] + raw[24:36] + raw[48:]
    (reading,) = read(swapped, Format.MARC)
    assert reading.draft is not None
    assert (reading.draft.title, reading.draft.contributors) == ("One", (("Smith, Jo", "aut"),))


def test_an_end_of_field_inside_a_field_is_seen_through_by_its_length() -> None:
    raw = marc("245 00 $aOne", "500    $aboth#halves").replace(b"#", b"\x1e")
    record, problems = iso2709.parse(raw)
    assert len(record.fields) == 2
    assert record.fields[1][1].endswith("both halves")
    assert [problem.code for problem in problems] == ["lengths"]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"12\x1d", "too_short"),
        (b"00026nam a2200025   4500xx\x1d", "no_directory"),
        (b"00050nam a2200049   4500245x00500000\x1e00\x1fa\x1e00\x1fb\x1e\x1d", "directory"),
    ],
)
def test_a_record_of_which_nothing_can_be_made_says_why(raw: bytes, code: str) -> None:
    found = read(ONE + raw + TWO, Format.MARC)
    assert [codes(reading) for reading in found] == [[], [code], []]
    assert found[1].draft is None


def test_an_endless_record_is_passed_over_and_not_held_in_memory() -> None:
    data = ONE + b"x" * (iso2709.MOST_BYTES + 5 * iso2709.CHUNK) + b"\x1d" + TWO
    found = read(data, Format.MARC)
    assert [reading.draft and reading.draft.title for reading in found] == ["One", None, "Two"]
    assert len(found[1].raw) == iso2709.KEPT_OF_ENDLESS
    assert data[found[2].offset :] == TWO


def test_a_record_may_begin_in_one_portion_and_end_in_another() -> None:
    count = iso2709.CHUNK // len(ONE) + 10
    found = read(ONE * count, Format.MARC)
    assert len(found) == count
    assert all(reading.raw == ONE for reading in found)
    assert found[-1].offset == (count - 1) * len(ONE)


def test_what_is_put_together_is_taken_apart_again() -> None:
    fields = [("001", b"x"), ("245", "00\x1faÜber".encode()), ("650", b" 4\x1faCats")]
    raw = iso2709.assembled(ONE[:24], fields)
    assert iso2709.fields(raw) == fields
    assert iso2709.parse(raw) == (
        Record(raw[:24].decode(), [(tag, text.decode()) for tag, text in fields]),
        [],
    )


def test_a_field_longer_than_the_standard_has_digits_for_survives() -> None:
    long = b"  \x1fa" + b"long " * 30_000
    raw = iso2709.assembled(
        ONE[:24], [("245", b"00\x1faOne"), ("520", long), ("650", b" 4\x1faCats")]
    )
    record, _problems = iso2709.parse(raw)
    assert [tag for tag, _text in record.fields] == ["245", "520", "650"]
    assert record.fields[1][1] == long.decode()
    assert len(list(iso2709.cut(io.BytesIO(raw + ONE)))) == 2
