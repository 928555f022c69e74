"""Ready answers: the bytes of a book as the API sends them, kept until the book looks different.

An entry is tagged with the version it shows and is used only while that is the book's version, so
an old answer cannot come back, whichever process wrote it and however late. With a shared cache the
versions stand there too and the database is not asked; a cache of one process cannot hear of other
processes' changes, so there the version is read from the row.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.cache import cache

from catalog.models import Book
from catalog.selectors import records
from core import ids, jsons

_SHARED: Final = bool(settings.REDIS_URL)


@dataclass(frozen=True)
class Ready:
    """An answer to be sent as it is."""

    etag: str
    body: str


def book(book_id: UUID) -> Ready | None:
    """The answer for the current book with this id, or nothing."""
    tag, kept = _kept(book_id)
    if tag is None:
        return None
    if kept and kept[0] == tag:
        return Ready(kept[1], kept[2])
    row = records.one(book_id)
    if row is None:
        forget([book_id])  # ids that nobody has must not fill the cache
        return None
    etag, body = records.etag(row), jsons.dumps(records.shown(row, with_copies=True)).decode()
    cache.set(_body_key(book_id), [tag, etag, body])
    return Ready(etag, body)


def forget(book_ids: Iterable[UUID]) -> None:
    """Make kept answers for these books unusable. Called when a change to them has committed."""
    if _SHARED:
        cache.delete_many([_tag_key(book_id) for book_id in book_ids])


def _kept(book_id: UUID) -> tuple[str | int | None, list[str] | None]:
    """The tag that an answer must have to be current (nothing: no such book), and the kept
    answer.
    """
    if not _SHARED:
        version = Book.objects.current().filter(pk=book_id).values_list("version", flat=True)
        return version.first(), cache.get(_body_key(book_id))
    kept = cache.get_many([_tag_key(book_id), _body_key(book_id)])
    tag = kept.get(_tag_key(book_id))
    if tag is None:
        # Put before the row is read: if it changes in between, this tag is deleted with the commit.
        tag = ids.new_id().hex
        cache.set(_tag_key(book_id), tag)
    return tag, kept.get(_body_key(book_id))


def _tag_key(book_id: UUID) -> str:
    return f"book:{book_id}:tag"


def _body_key(book_id: UUID) -> str:
    return f"book:{book_id}"
