from dataclasses import replace
from datetime import date

import pytest

from accounts.models import AuditEntry
from accounts.models.audit import Interface
from catalog.errors import BookIsHeld, CopyIsHeld, UnknownBook
from catalog.models import Branch
from catalog.services import books, copies
from core.errors import NotAllowed
from loans import errors
from loans.models import AccountLine, Hold, HoldState, LineKind, Policy
from loans.selectors import holds as waiting
from loans.services import holds
from loans.services.situation import Desk
from members.models import Member
from members.services import leaving
from tests.factories.catalog import BookFactory, BranchFactory, CopyFactory
from tests.factories.holds import HoldFactory
from tests.factories.loans import LoanFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db


def alone(member: Member, desk: Desk) -> Desk:
    """The member at their own phone."""
    assert member.user
    return replace(desk, actor=member.user, branch=None, interface=Interface.PAGE)


def places(hold: Hold) -> list[tuple[str, int | None]]:
    """The queue of the book as names and places."""
    return [
        (each.member.name, each.position)
        for each in Hold.objects.queue_of(hold.book_id).select_related("member")
        if each.member
    ]


def test_it_puts_the_member_at_the_end_of_the_queue(
    ada: Member, ben: Member, harbour: Branch, at_desk: Desk
) -> None:
    copy = LoanFactory().copy
    HoldFactory(book=copy.book, member=ben)
    hold = holds.on_book(copy.book_id, ada.pk, pickup=harbour, desk=alone(ada, at_desk))
    assert (hold.state, hold.position, hold.pickup_days) == (HoldState.QUEUED, 2, 5)
    entry = AuditEntry.objects.of_member(ada.pk).get()
    assert (entry.action, entry.book_id, entry.data["position"]) == ("hold.placed", copy.book_id, 2)


def test_it_tells_all_that_stands_against_a_hold(
    ada: Member, harbour: Branch, at_desk: Desk
) -> None:
    Policy.objects.update(hold_limit=1, debt_limit=500)
    ada.blocks.create(reason="unpaid", blocked_at=at_desk.now)
    Member.objects.filter(pk=ada.pk).update(expires_on=date(2026, 5, 5))
    AccountLine.objects.create(
        member=ada, kind=LineKind.MANUAL, amount=501, at=at_desk.now, interface=Interface.DESK
    )
    copy = LoanFactory(member=ada).copy
    copy.damaged_at = at_desk.now
    copy.save()
    HoldFactory(book=copy.book, member=ada)
    with pytest.raises(errors.MemberExpired) as refused:
        holds.on_book(copy.book_id, ada.pk, pickup=harbour, desk=at_desk)
    assert [found["code"] for found in refused.value.findings] == [
        "member_expired",
        "member_blocked",
        "debt_limit_reached",
        "already_on_hold",
        "already_on_loan_to_member",
        "no_holdable_copy",
        "hold_limit_reached",
    ]
    assert Hold.objects.count() == 1


def test_nobody_places_a_hold_for_another(
    ada: Member, ben: Member, harbour: Branch, at_desk: Desk
) -> None:
    book = CopyFactory().book
    with pytest.raises(errors.NotYourAccount):
        holds.on_book(book.pk, ben.pk, pickup=harbour, desk=alone(ada, at_desk))
    assert holds.on_book(book.pk, ben.pk, pickup=harbour, desk=at_desk).member == ben


def test_a_member_alone_needs_a_verified_address(
    ada: Member, harbour: Branch, at_desk: Desk
) -> None:
    assert ada.user
    ada.user.email_verified_at = None
    ada.user.save()
    with pytest.raises(errors.EmailNotVerified):
        holds.on_book(CopyFactory().book_id, ada.pk, pickup=harbour, desk=alone(ada, at_desk))


@pytest.mark.parametrize(
    "flags",
    [{"reference_only": True}, {"lost_at": date(2026, 5, 1)}, {"withdrawn_at": date(2026, 5, 1)}],
)
def test_a_copy_that_is_never_lent_is_not_waited_for(
    ada: Member, harbour: Branch, at_desk: Desk, flags: dict[str, object]
) -> None:
    flags = {name: at_desk.now if name.endswith("_at") else value for name, value in flags.items()}
    book = CopyFactory(**flags).book
    with pytest.raises(errors.NoHoldableCopy):
        holds.on_book(book.pk, ada.pk, pickup=harbour, desk=at_desk)


def test_a_book_on_order_can_be_waited_for(ada: Member, harbour: Branch, at_desk: Desk) -> None:
    book = CopyFactory(on_order=True).book
    assert holds.on_book(book.pk, ada.pk, pickup=harbour, desk=at_desk).position == 1


def test_a_book_that_is_not_there_cannot_be_waited_for(
    ada: Member, harbour: Branch, at_desk: Desk
) -> None:
    book = BookFactory(withdrawn_at=at_desk.now)
    for wanted in (book.pk, ada.pk):
        with pytest.raises(UnknownBook):
            holds.on_book(wanted, ada.pk, pickup=harbour, desk=at_desk)
    with pytest.raises(errors.NoHoldableCopy):
        holds.on_book(BookFactory().pk, ada.pk, pickup=harbour, desk=at_desk)


def test_two_copies_of_one_book_can_be_waited_for_one_by_one(
    ada: Member, harbour: Branch, at_desk: Desk
) -> None:
    book = BookFactory()
    one, two = CopyFactory(book=book), CopyFactory(book=book)
    for copy in (one, two):
        holds.on_copy(copy.barcode, ada.pk, pickup=harbour, desk=at_desk)
    with pytest.raises(errors.AlreadyOnHold):
        holds.on_copy(one.barcode, ada.pk, pickup=harbour, desk=at_desk)
    with pytest.raises(errors.AlreadyOnHold):
        holds.on_book(book.pk, ada.pk, pickup=harbour, desk=at_desk)


def test_the_policy_of_the_pickup_branch_decides(ada: Member, at_desk: Desk) -> None:
    hill = BranchFactory(code="hill", name="Hill")
    Policy.objects.create(name="Hill", branch=hill, hold_limit=0)
    with pytest.raises(errors.HoldLimitReached, match="has 0 holds; the policy “Hill” allows 0"):
        holds.on_book(CopyFactory().book_id, ada.pk, pickup=hill, desk=at_desk)


def test_whoever_gives_up_lets_the_others_move_up(ada: Member, at_desk: Desk) -> None:
    first = HoldFactory(member__name="One")
    HoldFactory(book=first.book, member=ada)
    HoldFactory(book=first.book, member__name="Three")
    holds.cancel(first.pk, desk=at_desk)
    assert places(first) == [("Ada Nowak", 1), ("Three", 2)]
    first.refresh_from_db()
    assert (first.state, first.ended_at) == (HoldState.CANCELLED, at_desk.now)
    with pytest.raises(errors.HoldEnded):
        holds.cancel(first.pk, desk=at_desk)


def test_a_stranger_is_told_that_there_is_no_such_hold(
    ada: Member, ben: Member, at_desk: Desk
) -> None:
    hold = HoldFactory(member=ben)
    for deed in (holds.cancel, holds.resume):
        with pytest.raises(errors.UnknownHold):
            deed(hold.pk, desk=alone(ada, at_desk))
    with pytest.raises(errors.UnknownHold):
        holds.cancel(ada.pk, desk=at_desk)
    assert holds.cancel(hold.pk, desk=alone(ben, at_desk)).state == HoldState.CANCELLED


def test_a_suspended_hold_keeps_its_place_and_is_passed_over_until_its_day(
    ada: Member, at_desk: Desk
) -> None:
    hold = HoldFactory(member=ada)
    held = holds.suspend(hold.pk, until=date(2026, 5, 8), desk=alone(ada, at_desk))
    assert held.position == 1
    assert [held.is_asleep(date(2026, 5, day)) for day in (7, 8)] == [True, False]
    with pytest.raises(errors.DayIsPast):
        holds.suspend(hold.pk, until=date(2026, 5, 6), desk=at_desk)
    holds.suspend(hold.pk, until=None, desk=at_desk)
    assert waiting.waiting_for(hold.book_id, date(2027, 1, 1))[0].is_suspended
    holds.resume(hold.pk, desk=at_desk)
    assert not waiting.waiting_for(hold.book_id, date(2026, 5, 6))[0].is_suspended


def test_the_staff_reorder_the_queue(ada: Member, at_desk: Desk) -> None:
    first = HoldFactory(member__name="One")
    second = HoldFactory(book=first.book, member__name="Two")
    third = HoldFactory(book=first.book, member__name="Three")
    holds.move(third.pk, position=1, desk=at_desk)
    assert places(first) == [("Three", 1), ("One", 2), ("Two", 3)]
    holds.move(third.pk, position=99, desk=at_desk)
    assert places(first) == [("One", 1), ("Two", 2), ("Three", 3)]
    holds.move(second.pk, position=2, desk=at_desk)
    assert places(first) == [("One", 1), ("Two", 2), ("Three", 3)]
    with pytest.raises(NotAllowed):
        holds.move(second.pk, position=1, desk=alone(ada, at_desk))


def test_the_pickup_branch_can_change_while_waiting(ada: Member, at_desk: Desk) -> None:
    hold, hill = HoldFactory(member=ada), BranchFactory(code="hill", name="Hill")
    changed = holds.change_pickup(hold.pk, pickup=hill, desk=alone(ada, at_desk))
    assert (changed.pickup_branch, changed.position) == (hill, 1)


def test_what_is_set_aside_stays_as_it_is(ada: Member, harbour: Branch, at_desk: Desk) -> None:
    copy = CopyFactory(on_hold_shelf=True)
    hold = HoldFactory(
        book=copy.book,
        member=ada,
        position=None,
        state=HoldState.WAITING,
        captured_copy=copy,
        expires_on=date(2026, 5, 11),
        waiting_since=at_desk.now,
    )
    with pytest.raises(errors.HoldIsSetAside):
        holds.suspend(hold.pk, until=None, desk=at_desk)
    with pytest.raises(errors.HoldIsSetAside):
        holds.change_pickup(hold.pk, pickup=harbour, desk=at_desk)
    with pytest.raises(errors.HoldIsSetAside):
        holds.move(hold.pk, position=1, desk=at_desk)


def test_a_book_and_its_copies_stay_while_someone_waits(
    ada: Member, leo: object, at_desk: Desk
) -> None:
    hold = HoldFactory(member=ada)
    only = CopyFactory(book=hold.book)
    deed = {"actor": leo, "now": at_desk.now, "interface": Interface.PAGE}
    with pytest.raises(BookIsHeld):
        books.withdraw(hold.book_id, **deed)  # type: ignore[arg-type]
    with pytest.raises(CopyIsHeld):
        copies.withdraw(only.pk, **deed)  # type: ignore[arg-type]
    other = CopyFactory(book=hold.book)
    copies.withdraw(only.pk, **deed)  # type: ignore[arg-type]
    Hold.objects.update(copy=other)
    CopyFactory(book=hold.book)
    with pytest.raises(CopyIsHeld):
        copies.withdraw(other.pk, **deed)  # type: ignore[arg-type]
    holds.cancel(hold.pk, desk=at_desk)
    books.withdraw(hold.book_id, **deed)  # type: ignore[arg-type]


def test_the_holds_of_a_member_who_leaves_end(ada: Member, leo: object, at_desk: Desk) -> None:
    hold, behind = HoldFactory(member=ada), MemberFactory(name="Behind")
    HoldFactory(book=hold.book, member=behind)
    leaving.remove(ada.pk, actor=leo, now=at_desk.now, interface=Interface.PAGE)  # type: ignore[arg-type]
    hold.refresh_from_db()
    assert (hold.state, hold.member) == (HoldState.CANCELLED, None)
    assert places(hold) == [("Behind", 1)]
