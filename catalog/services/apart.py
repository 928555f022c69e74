"""Records that look alike and are two books: said once, and remembered."""

from collections.abc import Sequence
from datetime import datetime
from itertools import combinations
from typing import Final
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.services import audit
from catalog import errors
from catalog.models import Book, BooksApart

MOST: Final = 50
"""Records that are told apart at once."""


def say(
    book_id: UUID, others: Sequence[UUID], *, actor: User, now: datetime, interface: str
) -> None:
    """Note that ``book_id`` and the ``others`` are all different books, so that no two of them are
    offered as duplicates again. They can still be merged by hand.

    Raises ``UnknownBook``, ``TooManyChosen``, and ``MergeWithItself`` where nothing else is named.
    """
    ids = sorted({book_id, *others})
    if len(ids) > MOST:
        raise errors.TooManyChosen(most=MOST)
    if len(ids) < 2:
        raise errors.MergeWithItself
    with transaction.atomic():
        if Book.objects.current().filter(pk__in=ids).count() != len(ids):
            raise errors.UnknownBook
        pairs = [
            BooksApart(first_id=first, second_id=second, said_at=now, said_by=actor)
            for first, second in combinations(ids, 2)
        ]
        BooksApart.objects.bulk_create(pairs, ignore_conflicts=True)
        for each in ids:
            audit.record(
                "book.kept_apart",
                actor=actor,
                now=now,
                interface=interface,
                book_id=each,
                others=[str(other) for other in ids if other != each],
            )
