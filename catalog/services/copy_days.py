"""On which days a copy can have been acquired."""

from datetime import date, datetime

from catalog import errors
from catalog.domain import copies as rules
from core import clock, days


def demand(on: date | None, now: datetime) -> None:
    """Raise ``NotAcquiredThen`` for a day on which nobody can have acquired a copy. Asked of new
    days alone: copies that have such a one from before keep it.
    """
    if on and not rules.is_day_of_acquisition(on, clock.day(now)):
        raise errors.NotAcquiredThen(day=days.words(on))
