"""Redis in few words, for answers that are asked for so often that the usual way to the cache would
take longer than all the rest.

Each thread keeps one connection. A command whose connection had gone away is sent once more on a
new one; after that the cache counts as absent, which makes the library slower, not closed.
"""

from threading import local
from typing import Any, Final

from django.conf import settings
from redis import ConnectionPool
from redis.exceptions import ConnectionError as Lost
from redis.exceptions import RedisError

IS_SHARED: Final = bool(settings.REDIS_URL)
"""Whether there is a cache that all processes share."""
_TIMEOUT: Final = 1.0  # seconds
_kept = local()


class Absent(Exception):
    """There is no cache to ask just now."""


def ask(*command: str | bytes | int) -> Any:
    """What Redis answers to one command. Raises ``Absent``."""
    connection = _connection()
    try:
        try:
            return _said(connection, command)
        except Lost:
            connection.disconnect()
            return _said(connection, command)
    except RedisError as error:
        connection.disconnect()
        raise Absent from error


def _said(connection: Any, command: tuple[str | bytes | int, ...]) -> Any:
    connection.send_command(*command, check_health=False)
    return connection.read_response()


def _connection() -> Any:
    found = getattr(_kept, "connection", None)
    if found is None:
        pool = ConnectionPool.from_url(
            settings.REDIS_URL, socket_timeout=_TIMEOUT, socket_connect_timeout=_TIMEOUT
        )
        _kept.connection = found = pool.make_connection()
    return found
