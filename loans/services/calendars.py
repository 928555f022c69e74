"""The calendar of a branch: as the rules see it, and as administrators keep it."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject

from catalog.errors import UnknownBranch
from catalog.models import Branch
from core import db
from core.compiled import OneRow
from core.db import JsonRows
from loans import errors
from loans.domain.calendars import Calendar, Day, Hours, Plan, is_day_of_year
from loans.models import DatedDay, WeeklyHours, YearlyDay
from loans.selectors import closed_due
from loans.services import wording
from loans.services.by import By

MOST_DAYS: Final = 366


@dataclass(frozen=True)
class Changed:
    """A calendar after a change, and how many open loans are now due on each newly closed day."""

    plan: Plan
    newly_due: Mapping[date, int]


def of(branch_id: UUID) -> Calendar:
    """The open and closed days of a branch, in one statement."""
    row = _ROW(branch_id)
    if row is None:
        raise Branch.DoesNotExist
    return _drawn(row)


def of_all() -> dict[UUID, Calendar]:
    """The calendars of all branches, for runs that look at many loans."""
    return {row["id"]: _drawn(row) for row in _rows()}


def plan_of(branch_id: UUID) -> Plan:
    """A branch's calendar as it is kept, in the order of its days."""
    weekly = WeeklyHours.objects.filter(branch=branch_id)
    dated = DatedDay.objects.filter(branch=branch_id)
    yearly = YearlyDay.objects.filter(branch=branch_id)
    return Plan(
        weekly={row.weekday: _hours(row) for row in weekly.order_by("weekday")},
        dated={row.on: Day(row.name, row.is_open) for row in dated.order_by("on")},
        yearly={(row.month, row.day): row.name for row in yearly.order_by("month", "day")},
    )


def span(first: date, last: date) -> list[date]:
    """All days from ``first`` to ``last``. Raises ``RangeEndsFirst``, ``TooManyDays``."""
    count = (last - first).days + 1
    if count < 1:
        raise errors.RangeEndsFirst
    if count > MOST_DAYS:
        raise errors.TooManyDays(most=MOST_DAYS)
    return [first + timedelta(days=number) for number in range(count)]


def replace_with(branch_id: UUID, plan: Plan, *, by: By) -> Changed:
    """Make ``plan`` the branch's calendar. Raises as all changes here do: ``UnknownBranch``;
    ``NoSuchDay`` for a day that no year has; ``NeverOpen`` when it would take away the last day on
    which the branch is open within a year.
    """
    return _change(branch_id, lambda _old: plan, by=by)


def set_week(branch_id: UUID, weekly: Mapping[int, Hours | None], *, by: By) -> Changed:
    """Say on which weekdays the branch is open, and when."""
    return _change(branch_id, lambda old: replace(old, weekly=weekly), by=by)


def add_days(branch_id: UUID, days: Mapping[date, Day], *, by: By) -> Changed:
    """Note closures or special openings. A day that is noted already as the same keeps its name;
    one that is noted as the opposite, or nothing but days that are noted, raises ``DayThere``.
    """

    def added(old: Plan) -> Plan:
        there = {on: old.dated[on] for on in sorted(days) if on in old.dated}
        clash = [on for on, day in there.items() if day.is_open != days[on].is_open]
        if clash or len(there) == len(days):
            on = (clash or list(there))[0]
            raise errors.DayThere(day=wording.day(on), name=old.dated[on].name)
        return replace(old, dated={**days, **old.dated})

    return _change(branch_id, added, by=by)


def remove_days(branch_id: UUID, days: Collection[date], *, by: By) -> Changed:
    """Make days like others again. Raises ``DayUnknown`` when none of them is noted."""

    def without(old: Plan) -> Plan:
        kept = {on: day for on, day in old.dated.items() if on not in days}
        if len(kept) == len(old.dated):
            raise errors.DayUnknown
        return replace(old, dated=kept)

    return _change(branch_id, without, by=by)


def add_yearly(branch_id: UUID, month: int, day: int, name: str, *, by: By) -> Changed:
    """Note a day on which the branch is closed every year. Raises ``DayThere``."""

    def added(old: Plan) -> Plan:
        there = old.yearly.get((month, day))
        if there is not None:
            raise errors.DayThere(day=f"{day}.{month}.", name=there)
        return replace(old, yearly={**old.yearly, (month, day): name})

    return _change(branch_id, added, by=by)


def remove_yearly(branch_id: UUID, month: int, day: int, *, by: By) -> Changed:
    """Open on a day of the year again. Raises ``DayUnknown``."""

    def without(old: Plan) -> Plan:
        if (month, day) not in old.yearly:
            raise errors.DayUnknown
        kept = {each: name for each, name in old.yearly.items() if each != (month, day)}
        return replace(old, yearly=kept)

    return _change(branch_id, without, by=by)


def _change(branch_id: UUID, change: Callable[[Plan], Plan], *, by: By) -> Changed:
    """Change a calendar under the lock of its branch, and record what is different."""
    with transaction.atomic():
        branch = db.locked(Branch.objects.filter(pk=branch_id)).first()
        if branch is None:
            raise UnknownBranch(branch=branch_id)
        old = plan_of(branch_id)
        new = change(old)
        _demand_possible(branch, old, new, by.now.astimezone(branch.zone).date())
        if new != old:
            _write(branch, old, new)
            by.note("calendar.changed", branch=branch.pk, **_difference(old, new))
        return Changed(new, _newly_due(branch, old, new, by))


def _demand_possible(branch: Branch, old: Plan, new: Plan, today: date) -> None:
    if not all(is_day_of_year(month, day) for month, day in new.yearly):
        raise errors.NoSuchDay
    if new.calendar.never_opens(today) and not old.calendar.never_opens(today):
        raise errors.NeverOpen(branch=branch.name)


def _write(branch: Branch, old: Plan, new: Plan) -> None:
    """Delete what has gone or is different, and make what is new or different."""
    for weekday in _gone(old.weekly, new.weekly):
        WeeklyHours.objects.filter(branch=branch, weekday=weekday).delete()
    WeeklyHours.objects.bulk_create(
        WeeklyHours(branch=branch, weekday=weekday, **_columns(new.weekly[weekday]))
        for weekday in _gone(new.weekly, old.weekly)
    )
    DatedDay.objects.filter(branch=branch, on__in=_gone(old.dated, new.dated)).delete()
    DatedDay.objects.bulk_create(
        DatedDay(branch=branch, on=on, name=new.dated[on].name, is_open=new.dated[on].is_open)
        for on in _gone(new.dated, old.dated)
    )
    for month, day in _gone(old.yearly, new.yearly):
        YearlyDay.objects.filter(branch=branch, month=month, day=day).delete()
    YearlyDay.objects.bulk_create(
        YearlyDay(branch=branch, month=month, day=day, name=new.yearly[month, day])
        for month, day in _gone(new.yearly, old.yearly)
    )


def _gone(before: Mapping[Any, Any], after: Mapping[Any, Any]) -> list[Any]:
    """The keys of ``before`` that ``after`` has not, or not with the same value."""
    return [key for key, value in before.items() if key not in after or after[key] != value]


def _difference(old: Plan, new: Plan) -> dict[str, Any]:
    """What the trail keeps: the days that were added and taken away."""
    return {
        "weekly": {day: _told(hours) for day, hours in new.weekly.items()}
        if new.weekly != old.weekly
        else None,
        "added": [on.isoformat() for on in _gone(new.dated, old.dated)],
        "removed": [on.isoformat() for on in _gone(old.dated, new.dated)],
        "added_yearly": [f"{month:02}-{day:02}" for month, day in _gone(new.yearly, old.yearly)],
        "removed_yearly": [f"{month:02}-{day:02}" for month, day in _gone(old.yearly, new.yearly)],
    }


def _told(hours: Hours | None) -> str:
    return f"{hours.opens_at:%H:%M}-{hours.closes_at:%H:%M}" if hours else "closed"


def _newly_due(branch: Branch, old: Plan, new: Plan, by: By) -> Mapping[date, int]:
    was, now_is = old.calendar, new.calendar
    stranded = closed_due.stranded(branch, now_is, now=by.now)
    return Counter(each.due_on for each in stranded if was.is_open(each.due_on))


def _hours(row: WeeklyHours) -> Hours | None:
    if row.opens_at is None or row.closes_at is None:
        return None
    return Hours(row.opens_at, row.closes_at)


def _columns(hours: Hours | None) -> dict[str, Any]:
    if hours is None:
        return {}
    return {"opens_at": hours.opens_at, "closes_at": hours.closes_at}


def _rows() -> Any:
    here = {"branch": OuterRef("pk")}
    return Branch.objects.values(
        "id",
        weekly=JsonRows(
            WeeklyHours.objects.filter(**here, opens_at=None)
            .order_by()
            .values(json=JSONObject(weekday=F("weekday")))
        ),
        dated=JsonRows(
            DatedDay.objects.filter(**here)
            .order_by()
            .values(json=JSONObject(on=F("on"), name=F("name"), is_open=F("is_open")))
        ),
        yearly=JsonRows(
            YearlyDay.objects.filter(**here)
            .order_by()
            .values(json=JSONObject(month=F("month"), day=F("day"), name=F("name")))
        ),
    )


def _drawn(row: dict[str, Any]) -> Calendar:
    return Calendar(
        weekdays=frozenset(each["weekday"] for each in row["weekly"]),
        dated={
            date.fromisoformat(each["on"]): None if each["is_open"] else each["name"]
            for each in row["dated"]
        },
        yearly={(each["month"], each["day"]): each["name"] for each in row["yearly"]},
    )


_ROW: Final = OneRow(lambda branch_id: _rows().filter(pk=branch_id).order_by())
