"""The index made anew from the records, beside the library's work; and held against them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from math import ceil
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from catalog.models import Book, SearchEntry
from catalog.search import index, sources
from core import db

AT_ONCE: Final = 500
IN_TURN: Final = 20_000
"""Entries that are held against their records on one day."""


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
        some = list(entries.values_list("number", "book_id", "digest"))
        if not some:
            return
        after = some[-1][0]
        yield from _wrong({book_id: digest for _number, book_id, digest in some})


def outdated_in_turn(day: date) -> Iterator[UUID]:
    """As ``outdated``, but only ``IN_TURN`` entries are looked at: others on each day, until it has
    been the turn of all.
    """
    turns = max(1, ceil(SearchEntry.objects.count() / IN_TURN))
    first = day.toordinal() % turns * IN_TURN
    entries = SearchEntry.objects.order_by("number")[first : first + IN_TURN]
    rest = iter(list(entries.values_list("book_id", "digest")))
    while some := dict(islice(rest, AT_ONCE)):
        yield from _wrong(some)


def _wrong(digests: Mapping[UUID, int]) -> list[UUID]:
    """Which of these books have other records than entries with these digests. They are looked at
    once more with the books locked, for somebody may have edited one between the two readings.
    """
    found = _differing(digests)
    if not found:
        return []
    with transaction.atomic():
        list(db.locked(Book.objects.filter(pk__in=found)).order_by("pk").values_list("pk"))
        entries = SearchEntry.objects.filter(book__in=found)
        return _differing(dict(entries.values_list("book_id", "digest")))


def _differing(digests: Mapping[UUID, int]) -> list[UUID]:
    return [
        source.book_id
        for source in sources.read(list(digests))
        if sources.document(source).digest != digests[source.book_id]
    ]
