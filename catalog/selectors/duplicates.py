"""Records that may be of one book: of the same title as it is filed, the same first contributor
and the same year; but for those of which somebody has said that they are two.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import Count

from catalog.models import Book, BooksApart
from catalog.selectors import records
from catalog.selectors.neighbours import first_contributor

AT_ONCE: Final = 20
_TITLES_AT_ONCE: Final = 200


@dataclass(frozen=True)
class Suggested:
    """Groups of rows for ``records.shown``, two or more in each, the oldest first; and the title
    after which to go on, or nothing.
    """

    groups: Sequence[Sequence[dict[str, Any]]]
    next: str = ""


def suggested(after: str = "") -> Suggested:
    """The next groups, by title, after the filed title ``after``.

    Titles that stand more than once are read in the order of their index, some at a time, until
    there are enough.
    """
    found: list[list[UUID]] = []
    while len(found) < AT_ONCE:
        titles = _repeated(after)
        found += _groups(titles)
        after = titles[-1] if len(titles) == _TITLES_AT_ONCE else ""
        if not after:
            break
    rows = {row["id"]: row for row in records.these([pk for group in found for pk in group])}
    return Suggested([[rows[pk] for pk in group if pk in rows] for group in found], after)


def _repeated(after: str) -> list[str]:
    """Filed titles beyond ``after`` that more than one current book has."""
    titles = Book.objects.current().filter(sort_title__gt=after).order_by("sort_title")
    counted = titles.values("sort_title").annotate(number=Count("pk")).filter(number__gt=1)
    return list(counted.values_list("sort_title", flat=True)[:_TITLES_AT_ONCE])


def _groups(titles: Sequence[str]) -> list[list[UUID]]:
    books = Book.objects.current().filter(sort_title__in=titles).annotate(by=first_contributor())
    alike: dict[tuple[Any, ...], list[UUID]] = defaultdict(list)
    for pk, *key in books.order_by("sort_title", "created_at", "pk").values_list(
        "pk", "sort_title", "year", "by"
    ):
        alike[tuple(key)].append(pk)
    groups = [group for group in alike.values() if len(group) > 1]
    apart = _apart(pk for group in groups for pk in group)
    return [left for group in groups if len(left := _undecided(group, apart)) > 1]


def _apart(book_ids: Iterable[UUID]) -> set[frozenset[UUID]]:
    """The pairs among these books of which somebody has said that they are two."""
    ids = list(book_ids)
    found = BooksApart.objects.filter(first__id__among=ids, second__id__among=ids)
    return {frozenset(pair) for pair in found.order_by().values_list("first", "second")}


def _undecided(group: Sequence[UUID], apart: set[frozenset[UUID]]) -> list[UUID]:
    """The books of a group that could still be one with another of it."""
    return [
        book
        for book in group
        if any(book != other and frozenset((book, other)) not in apart for other in group)
    ]
