"""The index made anew from the records, beside the library's work; and held against them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from catalog.models import Book, SearchEntry
from catalog.search import index, sources
from core import db

AT_ONCE: Final = 500


@dataclass(frozen=True)
class Step:
    """So many books are done, the last of them this one."""

    done: int
    last: UUID


def steps(*, after: UUID | None = None, only_missing: bool = False) -> Iterator[Step]:
    """Write the entries anew, in the order of the books' ids: all that follow ``after``, or only
    those that are missing.

    Each step is a transaction that holds its books, so that no edit is overwritten by what was read
    before it. What is right already is written over with the same.
    """
    done = 0
    while True:
        with transaction.atomic():
            books = missing() if only_missing else Book.objects.all()
            if after:
                books = books.filter(pk__gt=after)
            some = list(db.locked(books.order_by("pk")).values_list("pk", flat=True)[:AT_ONCE])
            if not some:
                return
            index.put_many(some)
        done, after = done + len(some), some[-1]
        yield Step(done, after)


def missing() -> QuerySet[Book]:
    """Books that the library has and nobody can find."""
    entries = SearchEntry.objects.filter(book=OuterRef("pk"))
    return Book.objects.current().filter(~Exists(entries))


def needless() -> QuerySet[SearchEntry]:
    """Entries of books that the library no longer has."""
    return SearchEntry.objects.filter(book__withdrawn_at__isnull=False)


def outdated() -> Iterator[UUID]:
    """The books whose entries say something else than their records: all are looked at, some
    hundred at a time, by the checksums in the entries.
    """
    after = 0
    while True:
        entries = SearchEntry.objects.filter(number__gt=after).order_by("number")[:AT_ONCE]
        some = {entry.book_id: entry for entry in entries.only("number", "book_id", "digest")}
        if not some:
            return
        after = max(entry.number for entry in some.values())
        for source in sources.read(list(some)):
            if sources.document(source).digest != some[source.book_id].digest:
                yield source.book_id
