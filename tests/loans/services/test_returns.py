from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import AuditEntry, User
from accounts.models.audit import Interface
from catalog.errors import UnknownBarcode
from catalog.models import Branch
from loans import errors
from loans.domain.returns import Next
from loans.models import Loan
from loans.services import returns
from loans.services.situation import Desk
from members.models import Member
from tests.factories.catalog import BranchFactory, CopyFactory
from tests.factories.loans import LoanFactory

pytestmark = pytest.mark.django_db


def at_home(member: Member, desk: Desk) -> Desk:
    assert member.user
    return replace(desk, actor=member.user, branch=None, interface=Interface.API)


def test_it_ends_the_loan_and_frees_the_copy(ada: Member, at_desk: Desk, harbour: Branch) -> None:
    loan: Any = LoanFactory(member=ada)
    done = returns.take_back(loan.copy.barcode, desk=at_desk)
    loan.refresh_from_db()
    loan.copy.refresh_from_db()
    assert (loan.returned_at, loan.recorded_at) == (at_desk.now, at_desk.now)
    assert loan.returned_branch == harbour
    assert (loan.copy.is_on_loan, loan.copy.last_seen_at) == (False, at_desk.now)
    assert (done.next, done.findings, done.days_late) == (Next.RESHELVE, [], 0)


def test_it_records_the_deed(ada: Member, at_desk: Desk) -> None:
    loan = LoanFactory(member=ada)
    returns.take_back(loan.copy.barcode, desk=at_desk)
    entry = AuditEntry.objects.of_loan(loan.pk).get()
    assert (entry.action, entry.actor, entry.member_id) == ("loan.returned", at_desk.actor, ada.pk)
    assert entry.data == {"days_late": 0, "branch": "harbour"}


def test_a_copy_that_is_not_on_loan_is_taken_in_all_the_same(at_desk: Desk) -> None:
    copy = CopyFactory(shelf_location="Fiction", call_number="LEG")
    done = returns.take_back(copy.barcode, desk=at_desk)
    copy.refresh_from_db()
    assert (done.loan, copy.last_seen_at) == (None, at_desk.now)
    assert [each["code"] for each in done.findings] == ["not_on_loan"]
    assert done.next_step == "Put it back on the shelf: Fiction · LEG."
    assert AuditEntry.objects.get().action == "copy.seen"


def test_a_copy_of_another_branch_is_sent_there(at_desk: Desk) -> None:
    hill = BranchFactory(code="hill", name="Hill branch")
    done = returns.take_back(LoanFactory(copy__branch=hill).copy.barcode, desk=at_desk)
    assert (done.next, done.next_step) == (Next.SEND_TO_BRANCH, "Send it to Hill branch.")


def test_a_damaged_copy_goes_to_a_librarian(at_desk: Desk) -> None:
    copy = LoanFactory(copy__damaged_at=at_desk.now).copy
    done = returns.take_back(copy.barcode, desk=at_desk)
    assert (done.next, done.next_step) == (Next.ASK_LIBRARIAN, "Lay it aside for a librarian.")


@pytest.mark.parametrize("flag", ["lost_at", "missing_at"])
def test_a_lost_copy_is_found_again(at_desk: Desk, flag: str) -> None:
    copy = CopyFactory(**{flag: at_desk.now})
    done = returns.take_back(copy.barcode, desk=at_desk)
    copy.refresh_from_db()
    assert "found_again" in [each["code"] for each in done.findings]
    assert (copy.lost_at, copy.missing_at) == (None, None)


def test_a_late_copy_says_by_how_many_local_days(at_desk: Desk) -> None:
    loan = LoanFactory(
        loaned_at=datetime(2026, 4, 1, tzinfo=UTC),
        due_at=datetime(2026, 5, 3, 21, 59, 59, tzinfo=UTC),
    )
    done = returns.take_back(loan.copy.barcode, desk=at_desk)
    assert done.days_late == 3
    assert done.findings[0]["message"] == "It is 3 days late."


def test_an_unknown_barcode_says_so(at_desk: Desk) -> None:
    with pytest.raises(UnknownBarcode, match="NOPE"):
        returns.take_back("nope", desk=at_desk)


def test_a_member_returns_what_is_theirs(ada: Member, at_desk: Desk) -> None:
    loan = LoanFactory(member=ada)
    assert returns.return_loan(loan.pk, desk=at_home(ada, at_desk)).loan == loan


def test_a_member_returns_nothing_of_others(ada: Member, ben: Member, at_desk: Desk) -> None:
    loan = LoanFactory(member=ben)
    with pytest.raises(errors.NotYourAccount):
        returns.return_loan(loan.pk, desk=at_home(ada, at_desk))
    assert Loan.objects.get().is_open


def test_a_loan_is_returned_once(at_desk: Desk) -> None:
    loan = LoanFactory()
    returns.return_loan(loan.pk, desk=at_desk)
    with pytest.raises(errors.AlreadyReturned):
        returns.return_loan(loan.pk, desk=at_desk)


def test_an_old_loan_does_not_end_the_new_one_of_its_copy(at_desk: Desk) -> None:
    old = LoanFactory(returned_at=at_desk.now)
    new = LoanFactory(copy=old.copy)
    with pytest.raises(errors.AlreadyReturned):
        returns.return_loan(old.pk, desk=at_desk)
    new.refresh_from_db()
    assert new.is_open


def test_an_unknown_loan_is_not_found(at_desk: Desk, leo: User) -> None:
    with pytest.raises(errors.UnknownLoan):
        returns.return_loan(uuid4(), desk=replace(at_desk, actor=leo))
