"""How long a membership lasts."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Final

MOST_MONTHS: Final = 1200
"""How long a term may be."""
MOST_YEARS: Final = 150
"""How far ahead a membership may end: for life, and no day that nothing can be added to."""
LONG_AGO: Final = timedelta(days=90)
"""How long after its end a membership still goes on from there."""


def expiry(begins_on: date, months: int) -> date:
    """The last day of a membership of ``months`` months; 31 January and one month is the last of
    February. What would end behind the last day that there is ends with it.
    """
    year, month = divmod(begins_on.year * 12 + begins_on.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    day = min(begins_on.day, monthrange(year, month + 1)[1])
    return date(year, month + 1, day)


def latest(today: date) -> date:
    """The last day that a membership may be said to end on."""
    return expiry(today, MOST_YEARS * 12)


def is_expired(expires_on: date, today: date) -> bool:
    """Whether the membership has ended; its last day still counts."""
    return today > expires_on


def renewed(expires_on: date, today: date, months: int) -> date:
    """The last day of a membership that is renewed on ``today``.

    It goes on from the day it ends or ended, so that nobody loses days by coming early and nobody
    gains any by coming late. One that ended more than 90 days ago, or whose new term would be over
    already, begins anew today.
    """
    goes_on = expiry(expires_on, months)
    is_long_ago = today - expires_on > LONG_AGO
    return expiry(today, months) if is_long_ago or goes_on < today else goes_on
