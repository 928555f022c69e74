"""How far back a reading history reaches."""

from calendar import monthrange
from datetime import datetime
from typing import Final

MONTHS: Final = (3, 6, 12, 24, 60)
"""What members choose from, beside "until I turn it off"."""


def kept_since(now: datetime, months: int) -> datetime:
    """The moment ``months`` months before ``now``; from 31 May one month back is 30 April."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    day = min(now.day, monthrange(year, month + 1)[1])
    return now.replace(year=year, month=month + 1, day=day)
