from datetime import UTC, datetime

import pytest

from catalog.domain.copies import State
from loans import errors
from loans.models import HoldState, Loan
from loans.services import checkout, renewals, returns, shelf
from loans.services.by import at
from loans.services.situation import Desk
from members.models import Member
from tests.factories.catalog import CopyFactory
from tests.factories.holds import HoldFactory
from tests.factories.loans import LoanFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db


def test_the_copy_that_waits_fills_the_hold(ada: Member, at_desk: Desk) -> None:
    hold = HoldFactory(member=ada)
    copy = CopyFactory(book=hold.book)
    returns.take_back(copy.barcode, desk=at_desk)
    lent = checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk)
    hold.refresh_from_db()
    assert (lent.filled, hold.state, hold.loan) == (hold, HoldState.FILLED, lent.loan)
    copy.refresh_from_db()
    assert copy.state is State.ON_LOAN


def test_any_copy_fills_a_hold_in_the_queue(ada: Member, ben: Member, at_desk: Desk) -> None:
    hold = HoldFactory(member=ada)
    behind = HoldFactory(book=hold.book, member=ben)
    copy = CopyFactory(book=hold.book)
    assert checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk).filled == hold
    behind.refresh_from_db()
    assert behind.position == 1


def test_the_book_level_loan_takes_the_copy_that_waits_for_the_member(
    ada: Member, at_desk: Desk
) -> None:
    hold = HoldFactory(member=ada)
    CopyFactory(book=hold.book, barcode="A-1")
    kept = CopyFactory(book=hold.book, barcode="B-2")
    returns.take_back(kept.barcode, desk=at_desk)
    assert checkout.lend_book(hold.book_id, ada.pk, desk=at_desk).loan.copy == kept


def test_what_waits_for_another_is_not_lent(ada: Member, ben: Member, at_desk: Desk) -> None:
    hold = HoldFactory(member=ben)
    copy = CopyFactory(book=hold.book)
    CopyFactory(book=hold.book)
    returns.take_back(copy.barcode, desk=at_desk)
    with pytest.raises(errors.HeldForOther):
        checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk)


def test_a_free_copy_is_lent_while_those_who_wait_can_have_another(
    ada: Member, ben: Member, at_desk: Desk
) -> None:
    hold = HoldFactory(member=ben)
    copy = CopyFactory(book=hold.book)
    with pytest.raises(errors.HeldForOther):
        checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk)
    CopyFactory(book=hold.book)
    assert checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk).filled is None


def test_whoever_waits_gives_way_only_to_those_before(
    ada: Member, ben: Member, at_desk: Desk
) -> None:
    first = HoldFactory(member=ben)
    HoldFactory(book=first.book, member=ada)
    copy = CopyFactory(book=first.book)
    with pytest.raises(errors.HeldForOther):
        checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk)
    assert checkout.lend_copy(copy.barcode, ben.pk, desk=at_desk).filled == first


def test_no_more_time_while_someone_waits_who_can_have_no_other(
    ada: Member, ben: Member, at_desk: Desk
) -> None:
    loan = LoanFactory(member=ada, due_at=datetime(2026, 5, 8, 21, 59, 59, tzinfo=UTC))
    hold = HoldFactory(book=loan.copy.book, member=ben)
    with pytest.raises(errors.HeldForOther) as refused:
        renewals.renew(loan.pk, desk=at_desk)
    assert [found["code"] for found in refused.value.findings] == ["held_for_other"]
    CopyFactory(book=hold.book)
    assert renewals.renew(loan.pk, desk=at_desk).loan.renewals == 1


def test_one_who_was_overtaken_is_the_first_again(ada: Member, ben: Member, at_desk: Desk) -> None:
    hold = HoldFactory(member=ben)
    behind = HoldFactory(book=hold.book)
    copy = CopyFactory(book=hold.book)
    returns.take_back(copy.barcode, desk=at_desk)
    copy.refresh_from_db()
    touched = shelf.served(copy, ada.pk)
    shelf.hand_over(copy, Loan(copy=copy, member=ada), touched, by=at(at_desk))
    assert touched.fills is None
    hold.refresh_from_db()
    behind.refresh_from_db()
    assert (hold.state, hold.position, hold.captured_copy) == (HoldState.QUEUED, 1, None)
    assert behind.position == 2


def test_the_book_level_loan_passes_over_a_copy_that_another_waits_for_by_itself(
    ada: Member, ben: Member, at_desk: Desk
) -> None:
    wanted = CopyFactory(barcode="A-1")
    other = CopyFactory(book=wanted.book, barcode="B-2")
    HoldFactory(book=wanted.book, copy=wanted, member=ben)
    assert checkout.lend_book(wanted.book_id, ada.pk, desk=at_desk).loan.copy == other
    with pytest.raises(errors.HeldForOther):
        checkout.lend_copy(wanted.barcode, MemberFactory().pk, desk=at_desk)
