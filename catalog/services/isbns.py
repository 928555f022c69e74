"""An ISBN is of one book of the catalogue at a time."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from uuid import UUID

from catalog import errors
from catalog.models import Isbn
from core import db


def guarded(isbns: Iterable[str], *, of: UUID | None = None) -> AbstractContextManager[None]:
    """Say which of ``isbns`` another book than ``of`` has, when the database's own law stops the
    write. Raises ``IsbnTaken``.
    """
    return db.refusing(
        "isbn_of_one_current_book",
        "catalog_isbn.isbn13",
        refusal=lambda: errors.IsbnTaken(isbn=taken(isbns, of=of) or next(iter(isbns), "")),
    )


def taken(isbns: Iterable[str], *, of: UUID | None = None) -> str:
    """The first of ``isbns`` that another book than ``of`` has, or nothing."""
    others = Isbn.objects.filter(isbn13__in=isbns, is_current=True).exclude(book=of)
    return others.values_list("isbn13", flat=True).first() or ""
