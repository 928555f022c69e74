"""Two sessions at one database, of which the one waits for a lock of the other."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

Waiting = Callable[[Callable[[], Any]], Future[Any]]


@contextmanager
def elsewhere() -> Iterator[Waiting]:
    """Begin a deed in another session, and come back when it waits for a lock of this one."""
    with ThreadPoolExecutor(1) as other:

        def begin(deed: Callable[[], Any]) -> Future[Any]:
            def alone() -> Any:
                try:
                    return deed()
                finally:
                    connection.close()

            begun = other.submit(alone)
            _until_it_waits()
            return begun

        yield begin


def _until_it_waits() -> None:
    asked = (
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # else a transaction sees one state
            cursor.execute(asked)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    pytest.fail("nothing came to wait for the lock")
