"""Policies and calendars as the API tells them."""

from collections import Counter
from datetime import date, datetime
from typing import Any

from catalog.models import Branch
from loans.domain import policies as rules
from loans.domain.calendars import Plan
from loans.models import Policy
from loans.selectors import closed_due
from loans.selectors.matrix import Why
from loans.services import policies, terms


def policy(found: Policy, today: date) -> dict[str, Any]:
    """A policy (with what it names at hand), its terms and its sentences."""
    said = {name: getattr(found, name) for name in policies.NAMES}
    said |= {name: said[name] and said[name].code for name in rules.SCOPE}
    return {
        "id": found.pk,
        "is_default": found.is_default,
        **said,
        "sentences": terms.sentences(found),
        "warnings": terms.warnings(found, today),
    }


def why(found: Why) -> dict[str, Any]:
    """Which policy decides, and why not another."""
    return {
        "on": found.on,
        "policy": policy(found.winner, found.on),
        "won_by": rules.named(found.winner),
        "message": terms.won_by(found.winner),
        "weaker": [
            {
                "policy": policy(each.policy, found.on),
                "code": each.code,
                "message": terms.weaker_because(each.code),
            }
            for each in found.weaker
        ],
        "to_come": [policy(each, found.on) for each in found.to_come],
    }


def calendar(branch: Branch, plan: Plan, *, now: datetime, since: date) -> dict[str, Any]:
    """A branch's calendar, and the open loans that it leaves on closed days."""
    stranded = closed_due.stranded(branch, plan.calendar, now=now)
    due = Counter(each.due_on for each in stranded)
    return {
        "branch": branch.code,
        "weekly": [
            {
                "weekday": weekday,
                "is_open": hours is not None,
                "opens_at": hours and hours.opens_at,
                "closes_at": hours and hours.closes_at,
            }
            for weekday, hours in sorted(plan.weekly.items())
        ],
        "days": [
            {"on": on, "name": day.name, "is_open": day.is_open}
            for on, day in sorted(plan.dated.items())
            if on >= since
        ],
        "yearly": [
            {"month": month, "day": day, "name": name}
            for (month, day), name in sorted(plan.yearly.items())
        ],
        "due_on_closed_days": [{"on": on, "loans": count} for on, count in sorted(due.items())],
    }
