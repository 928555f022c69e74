"""Waiting for a book: placing a hold, giving it up, resting it, and the order of the queue."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.errors import UnknownBook
from catalog.models import Book, Branch, Copy
from catalog.selectors import merged
from core import money
from core.errors import NotAllowed
from loans import errors
from loans.domain import holds as rules
from loans.domain import ledger, policies
from loans.models import DeedKind, Hold, HoldState, Loan, Policy
from loans.selectors import standing
from loans.services import captures, deeds, parties, queues, situation, wording
from loans.services.by import By, at
from loans.services.deeds import About, Watch
from loans.services.footprints import Reach
from loans.services.situation import Desk
from members.models import Member, Stops
from members.services import families

_NO_TYPE: Final = UUID(int=0)
"""Of a book without copies, that no policy by type is about."""


def on_book(book_id: UUID, member_id: UUID, *, pickup: Branch, desk: Desk) -> Hold:
    """Wait for any copy of a book, to be picked up at ``pickup``.

    Locks the member, then the book. Raises ``NotYourAccount``, ``UnknownMember``, ``UnknownBook``,
    or the first of the rules' refusals with all of them as findings.
    """
    with transaction.atomic():
        member = parties.member_or_child(member_id, desk=desk)
        return _place(merged.kept(book_id) or book_id, None, member, pickup, desk)


def on_copy(barcode: str, member_id: UUID, *, pickup: Branch, desk: Desk) -> Hold:
    """Wait for one copy and no other. Raises as ``on_book``, and ``UnknownBarcode``."""
    with transaction.atomic():
        member = parties.member_or_child(member_id, desk=desk)
        copy = parties.copy(barcode, lock=True)
        return _place(copy.book_id, copy, member, pickup, desk)


def cancel(hold_id: UUID, *, desk: Desk) -> Hold:
    """Give a hold up. A copy that waits for it goes to the next at once.

    Raises ``UnknownHold`` (which is also what a stranger is told), ``HoldEnded``.
    """

    def cancelled(hold: Hold) -> None:
        reach = Reach(copy=hold.captured_copy, queue_of=hold.book_id)
        seen = deeds.watch(desk, hold.member, reach)
        captures.end(hold, HoldState.CANCELLED, by=at(desk))
        _noted(seen, DeedKind.CANCEL_HOLD, _("Hold on “%(title)s” cancelled."), hold)

    return _with_own(hold_id, desk, cancelled)


def suspend(hold_id: UUID, *, until: date | None, desk: Desk) -> Hold:
    """Pass a hold over, until a day or until it is resumed; it keeps its place. On the day itself
    it is served again. Raises as ``cancel``, and ``HoldIsSetAside``, ``DayIsPast``.
    """

    def suspended(hold: Hold) -> None:
        if until and until <= desk.today(hold.pickup_branch):
            raise errors.DayIsPast
        _change(hold, desk, "hold.suspended", is_suspended=True, suspended_until=until)

    return _with_queued(hold_id, desk, suspended)


def resume(hold_id: UUID, *, desk: Desk) -> Hold:
    """A suspended hold is served again. Raises as ``suspend``."""

    def resumed(hold: Hold) -> None:
        _change(hold, desk, "hold.resumed", is_suspended=False, suspended_until=None)

    return _with_queued(hold_id, desk, resumed)


def change_pickup(hold_id: UUID, *, pickup: Branch, desk: Desk) -> Hold:
    """Pick a hold up at another branch, while it is in the queue. Raises as ``suspend``."""

    def changed(hold: Hold) -> None:
        _change(hold, desk, "hold.pickup_changed", pickup_branch=pickup)

    return _with_queued(hold_id, desk, changed)


def move(hold_id: UUID, *, position: int, desk: Desk) -> Hold:
    """Give a hold another place in the queue, 1 being the first. For the staff. Raises
    ``NotAllowed``, and as ``suspend``.
    """
    if not desk.is_staffed:
        raise NotAllowed

    def moved(hold: Hold) -> None:
        was = hold.position
        queues.move(hold, position)
        at(desk).note_hold("hold.moved", hold, was=was, position=hold.position)

    return _with_queued(hold_id, desk, moved)


def say_farewell(member: Member, *, by: By) -> None:
    """A member, who is locked, leaves: their holds end, and copies set aside go to the next.

    Books are taken in the order of their ids, so that two who leave at once cannot block each
    other.
    """

    def ended(hold: Hold) -> None:
        if hold.is_active:
            captures.end(hold, HoldState.CANCELLED, by=by)

    own = Hold.objects.active().filter(member=member).order_by("book_id", "pk")
    for hold_id in list(own.values_list("pk", flat=True)):
        captures.under_lock(hold_id, ended)


def _place(book_id: UUID, copy: Copy | None, member: Member, pickup: Branch, desk: Desk) -> Hold:
    """The hold, last in the queue. The member is locked, and the copy where one is wanted."""
    if not queues.lock(book_id) or not Book.objects.current().filter(pk=book_id).exists():
        raise UnknownBook
    policy = _demand_possible(book_id, copy, member, pickup, desk)
    seen = deeds.watch(desk, member, Reach())
    hold = Hold.objects.create(
        book_id=book_id,
        copy=copy,
        member=member,
        pickup_branch=pickup,
        position=Hold.objects.queue_of(book_id).count() + 1,
        placed_at=desk.now,
        interface=desk.interface,
        pickup_days=policy.hold_pickup_days,
    )
    at(desk).note_hold("hold.placed", hold, position=hold.position, pickup=pickup.code)
    sentence = _("Hold placed on “%(title)s”.")
    _noted(seen, DeedKind.PLACE_HOLD, sentence, hold, made={"hold": hold})
    return hold


def _noted(
    seen: Watch,
    kind: DeedKind,
    sentence: str,
    hold: Hold,
    *,
    made: Mapping[str, Hold] | None = None,
) -> None:
    """Note the deed of a desk."""
    if seen.on:
        copy_id = hold.captured_copy_id or hold.copy_id
        about = About(hold.book_id, copy_id, hold.member_id, hold.loan_id)
        seen.note(kind, sentence % {"title": hold.book.title}, about, made=made)


def _demand_possible(
    book_id: UUID, copy: Copy | None, member: Member, pickup: Branch, desk: Desk
) -> Policy:
    """The policy for the hold; raises whatever stands against it.

    The policy is that of the pickup branch for the kind of copy that is waited for: of a book that
    the library has in several kinds, the first that can be lent.
    """
    today = desk.today(pickup)
    holdable = Copy.objects.holdable().filter(book=book_id).order_by("barcode")
    first = holdable.filter(pk=copy.pk).first() if copy else holdable.first()
    policy = situation.policy_for(_case(book_id, first or copy, member, pickup), today)
    active = list(Hold.objects.active().filter(member=member).values_list("book_id", "copy_id"))
    reason = standing.block_reason(member, today, Stops.HOLDS)
    debt = situation.debt_of(member, policy)
    facts = rules.Facts(
        is_self_service=desk.serves_oneself(member),
        is_verified=desk.actor.is_verified,
        is_expired=member.is_expired(today),
        is_blocked=reason is not None,
        owes_too_much=ledger.is_too_much(debt, policy.debt_limit),
        holds=len(active),
        hold_limit=policy.hold_limit,
        already_on_hold=_waits_already(active, book_id, copy),
        already_on_loan=Loan.objects.of_member(member.pk)
        .open()
        .filter(copy__book=book_id)
        .exists(),
        has_holdable_copy=first is not None,
    )
    if codes := rules.refusals(facts):
        data = {
            "expires_on": wording.day(member.expires_on),
            "reason": reason,
            "debt": money.words(debt),
            "debt_limit": money.words(policy.debt_limit or 0),
            "holds": len(active),
            "hold_limit": policy.hold_limit,
            "policy": policy.name,
        }
        raise wording.refusal(codes, data)
    return policy


def _waits_already(
    active: Sequence[tuple[UUID, UUID | None]], book_id: UUID, copy: Copy | None
) -> bool:
    """Whether one of the member's holds is for the same: two that each want a copy of their own may
    stand side by side.
    """
    wanted = [copy_id for held, copy_id in active if held == book_id]
    return any(copy is None or copy_id in (None, copy.pk) for copy_id in wanted)


def _case(book_id: UUID, copy: Copy | None, member: Member, pickup: Branch) -> policies.Case:
    kind = copy.copy_type_id if copy else _NO_TYPE
    return policies.Case(pickup.pk, member.category_id, kind)


def _with_own(hold_id: UUID, desk: Desk, deed: Callable[[Hold], None]) -> Hold:
    """Do ``deed`` with an active hold of whoever asks, or of a child of theirs who shows them the
    titles; for the staff, of anyone.
    """

    def done(hold: Hold) -> Hold:
        if not desk.is_staffed and not _is_theirs(hold, desk):
            raise errors.UnknownHold
        if not hold.is_active:
            raise errors.HoldEnded
        deed(hold)
        return hold

    return captures.under_lock(hold_id, done)


def _is_theirs(hold: Hold, desk: Desk) -> bool:
    member = hold.member
    if member is None or member.user_id == desk.actor.pk:
        return member is not None
    hides = families.hides(member, desk.today(hold.pickup_branch))
    return not hides and parties.looks_after(member, desk)


def _with_queued(hold_id: UUID, desk: Desk, deed: Callable[[Hold], None]) -> Hold:
    """As ``_with_own``, with a hold that is still in the queue."""

    def done(hold: Hold) -> None:
        if hold.is_captured:
            raise errors.HoldIsSetAside
        deed(hold)

    return _with_own(hold_id, desk, done)


def _change(hold: Hold, desk: Desk, action: str, **columns: Any) -> None:
    for name, value in columns.items():
        setattr(hold, name, value)
    hold.save(update_fields=list(columns))
    at(desk).note_hold(action, hold)
