"""Lines of lists: the bytes of a book as lists of the API show it, kept by the version they show.

A page is then a small statement, which says the books and their versions, and one question to the
cache. A line needs no forgetting: when its book looks different, it has another version and so
another line.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.core.cache import cache

from catalog.models import Book
from catalog.selectors import records
from core import jsons, shared

Row = Mapping[str, Any]


def these(book_ids: Sequence[UUID], versions: Mapping[UUID, int] | None = None) -> list[Row]:
    """These books as rows for ``shown``, in their order: one statement, and none where their
    versions are known.
    """
    if book_ids and not versions:
        books = Book.objects.filter(pk__in=book_ids).order_by()
        versions = dict(books.values_list("id", "version"))
    known = versions or {}
    return [{"id": each, "version": known[each]} for each in book_ids if each in known]


def shown(rows: Sequence[Row]) -> list[orjson.Fragment]:
    """The lines of ``rows``, ready to be put into an answer, in their order."""
    kept = _kept(rows)
    missing = [row["id"] for row in rows if row["id"] not in kept]
    if missing:
        kept |= _read(missing)
    return [orjson.Fragment(kept[row["id"]]) for row in rows if row["id"] in kept]


def _read(book_ids: Iterable[UUID]) -> dict[UUID, bytes]:
    """The lines of these books as their rows stand now, kept for the next who asks."""
    found = list(records.rows(Book.objects.filter(pk__in=book_ids)).order_by())
    made = {row["id"]: jsons.dumps(records.shown(row)) for row in found}
    _keep({_key(row): made[row["id"]] for row in found})
    return made


def _kept(rows: Sequence[Row]) -> dict[UUID, bytes]:
    """The lines that are kept."""
    if not rows:
        return {}
    keys = [_key(row) for row in rows]
    if shared.IS_SHARED:
        try:
            lines = shared.ask("MGET", *keys)
        except shared.Absent:
            return {}
    else:
        found = cache.get_many(keys)
        lines = [found.get(key) for key in keys]
    return {row["id"]: line for row, line in zip(rows, lines, strict=True) if line}


def _keep(lines: Mapping[str, bytes]) -> None:
    if not shared.IS_SHARED:
        cache.set_many(dict(lines))
        return
    try:
        shared.ask_all(
            [("SET", key, line, "EX", settings.CACHE_TTL) for key, line in lines.items()]
        )
    except shared.Absent:  # slower, not closed
        return


def _key(row: Row) -> str:
    key = f"line:{row['id']}:{row['version']}"
    return cache.make_key(key) if shared.IS_SHARED else key  # as Django's cache makes its keys
