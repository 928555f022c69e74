"""Limits of attempts that hold across processes and machines: a counter row and one atomic
statement.
"""

import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from accounts.domain.attempts import Rule
from accounts.models import AttemptCount
from core import errors

_TABLE = AttemptCount._meta.db_table
_COUNT = (
    f"INSERT INTO {_TABLE} (rule, key_digest, window_start, count) "  # noqa: S608 - the name is the model's
    "VALUES (%s, %s, %s, 1) "
    f"ON CONFLICT (rule, key_digest, window_start) DO UPDATE SET count = {_TABLE}.count + 1 "
    "RETURNING count"
)


def hit(rule: Rule, key: str, *, now: datetime) -> None:
    """Count one attempt of ``rule`` by ``key``. Raises ``TooMany`` when there were too many before
    it.

    Call it outside a transaction, so that what is refused is counted all the same. An empty key is
    not counted: nobody in particular asks.
    """
    if not settings.RATE_LIMITS or not key:
        return
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [rule.name, _digest(key), rule.window_start(now)])
        (count,) = cursor.fetchone()
    if count > rule.most:
        raise errors.TooMany(rule.retry_after(now))


def forgive(rule: Rule, key: str) -> None:
    """Forget the attempts of ``key``: it has shown that it may."""
    AttemptCount.objects.filter(rule=rule.name, key_digest=_digest(key)).delete()


def clear(*, now: datetime) -> int:
    """Delete counters of windows that are long over; how many there were."""
    return AttemptCount.objects.before(now - timedelta(days=1)).delete()[0]


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
