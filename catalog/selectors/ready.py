"""Ready answers: the bytes of a book as the API sends them, kept until the book looks different.

An entry is tagged with the version it shows and is used only while that is the book's version, so
an old answer cannot come back, whichever process wrote it and however late. With a shared cache the
versions stand there too and the database is not asked; a cache of one process cannot hear of other
processes' changes, so there the version is read from the row.

The shared cache is asked past Django, in one round trip: this is the most frequent request of all,
and Django's way to the cache takes longer than the rest of the answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.db.models import QuerySet

from catalog.models import Book
from catalog.selectors import records
from core import ids, jsons, shared
from core.compiled import OneRow


def _current(book_id: UUID) -> QuerySet[Book, Any]:
    return Book.objects.current().filter(pk=book_id).order_by().values("version")


_version: Final = OneRow(_current)


@dataclass(frozen=True, slots=True)
class Ready:
    """An answer to be sent as it is."""

    etag: str
    body: bytes


def kept(book_id: UUID) -> Ready | None:
    """The answer for this book where all processes keep it; the database is not asked."""
    if not shared.IS_SHARED:
        return None
    try:
        return _shared(book_id)[1]
    except shared.Absent:
        return None


def book(book_id: UUID) -> Ready | None:
    """The answer for the current book with this id, or nothing."""
    if not shared.IS_SHARED:
        return _of_this_process(book_id)
    try:
        return _of_all(book_id)
    except shared.Absent:  # slower, not closed
        return _read(book_id)


def forget(book_ids: Iterable[UUID]) -> None:
    """Make kept answers for these books unusable. Called when a change to them has committed."""
    if shared.IS_SHARED:
        cache.delete_many([_tag_key(book_id) for book_id in book_ids])


def _of_all(book_id: UUID) -> Ready | None:
    """From the cache of all processes, or into it."""
    tag, answer = _shared(book_id)
    if answer:
        return answer
    if not tag:
        # Put before the row is read: if it changes in between, the tag goes with the commit.
        tag = ids.new_id().hex.encode()
        _put(_tag_key(book_id), tag)
    answer = _read(book_id)
    if answer:
        _put(_body_key(book_id), b"%b%b\n%b" % (tag, answer.etag.encode(), answer.body))
    else:
        forget([book_id])  # ids that nobody has must not fill the cache
    return answer


def _shared(book_id: UUID) -> tuple[bytes | None, Ready | None]:
    """The tag that an answer must have to be current, and the answer that has it."""
    keys = [cache.make_key(key) for key in (_tag_key(book_id), _body_key(book_id))]
    tag, kept = shared.ask("MGET", *keys)
    if not (tag and kept and kept.startswith(tag)):
        return tag, None
    etag, _, body = kept[len(tag) :].partition(b"\n")
    return tag, Ready(etag.decode(), body)


def _put(key: str, value: bytes) -> None:
    shared.ask("SET", cache.make_key(key), value, "EX", settings.CACHE_TTL)


def _of_this_process(book_id: UUID) -> Ready | None:
    """From the cache of this process, when the row still has the version that was kept."""
    version = _version(book_id)
    if version is None:
        return None
    kept: tuple[int, str, bytes] | None = cache.get(_body_key(book_id))
    if kept and kept[0] == version["version"]:
        return Ready(*kept[1:])
    answer = _read(book_id)
    if answer:
        cache.set(_body_key(book_id), (version["version"], answer.etag, answer.body))
    return answer


def _read(book_id: UUID) -> Ready | None:
    row = records.one(book_id)
    if row is None:
        return None
    return Ready(records.etag(row), jsons.dumps(records.shown(row, with_copies=True)))


def _tag_key(book_id: UUID) -> str:
    return f"book:{book_id}:tag"


def _body_key(book_id: UUID) -> str:
    return f"book:{book_id}"
