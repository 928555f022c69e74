"""Limits of attempts that hold across processes and machines: a counter row and one atomic
statement.
"""

import hashlib
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.domain.attempts import Rule
from accounts.models import AttemptCount
from accounts.services.retention import Term
from core import errors

KEPT: Final = Term(
    "accounts.attempts",
    _("Counters of attempts to sign in, by a digest of the address"),
    1,
    _("The longest limit counts an hour."),
)
_TABLE = AttemptCount._meta.db_table
_COUNT = (
    f"INSERT INTO {_TABLE} (rule, key_digest, window_start, count) "  # noqa: S608 - the name is the model's
    "VALUES (%s, %s, %s, 1) "
    f"ON CONFLICT (rule, key_digest, window_start) DO UPDATE SET count = {_TABLE}.count + 1 "
    "RETURNING count"
)


def hit(rule: Rule, who: str, *, now: datetime) -> None:
    """Count one attempt of ``rule`` by ``who``. Raises ``TooMany`` when there were too many before
    it.

    Call it outside a transaction, so that what is refused is counted all the same. Nobody in
    particular (an empty ``who``) is not counted.
    """
    if not settings.RATE_LIMITS or not who:
        return
    start = connection.ops.adapt_datetimefield_value(rule.window_start(now))
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [rule.name, _digest(rule, who), start])
        (count,) = cursor.fetchone()
    if count > rule.most:
        raise errors.TooMany(rule.retry_after(now))


def take_back(rule: Rule, who: str, *, now: datetime) -> None:
    """Count one attempt of ``who`` less: it was a good one. What ``hit`` does not count is passed
    over.
    """
    if not settings.RATE_LIMITS or not who:
        return
    AttemptCount.objects.filter(
        rule=rule.name,
        key_digest=_digest(rule, who),
        window_start=rule.window_start(now),
        count__gt=0,
    ).update(count=F("count") - 1)


def clear(*, now: datetime) -> int:
    """Delete counters of windows that are long over; how many there were."""
    return AttemptCount.objects.before(KEPT.before(now)).delete()[0]


def _digest(rule: Rule, who: str) -> str:
    return hashlib.sha256(rule.key_of(who).encode()).hexdigest()
