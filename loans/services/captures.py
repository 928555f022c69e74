"""A copy is set aside for a hold, passed on to the next, or taken from it again.

The lock of the copy comes first, then that of the queue (``queues.lock``); a hold changes under
both.
"""

from collections.abc import Callable
from datetime import date
from typing import Final, TypeVar
from uuid import UUID

from django.db import transaction

from catalog.models import Branch, Copy
from catalog.services import copies
from core import db
from loans import errors
from loans.domain import holds as rules
from loans.domain.calendars import ALWAYS_OPEN, NoOpenDay
from loans.models import Hold, HoldState
from loans.selectors import holds as waiting
from loans.services import calendars, notices, queues, transfers
from loans.services.by import By
from loans.services.places import Place

Outcome = TypeVar("Outcome")
_TRIES: Final = 3
_WHOLE: Final = (
    *("book", "member", "pickup_branch"),
    *("captured_copy__branch", "captured_copy__book"),
)
_NOTHING_SET_ASIDE: Final = {
    "captured_copy": None,
    "captured_at": None,
    "waiting_since": None,
    "expires_on": None,
}
_AWAKE: Final = {"is_suspended": False, "suspended_until": None}


class _Moved(Exception):
    """The copy that is set aside for a hold changed while we waited for the locks."""


def under_lock(hold_id: UUID, deed: Callable[[Hold], Outcome]) -> Outcome:
    """What ``deed`` makes of a hold, in a transaction that has locked the copy set aside for it and
    the queue of its book.

    The copy is locked before the queue, but which copy it is may change until the queue is locked:
    then all is let go and tried again. Raises ``UnknownHold``, ``HoldChanged``.
    """
    for _try in range(_TRIES):
        try:
            with transaction.atomic():
                return deed(_locked(hold_id))
        except _Moved:
            continue
    raise errors.HoldChanged


def of_copy(copy: Copy) -> Hold | None:
    """The hold that a copy is set aside for."""
    rows = Hold.objects.captured().select_related("member", "pickup_branch")
    return rows.filter(captured_copy=copy).first()


def elsewhere(copy: Copy, member_id: UUID) -> Hold | None:
    """The hold of a member on any copy of a book, for which another than ``copy`` is set aside."""
    rows = Hold.objects.captured().filter(book=copy.book_id, member=member_id, copy=None)
    return rows.exclude(captured_copy=copy).select_related(*_WHOLE).first()


def pass_on(
    copy: Copy, here: Branch, *, by: By, in_hand: bool
) -> tuple[Hold | None, Branch | None]:
    """Find whom a copy at ``here`` serves next, and where it goes: the hold, and the branch if that
    is another.

    It has no open loan or transfer. A hold it was set aside for already wins; else the first active
    one in the queue that it fits. Without any it goes home. A copy that cannot be lent serves
    nobody and stays; the hold it was set aside for is the first in the queue again.
    """
    hold = _next(copy, here, by=by, in_hand=in_hand)
    if hold:
        return _set_aside(copy, hold, here, by=by, in_hand=in_hand)
    if copy.branch_id != here.pk and not (copy.withdrawn_at or copy.damaged_at):
        transfers.send(copy, here, copy.branch, hold=None, by=by, in_hand=in_hand)
        return None, copy.branch
    if in_hand:
        copies.take_back(copy, now=by.now)
    else:
        copies.let_go(copy)
    return None, None


def put_first(hold: Hold, *, by: By) -> None:
    """The copy that was set aside for a hold is not there for it any more: it waits again, before
    all others.
    """
    by.note_hold("hold.put_back", hold)
    queues.enter(hold, 1, **_NOTHING_SET_ASIDE)


def end(hold: Hold, state: HoldState, *, by: By) -> None:
    """A hold under its locks ends without a loan. The copy that stood on the shelf for it goes to
    the next at once; one that is still on its way is looked at when it arrives.
    """
    was = hold.state
    queues.leave(hold, state=state, ended_at=by.now, **_AWAKE)
    by.note_hold(f"hold.{state}", hold, was=was)
    notices.hold_ended(hold, state, by=by)
    release(hold, was, by=by)


def release(hold: Hold, was: str, *, by: By) -> Place | None:
    """The copy that is set aside for a hold, which ``was`` active and has ended, is not needed for
    it: where it goes from the hold shelf; nothing where it stood on none.
    """
    if was == HoldState.IN_TRANSIT:
        transfers.go_on_without(hold)
    if was != HoldState.WAITING or hold.captured_copy is None:
        return None
    here = hold.pickup_branch
    return Place(*pass_on(hold.captured_copy, here, by=by, in_hand=False))


def _locked(hold_id: UUID) -> Hold:
    seen = Hold.objects.filter(pk=hold_id).values_list("book_id", "captured_copy_id").first()
    if seen is None:
        raise errors.UnknownHold
    book_id, copy_id = seen
    if copy_id is not None:
        db.locked(Copy.objects.filter(pk=copy_id)).values_list("pk").first()
    queues.lock(book_id)
    hold = Hold.objects.select_related(*_WHOLE).get(pk=hold_id)
    if hold.is_captured and hold.captured_copy_id != copy_id:
        raise _Moved
    return hold


def _next(copy: Copy, here: Branch, *, by: By, in_hand: bool) -> Hold | None:
    is_taken = copy.on_hold_shelf or copy.in_transit
    if not is_taken and not Hold.objects.queue_of(copy.book_id).exists():
        return None
    queues.lock(copy.book_id)
    captured = of_copy(copy) if is_taken else None
    if not rules.can_serve(copy, in_hand=in_hand):
        if captured:
            put_first(captured, by=by)
        return None
    today = by.now.astimezone(here.zone).date()
    queue = [] if captured else waiting.waiting_for(copy.book_id, today)
    first = rules.first_for(queue, rules.Offer(copy.pk, here.pk))
    return first.hold if first else captured


def _set_aside(
    copy: Copy, hold: Hold, here: Branch, *, by: By, in_hand: bool
) -> tuple[Hold, Branch | None]:
    """Put a copy on the hold shelf, or on its way there. One that stands there stands there still:
    another look at it gives nobody more days.
    """
    captured = {"captured_copy": copy, "captured_at": hold.captured_at or by.now, **_AWAKE}
    if hold.pickup_branch_id != here.pk:
        away = {"state": HoldState.IN_TRANSIT, "waiting_since": None, "expires_on": None}
        queues.leave(hold, **captured, **away)
        to_branch = hold.pickup_branch
        transfers.send(copy, here, to_branch, hold=hold, by=by, in_hand=in_hand)
        return hold, to_branch
    copies.set_aside(copy, now=by.now if in_hand else None)
    if hold.state != HoldState.WAITING:
        until = _last_day(hold, here, by.now.astimezone(here.zone).date())
        waiting = {"state": HoldState.WAITING, "waiting_since": by.now, "expires_on": until}
        queues.leave(hold, **captured, **waiting)
        by.note_hold("hold.waiting", hold, expires_on=until, branch=here.code)
        notices.hold_ready(hold, copy, by.now)
    return hold, None


def _last_day(hold: Hold, here: Branch, today: date) -> date:
    """Until when the copy waits. Where the calendar knows no open day, which is for an
    administrator to mend, all days count: nothing keeps a copy in the hand from being put down.
    """
    try:
        return rules.last_day(today, hold.pickup_days, calendars.of(here.pk))
    except NoOpenDay:
        return rules.last_day(today, hold.pickup_days, ALWAYS_OPEN)
