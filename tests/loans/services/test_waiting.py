"""What a deed sees that had to wait for a lock: how things stand now, not how they stood before."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from accounts.models.audit import Interface
from catalog.errors import CopyIsHeld
from catalog.models import Copy
from catalog.services import copies
from core import db
from loans import errors
from loans.models import Hold, Loan, Policy
from loans.services import checkout, holds, renewals, returns
from loans.services.situation import Desk
from members.models import Member
from members.services import blocks
from tests.conftest import NOW
from tests.factories.accounts import UserFactory
from tests.factories.catalog import BranchFactory, CopyFactory
from tests.factories.holds import HoldFactory
from tests.factories.loans import LoanFactory
from tests.factories.members import MemberFactory
from tests.sessions import Waiting

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
SOON = datetime(2026, 5, 8, 21, 59, 59, tzinfo=UTC)
LONG_AGO = datetime(2026, 4, 1, tzinfo=UTC)


@pytest.fixture
def desk() -> Desk:
    """A desk of someone who may do everything; the rows that migrations made are made again."""
    Policy.objects.get_or_create(
        branch=None, member_category=None, copy_type=None, defaults={"name": "Default"}
    )
    actor = UserFactory(is_superuser=True)
    return Desk(actor=actor, branch=None, now=NOW, interface=Interface.DESK)


def test_a_member_who_is_blocked_meanwhile_borrows_nothing(desk: Desk, waiting: Waiting) -> None:
    ada, copy = MemberFactory(), CopyFactory()
    with transaction.atomic():
        blocks.block(
            ada.pk, reason="unpaid", until_on=None, actor=desk.actor, now=NOW, interface="desk"
        )
        lending = waiting(lambda: checkout.lend_copy(copy.barcode, ada.pk, desk=desk))
    with pytest.raises(errors.MemberBlocked):
        lending.result()
    assert not Loan.objects.exists()


def test_a_member_who_is_blocked_meanwhile_renews_nothing(desk: Desk, waiting: Waiting) -> None:
    loan = LoanFactory(due_at=SOON)
    with transaction.atomic():
        blocks.block(
            loan.member_id, reason="x", until_on=None, actor=desk.actor, now=NOW, interface="desk"
        )
        renewing = waiting(lambda: renewals.renew(loan.pk, desk=desk))
    with pytest.raises(errors.MemberBlocked):
        renewing.result()


def test_a_member_who_moves_to_another_category_meanwhile_is_still_there(
    desk: Desk, waiting: Waiting
) -> None:
    ada, copy = MemberFactory(), CopyFactory()
    child = MemberFactory(category__code="child").category
    with transaction.atomic():
        Member.objects.filter(pk=ada.pk).update(category=child)
        lending = waiting(lambda: checkout.lend_copy(copy.barcode, ada.pk, desk=desk))
    assert lending.result().loan.member_category_id == child.pk


@pytest.mark.parametrize("deed", ["lend", "take back"])
def test_a_copy_that_is_moved_meanwhile_is_still_there(
    desk: Desk, waiting: Waiting, deed: str
) -> None:
    ada, copy, hill = MemberFactory(), CopyFactory(), BranchFactory(code="hill")
    deeds: dict[str, Callable[[], Any]] = {
        "lend": lambda: checkout.lend_copy(copy.barcode, ada.pk, desk=desk).loan.copy,
        "take back": lambda: returns.take_back(copy.barcode, desk=desk).copy,
    }
    with transaction.atomic():
        Copy.objects.filter(pk=copy.pk).update(branch=hill)
        doing = waiting(deeds[deed])
    assert doing.result().branch == hill


def test_a_return_that_waited_for_a_renewal_counts_from_the_new_due_date(
    desk: Desk, waiting: Waiting
) -> None:
    loan = LoanFactory(loaned_at=LONG_AGO, due_at=datetime(2026, 5, 1, tzinfo=UTC))
    with transaction.atomic():
        renewals.renew(loan.pk, desk=desk)
        returning = waiting(lambda: returns.return_loan(loan.pk, desk=desk))
    assert returning.result().days_late == 0


def test_a_renewal_that_waited_for_a_return_comes_too_late(desk: Desk, waiting: Waiting) -> None:
    loan = LoanFactory(due_at=SOON)
    with transaction.atomic():
        returns.return_loan(loan.pk, desk=desk)
        renewing = waiting(lambda: renewals.renew(loan.pk, desk=desk))
    with pytest.raises(errors.NotOnLoan):
        renewing.result()


def test_a_renewal_counts_those_that_were_made_while_it_waited(
    desk: Desk, waiting: Waiting
) -> None:
    loan = LoanFactory(due_at=SOON, renewals=1)
    with transaction.atomic():
        db.locked(Loan.objects.filter(pk=loan.pk)).get()
        Loan.objects.filter(pk=loan.pk).update(renewals=2)
        renewing = waiting(lambda: renewals.renew(loan.pk, desk=desk))
    with pytest.raises(errors.RenewalLimitReached):
        renewing.result()


def test_of_a_free_copy_that_is_taken_meanwhile_the_next_is_lent(
    desk: Desk, waiting: Waiting
) -> None:
    ada, first = MemberFactory(), CopyFactory(barcode="A")
    CopyFactory(barcode="B", book=first.book)
    with transaction.atomic():
        Copy.objects.filter(pk=first.pk).update(is_on_loan=True)
        lending = waiting(lambda: checkout.lend_book(first.book_id, ada.pk, desk=desk))
    assert lending.result().loan.copy.barcode == "B"


def test_the_only_copy_stays_when_somebody_begins_to_wait_meanwhile(
    desk: Desk, waiting: Waiting
) -> None:
    ada, copy = MemberFactory(), CopyFactory()
    said: dict[str, Any] = {"actor": desk.actor, "now": NOW, "interface": "page"}
    with transaction.atomic():
        holds.on_book(copy.book_id, ada.pk, pickup=copy.branch, desk=desk)
        withdrawing = waiting(lambda: copies.withdraw(copy.pk, **said))
    with pytest.raises(CopyIsHeld):
        withdrawing.result()
    assert Copy.objects.holdable().filter(book=Hold.objects.get().book_id).exists()


def test_nobody_waits_for_a_book_whose_only_copy_is_withdrawn_meanwhile(
    desk: Desk, waiting: Waiting
) -> None:
    ada, copy = MemberFactory(), CopyFactory()
    with transaction.atomic():
        copies.withdraw(copy.pk, actor=desk.actor, now=NOW, interface="page")
        place = waiting(lambda: holds.on_book(copy.book_id, ada.pk, pickup=copy.branch, desk=desk))
    with pytest.raises(errors.NoHoldableCopy):
        place.result()


def test_of_the_last_two_copies_one_stays_for_those_who_wait(desk: Desk, waiting: Waiting) -> None:
    first = CopyFactory()
    last = CopyFactory(book=first.book)
    HoldFactory(book=first.book)
    said: dict[str, Any] = {"actor": desk.actor, "now": NOW, "interface": "page"}
    with transaction.atomic():
        copies.withdraw(first.pk, **said)
        withdrawing = waiting(lambda: copies.withdraw(last.pk, **said))
    with pytest.raises(CopyIsHeld):
        withdrawing.result()
    assert Copy.objects.current().get() == last
