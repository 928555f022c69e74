"""Covers: a picture for a book, re-made by us from whatever was sent."""

import hashlib
from datetime import datetime
from typing import IO, Final
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from accounts.models import User
from accounts.services import audit
from catalog import errors
from catalog.domain import covers
from catalog.models import Book
from catalog.services import changes
from core import db, pictures

LARGE: Final = (640, 960)
SMALL: Final = (240, 360)


def put(book_id: UUID, picture: IO[bytes], *, actor: User, now: datetime, interface: str) -> Book:
    """Make ``picture`` the cover of a book, in place of the one it had.

    It is decoded and encoded again, so that nothing but the picture is kept: no place and time of
    the camera, no second file hidden in the first. Raises ``InvalidCover``, ``UnknownBook``.
    """
    large, small = _made(picture)
    name = covers.name_of(hashlib.sha256(large).hexdigest())
    with transaction.atomic():
        book = _locked(book_id)
        if book.cover == name:
            return book
        old, book.cover = book.cover, name
        _store(book.pk, name, large, small)
        book.save(update_fields=["cover"])
        _note("book.cover_put", book, actor=actor, now=now, interface=interface)
        transaction.on_commit(lambda: _drop(book.pk, old))
    return book


def remove(book_id: UUID, *, actor: User, now: datetime, interface: str) -> Book:
    """Take the cover of a book away; without one nothing happens. Raises ``UnknownBook``."""
    with transaction.atomic():
        book = _locked(book_id)
        if not book.cover:
            return book
        old, book.cover = book.cover, ""
        book.save(update_fields=["cover"])
        _note("book.cover_removed", book, actor=actor, now=now, interface=interface)
        transaction.on_commit(lambda: _drop(book.pk, old))
    return book


def hand_over(gone: Book, kept: Book) -> None:
    """The cover of ``gone`` becomes that of ``kept``; both are locked, and whoever calls notes
    it. The files are copied, and those of the former cover stay: a merge that is rolled back, or
    undone, has lost nothing.
    """
    name = gone.cover
    for each in (name, covers.small(name)):
        path = covers.path(kept.pk, each)
        if not default_storage.exists(path):
            with default_storage.open(covers.path(gone.pk, each)) as picture:
                default_storage.save(path, picture)
    kept.cover = name
    kept.save(update_fields=["cover"])


def take_back(kept: Book, handed: str, before: str) -> None:
    """The cover ``handed`` over to ``kept``, which is locked, makes way for the one it had
    ``before``; where it has been changed since, nothing happens.
    """
    if kept.cover != handed or handed == before:
        return
    kept.cover = before
    kept.save(update_fields=["cover"])
    transaction.on_commit(lambda: _drop(kept.pk, handed))


def _locked(book_id: UUID) -> Book:
    book = db.locked(Book.objects.current()).filter(pk=book_id).first()
    if book is None:
        raise errors.UnknownBook
    return book


def _note(deed: str, book: Book, *, actor: User, now: datetime, interface: str) -> None:
    audit.record(deed, actor=actor, now=now, interface=interface, book_id=book.pk)
    changes.seen([book.pk])


def _made(picture: IO[bytes]) -> list[bytes]:
    """The large and the small JPEG of ``picture``. Raises ``InvalidCover``."""
    try:
        return pictures.jpegs(picture, (LARGE, SMALL), most_bytes=settings.MAX_COVER_BYTES)
    except pictures.Unusable as error:
        raise errors.InvalidCover from error


def _store(book_id: UUID, name: str, large: bytes, small: bytes) -> None:
    """Keep both pictures. The name tells what is in them, so what is there already is the same."""
    for each, content in ((name, large), (covers.small(name), small)):
        path = covers.path(book_id, each)
        if not default_storage.exists(path):
            default_storage.save(path, ContentFile(content))


def _drop(book_id: UUID, name: str) -> None:
    """Delete both pictures called ``name``."""
    for each in (name, covers.small(name)) if name else ():
        default_storage.delete(covers.path(book_id, each))
