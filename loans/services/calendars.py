"""The calendar of a branch, as the rules see it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject

from catalog.models import Branch
from core.db import JsonRows
from loans.domain.calendars import Calendar
from loans.models import DatedDay, WeeklyHours, YearlyDay


def of(branch_id: UUID) -> Calendar:
    """The open and closed days of a branch, in one statement."""
    return _drawn(_rows().get(pk=branch_id))


def of_all() -> dict[UUID, Calendar]:
    """The calendars of all branches, for runs that look at many loans."""
    return {row["id"]: _drawn(row) for row in _rows()}


def _rows() -> Any:
    here = {"branch": OuterRef("pk")}
    return Branch.objects.values(
        "id",
        weekly=JsonRows(
            WeeklyHours.objects.filter(**here, opens_at=None).values(
                json=JSONObject(weekday=F("weekday"))
            )
        ),
        dated=JsonRows(
            DatedDay.objects.filter(**here).values(
                json=JSONObject(on=F("on"), name=F("name"), is_open=F("is_open"))
            )
        ),
        yearly=JsonRows(
            YearlyDay.objects.filter(**here).values(
                json=JSONObject(month=F("month"), day=F("day"), name=F("name"))
            )
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
