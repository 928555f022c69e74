"""Covers: a picture for a book, re-made by us from whatever was sent."""

import hashlib
from datetime import datetime
from io import BytesIO
from typing import IO, Final
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image, ImageOps

from accounts.models import User
from accounts.services import audit
from catalog import errors
from catalog.domain import covers
from catalog.models import Book
from catalog.services import changes
from core import db

FORMATS: Final = ("JPEG", "PNG", "WEBP")
MOST_PIXELS: Final = 50_000_000
LARGE: Final = (640, 960)
SMALL: Final = (240, 360)
_BROKEN: Final = (
    OSError,
    ValueError,
    SyntaxError,  # what Pillow raises for some broken PNG files
    EOFError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


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


def _locked(book_id: UUID) -> Book:
    book = db.locked(Book.objects.current()).filter(pk=book_id).first()
    if book is None:
        raise errors.UnknownBook
    return book


def _note(deed: str, book: Book, *, actor: User, now: datetime, interface: str) -> None:
    audit.record(deed, actor=actor, now=now, interface=interface, book_id=book.pk)
    changes.seen([book.pk])


def _made(picture: IO[bytes]) -> tuple[bytes, bytes]:
    """The large and the small JPEG of ``picture``."""
    sent = picture.read(settings.MAX_COVER_BYTES + 1)
    if len(sent) > settings.MAX_COVER_BYTES:
        raise errors.InvalidCover
    try:
        with Image.open(BytesIO(sent), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise errors.InvalidCover
            opened.draft("RGB", (2 * LARGE[0], 2 * LARGE[1]))
            upright = _flat(ImageOps.exif_transpose(opened))
    except _BROKEN as error:
        raise errors.InvalidCover from error
    return _jpeg(upright, LARGE), _jpeg(upright, SMALL)


def _flat(image: Image.Image) -> Image.Image:
    """``image`` in plain RGB; what was transparent becomes white paper."""
    if image.mode in {"RGB", "L", "CMYK", "YCbCr"} and "transparency" not in image.info:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    paper = Image.new("RGB", layer.size, "white")
    paper.paste(layer, mask=layer.getchannel("A"))
    return paper


def _jpeg(image: Image.Image, most: tuple[int, int]) -> bytes:
    fitted = image.copy()
    fitted.thumbnail(most, Image.Resampling.LANCZOS)
    # Saved from its pixels alone: whatever else the file carried stays behind.
    bare = Image.frombytes("RGB", fitted.size, fitted.tobytes())
    out = BytesIO()
    bare.save(out, "JPEG", quality=84, optimize=True, progressive=True)
    return out.getvalue()


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
