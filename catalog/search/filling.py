"""Ready entries of new books into the index: what ``write_new`` of the two databases does, without
the work that has been done ahead.
"""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.db import connection

from catalog.models import SearchEntry
from catalog.search.made import Made
from catalog.search.sources import number
from core import bulk

_COLUMNS: Final = (
    "number", "book_id", "title", "contributors", "author", "year", "digest",
)  # fmt: skip
_INTO_POSTGRES: Final = (
    f"COPY catalog_searchentry ({', '.join(_COLUMNS)}, words) FROM STDIN (FORMAT BINARY)"
)
_TYPES: Final = ("int8", "uuid", "text", "text", "text", "int2", "int8", "bytea")
_INTO_SQLITE: Final = (
    "INSERT INTO catalog_searchtext (rowid, title, contributors, subjects, rest, marks) "
    "VALUES (%s, %s, %s, %s, %s, %s)"
)

Entries = Sequence[tuple[UUID, Made]]


def fill(entries: Entries) -> None:
    """Write the entries of books that have none yet, in the transaction of the caller. The words
    are not counted: ``spelling.count`` does so when all is written.
    """
    if not entries:
        return
    if connection.vendor == "postgresql":
        _copy(entries)
    else:
        _insert(entries)


def _copy(entries: Entries) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval('catalog_searchentry_serial') FROM generate_series(1, %s)",
            [len(entries)],
        )
        serials = [serial for (serial,) in cursor.fetchall()]
        copy: Any = cursor.copy  # psycopg's own
        with copy(_INTO_POSTGRES) as rows:
            rows.set_types(_TYPES)
            for serial, (book_id, made) in zip(serials, entries, strict=True):
                row = (number(made.level, serial), book_id, *made[1:6], made.words[0])
                rows.write_row(row)


def _insert(entries: Entries) -> None:
    """In the order of the numbers, which is how FTS5 writes fast."""
    serials = {level: _last_serial(level) for level in {made.level for _id, made in entries}}
    numbered = []
    for book_id, made in entries:
        serials[made.level] += 1
        numbered.append((number(made.level, serials[made.level]), book_id, made))
    numbered.sort(key=lambda each: each[0])
    bulk.insert(
        SearchEntry, _COLUMNS, [(at, book_id, *made[1:6]) for at, book_id, made in numbered]
    )
    with connection.cursor() as cursor:
        cursor.executemany(_INTO_SQLITE, [(at, *made.words) for at, _book, made in numbered])


def _last_serial(level: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(number) FROM catalog_searchentry WHERE number >= %s AND number < %s",
            [number(level, 0), number(level - 1, 0)],
        )
        (found,) = cursor.fetchone()
    return found - number(level, 0) if found else 0
