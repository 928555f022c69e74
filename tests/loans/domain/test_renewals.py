from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.domain import renewals

DUE = datetime(2026, 5, 20, tzinfo=UTC)
FINE = renewals.Facts(
    is_returned=False,
    is_claimed=False,
    is_lost=False,
    is_expired=False,
    is_blocked=False,
    owes_too_much=False,
    held_for_other=False,
    renewals=0,
    renewal_limit=2,
    soonest_on=None,
    today=date(2026, 5, 6),
    now=datetime(2026, 5, 6, 8, tzinfo=UTC),
    due_at=DUE,
    new_due_at=DUE + timedelta(days=1),
)
CHANGES: dict[str, dict[str, Any]] = {
    "not_on_loan": {"is_returned": True},
    "claimed_returned": {"is_claimed": True},
    "copy_lost": {"is_lost": True},
    "member_expired": {"is_expired": True},
    "member_blocked": {"is_blocked": True},
    "debt_limit_reached": {"owes_too_much": True},
    "renewal_limit_reached": {"renewals": 2},
    "held_for_other": {"held_for_other": True},
    "too_soon": {"soonest_on": date(2026, 5, 7)},
    "due_date_would_not_move": {"new_due_at": DUE},
}


def test_a_loan_in_order_may_be_renewed() -> None:
    assert renewals.refusals(FINE) == []


@pytest.mark.parametrize("code", CHANGES)
def test_each_fact_has_its_refusal(code: str) -> None:
    assert renewals.refusals(replace(FINE, **CHANGES[code])) == [code]


@given(st.sets(st.sampled_from(sorted(CHANGES))))
def test_all_refusals_are_told_in_their_fixed_order(codes: set[str]) -> None:
    facts = FINE
    for code in codes:
        facts = replace(facts, **CHANGES[code])
    assert renewals.refusals(facts) == [code for code in CHANGES if code in codes]


def test_a_limit_of_none_means_no_renewal() -> None:
    assert renewals.refusals(replace(FINE, renewal_limit=0)) == ["renewal_limit_reached"]


def test_the_soonest_day_itself_will_do() -> None:
    assert renewals.refusals(replace(FINE, soonest_on=FINE.today)) == []
    assert renewals.soonest_on(date(2026, 5, 20), 3) == date(2026, 5, 17)
    assert renewals.soonest_on(date(2026, 5, 20), None) is None


def test_a_new_due_date_that_is_past_gives_no_time() -> None:
    late = replace(FINE, due_at=DUE, new_due_at=DUE + timedelta(days=14))
    assert renewals.refusals(replace(late, now=DUE + timedelta(days=20))) == [
        "due_date_would_not_move"
    ]
