import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.domain import phones


@pytest.mark.parametrize(
    ("phone", "digits"),
    [
        ("+49 (0)30 / 90-18.20", "4930901820"),
        ("٠٣٠ ٩٠١٨", "0309018"),
        ("ext. ²③", ""),
        ("", ""),
    ],
)
def test_only_digits_are_compared(phone: str, digits: str) -> None:
    assert phones.digits(phone) == digits


@given(st.text())
def test_what_is_left_is_digits_and_never_longer(phone: str) -> None:
    left = phones.digits(phone)
    assert len(left) <= len(phone)
    assert left == "" or (left.isascii() and left.isdecimal())


def test_an_international_number_is_known_as_it_is_written_at_home() -> None:
    assert "0305550199" in phones.at_home("+49 (0)30 555 0199")
    assert "305550199" in phones.at_home("0049 30 5550199")
    assert phones.at_home("030 5550199") == set()
    assert phones.at_home("+49 30") == set()
