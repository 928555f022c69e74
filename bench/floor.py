"""The floor: a bare WSGI application that reads one book's row by key and answers it as JSON.

No framework, no log, no cache; one prepared statement on a connection kept for each thread.
"""

import os
import sqlite3
from collections.abc import Callable, Iterable
from threading import local
from typing import Any, Final

import orjson
import psycopg

Start = Callable[[str, list[tuple[str, str]]], Any]
Find = Callable[[str], tuple[Any, ...] | None]

_URL: Final = os.environ["DATABASE_URL"]
_COLUMNS: Final = ("title", "publisher", "year", "language", "description")
_SELECT: Final = (
    "SELECT title, publisher, year, language, description FROM catalog_book WHERE id = "
)
_kept = local()


def _postgres() -> Find:
    connection = psycopg.connect(_URL, autocommit=True, prepare_threshold=0)

    def find(book_id: str) -> tuple[Any, ...] | None:
        return connection.execute(f"{_SELECT}%s::uuid".encode(), [book_id]).fetchone()

    return find


def _sqlite() -> Find:
    connection = sqlite3.connect(_URL.removeprefix("sqlite:///"), isolation_level=None)
    connection.execute("PRAGMA mmap_size=134217728")

    def find(book_id: str) -> tuple[Any, ...] | None:
        row: tuple[Any, ...] | None = connection.execute(
            f"{_SELECT}?", [book_id.replace("-", "")]
        ).fetchone()
        return row

    return find


def application(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    """``GET /<id>``; anything without an id is the probe of whoever waits for the server."""
    book_id = environ["PATH_INFO"].rpartition("/")[2]
    body = b'"OK"'
    if len(book_id) == 36:
        if not hasattr(_kept, "find"):
            _kept.find = _postgres() if _URL.startswith("postgres") else _sqlite()
        row = _kept.find(book_id)
        body = orjson.dumps(dict(zip(_COLUMNS, row, strict=True)))
    start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
