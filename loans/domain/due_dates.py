"""Until when. Loans are by the day and end with the library's own day (circulation rules, section
3).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

END_OF_DAY: Final = time(23, 59, 59)


@dataclass(frozen=True)
class Step:
    """One reason on the way to the due date, and the day it led to."""

    reason: str
    day: date
    days: int = 0


@dataclass(frozen=True)
class DueDate:
    """The instant a loan is due, the local day it is, and how that came about."""

    at: datetime
    on: date
    steps: Sequence[Step]


def due(begins_at: datetime, *, days: int, zone: tzinfo, membership_ends_on: date) -> DueDate:
    """``days`` after the local day of ``begins_at``, at the end of that day in ``zone``.

    Never later than the last day of the membership; but never earlier than the day it begins.
    """
    today = begins_at.astimezone(zone).date()
    day = today + timedelta(days=days)
    steps = [Step("loan_days", day, days)]
    if membership_ends_on < day:
        day = max(membership_ends_on, today)
        steps.append(Step("membership_ends", day))
    return DueDate(end_of(day, zone), day, steps)


def end_of(day: date, zone: tzinfo) -> datetime:
    """23:59:59 of ``day`` in ``zone``, in UTC. In the night the clocks go back, the second time it
    is so.
    """
    return datetime.combine(day, END_OF_DAY, zone).replace(fold=1).astimezone(UTC)


def days_late(due_at: datetime, now: datetime, zone: tzinfo) -> int:
    """Whole local days after the due day; 0 until it has passed."""
    late = now.astimezone(zone).date() - due_at.astimezone(zone).date()
    return max(0, late.days)


def day_of(now: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    """The local day of ``now`` in ``zone``: its first instant and that of the next day."""
    today = now.astimezone(zone).date()
    return _start_of(today, zone), _start_of(today + timedelta(days=1), zone)


def _start_of(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)
