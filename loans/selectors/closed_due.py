"""Open loans that are due on a day on which their branch has come to be closed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from catalog.models import Branch
from loans.domain import due_dates
from loans.domain.calendars import Calendar
from loans.models import Loan


@dataclass(frozen=True)
class Stranded:
    """A loan that nobody can bring back on the day it is due. ``step`` leads to the day it can be
    moved to; without one it stays, since the membership or the term ends before or the branch never
    opens.
    """

    loan_id: UUID
    copy_id: UUID
    book_id: UUID
    member_id: UUID
    due_on: date
    step: due_dates.Step | None


def due_at(branch: Branch, instants: Collection[datetime]) -> QuerySet[Loan]:
    """The branch's open loans that are due at one of ``instants``, by columns of their own only, so
    that they can be locked. Lost copies and claims are dealt with by themselves.
    """
    return Loan.objects.in_use().filter(branch=branch.pk, due_at__in=instants)


def instants(branch: Branch, calendar: Calendar, *, now: datetime) -> list[datetime]:
    """When loans of ``branch`` are due that are due on a closed day: from now on, as what is
    overdue already was due on another day.
    """
    still_due = Loan.objects.in_use().filter(branch=branch.pk, due_at__gte=now)
    found = still_due.order_by("due_at").values_list("due_at", flat=True).distinct()
    return [at for at in found if not calendar.is_open(at.astimezone(branch.zone).date())]


def stranded(branch: Branch, calendar: Calendar, *, now: datetime) -> list[Stranded]:
    """The loans that are due on closed days though their terms do not ask for it, earliest first.

    Two statements, however many loans there are.
    """
    closed = instants(branch, calendar, now=now)
    if not closed:
        return []
    columns = ("pk", "copy_id", "copy__book_id", "member_id", "member__expires_on")
    rows = due_at(branch, closed).order_by("due_at", "pk")
    read = rows.values_list("due_at", "policy_terms", *columns, named=True)
    found = [_stranded(row, branch, calendar) for row in read]
    return [each for each in found if each is not None]


def _stranded(row: Any, branch: Branch, calendar: Calendar) -> Stranded | None:
    on = row.due_at.astimezone(branch.zone).date()
    if due_dates.asked_for(on, row.policy_terms):
        return None
    until = due_dates.at_the_latest(row.policy_terms, row.member__expires_on)
    step = due_dates.moved_off(on, calendar=calendar, until=until)
    return Stranded(row.pk, row.copy_id, row.copy__book_id, row.member_id, on, step)
