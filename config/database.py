"""From one URL to the options that make each database safe under many writers."""

from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

# WAL lets readers and the one writer work side by side. IMMEDIATE takes the write lock when a
# transaction begins, so that two which read before they write cannot fail each other half-way.
SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
        "PRAGMA mmap_size=134217728; PRAGMA cache_size=-16000;"
    ),
}
# A statement that is sent over a connection for the fourth time is prepared there: it is parsed no
# more and, after five times, planned no more where one plan serves all values as well:
# planning takes longer than answering, and a book with all that hangs on it takes the server a
# fifth of the time.
POSTGRES_OPTIONS: dict[str, Any] = {
    "connect_timeout": 5,
    "server_side_binding": True,
    "prepare_threshold": 3,
}


def settings(url: str) -> dict[str, Any]:
    """Django's settings of the database at ``url``. Raises ``ImproperlyConfigured``."""
    made: dict[str, Any] = environ.Env.db_url_config(url)
    if not made.get("NAME"):
        raise ImproperlyConfigured("DATABASE_URL names no database: end it with /name.")
    if made["ENGINE"] == "django.db.backends.sqlite3":
        made["OPTIONS"] = SQLITE_OPTIONS
        made["CONN_MAX_AGE"] = None
        return made
    made["ENGINE"] = "config.postgres"
    made["OPTIONS"] = POSTGRES_OPTIONS | made.get("OPTIONS", {})
    made["CONN_MAX_AGE"] = None  # a connection for each thread, kept: a new one costs milliseconds
    made["CONN_HEALTH_CHECKS"] = True
    return made


def cache_settings(redis_url: str, ttl: int) -> dict[str, Any]:
    """Django's settings of the cache: Redis where there is one, else the process itself. TTL in
    seconds.
    """
    if not redis_url:
        return {
            "BACKEND": "core.memory.MemoryCache",
            "TIMEOUT": ttl,
            "OPTIONS": {"MAX_ENTRIES": 10_000},
        }
    return {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": redis_url,
        "TIMEOUT": ttl,
        "KEY_PREFIX": "library",
        "OPTIONS": {
            "SERIALIZER": "django_redis.serializers.json.JSONSerializer",
            "SOCKET_CONNECT_TIMEOUT": 1,
            "SOCKET_TIMEOUT": 1,
            "IGNORE_EXCEPTIONS": True,  # a library without its cache is slower, not closed
        },
    }
