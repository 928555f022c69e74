"""What stands near a book: its other editions, and its neighbours on the shelf."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from catalog.models import Book, Contribution, Copy
from catalog.selectors import records

MOST_EDITIONS: Final = 12
ON_EACH_SIDE: Final = 4
COPIES_LOOKED_AT: Final = 40
"""On each side: a book of which a library has many copies does not hide its neighbours."""
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Neighbours:
    """Rows for ``records.shown``: other editions, the newest first, and the shelf from left to
    right, without the book itself.
    """

    editions: list[Row]
    shelf: list[Row]


def of(book: Row) -> Neighbours:
    """The neighbours of ``book``, a row of ``records.rows``."""
    editions = _editions(book)
    shelf = _shelf(book)
    rows = {row["id"]: row for row in records.these([*editions, *shelf])}
    return Neighbours(
        [rows[pk] for pk in editions if pk in rows], [rows[pk] for pk in shelf if pk in rows]
    )


def same_work(book: Row) -> QuerySet[Book]:
    """The other current books with the title of ``book``, as it is filed, and its first
    contributor. A title without letters and digits is filed under nothing, and so has none.
    """
    first = book["made"][0]["name"] if book["made"] else None
    key = Book.objects.filter(pk=book["id"]).values("sort_title")
    filed = Book.objects.current().filter(sort_title=Subquery(key), sort_title__gt="")
    others = filed.exclude(pk=book["id"])
    return others.annotate(first=first_contributor()).filter(
        Q(first=first) if first else Q(first=None)
    )


def first_contributor() -> Subquery:
    """The name of the first contributor, as an annotation of books."""
    first = Contribution.objects.filter(book=OuterRef("pk")).order_by("position")
    return Subquery(first.values("contributor__name")[:1])


def _editions(book: Row) -> list[UUID]:
    newest = same_work(book).order_by(F("year").desc(nulls_last=True), "pk")
    return list(newest.values_list("pk", flat=True)[:MOST_EDITIONS])


def _shelf(book: Row) -> list[UUID]:
    """The ids of the books whose copies stand left and right of ``book`` as they are shelved: in
    its branch, at its location, by call number. Three statements that walk an index, however long
    the shelf.
    """
    here = _stands(book["id"])
    if here is None:
        return []
    row = Copy.objects.current().filter(
        branch=here.branch_id, shelf_location=here.shelf_location, shelf_key__gt=""
    )
    row = row.filter(lost_at=None, missing_at=None, on_order=False)
    key, pk = here.shelf_key, here.pk
    # Each side repeats its bound, so that SQLite too walks the index.
    right = row.filter(shelf_key__gte=key).filter(Q(shelf_key__gt=key) | Q(pk__gt=pk))
    left = row.filter(shelf_key__lte=key).filter(Q(shelf_key__lt=key) | Q(pk__lt=pk))
    before = _first_books(left.order_by("-shelf_key", "-pk"), book["id"])
    return [*reversed(before), *_first_books(right.order_by("shelf_key", "pk"), book["id"], before)]


def _stands(book_id: UUID) -> Copy | None:
    """The copy whose place is the book's: the first that has one, rather not one that is lost."""
    placed = Copy.objects.current().filter(book=book_id).exclude(shelf_key="")
    return placed.order_by(F("lost_at").asc(nulls_first=True), "pk").first()


def _first_books(copies: QuerySet[Copy], but: UUID, seen: Collection[UUID] = ()) -> list[UUID]:
    """The nearest books, each once however many copies of it stand in a row."""
    ids = copies.values_list("book_id", flat=True)[:COPIES_LOOKED_AT]
    found = dict.fromkeys(each for each in ids if each != but and each not in seen)
    return list(found)[:ON_EACH_SIDE]
