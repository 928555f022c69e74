"""Is the library well? Each part is asked; the answer names the parts and says no more to
strangers.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

import structlog
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from core import ids

log = structlog.get_logger("library.health")

Check = Callable[[datetime], bool]
CHECKS: Final[dict[str, Check]] = {}
"""By name. A context with something to add puts it here when it starts."""


def database(_now: datetime) -> bool:
    """The database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone())


def migrations(_now: datetime) -> bool:
    """The database has every table this version needs."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def cached(_now: datetime) -> bool:
    """The cache gives back what it was given."""
    key, value = f"health:{ids.new_id().hex}", "well"
    cache.set(key, value, 10)
    found = bool(cache.get(key) == value)
    cache.delete(key)
    return found


CHECKS.update(database=database, cache=cached, migrations=migrations)


def report(now: datetime) -> dict[str, str]:
    """``ok`` or ``failing`` for each part; why a part fails is in the log."""
    return {
        name: "ok" if _passes(name, check, now) else "failing" for name, check in CHECKS.items()
    }


def _passes(name: str, check: Check, now: datetime) -> bool:
    try:
        passes = check(now)
    except Exception:
        log.exception("health.failing", part=name)
        return False
    if not passes:
        log.error("health.failing", part=name)
    return passes
