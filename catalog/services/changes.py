"""What follows any change that a reader of a book could see."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F

from catalog.models import Book
from catalog.selectors import ready
from core import db
from core.writes import Update

_AT_ONCE: Final = 500
_GROW: Final = Update(Book, grow=["version"])


def seen(book_ids: Iterable[UUID]) -> None:
    """The books look different now: a new version, and no cached answer outlives the commit.

    Rows are taken in the order of their ids, so that two deeds on the same books cannot block each
    other. Call it in the transaction of the change.
    """
    ids = sorted(set(book_ids))
    if len(ids) == 1:
        _GROW(ids[0])
    else:
        for start in range(0, len(ids), _AT_ONCE):
            some = Book.objects.filter(pk__in=ids[start : start + _AT_ONCE])
            list(db.locked(some.order_by("pk").values_list("pk")))
            some.update(version=F("version") + 1)
    transaction.on_commit(lambda: ready.forget(ids))
