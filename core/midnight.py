"""When days begin and end, anywhere on earth and to the ends of the calendar."""

from datetime import MINYEAR, UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

_FIRST: Final = datetime.min.replace(tzinfo=UTC)
_LAST: Final = datetime.max.replace(tzinfo=UTC)


def in_utc(local: datetime) -> datetime:
    """An instant in UTC. Where there it is before the first year or after the last, it is the first
    or the last that there is.
    """
    try:
        return local.astimezone(UTC)
    except OverflowError:
        return _FIRST if local.year == MINYEAR else _LAST


def begins(on: date, zone: tzinfo) -> datetime:
    """The first instant of a day in ``zone``, in UTC."""
    return in_utc(datetime.combine(on, time.min, zone))


def ends(on: date, zone: tzinfo) -> datetime:
    """The first instant after a day in ``zone``, in UTC."""
    return _LAST if on == date.max else begins(on + timedelta(days=1), zone)
