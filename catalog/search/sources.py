"""From the rows of a book to what it is found by."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from catalog.models import (
    Book,
    BookSubject,
    Contribution,
    ContributorAlias,
    Copy,
    Isbn,
    SubjectAlias,
)
from catalog.models.search_entry import LEVEL_BITS
from catalog.search.documents import TOP_LEVEL, Document, Held, Source, document, year_mark

__all__ = ["Document", "Held", "Source", "document", "number", "read", "year_mark"]

_OF_BOOK: Final = (
    "title", "subtitle", "alternative_title", "edition", "publisher", "year", "language",
    "classification", "description",
)  # fmt: skip


def read(book_ids: Sequence[UUID]) -> list[Source]:
    """What these books are found by, from their rows; those that the library has."""
    books = Book.objects.current().filter(pk__in=book_ids)
    made = _by_book(
        Contribution.objects.order_by("position"), "contributor__name", book_ids=book_ids
    )
    about = _by_book(BookSubject.objects.order_by("id"), "subject__heading", book_ids=book_ids)
    pen_names, synonyms = _other_names(book_ids)
    numbers = _by_book(Isbn.objects.order_by("position"), "isbn13", book_ids=book_ids)
    held = _by_book(
        Copy.objects.current().order_by("barcode"),
        "branch__code",
        "copy_type__code",
        "call_number",
        book_ids=book_ids,
    )
    return [
        Source(
            **columns,
            book_id=book_id,
            contributors=_names(made[book_id], pen_names[book_id]),
            subjects=_names(about[book_id], synonyms[book_id]),
            isbns=[digits for (digits,) in numbers[book_id]],
            held=[Held(*each) for each in held[book_id]],
        )
        for columns in books.values("id", *_OF_BOOK)
        for book_id in [columns.pop("id")]
    ]


def _other_names(
    book_ids: Sequence[UUID],
) -> tuple[dict[UUID, list[tuple[Any, ...]]], dict[UUID, list[tuple[Any, ...]]]]:
    """The other names of the contributors and of the subjects of these books."""
    people, topics = defaultdict(list), defaultdict(list)
    made = ContributorAlias.objects.filter(contributor__contributions__book__in=book_ids)
    book = "contributor__contributions__book_id"
    for book_id, name in made.order_by("name").values_list(book, "name"):
        people[book_id].append((name,))
    about = SubjectAlias.objects.filter(subject__books__in=book_ids).order_by("heading")
    for book_id, heading in about.values_list("subject__books__id", "heading"):
        topics[book_id].append((heading,))
    return people, topics


def _names(own: Sequence[tuple[str]], others: Sequence[tuple[str]]) -> list[str]:
    return list(dict.fromkeys(name for (name,) in (*own, *others)))


def _by_book(
    rows: QuerySet[Any], *names: str, book_ids: Sequence[UUID]
) -> dict[UUID, list[tuple[Any, ...]]]:
    found = defaultdict(list)
    for book_id, *values in rows.filter(book__in=book_ids).values_list("book_id", *names):
        found[book_id].append(tuple(values))
    return found


def number(level: int, serial: int) -> int:
    """The number of an entry: the lower, the more popular."""
    return (TOP_LEVEL - level << LEVEL_BITS) + serial
