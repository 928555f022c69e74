"""Until when. Loans are by the day and end with the branch's own day (circulation rules,
section 3).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Any, Final

from core import midnight
from loans.domain.calendars import ALWAYS_OPEN, SEARCH_WITHIN, Calendar, NoOpenDay

END_OF_DAY: Final = time(23, 59, 59)


class ClosedDays(StrEnum):
    """What a policy makes of closed days."""

    IGNORE = "ignore"
    NEXT_OPEN = "next_open"
    SAME_WEEKDAY = "same_weekday"
    OPEN_DAYS_ONLY = "open_days_only"


class Bound(StrEnum):
    """How a fixed date, the end of a term, binds the due date."""

    EXACT = "exact"
    NOT_AFTER = "not_after"
    NOT_BEFORE = "not_before"


@dataclass(frozen=True)
class Terms:
    """What a policy says of time: how many days, what of closed days, and a fixed date if any."""

    days: int
    closed_days: ClosedDays = ClosedDays.IGNORE
    bound: Bound | None = None
    bound_on: date | None = None


@dataclass(frozen=True)
class Step:
    """One reason on the way to the due date, and the day it led to.

    ``days`` is the number counted, where one was; ``closure`` why the day before was closed
    (empty on a weekday that always is).
    """

    reason: str
    day: date
    days: int = 0
    closure: str = ""

    @property
    def kept(self) -> dict[str, Any]:
        """As it is kept with a loan, in plain JSON."""
        return {
            "code": self.reason,
            "on": self.day.isoformat(),
            "days": self.days,
            "closure": self.closure,
        }


@dataclass(frozen=True)
class DueDate:
    """The instant a loan is due, the local day it is, and how that came about."""

    at: datetime
    on: date
    steps: list[Step]


@dataclass
class _Way:
    """A due date being found: the day so far, and the steps that led there."""

    calendar: Calendar
    day: date
    steps: list[Step] = field(default_factory=list)

    def go(self, reason: str, day: date, *, days: int = 0, closure: str = "") -> None:
        self.day = day
        self.steps.append(Step(reason, day, days, closure))


def due(
    begins_at: datetime,
    terms: Terms,
    *,
    zone: tzinfo,
    membership_ends_on: date,
    calendar: Calendar = ALWAYS_OPEN,
) -> DueDate:
    """When a loan or renewal that begins at ``begins_at`` is due, at the end of that day in
    ``zone``.

    Counted from the local day; moved off closed days as the terms say; bound by a fixed date;
    never later than the last day of the membership or, with that closed, the open day before it
    (rule 4), but never earlier than the day it begins. A fixed date that is past makes it due in
    the past: nothing can be lent under such terms any more. Raises ``NoOpenDay`` where the
    terms ask for an open day and the calendar has none.
    """
    today = begins_at.astimezone(zone).date()
    way = _Way(calendar, today)
    _count(way, terms)
    _move_off_closed_days(way, terms)
    _bind(way, terms, today)
    _end_with_membership(way, membership_ends_on, today)
    return DueDate(end_of(way.day, zone), way.day, way.steps)


def _count(way: _Way, terms: Terms) -> None:
    if terms.closed_days is ClosedDays.OPEN_DAYS_ONLY:
        reached = way.calendar.after_open_days(way.day, terms.days)
        way.go("open_days", reached, days=terms.days)
    else:
        way.go("loan_days", way.day + timedelta(days=terms.days), days=terms.days)


def _move_off_closed_days(way: _Way, terms: Terms) -> None:
    closed = way.calendar.closed(way.day)
    if closed is None or terms.closed_days is ClosedDays.IGNORE:
        return
    if terms.closed_days is ClosedDays.SAME_WEEKDAY and _keeps_weekday(way, terms):
        way.go("closed_same_weekday", _same_weekday(way), closure=closed.reason)
    else:
        way.go("closed", way.calendar.next_open(way.day), closure=closed.reason)


def _keeps_weekday(way: _Way, terms: Terms) -> bool:
    return terms.days % 7 == 0 and way.day.weekday() not in way.calendar.weekdays


def _same_weekday(way: _Way) -> date:
    for weeks in range(1, SEARCH_WITHIN // 7 + 2):
        later = way.day + timedelta(weeks=weeks)
        if way.calendar.is_open(later):
            return later
    raise NoOpenDay(way.day)


def _bind(way: _Way, terms: Terms, today: date) -> None:
    """Apply the fixed date. One that is itself closed holds for ``exact``: it was asked for."""
    on = terms.bound_on
    if terms.bound is None or on is None:
        return
    if terms.bound is Bound.EXACT and way.day != on:
        way.go("term_exact", on)
    elif terms.bound is Bound.NOT_AFTER and way.day > on:
        last = _unless_ignored(way, terms, on, earlier=True)
        way.go("term_not_after", last if last >= today else on)
    elif terms.bound is Bound.NOT_BEFORE and way.day < on:
        way.go("term_not_before", _unless_ignored(way, terms, on, earlier=False))


def _unless_ignored(way: _Way, terms: Terms, on: date, *, earlier: bool) -> date:
    if terms.closed_days is ClosedDays.IGNORE:
        return on
    return way.calendar.previous_open(on) if earlier else way.calendar.next_open(on)


def _end_with_membership(way: _Way, ends_on: date, today: date) -> None:
    """No mode of closed days lifts rule 4: with the library closed on the last day of a membership,
    the book has to be back on the open day before it, if there is one yet.
    """
    last = max(ends_on, today)
    if last > way.day:
        return
    if last < way.day:
        way.go("membership_ends", last)
    closed = way.calendar.closed(last)
    if closed is None:
        return
    try:
        earlier = way.calendar.previous_open(last)
    except NoOpenDay:
        return
    if earlier >= today:
        way.go("closed_before_end", earlier, closure=closed.reason)


def by_hand(
    on: date,
    *,
    today: date,
    zone: tzinfo,
    membership_ends_on: date,
    calendar: Calendar = ALWAYS_OPEN,
) -> DueDate:
    """When a loan is due for which somebody names the day: that day, even a closed one, but never
    later than the membership allows (rule 4).
    """
    way = _Way(calendar, on, [Step("set_by_hand", on)])
    _end_with_membership(way, membership_ends_on, today)
    return DueDate(end_of(way.day, zone), way.day, way.steps)


def asked_for(on: date, terms: Mapping[str, Any]) -> bool:
    """Whether the terms kept with a loan make it due on ``on`` even when that is a closed day."""
    if terms.get("closed_days") == ClosedDays.IGNORE:
        return True
    return terms.get("term_bound") == Bound.EXACT and terms.get("term_on") == on.isoformat()


def at_the_latest(terms: Mapping[str, Any], membership_ends_on: date) -> date:
    """The last day on which a loan can be due by the terms kept with it: that of the membership, or
    the fixed date where it is one that no loan outlasts.
    """
    if terms.get("term_bound") != Bound.NOT_AFTER or not terms.get("term_on"):
        return membership_ends_on
    return min(membership_ends_on, date.fromisoformat(terms["term_on"]))


def moved_off(on: date, *, calendar: Calendar, until: date) -> Step | None:
    """From a due day that has come to be closed to the next open day; never to an earlier one.

    Nothing where it stays: the day is open, or the next open day is later than ``until`` (see
    ``at_the_latest``), or there is none.
    """
    closed = calendar.closed(on)
    if closed is None:
        return None
    try:
        later = calendar.next_open(on)
    except NoOpenDay:
        return None
    if later > until:
        return None
    return Step("moved_off_closed_day", later, closure=closed.reason)


def remembered(kept: Iterable[Mapping[str, Any]]) -> list[Step]:
    """The steps that a loan has kept."""
    return [
        Step(each["code"], date.fromisoformat(each["on"]), each["days"], each["closure"])
        for each in kept
    ]


def end_of(day: date, zone: tzinfo) -> datetime:
    """23:59:59 of ``day`` in ``zone``, in UTC; when clocks go back then, the second time it is
    so.
    """
    return midnight.in_utc(datetime.combine(day, END_OF_DAY, zone).replace(fold=1))


def days_late(due_at: datetime, now: datetime, zone: tzinfo) -> int:
    """Whole local days after the due day; 0 until it has passed."""
    late = now.astimezone(zone).date() - due_at.astimezone(zone).date()
    return max(0, late.days)


def day_of(now: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    """The local day of ``now`` in ``zone``: its first instant and that of the next day."""
    today = now.astimezone(zone).date()
    return midnight.begins(today, zone), midnight.ends(today, zone)
