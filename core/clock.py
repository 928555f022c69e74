"""The only place that reads the clock. Services take ``now``; the edges call this and pass it
down.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, tzinfo

from django.utils import timezone

Clock = Callable[[], datetime]
"""Tells the present instant. Given to the few deeds that last so long that one ``now`` grows old
under them.
"""


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def day(at: datetime, zone: tzinfo | None = None) -> date:
    """The day it is at ``at`` in ``zone``, or by the library's own clock
    (``DEFAULT_TIME_ZONE``).
    """
    return at.astimezone(zone or timezone.get_default_timezone()).date()
