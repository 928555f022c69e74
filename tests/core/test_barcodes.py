import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import barcodes


def luhn_sum(digits: str) -> int:
    """The sum of ISO/IEC 7812-1, annex B, counted out by hand."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value // 10 + value % 10
    return total


def test_the_sum_is_that_of_the_rule() -> None:
    # 7992739871 and its check digit 3: the number that most descriptions of the rule count through.
    assert luhn_sum("79927398713") == 70


@pytest.mark.parametrize(
    ("kind", "institution", "number", "barcode"),
    [
        ("3", 1, 1, "30001000000010"),
        ("2", 1, 1, "20001000000012"),
        ("2", 9999, 99_999_999, "29999999999998"),
    ],
)
def test_a_number_ends_in_its_check_digit(
    kind: str, institution: int, number: int, barcode: str
) -> None:
    assert barcodes.numbered(kind, institution, number) == barcode
    assert luhn_sum(barcode) % 10 == 0


@given(st.integers(1, 9999), st.integers(0, 99_999_999), st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(
    institution: int, number: int, place: int, shift: int
) -> None:
    card = barcodes.numbered(barcodes.CARD, institution, number)
    wrong = card[:place] + str((int(card[place]) + shift) % 10) + card[place + 1 :]
    assert barcodes.looks_like_card(card)
    assert not barcodes.looks_like_card(wrong)


@given(st.integers(1, 9999), st.integers(0, 99_999_999), st.integers(0, 12))
def test_neighbours_swapped_are_noticed_unless_they_are_0_and_9(
    institution: int, number: int, place: int
) -> None:
    card = barcodes.numbered(barcodes.CARD, institution, number)
    pair = card[place : place + 2]
    swapped = card[:place] + pair[::-1] + card[place + 2 :]
    if len(set(pair)) == 2 and set(pair) != {"0", "9"}:
        assert not barcodes.looks_like_card(swapped)


@pytest.mark.parametrize(
    "scan", ["", "2", "30001000000010", "20001000000019", "2000100000001", "2000100000001A"]
)
def test_what_is_no_card_is_not_taken_for_one(scan: str) -> None:
    assert not barcodes.looks_like_card(scan)


def test_a_card_is_known_as_people_write_it() -> None:
    assert barcodes.looks_like_card(" 2 0001 00000001 2\n")
    assert barcodes.looks_like_card("２０００１０００００００１２")


@pytest.mark.parametrize("said", ["A", "abc 12", "30001-000/000.16", "a%b$c+d:e", "X" * 40])
def test_what_a_label_printer_prints_is_well_formed(said: str) -> None:
    assert barcodes.is_wellformed(barcodes.normal(said))


@pytest.mark.parametrize("said", ["", " ", "-1", "A" * 41, "A_B", "A'B", "A\0B", "Ä1", "١٢٣", "a"])
def test_anything_else_is_not(said: str) -> None:
    assert not barcodes.is_wellformed(said)


@given(st.text())
def test_normalising_twice_changes_nothing_more(scan: str) -> None:
    once = barcodes.normal(scan)
    if barcodes.is_wellformed(once):
        assert barcodes.normal(once) == once
