from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest import mock

import pytest

from accounts.models import AuditEntry
from catalog.models import Branch
from loans.models import Loan, Policy
from loans.services import accrual, auto_renewals, ledger, renewals
from loans.services.by import ByItself
from members.models import Block, Member
from tests.factories.loans import LoanFactory

pytestmark = pytest.mark.django_db
DUE_ON = date(2026, 5, 6)


def night(days: int = 0) -> ByItself:
    """Early in the morning, so many days after 6 May."""
    return ByItself(datetime(2026, 5, 6, 3, 0, tzinfo=UTC) + timedelta(days=days), "job")


def due(member: Member, branch: Branch, days: int = 0, **terms: Any) -> Loan:
    """A loan that renews itself, due on 6 May or so many days later."""
    at = datetime(2026, 5, 6, 21, 59, 59, tzinfo=UTC) + timedelta(days=days)
    policy_terms = {"auto_renew": True, "fine_per_day": 20, **terms}
    loan: Loan = LoanFactory(
        member=member,
        branch=branch,
        due_at=at,
        loaned_at=at - timedelta(days=14),
        policy_terms=policy_terms,
    )
    return loan


@pytest.fixture(autouse=True)
def fines() -> None:
    Policy.objects.update(fine_per_day=20, auto_renew=True)


def blocked(member: Member) -> Block:
    return Block.objects.create(member=member, reason="Card lost", blocked_at=night(-1).now)


def told(loan: Loan) -> list[str]:
    entries = AuditEntry.objects.of_loan(loan.pk).filter(action="loan.not_renewed")
    return [entry.data["code"] for entry in entries]


def test_it_renews_on_the_day_it_is_due(ada: Member, harbour: Branch) -> None:
    loan = due(ada, harbour)
    report = auto_renewals.renew(by=night())
    loan.refresh_from_db()
    assert (report.seen, report.changed, report.failed) == (1, 1, [])
    assert (loan.due_on, loan.renewals) == (date(2026, 5, 20), 1)


def test_it_leaves_what_is_due_later_or_does_not_renew_itself(ada: Member, harbour: Branch) -> None:
    due(ada, harbour, days=1)
    due(ada, harbour, auto_renew=False)
    assert auto_renewals.renew(by=night()).seen == 0


def test_done_again_it_renews_nothing_twice(ada: Member, harbour: Branch) -> None:
    loan = due(ada, harbour)
    auto_renewals.renew(by=night())
    assert auto_renewals.renew(by=night(), loans=[loan.pk]).changed == 0
    assert auto_renewals.renew(by=night()).seen == 0
    loan.refresh_from_db()
    assert loan.renewals == 1


def test_three_nights_that_were_missed_cost_nobody_anything(ada: Member, harbour: Branch) -> None:
    loan = due(ada, harbour)
    auto_renewals.renew(by=night(3))
    accrual.accrue_all(by=night(3))
    loan.refresh_from_db()
    assert (loan.due_on, loan.renewals) == (date(2026, 5, 20), 1)
    assert ledger.balance(ada.pk) == 0


def test_short_loans_catch_up_night_by_night(ada: Member, harbour: Branch) -> None:
    Policy.objects.update(loan_days=1, renewal_days=1, closed_days="ignore", renewal_limit=9)
    loan = due(ada, harbour)
    auto_renewals.renew(by=night(3))
    loan.refresh_from_db()
    assert (loan.due_on, loan.renewals) == (date(2026, 5, 10), 4)


def test_a_refusal_is_told_once_with_its_code(ada: Member, harbour: Branch) -> None:
    loan = due(ada, harbour)
    blocked(ada)
    for days in (0, 0, 1, 2):
        assert auto_renewals.renew(by=night(days)).changed == 0
    assert told(loan) == ["member_blocked"]
    entry = AuditEntry.objects.get(action="loan.not_renewed")
    assert (entry.member_id, entry.data["due_on"]) == (ada.pk, "2026-05-06")
    assert entry.data["codes"] == ["member_blocked"]


def test_what_was_refused_is_tried_again_on_the_same_day_only(ada: Member, harbour: Branch) -> None:
    first, second = due(ada, harbour), due(ada, harbour, days=1)
    block = blocked(ada)
    auto_renewals.renew(by=night(0))
    auto_renewals.renew(by=night(1))
    block.delete()
    assert auto_renewals.renew(by=night(1)).changed == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.renewals, second.renewals) == (0, 1)


def test_it_stops_at_the_limit_and_says_so(ada: Member, harbour: Branch) -> None:
    Policy.objects.update(renewal_limit=0)
    loan = due(ada, harbour)
    auto_renewals.renew(by=night())
    assert told(loan) == ["renewal_limit_reached"]


def test_a_loan_that_came_back_meanwhile_is_left(ada: Member, harbour: Branch, now: Any) -> None:
    loan = due(ada, harbour)
    Loan.objects.filter(pk=loan.pk).update(returned_at=now, recorded_at=now)
    assert auto_renewals.renew(by=night(), loans=[loan.pk]).changed == 0
    assert told(loan) == []


def test_one_that_fails_does_not_stop_the_next(ada: Member, ben: Member, harbour: Branch) -> None:
    bad, good = due(ada, harbour), due(ben, harbour)
    whole = renewals.renew_locked

    def breaking(loan_id: Any, *rest: Any) -> Any:
        if loan_id == bad.pk:
            raise ValueError("broken row")
        return whole(loan_id, *rest)

    with mock.patch.object(renewals, "renew_locked", breaking):
        report = auto_renewals.renew(by=night())
    assert (report.seen, report.changed, report.failed) == (2, 1, [bad.pk])
    good.refresh_from_db()
    assert good.renewals == 1
