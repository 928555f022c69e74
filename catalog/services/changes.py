"""What follows any change that a reader of a book could see."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import F

from catalog.models import Book
from catalog.selectors import ready


def seen(book_ids: Iterable[UUID]) -> None:
    """The books look different now: a new version, and no cached answer outlives the commit.

    Rows are taken in the order of their ids, so that two deeds on the same books cannot block each
    other.
    """
    ids = sorted(set(book_ids))
    for book_id in ids:
        Book.objects.filter(pk=book_id).update(version=F("version") + 1)
    transaction.on_commit(lambda: ready.forget(ids))
