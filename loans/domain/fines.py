"""What a late book costs, in minor units of the currency (circulation rules, section 8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from loans.domain.calendars import Calendar


@dataclass(frozen=True)
class Terms:
    """What a policy says of fines. No fine a day means a library without fines.

    ``grace_days`` cost nothing; a loan later than that costs every day or, with
    ``beyond_grace_only``, the days beyond. ``cap`` is the most one loan can cost;
    ``up_to_copy_value`` caps it at the copy's price too. With ``open_days_only`` closed days
    are not counted.
    """

    fine_per_day: int = 0
    grace_days: int = 0
    beyond_grace_only: bool = True
    cap: int | None = None
    up_to_copy_value: bool = False
    open_days_only: bool = True


def kept_with(loan_terms: Mapping[str, Any]) -> Terms:
    """The terms of fines that are kept with a loan; nothing kept means no fines."""
    return Terms(
        fine_per_day=loan_terms.get("fine_per_day", 0),
        grace_days=loan_terms.get("grace_days", 0),
        beyond_grace_only=loan_terms.get("beyond_grace_only", True),
        cap=loan_terms.get("fine_cap"),
        up_to_copy_value=loan_terms.get("fine_up_to_copy_value", False),
        open_days_only=loan_terms.get("fine_open_days_only", True),
    )


def days_to_charge(due_on: date, until: date, calendar: Calendar, terms: Terms) -> int:
    """The days after the due day, up to and with ``until``; the due day itself is never one."""
    if until <= due_on:
        return 0
    if terms.open_days_only:
        return calendar.open_days_between(due_on, until)
    return (until - due_on).days


def overdue(
    due_on: date,
    until: date,
    calendar: Calendar,
    terms: Terms,
    copy_value: int | None = None,
    before: int = 0,
) -> int:
    """The fine of a loan due on ``due_on`` and out until ``until``. It depends on nothing else, so
    working it out twice for a day gives the same amount.

    What the loan has cost ``before``, when it was late and got more time, counts towards the most
    that it can cost.
    """
    late = days_to_charge(due_on, until, calendar, terms)
    if late <= terms.grace_days:
        return 0
    counted = late - terms.grace_days if terms.beyond_grace_only else late
    limits = [counted * terms.fine_per_day]
    if terms.cap is not None:
        limits.append(max(0, terms.cap - before))
    if terms.up_to_copy_value and copy_value is not None:
        limits.append(max(0, copy_value - before))
    return min(limits)
