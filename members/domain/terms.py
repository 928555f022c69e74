"""How long a membership lasts."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Final

LONG_AGO: Final = timedelta(days=90)
"""How long after its end a membership still goes on from there."""


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


def renewed(expires_on: date, today: date, months: int) -> date:
    """The last day of a membership that is renewed on ``today``.

    It goes on from the day it ends or ended, so that nobody loses days by coming early and nobody
    gains any by coming late. One that ended more than 90 days ago, or whose new term would be over
    already, begins anew today.
    """
    goes_on = expiry(expires_on, months)
    is_long_ago = today - expires_on > LONG_AGO
    return expiry(today, months) if is_long_ago or goes_on < today else goes_on
