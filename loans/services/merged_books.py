"""What follows when two records of one book are merged: holds. Loans follow with their copies."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from catalog.models import Book
from loans.domain import queues as rules
from loans.models import Hold, HoldState
from loans.services import captures
from loans.services.by import By


def follow(gone: Book, kept: Book, actor: User, now: datetime, interface: str) -> Mapping[str, Any]:
    """The holds on ``gone`` are holds on ``kept``, in one queue: each queue keeps its order, and of
    two heads the one that has waited longer is first.

    A member who waits for both waits once. The copies and books are locked, the copies already of
    the kept book. Called by ``catalog.services.merges``.
    """
    moved = list(Hold.objects.filter(book=gone).values_list("pk", flat=True))
    by = By(actor, now, interface)
    ended = [each for pair in _doubles(gone, kept) for each in settled(pair, by)]
    queue = rules.interleaved(_queue(kept.pk), _queue(gone.pk))
    Hold.objects.filter(book=gone).exclude(state=HoldState.QUEUED).update(book=kept)
    for place, hold in enumerate(queue, start=1):
        Hold.objects.filter(pk=hold.pk).update(book=kept, position=place)
    return {"holds": sorted(map(str, moved)), "holds_ended": sorted(map(str, ended))}


def _queue(book_id: UUID) -> list[Hold]:
    return list(Hold.objects.queue_of(book_id))


def _doubles(gone: Book, kept: Book) -> list[list[Hold]]:
    """The holds of members who wait for both books: those that a copy is set aside for first, then
    the oldest.
    """
    waiting = Hold.objects.active().filter(book__in=[gone, kept])
    waiting = waiting.select_related("captured_copy__branch", "pickup_branch", "member", "book")
    of_member: dict[UUID | None, list[Hold]] = defaultdict(list)
    for hold in waiting.order_by("placed_at", "pk"):
        of_member[hold.member_id].append(hold)
    pairs = [sorted(held, key=lambda hold: not hold.is_captured) for held in of_member.values()]
    return [pair for pair in pairs if len({hold.book_id for hold in pair}) > 1]


def settled(holds: Sequence[Hold], by: By) -> list[UUID]:
    """Let the first of a member's ``holds`` for any copy stand and end the others in the queue; the
    ids of those.

    One that a copy is set aside for as well becomes a hold on that copy: it is ready to be picked
    up, and nobody takes that away.
    """
    ended = []
    any_copy = [hold for hold in holds if hold.copy_id is None]
    for hold in any_copy[1:]:
        if not hold.is_captured:
            _end(hold, by)
            ended.append(hold.pk)
            continue
        same = [each for each in holds if each.copy_id == hold.captured_copy_id]
        for double in same:
            _end(double, by)
            ended.append(double.pk)
        hold.copy = hold.captured_copy
        hold.save(update_fields=["copy"])
    return ended


def _end(hold: Hold, by: By) -> None:
    """End a hold in the queue, at the place that it has by now."""
    hold.refresh_from_db(fields=["position"])
    captures.end(hold, HoldState.CANCELLED, by=by)
