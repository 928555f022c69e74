from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from loans.models import Loan
from tests.factories.catalog import CopyFactory
from tests.factories.loans import LoanFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 6, 12, tzinfo=UTC)


def refused(law: str, **facts: Any) -> bool:
    """Whether the database refuses the row, by that law and no other."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        LoanFactory(**facts)
    said = str(error.value)
    return law in said or (law == "loan_one_open_per_copy" and said.endswith("loans_loan.copy_id"))


def test_a_copy_has_one_open_loan_and_any_number_of_past_ones() -> None:
    copy = CopyFactory()
    LoanFactory.create_batch(2, copy=copy, returned_at=NOON)
    LoanFactory(copy=copy)
    assert refused("loan_one_open_per_copy", copy=copy)


def test_an_open_loan_has_a_member_and_a_past_one_may_have_been_forgotten() -> None:
    category = LoanFactory().member_category
    assert refused("loan_open_has_a_member", member=None, member_category=category)
    assert LoanFactory(member=None, member_category=category, returned_at=NOON).member is None


def test_no_loan_is_due_before_it_began() -> None:
    assert refused("loan_due_after_it_began", loaned_at=NOON, due_at=NOON - timedelta(seconds=1))
    assert LoanFactory(loaned_at=NOON, due_at=NOON).is_open


def test_a_return_is_recorded_and_nothing_is_recorded_without_one() -> None:
    assert refused("loan_return_is_recorded", returned_at=NOON, recorded_at=None)
    assert refused("loan_return_is_recorded", returned_at=None, recorded_at=NOON)


def test_open_overdue_and_due_between_tell_loans_apart() -> None:
    late = LoanFactory(due_at=NOON + timedelta(hours=1), loaned_at=NOON)
    later = LoanFactory(due_at=NOON + timedelta(days=1), loaned_at=NOON)
    back = LoanFactory(due_at=NOON, loaned_at=NOON, returned_at=NOON)
    at = NOON + timedelta(hours=2)
    assert set(Loan.objects.open()) == {late, later}
    assert list(Loan.objects.overdue(at)) == [late]
    assert list(Loan.objects.due_between(NOON, at)) == [late]
    assert [each.is_overdue(at) for each in (late, later, back)] == [True, False, False]


def test_what_is_due_this_second_is_not_late_yet() -> None:
    loan = LoanFactory(due_at=NOON, loaned_at=NOON)
    assert not loan.is_overdue(NOON)
    assert not Loan.objects.overdue(NOON).exists()


def test_the_due_day_is_that_of_the_lending_branch() -> None:
    loan = LoanFactory(
        branch__code="kiritimati",
        branch__time_zone="Pacific/Kiritimati",
        due_at=NOON,
        loaned_at=NOON,
    )
    assert loan.due_on.isoformat() == "2026-05-07"
