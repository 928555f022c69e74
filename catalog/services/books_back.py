"""Books that have left, brought back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from accounts.models import User
from accounts.services import audit
from catalog import errors
from catalog.models import Book, BookMerge, Copy, Isbn
from catalog.search import index
from catalog.services import changes, isbns
from core import db


def bring_back(book_id: UUID, *, actor: User, now: datetime, interface: str) -> Book:
    """Take a withdrawn book into the catalogue again, with the copies that left with it; what had
    left before stays away.

    Locked in the order of ``books.withdraw``: copies before their book. Raises ``UnknownBook``,
    ``BookNotWithdrawn``, ``BookMergedAway``, and ``IsbnTaken`` where another book of the catalogue
    has one of its ISBNs by now.
    """
    with isbns.guarded(_own_isbns(book_id), of=book_id), transaction.atomic():
        held = list(db.locked(left_together(book_id)).order_by("pk"))
        book = db.locked(Book.objects.filter(pk=book_id)).first()
        if book is None:
            raise errors.UnknownBook
        object_to_coming_back(book)
        Copy.objects.filter(pk__in=[copy.pk for copy in held]).update(
            withdrawn_at=None, withdrawn_for=""
        )
        book.isbns.update(is_current=True)
        book.withdrawn_at = None
        book.save(update_fields=["withdrawn_at"])
        index.put(book)
        audit.record(
            "book.brought_back",
            actor=actor,
            now=now,
            interface=interface,
            book_id=book.pk,
            copies=len(held),
        )
        changes.seen([book.pk])
    return book


def left_together(book_id: UUID) -> QuerySet[Copy]:
    """The copies that were withdrawn with their book."""
    return Copy.objects.filter(book=book_id, withdrawn_at=F("book__withdrawn_at"))


def object_to_coming_back(book: Book) -> None:
    """Say why ``book`` cannot come back. Raises ``BookNotWithdrawn``, ``BookMergedAway``,
    ``IsbnTaken``.
    """
    if book.withdrawn_at is None:
        raise errors.BookNotWithdrawn
    if BookMerge.objects.filter(gone=book).exists():
        raise errors.BookMergedAway
    if taken := isbns.taken(_own_isbns(book.pk), of=book.pk):
        raise errors.IsbnTaken(isbn=taken)


def _own_isbns(book_id: UUID) -> QuerySet[Isbn, str]:
    return Isbn.objects.filter(book=book_id).values_list("isbn13", flat=True)
