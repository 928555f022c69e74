"""The last resort: a search that takes too long all the same is ended, and says so."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import OperationalError, connection, transaction

from catalog import errors
from catalog.search.plan import Plan

MOST_SECONDS: Final = 3.0
_STEPS: Final = 50_000
"""Instructions of SQLite between two looks at the clock."""


@contextmanager
def within(plan: Plan) -> Iterator[None]:
    """Let statements take no longer than ``MOST_SECONDS``, where ``plan`` asks other tables of each
    book, which nothing else bounds. Raises ``SearchTooLong``.
    """
    if not plan.conditions:
        yield
        return
    limited = _on_postgres if connection.vendor == "postgresql" else _on_sqlite
    try:
        with limited():
            yield
    except OperationalError as error:
        if "statement timeout" in str(error) or "interrupted" in str(error):
            raise errors.SearchTooLong from error
        raise


@contextmanager
def _on_postgres() -> Iterator[None]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = {int(MOST_SECONDS * 1000)}")
        yield
        cursor.execute("SET LOCAL statement_timeout TO DEFAULT")


@contextmanager
def _on_sqlite() -> Iterator[None]:
    connection.ensure_connection()
    raw: Any = connection.connection
    end = time.monotonic() + MOST_SECONDS
    raw.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
    try:
        yield
    finally:
        raw.set_progress_handler(None, 0)
