import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import barcodes
from members.domain import cards

INSTITUTIONS = st.integers(0, 9_999)
NUMBERS = st.integers(0, 99_999_999)


def test_a_card_begins_with_a_two_and_ends_with_its_check_digit() -> None:
    # Luhn by hand: 2 0001 00000042 doubles every second digit from the right; the sum is 14.
    assert cards.numbered(1, 42) == "20001000000426"


@given(INSTITUTIONS, NUMBERS)
def test_every_card_is_taken_for_a_card(institution: int, number: int) -> None:
    card = cards.numbered(institution, number)
    assert len(card) == 14
    assert barcodes.looks_like_card(card)


@given(INSTITUTIONS, NUMBERS, st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(institution: int, number: int, at: int, by: int) -> None:
    card = cards.numbered(institution, number)
    wrong = card[:at] + str((int(card[at]) + by) % 10) + card[at + 1 :]
    assert not barcodes.looks_like_card(wrong)


@given(INSTITUTIONS, NUMBERS, NUMBERS)
def test_no_two_numbers_give_one_card(institution: int, one: int, other: int) -> None:
    assert (one == other) == (
        cards.numbered(institution, one) == cards.numbered(institution, other)
    )


@given(INSTITUTIONS, NUMBERS)
def test_what_is_printed_in_groups_is_read_as_the_same_card(institution: int, number: int) -> None:
    card = cards.numbered(institution, number)
    assert barcodes.normal(cards.spaced(card)) == card


@pytest.mark.parametrize(
    ("card", "spaced"), [("20001000000426", "2 0001 00000042 6"), ("A-17", "A-17"), ("", "")]
)
def test_only_cards_of_fourteen_digits_are_printed_in_groups(card: str, spaced: str) -> None:
    assert cards.spaced(card) == spaced
