from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.domain import fines
from loans.domain.calendars import ALWAYS_OPEN, Calendar

DUE = date(2026, 5, 6)
SUNDAYS_CLOSED = Calendar(weekdays=frozenset({6}))


@pytest.mark.parametrize(
    ("late", "terms", "amount"),
    [
        (3, fines.Terms(20, grace_days=2), 20),
        (3, fines.Terms(20, grace_days=2, beyond_grace_only=False), 60),
        (2, fines.Terms(20, grace_days=2), 0),
        (2, fines.Terms(20, grace_days=2, beyond_grace_only=False), 0),
        (9, fines.Terms(20, cap=50), 50),
        (2, fines.Terms(20, cap=50), 40),
        (0, fines.Terms(20), 0),
        (30, fines.Terms(0), 0),
    ],
)
def test_the_vectors_of_the_rules(late: int, terms: fines.Terms, amount: int) -> None:
    assert fines.overdue(DUE, DUE + timedelta(days=late), ALWAYS_OPEN, terms) == amount


def test_closed_days_cost_nothing_where_the_policy_says_so() -> None:
    until = DUE + timedelta(days=7)
    assert fines.overdue(DUE, until, SUNDAYS_CLOSED, fines.Terms(10)) == 60
    every_day = fines.Terms(10, open_days_only=False)
    assert fines.overdue(DUE, until, SUNDAYS_CLOSED, every_day) == 70


def test_a_loan_costs_no_more_than_the_copy_where_the_policy_says_so() -> None:
    terms = fines.Terms(100, up_to_copy_value=True)
    until = DUE + timedelta(days=30)
    assert fines.overdue(DUE, until, ALWAYS_OPEN, terms, copy_value=1290) == 1290
    assert fines.overdue(DUE, until, ALWAYS_OPEN, terms, copy_value=None) == 3000


def test_what_it_cost_before_it_was_renewed_counts_towards_the_most_it_can_cost() -> None:
    until = DUE + timedelta(days=3)
    capped = fines.Terms(20, cap=100)
    assert fines.overdue(DUE, until, ALWAYS_OPEN, capped, before=70) == 30
    assert fines.overdue(DUE, until, ALWAYS_OPEN, capped, before=120) == 0
    by_value = fines.Terms(20, up_to_copy_value=True)
    assert fines.overdue(DUE, until, ALWAYS_OPEN, by_value, copy_value=90, before=70) == 20
    assert fines.overdue(DUE, until, ALWAYS_OPEN, fines.Terms(20), before=500) == 60


@given(st.integers(0, 400), st.integers(0, 500), st.integers(0, 10), st.booleans())
def test_a_fine_never_falls_while_the_book_is_out(
    late: int, rate: int, grace: int, beyond: bool
) -> None:
    terms = fines.Terms(rate, grace_days=grace, beyond_grace_only=beyond)
    today = fines.overdue(DUE, DUE + timedelta(days=late), SUNDAYS_CLOSED, terms)
    tomorrow = fines.overdue(DUE, DUE + timedelta(days=late + 1), SUNDAYS_CLOSED, terms)
    assert 0 <= today <= tomorrow
