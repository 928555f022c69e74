from datetime import date, timedelta

import pytest

from loans.domain import notices
from loans.domain.notices import Cause

DUE_ON = date(2026, 5, 20)
BEGUN_ON = date(2026, 5, 6)
SOON = Cause("loan.due_soon", 3)


@pytest.mark.parametrize(
    ("days", "cause"),
    [
        (-4, None),
        (-3, SOON),
        (-1, SOON),
        (0, SOON),
        (1, Cause("loan.overdue", 1)),
        (6, Cause("loan.overdue", 1)),
        (7, Cause("loan.overdue", 7)),
        (20, Cause("loan.overdue", 7)),
        (400, Cause("loan.overdue", 21)),
    ],
)
def test_the_days_that_give_cause(days: int, cause: Cause | None) -> None:
    assert notices.cause(BEGUN_ON, DUE_ON, DUE_ON + timedelta(days=days)) == cause


def test_a_short_loan_is_not_warned_of() -> None:
    assert notices.cause(DUE_ON - timedelta(days=3), DUE_ON, DUE_ON) is None
    assert notices.cause(DUE_ON - timedelta(days=4), DUE_ON, DUE_ON) == SOON


def test_a_later_step_makes_the_earlier_needless() -> None:
    assert Cause("loan.overdue", 1).is_told_by(Cause("loan.overdue", 7))
    assert not Cause("loan.overdue", 7).is_told_by(Cause("loan.overdue", 1))
    assert not Cause("loan.overdue", 1).is_told_by(SOON)
