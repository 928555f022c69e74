from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.domain import terms

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
MONTHS = st.integers(1, 600)


@pytest.mark.parametrize(
    ("begins_on", "months", "ends_on"),
    [
        (date(2026, 5, 6), 12, date(2027, 5, 6)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2099, 2, 28), 12, date(2100, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 10, 31), 4, date(2027, 2, 28)),
        (date(9999, 1, 31), 11, date(9999, 12, 31)),
        (date(9999, 12, 31), 1, date(9999, 12, 31)),
        (date(2026, 5, 6), 200_000, date(9999, 12, 31)),
    ],
)
def test_a_membership_ends_on_the_same_day_of_a_later_month(
    begins_on: date, months: int, ends_on: date
) -> None:
    assert terms.expiry(begins_on, months) == ends_on


@given(DAYS, MONTHS)
def test_it_ends_in_the_month_that_is_so_many_later_and_never_after_the_same_day(
    begins_on: date, months: int
) -> None:
    ends_on = terms.expiry(begins_on, months)
    assert (ends_on.year - begins_on.year) * 12 + ends_on.month - begins_on.month == months
    last = monthrange(ends_on.year, ends_on.month)[1]
    assert ends_on.day == min(begins_on.day, last)


@given(DAYS, MONTHS)
def test_a_longer_membership_ends_later(begins_on: date, months: int) -> None:
    assert terms.expiry(begins_on, months) < terms.expiry(begins_on, months + 1)


@given(DAYS)
def test_the_last_day_still_counts(last: date) -> None:
    assert not terms.is_expired(last, last)
    assert terms.is_expired(last, last + timedelta(days=1))
