from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

import pytest

from accounts.models import AuditEntry
from catalog.models import Branch
from loans.models import Loan
from loans.services import parties, reminders
from loans.services.by import ByItself
from members.models import Member
from tests.factories.loans import LoanFactory

pytestmark = pytest.mark.django_db
DUE_AT = datetime(2026, 5, 20, 21, 59, 59, tzinfo=UTC)


def night(days: int) -> ByItself:
    """Early in the morning, so many days after the due day."""
    return ByItself(datetime(2026, 5, 20, 3, 0, tzinfo=UTC) + timedelta(days=days), "job")


@pytest.fixture
def loan(ada: Member, harbour: Branch) -> Loan:
    made: Loan = LoanFactory(member=ada, branch=harbour, due_at=DUE_AT)
    return made


def told(loan: Loan) -> list[tuple[str, int]]:
    entries = AuditEntry.objects.of_loan(loan.pk)
    return [(entry.action, entry.data["days"]) for entry in entries]


def test_each_cause_is_noted_once(loan: Loan) -> None:
    for days in (-5, -3, -3, -2, 0, 1, 1, 2, 7, 8, 21, 22):
        reminders.note(by=night(days))
    assert told(loan) == [
        ("loan.due_soon", 3),
        ("loan.overdue", 1),
        ("loan.overdue", 7),
        ("loan.overdue", 21),
    ]


def test_of_missed_nights_only_the_last_is_noted(loan: Loan) -> None:
    assert reminders.note(by=night(10)).changed == 1
    assert reminders.note(by=night(11)).changed == 0
    assert told(loan) == [("loan.overdue", 7)]


def test_a_new_due_date_gives_new_cause(loan: Loan) -> None:
    reminders.note(by=night(1))
    Loan.objects.update(due_at=DUE_AT + timedelta(days=14))
    reminders.note(by=night(14))
    reminders.note(by=night(15))
    assert told(loan) == [("loan.overdue", 1), ("loan.due_soon", 3), ("loan.overdue", 1)]


@pytest.mark.parametrize("column", ["lost_at", "claimed_returned_at", "returned_at"])
def test_nothing_is_noted_of_what_is_not_at_home(loan: Loan, column: str, now: Any) -> None:
    recorded = {"recorded_at": now} if column == "returned_at" else {}
    Loan.objects.update(**{column: now}, **recorded)
    assert reminders.note(by=night(1)).seen == 0
    assert reminders.note(by=night(1), loans=[loan.pk]).changed == 0


def test_the_same_cause_again_under_the_lock_is_not_noted(loan: Loan) -> None:
    reminders.note(by=night(1))
    assert reminders.note(by=night(1), loans=[loan.pk]).changed == 0


def test_one_that_fails_does_not_stop_the_next(loan: Loan, ben: Member, harbour: Branch) -> None:
    other = LoanFactory(member=ben, branch=harbour, due_at=DUE_AT)
    whole = parties.loan

    def breaking(loan_id: Any) -> Any:
        if loan_id == loan.pk:
            raise ValueError("broken row")
        return whole(loan_id)

    with mock.patch.object(parties, "loan", breaking):
        report = reminders.note(by=night(1))
    assert (report.changed, report.failed) == (1, [loan.pk])
    assert told(other) == [("loan.overdue", 1)]


def test_looking_costs_the_same_however_much_is_out(
    loan: Loan, harbour: Branch, django_assert_num_queries: Any
) -> None:
    LoanFactory.create_batch(20, branch=harbour, due_at=DUE_AT)
    reminders.due(night(1).now)
    with django_assert_num_queries(5):
        assert len(reminders.due(night(1).now)) == 21
