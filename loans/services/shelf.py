"""Copies that come to a desk and go from it: on the hold shelf, to another branch, out with a
member; and the shelf itself, which is cleared of what nobody picked up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog
from django.db import transaction

from accounts.models.audit import Interface
from catalog.models import Branch, Copy
from catalog.services import copies
from core import db
from loans import errors
from loans.models import Hold, HoldState, Loan
from loans.services import captures, queues, transfers
from loans.services.by import By
from loans.services.places import Place

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Cleared:
    """What came of clearing hold shelves: holds that ended, and those where something failed."""

    ended: Sequence[UUID]
    failed: Sequence[UUID]


@dataclass(frozen=True)
class Served:
    """What a loan of a copy does to holds: the borrower's that it ``fills``, and the one that it
    ``overtakes``, which is somebody else's for whom the copy was set aside.
    """

    fills: Hold | None = None
    overtakes: Hold | None = None

    def spare_beside(self, copy: Copy) -> Copy | None:
        """Another copy than the one lent, set aside for the hold and needed no more."""
        own = self.fills
        is_elsewhere = own and own.is_captured and own.captured_copy_id != copy.pk
        return own.captured_copy if own and is_elsewhere else None


NO_HOLDS: Final = Served()
"""Nobody waits for the book."""


def sort_in(copy: Copy, here: Branch, *, by: By, traps: bool = True) -> Place:
    """Find the place of a copy that lies on a desk at ``here``, and note that it is there.

    The copy is locked and has no open loan. Without ``traps``, when nobody of the staff has it in
    the hand, it is free where it is, and shows on the pull list if someone waits for it.
    """
    arrival = transfers.receive(copy, here, by=by)
    if not traps:
        copies.take_back(copy, now=by.now)
        return Place()
    hold, to_branch = captures.pass_on(copy, here, by=by, in_hand=True)
    return Place(hold, to_branch, arrival.came_from, arrival.was_for)


def served(copy: Copy, member_id: UUID) -> Served:
    """The holds that a loan of a copy, which is locked, touches. Locks the queue of its book.

    The borrower's is the one that the copy was set aside for or, of those in the queue, the first
    that any copy or this one fills; else the one on any copy for which another is set aside.
    """
    queues.lock(copy.book_id)
    captured = captures.of_copy(copy)
    if captured and captured.member_id == member_id:
        return Served(captured)
    own = _waited_for(copy, member_id) or captures.elsewhere(copy, member_id)
    return Served(own, captured)


def hand_over(copy: Copy, loan: Loan, holds: Served, *, by: By) -> Place | None:
    """A copy, which is locked, goes out on ``loan``, and fills the borrower's hold. Had it been set
    aside for someone else, they are the first in the queue again.

    Had another copy been set aside for the borrower, which is locked too, it goes to the next;
    where it goes, unless it is still on its way.
    """
    transfers.end(copy, by=by)
    own, spare = holds.fills, holds.spare_beside(copy)
    was = own.state if own else ""
    if own:
        _fill(own, copy, loan, by=by)
    if holds.overtakes:
        captures.put_first(holds.overtakes, by=by)
    if own is None or spare is None:
        return None
    subjects = {"book_id": spare.book_id, "copy_id": spare.pk, "member_id": own.member_id}
    by.note("copy.released", **subjects, hold=own.pk)
    return captures.release(own, was, by=by)


def not_found(copy_id: UUID, *, by: By) -> Copy:
    """A copy was looked for on the shelves, or on the hold shelf, and is not there: it is missing.
    The hold that it was set aside for is the first in the queue again.

    Raises ``CopyNotHere`` for a copy that is out on loan, withdrawn or unknown.
    """
    with transaction.atomic():
        copy = db.locked(Copy.objects.select_related("book", "branch")).filter(pk=copy_id).first()
        if copy is None or copy.is_on_loan or copy.withdrawn_at:
            raise errors.CopyNotHere
        queues.lock(copy.book_id)
        transfers.end(copy, by=by)
        if captured := captures.of_copy(copy):
            captures.put_first(captured, by=by)
        copies.miss(copy, now=by.now)
        by.note("copy.missed", book_id=copy.book_id, copy_id=copy.pk)
    return copy


def expire(as_of: datetime, *, by: By | None = None, branch: Branch | None = None) -> Cleared:
    """End every hold that was not picked up in time, at ``branch`` or everywhere; its copy goes to
    the next at once. The last day still counts, by the clock of the branch.

    Each is a deed of its own, so one that fails leaves the others be; done again, or late, it does
    what is left to do.
    """
    by = by or By(None, as_of, Interface.JOB)
    ended, failed = [], []
    for hold_id in _past_expiry(as_of, branch):
        try:
            if captures.under_lock(hold_id, lambda hold: _expired(hold, as_of, by)):
                ended.append(hold_id)
        except Exception:
            log.exception("hold.not_expired", hold=str(hold_id))
            failed.append(hold_id)
    return Cleared(ended, failed)


def _waited_for(copy: Copy, member_id: UUID) -> Hold | None:
    """The borrower's hold in the queue that this copy fills."""
    own = Hold.objects.queue_of(copy.book_id).filter(member=member_id)
    return next((hold for hold in own if hold.copy_id in (None, copy.pk)), None)


def _fill(hold: Hold, copy: Copy, loan: Loan, *, by: By) -> None:
    """A hold ends with a loan. It keeps the copy that was set aside for it: where that is not the
    one lent, it may still stand on the hold shelf.
    """
    awake = {"is_suspended": False, "suspended_until": None}
    filled = {"state": HoldState.FILLED, "ended_at": by.now, "loan": loan}
    kept = hold.captured_copy_id if hold.is_captured else copy.pk
    queues.leave(hold, captured_copy_id=kept, **filled, **awake)
    by.note(
        "hold.filled",
        book_id=copy.book_id,
        copy_id=copy.pk,
        member_id=hold.member_id,
        loan_id=loan.pk,
        hold=hold.pk,
    )


def _past_expiry(as_of: datetime, branch: Branch | None) -> list[UUID]:
    tomorrow = as_of.date() + timedelta(days=2)  # nowhere on earth is it later
    rows = Hold.objects.past_expiry(tomorrow).select_related("pickup_branch")
    if branch:
        rows = rows.filter(pickup_branch=branch)
    return [hold.pk for hold in rows.order_by("waiting_since", "pk") if _is_late(hold, as_of)]


def _is_late(hold: Hold, as_of: datetime) -> bool:
    today = as_of.astimezone(hold.pickup_branch.zone).date()
    is_waiting = hold.state == HoldState.WAITING
    return is_waiting and hold.expires_on is not None and hold.expires_on < today


def _expired(hold: Hold, as_of: datetime, by: By) -> bool:
    if not _is_late(hold, as_of):  # picked up, or given more time, while we waited
        return False
    captures.end(hold, HoldState.EXPIRED, by=by)
    return True
