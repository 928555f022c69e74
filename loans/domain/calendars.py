"""On which days a branch is open (circulation rules, section 3, rule 5)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Final

SEARCH_WITHIN: Final = 366
"""Days within which there must be an open one: a year, and the day that a leap year adds."""
DAY: Final = timedelta(days=1)


class NoOpenDay(Exception):
    """A branch that never opens: no due date can be found, and somebody must mend its calendar."""

    def __init__(self, day: date) -> None:
        super().__init__(f"no open day within {SEARCH_WITHIN} days of {day}")
        self.day = day


@dataclass(frozen=True)
class Closed:
    """A day on which the branch is closed, and why: the closure's name, or nothing on weekdays."""

    day: date
    reason: str


@dataclass(frozen=True)
class Calendar:
    """The open and closed days of one branch.

    ``weekdays`` are those it is closed on as a rule (0 is Monday). ``dated`` holds single days: a
    name for a closure, ``None`` for a day that is open by way of exception. ``yearly`` names
    (month, day) pairs that are closed every year.
    """

    weekdays: frozenset[int] = frozenset()
    dated: Mapping[date, str | None] = field(default_factory=dict)
    yearly: Mapping[tuple[int, int], str] = field(default_factory=dict)

    def closed(self, day: date) -> Closed | None:
        """Why ``day`` is closed, or nothing when it is open.

        A dated exception, which may also open a day, beats the weekly closure, and that the yearly.
        """
        if day in self.dated:
            name = self.dated[day]
            return None if name is None else Closed(day, name)
        if day.weekday() in self.weekdays:
            return Closed(day, "")
        name = self.yearly.get((day.month, day.day))
        return None if name is None else Closed(day, name)

    def is_open(self, day: date) -> bool:
        """Whether the branch is open on ``day``."""
        return self.closed(day) is None

    def next_open(self, day: date) -> date:
        """``day`` or the first open day after it. Raises ``NoOpenDay``."""
        return self._search(day, DAY)

    def previous_open(self, day: date) -> date:
        """``day`` or the last open day before it. Raises ``NoOpenDay``."""
        return self._search(day, -DAY)

    def after_open_days(self, day: date, count: int) -> date:
        """The day on which ``count`` open days after ``day`` have passed. Raises ``NoOpenDay``."""
        for _ in range(count):
            day = self.next_open(day + DAY)
        return day

    def open_days_between(self, after: date, until: date) -> int:
        """How many days later than ``after``, up to and with ``until``, are open."""
        days = (after + DAY * number for number in range(1, (until - after).days + 1))
        return sum(self.is_open(day) for day in days)

    def _search(self, day: date, step: timedelta) -> date:
        for number in range(SEARCH_WITHIN + 1):
            if self.is_open(day + step * number):
                return day + step * number
        raise NoOpenDay(day)

    def never_opens(self, today: date) -> bool:
        """Whether there is no open day from ``today`` on for a year."""
        try:
            self.next_open(today)
        except NoOpenDay:
            return True
        return False


@dataclass(frozen=True)
class Hours:
    """From when until when a branch is open on a weekday."""

    opens_at: time
    closes_at: time


@dataclass(frozen=True)
class Day:
    """A day that is unlike others of its kind: closed, or open all the same."""

    name: str
    is_open: bool = False


@dataclass(frozen=True)
class Plan:
    """A calendar as it is kept and changed.

    ``weekly`` holds for a weekday its hours, or ``None`` where it is closed; a weekday that is not
    in it is open at hours that nobody has said.
    """

    weekly: Mapping[int, Hours | None] = field(default_factory=dict)
    dated: Mapping[date, Day] = field(default_factory=dict)
    yearly: Mapping[tuple[int, int], str] = field(default_factory=dict)

    @property
    def calendar(self) -> Calendar:
        """The open and closed days that follow from it."""
        return Calendar(
            weekdays=frozenset(day for day, hours in self.weekly.items() if hours is None),
            dated={on: None if day.is_open else day.name for on, day in self.dated.items()},
            yearly=self.yearly,
        )


def is_day_of_year(month: int, day: int) -> bool:
    """Whether a year can have this day; a leap year counts."""
    try:
        date(2000, month, day)
    except ValueError:
        return False
    return True


ALWAYS_OPEN: Final = Calendar()
