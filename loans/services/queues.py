"""The queue of a book: places 1 to n without a gap, whatever happens.

A hold changes only under the lock of its book, which is taken after the copy's. So whoever has the
lock reads holds as they are, and two deeds cannot give one place twice.
"""

from typing import Any
from uuid import UUID

from django.db.models import F

from catalog.models import Book
from core import db
from loans.models import Hold, HoldState


def lock(book_id: UUID) -> bool:
    """Lock a book's queue to the end of the transaction; whether there is such a book."""
    return db.locked(Book.objects.filter(pk=book_id)).values_list("pk").first() is not None


def enter(hold: Hold, position: int | None = None, **columns: Any) -> None:
    """A hold takes its place in the queue, the last when none is named. ``columns`` change along
    with it. The queue is locked; the hold is not in it.
    """
    queue = Hold.objects.queue_of(hold.book_id)
    place = min(position or _END, queue.count() + 1)
    queue.filter(position__gte=place).update(position=F("position") + 1)
    _write(hold, state=HoldState.QUEUED, position=place, **columns)


def leave(hold: Hold, **columns: Any) -> None:
    """A hold becomes what ``columns`` say, and those behind it in the queue move up. The queue is
    locked; a hold that a copy was set aside for has left it before.
    """
    place = hold.position
    _write(hold, position=None, **columns)
    if place is not None:
        behind = Hold.objects.queue_of(hold.book_id).filter(position__gt=place)
        behind.update(position=F("position") - 1)


def move(hold: Hold, position: int) -> None:
    """A hold changes its place in the queue, which is locked; those between make room."""
    queue = Hold.objects.queue_of(hold.book_id).exclude(pk=hold.pk)
    before = hold.position or 1
    place = max(1, min(position, queue.count() + 1))
    if place < before:
        between = queue.filter(position__gte=place, position__lt=before)
        between.update(position=F("position") + 1)
    else:
        between = queue.filter(position__gt=before, position__lte=place)
        between.update(position=F("position") - 1)
    _write(hold, position=place)


def _write(hold: Hold, **columns: Any) -> None:
    for name, value in columns.items():
        setattr(hold, name, value)
    hold.save(update_fields=list(columns), force_update=True)


_END = 2**31 - 1
