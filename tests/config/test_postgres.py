"""A kept connection is looked at before it is used again, without a round trip."""

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="it is about PostgreSQL"),
]


def test_a_connection_that_works_is_usable() -> None:
    connection.ensure_connection()
    assert connection.is_usable()


def test_one_that_the_server_has_ended_is_not() -> None:
    other = connections.create_connection(DEFAULT_DB_ALIAS)
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (process,) = cursor.fetchone()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [process])
    assert not other.is_usable()
    other.close()
    assert not other.is_usable()


def test_a_notice_on_the_line_is_no_farewell() -> None:
    other = connections.create_connection(DEFAULT_DB_ALIAS)
    with other.cursor() as cursor:
        cursor.execute("LISTEN something")
    with connection.cursor() as cursor:
        cursor.execute("NOTIFY something")
    assert other.is_usable()
    other.close()
