"""Search entries: written in the same transaction as the book, so that a saved book is found at
once.

Whoever changes a record, or which copies there are of it and where, calls ``put_many``.
"""

from collections.abc import Iterable
from itertools import islice
from typing import Final, TypeVar
from uuid import UUID

from catalog.models import Book
from catalog.search import sources, spelling
from catalog.search.backend import index
from catalog.search.sources import Document, Held, Source

__all__ = ["Held", "Source", "put", "put_many", "remove", "write", "write_many"]

AT_ONCE: Final = 1000
Each = TypeVar("Each")


def put(book: Book) -> None:
    """Write what ``book`` is found by, from its rows as they stand now."""
    put_many([book.pk])


def put_many(book_ids: Iterable[UUID]) -> None:
    """Write what these books are found by, from their rows as they stand now. Those that were
    withdrawn are no longer found.
    """
    for some in _batches(sorted(set(book_ids))):
        found = sources.read(some)
        write(*found)
        remove(set(some) - {each.book_id for each in found})


def write(*given: Source) -> None:
    """Write what books are found by, where the caller knows what hangs on them."""
    if given:
        documents = [sources.document(each) for each in given]
        index().write(documents)
        spelling.learn(_spoken(documents))


def write_many(given: Iterable[Source], *, are_new: bool = False) -> None:
    """Write what many books are found by, in the transaction of the caller, as fast as can be.

    ``are_new`` says that none of them has an entry yet. The words are not counted: when all is
    written, ``spelling.count`` does so for all books at once.
    """
    put_all = index().write_new if are_new else index().write
    for some in _batches(given):
        put_all([sources.document(each) for each in some])


def remove(book_ids: Iterable[UUID]) -> None:
    """Let these books no longer be found."""
    ids = list(book_ids)
    if ids:
        index().remove(ids)


def _spoken(documents: Iterable[Document]) -> set[str]:
    """The words of titles, names and headings."""
    return {token for each in documents for column in each.columns[:3] for token in column}


def _batches(given: Iterable[Each]) -> Iterable[list[Each]]:
    rest = iter(given)
    while some := list(islice(rest, AT_ONCE)):
        yield some
