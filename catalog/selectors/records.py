"""Books with all that hangs on them, as plain data for the API: one statement, no model objects."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from catalog.domain import copies, covers
from catalog.models import Book, BookSubject, Contribution, Copy, Isbn
from core.compiled import OneRow
from core.db import JsonRows

_COLUMNS = [
    "id",
    "title",
    "subtitle",
    "alternative_title",
    "edition",
    "publisher",
    "year",
    "language",
    "classification",
    "description",
    "cover",
    "revision",
    "version",
    "created_at",
]
FLAGS = [
    "withdrawn_at",
    "lost_at",
    "missing_at",
    "damaged_at",
    "on_order",
    "is_on_loan",
    "on_hold_shelf",
    "in_transit",
    "reference_only",
]


def _of_book(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(book=OuterRef("pk"))


def rows(books: QuerySet[Book], *extra: str) -> QuerySet[Book, dict[str, Any]]:
    """``books`` as dictionaries of columns, with their contributors, ISBNs, subjects and copies as
    JSON.

    ``extra`` names annotations that are wanted too.
    """
    found: QuerySet[Any, dict[str, Any]] = books.values(
        *_COLUMNS,
        *extra,
        made=JsonRows(
            _of_book(Contribution.objects.order_by("position")).values(
                json=JSONObject(name=F("contributor__name"), role=F("role"))
            )
        ),
        numbers=JsonRows(
            _of_book(Isbn.objects.order_by("position")).values(json=JSONObject(isbn13="isbn13"))
        ),
        about=JsonRows(
            _of_book(BookSubject.objects.order_by("subject__sort_heading")).values(
                json=JSONObject(heading=F("subject__heading"))
            )
        ),
        held=JsonRows(
            _of_book(Copy.objects.filter(withdrawn_at=None).order_by("barcode")).values(
                json=JSONObject(
                    id="id",
                    barcode="barcode",
                    branch=F("branch__code"),
                    branch_name=F("branch__name"),
                    type=F("copy_type__code"),
                    type_name=F("copy_type__name"),
                    shelf_location="shelf_location",
                    call_number="call_number",
                    **{flag: F(flag) for flag in FLAGS},
                )
            )
        ),
    )
    return found


def these(book_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """The rows of these books, in their order: one statement."""
    found = {row["id"]: row for row in rows(Book.objects.filter(pk__in=book_ids)).order_by()}
    return [found[book_id] for book_id in book_ids if book_id in found]


def _only(book_id: UUID) -> QuerySet[Book, dict[str, Any]]:
    return rows(Book.objects.current().filter(pk=book_id)).order_by()


_one = OneRow(_only)


def one(book_id: UUID) -> dict[str, Any] | None:
    """The row of the current book with this id, or nothing: one statement, compiled once."""
    return _one(book_id)


def etag(row: Mapping[str, Any]) -> str:
    """The entity tag of a book row, as ``Book.etag``."""
    return f'"{row["revision"]}-{row["version"]}"'


def shown(row: Mapping[str, Any], *, with_copies: bool = False) -> dict[str, Any]:
    """A row of ``rows`` as the API shows a book."""
    held = [holding(each) for each in row["held"]]
    made: Sequence[Mapping[str, str]] = row["made"]
    authors = [each for each in made if each["role"] == "aut"] or made[:1]
    isbns = [each["isbn13"] for each in row["numbers"]]
    book = {
        "id": row["id"],
        "title": row["title"],
        "subtitle": row["subtitle"],
        "alternative_title": row["alternative_title"],
        "author": "; ".join(each["name"] for each in authors),
        "contributors": made,
        "isbn": isbns[0] if isbns else "",
        "isbns": isbns,
        "edition": row["edition"],
        "publisher": row["publisher"],
        "year": row["year"],
        "language": row["language"],
        "classification": row["classification"],
        "description": row["description"],
        "subjects": [each["heading"] for each in row["about"]],
        "cover_url": covers.url(row["id"], row["cover"]) if row["cover"] else None,
        "copies": len(held),
        "copies_available": sum(each["state"] == copies.State.AVAILABLE for each in held),
        "revision": row["revision"],
        "created_at": row["created_at"],
    }
    return book | {"holdings": held} if with_copies else book


def holding(row: Mapping[str, Any]) -> dict[str, Any]:
    """One copy as the API shows it beneath its book."""
    return {
        "id": str(UUID(str(row["id"]))),  # SQLite keeps ids without their hyphens
        "barcode": row["barcode"],
        "branch": row["branch"],
        "branch_name": row["branch_name"],
        "type": row["type"],
        "type_name": row["type_name"],
        "shelf_location": row["shelf_location"],
        "call_number": row["call_number"],
        "state": str(copies.state(SimpleNamespace(**{flag: row[flag] for flag in FLAGS}))),
    }
