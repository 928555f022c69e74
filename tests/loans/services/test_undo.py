from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry, User
from accounts.models.audit import Interface
from catalog.models import Branch, Copy
from catalog.services import books, copies
from core.errors import NotAllowed
from loans import errors
from loans.models import AccountLine, Deed, DeedKind, Hold, HoldState, LineKind, Loan
from loans.services import accrual, checkout, deeds, holds, payments, renewals, returns, undo
from loans.services.by import ByItself
from loans.services.situation import Desk
from members.models import Member
from tests.factories.accounts import UserFactory
from tests.factories.catalog import CopyFactory
from tests.factories.holds import HoldFactory
from tests.factories.members import MemberFactory
from tests.loans.services.accounts import late_loan, lines

pytestmark = pytest.mark.django_db


def later(desk: Desk, hours: int = 1) -> Desk:
    return replace(desk, now=desk.now + timedelta(hours=hours))


def test_a_loan_that_was_a_wrong_scan_has_never_been(
    ada: Member, copy: Copy, at_desk: Desk
) -> None:
    done = checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk)
    assert done.deed is not None
    undone = undo.undo(done.deed, desk=later(at_desk))
    assert undone.deed.kind == DeedKind.CHECK_OUT
    assert undone.deed.undone_at == later(at_desk).now
    assert not Loan.objects.exists()
    copy.refresh_from_db()
    assert not copy.is_on_loan
    entry = AuditEntry.objects.get(action="deed.undone")
    assert (entry.copy_id, entry.member_id) == (copy.pk, ada.pk)
    assert (entry.data["deed"], entry.data["kind"]) == (str(done.deed), "check_out")


def test_nothing_is_undone_twice(ada: Member, copy: Copy, at_desk: Desk) -> None:
    deed = checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk).deed
    assert deed
    undo.undo(deed, desk=at_desk)
    with pytest.raises(errors.AlreadyUndone):
        undo.undo(deed, desk=at_desk)


def test_what_came_later_stands_in_the_way_and_is_named(
    ada: Member, copy: Copy, at_desk: Desk
) -> None:
    lent = checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk).deed
    back = returns.take_back(copy.barcode, desk=later(at_desk)).deed
    assert lent
    assert back
    with pytest.raises(errors.LaterDeed, match=r"“Silence” \(\d+\) returned") as refused:
        undo.undo(lent, desk=later(at_desk, 2))
    assert refused.value.extra["later"]["deed_id"] == str(back)
    assert refused.value.extra["later"]["at"] == later(at_desk).now
    undo.undo(back, desk=later(at_desk, 2))
    undo.undo(lent, desk=later(at_desk, 2))
    assert not Loan.objects.exists()


def test_what_a_member_did_alone_stands_in_the_way_too(
    ada: Member, copy: Copy, at_desk: Desk
) -> None:
    done = checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk)
    assert done.deed
    assert ada.user
    alone = Desk(ada.user, None, at_desk.now + timedelta(days=1), Interface.PAGE)
    assert renewals.renew(done.loan.pk, desk=alone).deed is None
    with pytest.raises(errors.LaterDeed, match="Renewed: due"):
        undo.undo(done.deed, desk=later(at_desk, 48))


def test_a_renewal_stands_once_its_loan_has_ended(ada: Member, copy: Copy, at_desk: Desk) -> None:
    """Even if the deeds of the desk say nothing of the end: the member returned it alone."""
    assert ada.user
    alone = Desk(ada.user, None, at_desk.now, Interface.PAGE)
    loan = checkout.lend_copy(copy.barcode, ada.pk, desk=alone).loan
    renewed = renewals.renew(loan.pk, desk=later(at_desk, 24)).deed
    returns.return_loan(loan.pk, desk=replace(alone, now=later(at_desk, 25).now))
    assert renewed
    with pytest.raises(errors.LaterDeed, match="Returned"):
        undo.undo(renewed, desk=later(at_desk, 26))


def test_a_fine_that_grew_since_stands_in_the_way(ada: Member, copy: Copy, at_desk: Desk) -> None:
    done = checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk)
    Loan.objects.update(policy_terms={"fine_per_day": 20})
    night = ByItself(at_desk.now + timedelta(days=30), Interface.JOB)
    accrual.accrue_all(by=night)
    assert done.deed
    with pytest.raises(errors.LaterDeed, match="Charged"):
        undo.undo(done.deed, desk=later(at_desk, 24 * 31))


def test_what_the_trail_does_not_know_stands_in_the_way_without_a_name(
    ada: Member, copy: Copy, at_desk: Desk
) -> None:
    done = checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk)
    Loan.objects.update(due_at=at_desk.now + timedelta(days=90))
    assert done.deed
    with pytest.raises(errors.ChangedSince):
        undo.undo(done.deed, desk=at_desk)


def test_a_loan_that_filled_a_hold_gives_it_back_its_place(
    ada: Member, ben: Member, copy: Copy, harbour: Branch, at_desk: Desk
) -> None:
    own = HoldFactory(book=copy.book, member=ada, pickup_branch=harbour)
    other = HoldFactory(book=copy.book, member=ben, pickup_branch=harbour)
    done = checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk)
    assert done.filled == own
    assert done.deed
    assert Deed.objects.get(id=done.deed).kind == DeedKind.FILL_HOLD
    undo.undo(done.deed, desk=at_desk)
    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.state, own.position, own.loan) == (HoldState.QUEUED, 1, None)
    assert (other.state, other.position) == (HoldState.QUEUED, 2)


def test_a_return_undone_takes_the_copy_off_the_hold_shelf(
    ada: Member, ben: Member, copy: Copy, harbour: Branch, at_desk: Desk
) -> None:
    checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk)
    hold = HoldFactory(book=copy.book, member=ben, pickup_branch=harbour)
    done = returns.take_back(copy.barcode, desk=later(at_desk))
    assert done.place.hold == hold
    assert done.deed
    undo.undo(done.deed, desk=later(at_desk, 2))
    hold.refresh_from_db()
    copy.refresh_from_db()
    assert (hold.state, hold.position, hold.captured_copy) == (HoldState.QUEUED, 1, None)
    assert copy.is_on_loan
    assert not copy.on_hold_shelf
    assert Loan.objects.open().get().member == ada


def test_a_fine_settled_by_mistake_grows_again(ada: Member, at_desk: Desk) -> None:
    loan = late_loan(ada, days=3)
    accrual.accrue_all(by=ByItself(at_desk.now, Interface.JOB))
    before = lines(ada)
    done = returns.take_back(loan.copy.barcode, desk=later(at_desk, 48))
    assert lines(ada) != before
    assert done.deed
    undo.undo(done.deed, desk=later(at_desk, 49))
    assert lines(ada) == before
    assert AccountLine.objects.growing().filter(loan=loan).exists()


def test_those_behind_make_room_when_a_hold_lives_again(
    ada: Member, ben: Member, copy: Copy, harbour: Branch, office: Desk
) -> None:
    CopyFactory(book=copy.book, is_on_loan=True)
    first = holds.on_book(copy.book_id, ada.pk, pickup=harbour, desk=office)
    second = holds.on_book(copy.book_id, ben.pk, pickup=harbour, desk=office)
    holds.cancel(first.pk, desk=later(office))
    deed = Deed.objects.get(kind=DeedKind.CANCEL_HOLD)
    undo.undo(deed.id, desk=later(office, 2))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.position, second.position) == (1, 2)
    placed = Deed.objects.filter(kind=DeedKind.PLACE_HOLD).order_by("seq").last()
    assert placed
    undo.undo(placed.id, desk=later(office, 3))
    assert list(Hold.objects.values_list("pk", "position")) == [(first.pk, 1)]


def test_a_hold_asked_for_anew_stands_in_the_way_of_the_old_one(
    ada: Member, copy: Copy, harbour: Branch, office: Desk
) -> None:
    hold = holds.on_book(copy.book_id, ada.pk, pickup=harbour, desk=office)
    holds.cancel(hold.pk, desk=later(office))
    holds.on_book(copy.book_id, ada.pk, pickup=harbour, desk=later(office, 2))
    deed = Deed.objects.get(kind=DeedKind.CANCEL_HOLD)
    with pytest.raises(errors.LaterDeed, match="A hold was placed"):
        undo.undo(deed.id, desk=later(office, 3))


def test_no_hold_lives_again_on_a_book_that_has_gone(
    ada: Member, copy: Copy, harbour: Branch, office: Desk, leo: User
) -> None:
    hold = holds.on_book(copy.book_id, ada.pk, pickup=harbour, desk=office)
    holds.cancel(hold.pk, desk=office)
    when: dict[str, Any] = {"actor": leo, "now": later(office).now, "interface": Interface.PAGE}
    copies.withdraw(copy.pk, **when)
    books.withdraw(copy.book_id, **when)
    with pytest.raises((errors.LaterDeed, errors.ChangedSince)):
        undo.undo(Deed.objects.get(kind=DeedKind.CANCEL_HOLD).id, desk=later(office, 2))


def test_a_payment_is_reversed_and_its_receipt_stays(ada: Member, office: Desk) -> None:
    payments.charge(ada.pk, 500, "A new card", desk=office)
    paid = payments.pay(ada.pk, 200, "cash", desk=office)
    deed = Deed.objects.get(kind=DeedKind.PAY)
    undo.undo(deed.id, desk=later(office))
    assert lines(ada) == [("manual", 500, 0), ("payment", -200, 200), ("reversal", 200, 200)]
    paid.refresh_from_db()
    assert paid.receipt is not None
    assert AccountLine.objects.get(kind=LineKind.REVERSAL).reverses == paid


def test_a_payment_that_was_reversed_by_hand_cannot_be_undone(ada: Member, office: Desk) -> None:
    payments.charge(ada.pk, 500, "A new card", desk=office)
    paid = payments.pay(ada.pk, 200, "cash", desk=office)
    payments.reverse(ada.pk, paid.pk, "Wrong member", desk=later(office))
    with pytest.raises(errors.LaterDeed, match="reversed"):
        undo.undo(Deed.objects.get(kind=DeedKind.PAY).id, desk=later(office, 2))


def test_a_second_payment_for_the_same_comes_first(ada: Member, office: Desk) -> None:
    payments.charge(ada.pk, 500, "A new card", desk=office)
    payments.pay(ada.pk, 200, "cash", desk=office)
    payments.waive(ada.pk, 100, "Kind", desk=later(office))
    with pytest.raises(errors.LaterDeed, match=r"€1\.00 waived"):
        undo.undo(Deed.objects.get(kind=DeedKind.PAY).id, desk=later(office, 2))


def test_only_who_may_waive_may_take_a_waiver_back(
    ada: Member, office: Desk, at_desk: Desk
) -> None:
    payments.charge(ada.pk, 500, "A new card", desk=office)
    payments.waive(ada.pk, 100, "Kind", desk=office)
    with pytest.raises(NotAllowed):
        undo.undo(Deed.objects.get(kind=DeedKind.WAIVE).id, desk=at_desk)


def test_volunteers_undo_what_they_did_and_librarians_what_anyone_did(
    ada: Member, copy: Copy, at_desk: Desk, office: Desk
) -> None:
    other = replace(at_desk, actor=UserFactory(role="volunteer"))
    deed = checkout.lend_copy(copy.barcode, ada.pk, desk=other).deed
    assert deed
    with pytest.raises(errors.DeedOfOther):
        undo.undo(deed, desk=at_desk)
    undo.undo(deed, desk=office)


def test_members_undo_nothing(ada: Member, copy: Copy, at_desk: Desk) -> None:
    deed = checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk).deed
    assert deed
    assert ada.user
    with pytest.raises(NotAllowed):
        undo.undo(deed, desk=Desk(ada.user, None, at_desk.now, Interface.API))


def test_what_members_do_alone_is_no_deed_of_a_desk(ada: Member, copy: Copy, at_desk: Desk) -> None:
    assert ada.user
    done = checkout.lend_copy(
        copy.barcode, ada.pk, desk=Desk(ada.user, None, at_desk.now, Interface.API)
    )
    assert done.deed is None
    assert not Deed.objects.exists()


def test_it_names_nobody(ada: Member, copy: Copy, at_desk: Desk) -> None:
    checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk)
    returns.take_back(copy.barcode, desk=at_desk)
    kept = list(Deed.objects.values_list("sentence", "before"))
    assert "Silence" in str(kept)
    assert "Ada" not in str(kept)


def test_old_deeds_are_forgotten(ada: Member, copy: Copy, at_desk: Desk) -> None:
    with pytest.raises(errors.UnknownDeed):
        undo.undo(uuid4(), desk=at_desk)
    deed = checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk).deed
    assert deed
    assert deeds.older_than(at_desk.now) == []
    assert deeds.forget(deeds.older_than(at_desk.now + timedelta(seconds=1))) == 1
    with pytest.raises(errors.UnknownDeed):
        undo.undo(deed, desk=at_desk)


def test_a_checkout_costs_as_many_queries_whatever_else_is_there(
    ada: Member, copy: Copy, at_desk: Desk
) -> None:
    def cost(lent: Copy) -> int:
        with CaptureQueriesContext(connection) as asked:
            checkout.lend_copy(lent.barcode, ada.pk, desk=at_desk)
        return len(asked)

    checkout.lend_copy(CopyFactory().barcode, ada.pk, desk=at_desk)
    first = cost(copy)
    for _ in range(5):
        late_loan(ada)
        checkout.lend_copy(CopyFactory().barcode, MemberFactory().pk, desk=at_desk)
    assert cost(CopyFactory()) == first
