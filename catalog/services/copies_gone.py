"""Copies that have left: brought back, or deleted where they never should have been."""

from datetime import datetime
from uuid import UUID

from django.db import models, transaction

from accounts.models import User
from accounts.services import audit
from catalog import errors
from catalog.models import Book, Copy
from catalog.search import index
from catalog.services import changes, copies, copy_trail
from core import db


def bring_back(copy_id: UUID, *, actor: User, now: datetime, interface: str) -> Copy:
    """Take a withdrawn copy into the library again, as it was. Raises ``UnknownCopy``,
    ``CopyNotWithdrawn``, ``BookWithdrawn``.
    """
    with transaction.atomic():
        copy = db.locked(Copy.objects.filter(pk=copy_id)).first()
        if copy is None:
            raise errors.UnknownCopy
        copy.book = db.locked(Book.objects.filter(pk=copy.book_id)).get()
        restore(copy, actor=actor, now=now, interface=interface)
        index.put_many([copy.book_id])
        changes.seen([copy.book_id])
    return copy


def restore(copy: Copy, *, actor: User, now: datetime, interface: str) -> None:
    """The copy, which the caller has locked with its book, is one of the library's again. The
    caller lets the book be seen and found anew. Raises ``CopyNotWithdrawn``, ``BookWithdrawn``.
    """
    if copy.withdrawn_at is None:
        raise errors.CopyNotWithdrawn(barcode=copy.barcode)
    if copy.book.withdrawn_at:
        raise errors.BookWithdrawn
    copy.withdrawn_at, copy.withdrawn_for = None, ""
    copy.save(update_fields=["withdrawn_at", "withdrawn_for"])
    copy_trail.note("copy.brought_back", copy, actor=actor, now=now, interface=interface)


def erase(copy: Copy, *, actor: User, now: datetime, interface: str) -> None:
    """The copy, which the caller has locked, was never one of the library's. The caller lets the
    book be seen anew. Raises ``CopyInUse``, ``CopyIsHeld``, ``CopyHasHistory``.
    """
    if copy.withdrawn_at is None:
        copies.object_to_leaving(copy)
    copy_id = copy.pk
    try:
        with transaction.atomic():
            copy.delete()
    except (models.ProtectedError, models.RestrictedError) as error:
        raise errors.CopyHasHistory(barcode=copy.barcode) from error
    audit.record(
        "copy.deleted",
        actor=actor,
        now=now,
        interface=interface,
        book_id=copy.book_id,
        copy_id=copy_id,
        barcode=copy.barcode,
    )
