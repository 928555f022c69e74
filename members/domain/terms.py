"""How long a membership lasts."""

from calendar import monthrange
from datetime import date


def expiry(begins_on: date, months: int) -> date:
    """The last day of a membership of ``months`` months; 31 January and one month is the last of
    February.
    """
    year, month = divmod(begins_on.year * 12 + begins_on.month - 1 + months, 12)
    day = min(begins_on.day, monthrange(year, month + 1)[1])
    return date(year, month + 1, day)


def is_expired(expires_on: date, today: date) -> bool:
    """Whether the membership has ended; its last day still counts."""
    return today > expires_on
