"""The fault that the races look for, on purpose: lending by look-then-write, without lock or law.

A small application beside the library, under the same server program, on a copy of the table of
loans that has its columns but not its unique index. If the races found nothing wrong here, they
could not find it in the library either.
"""

import json
import os
from collections.abc import Callable, Iterable
from functools import cache
from threading import get_ident
from typing import Any, Final
from uuid import UUID, uuid4

import psycopg

SCRATCH: Final = "CREATE TABLE careless_loans (LIKE loans_loan)"
_OPEN: Final = "SELECT 1 FROM careless_loans WHERE copy_id = %s AND returned_at IS NULL"
_LEND: Final = (
    "INSERT INTO careless_loans (id, copy_id, member_id, member_category_id, policy_terms, "
    "branch_id, interface, loaned_at, due_at, due_steps, renewals, age_band) "
    "VALUES (%s, %s, %s, %s, '{}', %s, 'api', now(), now(), '[]', 0, '')"
)

Start = Callable[[str, list[tuple[str, str]]], Any]


@cache
def _connection(_thread: int) -> "psycopg.Connection[Any]":
    return psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)


def lend(copy: UUID) -> int:
    """Lend ``copy`` when nobody seems to have it; the status to answer with."""
    connection = _connection(get_ident())
    if connection.execute(_OPEN, [copy]).fetchone():
        return 409
    connection.execute(_LEND, [uuid4(), copy, uuid4(), uuid4(), uuid4()])
    return 201


def application(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    """WSGI: ``POST`` a copy's id; 201 when it was lent, 409 when it is out. ``GET`` for health."""
    status = 200
    if environ["REQUEST_METHOD"] == "POST":
        length = int(environ["CONTENT_LENGTH"])
        status = lend(UUID(json.loads(environ["wsgi.input"].read(length))["copy"]))
    body = b"{}"
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    start(f"{status} -", headers)
    return [body]
