"""The only place that reads the clock. Services take ``now``; the edges call this and pass it
down.
"""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)
