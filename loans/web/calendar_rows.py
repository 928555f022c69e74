"""A calendar as a page shows it: the months of a year, and the days that are unlike others."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.dates import MONTHS, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from loans.domain.calendars import DAY, Calendar, Day, Plan
from loans.selectors.closed_due import Stranded
from loans.services import wording


@dataclass(frozen=True)
class DayCell:
    """A day of a month: its number, how it is shown, and what is said of it."""

    number: int
    state: str
    said: str


@dataclass(frozen=True)
class Month:
    """A month as weeks of cells; ``None`` stands for a day of another month."""

    name: str
    weeks: Sequence[Sequence[DayCell | None]]


@dataclass(frozen=True)
class Special:
    """Dated days in the list: one, or several of one name after each other."""

    first: date
    last: date
    words: str
    name: str
    is_open: bool


@dataclass(frozen=True)
class Yearly:
    """A yearly closure in the list."""

    month: int
    day: int
    words: str
    name: str


@dataclass(frozen=True)
class DueRow:
    """A closed day on which loans are due."""

    on: str
    why: str
    to: str
    moved: int
    left: int


def weekday_names() -> list[tuple[str, str]]:
    """Short and long names of the weekdays."""
    return [(str(WEEKDAYS_ABBR[day]), str(WEEKDAYS[day])) for day in range(7)]


def months(year: int, plan: Plan, today: date) -> list[Month]:
    """The twelve months of a year."""
    found = plan.calendar
    return [_month(year, number, plan, found, today) for number in range(1, 13)]


def _month(year: int, number: int, plan: Plan, found: Calendar, today: date) -> Month:
    weeks = calendar.Calendar(0).monthdatescalendar(year, number)
    return Month(
        name=str(MONTHS[number]),
        weeks=[
            [_cell(day, plan, found, today) if day.month == number else None for day in week]
            for week in weeks
        ],
    )


def _cell(day: date, plan: Plan, found: Calendar, today: date) -> DayCell:
    closed = found.closed(day)
    special = plan.dated.get(day)
    if closed:
        state, said = "closed", closed.reason or _("closed")
    elif special:
        state, said = "special", special.name
    else:
        state, said = "", ""
    if day == today:
        state = f"{state} today".strip()
    return DayCell(day.day, state, said)


def specials(plan: Plan, year: int) -> list[Special]:
    """The dated days of a year; what was entered as from–to is one row."""
    runs: list[list[date]] = []
    for on, day in sorted(plan.dated.items()):
        if on.year != year:
            continue
        if runs and on - runs[-1][-1] == DAY and plan.dated[runs[-1][-1]] == day:
            runs[-1].append(on)
        else:
            runs.append([on])
    return [_special(run[0], run[-1], plan.dated[run[0]]) for run in runs]


def _special(first: date, last: date, day: Day) -> Special:
    words = wording.day(first)
    if last != first:
        words = _("%(first)s to %(last)s") % {"first": words, "last": wording.day(last)}
    return Special(first, last, words, day.name, day.is_open)


def yearly(plan: Plan) -> list[Yearly]:
    """The yearly closures in the order of the year."""
    return [
        Yearly(month, day, date_format(date(2000, month, day), "MONTH_DAY_FORMAT"), name)
        for (month, day), name in sorted(plan.yearly.items())
    ]


def due(found: Sequence[Stranded], plan: Plan) -> list[DueRow]:
    """The closed days on which loans are due, with how many of them can be moved to where."""
    by_day: dict[date, list[Stranded]] = {}
    for each in found:
        by_day.setdefault(each.due_on, []).append(each)
    return [_due(on, loans, plan.calendar) for on, loans in sorted(by_day.items())]


def _due(on: date, loans: Sequence[Stranded], found: Calendar) -> DueRow:
    steps = [each.step for each in loans if each.step]
    closed = found.closed(on)
    return DueRow(
        on=wording.day(on),
        why=(closed.reason if closed else "") or _("closed on this weekday"),
        to=wording.day(steps[0].day) if steps else "–",
        moved=len(steps),
        left=len(loans) - len(steps),
    )
