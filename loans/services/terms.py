"""The terms of a policy as sentences: for administrators who write them, and for whoever asks
why.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import money
from loans.domain import policies
from loans.models import Policy
from loans.models.policy import Bound, ClosedDays, RenewFrom
from loans.services import wording
from loans.services.policies import span


def sentences(policy: Policy) -> list[str]:
    """What the policy grants and asks, the most asked-for first."""
    parts = (_time(policy), _renewals(policy), _limits(policy), _holds(policy), _money(policy))
    return [sentence for part in parts for sentence in part]


def scope(policy: Policy) -> str:
    """What the policy is for (read with what it names): "Harbour branch · Adult · any type"."""
    if not policies.named(policy):
        return _("everything")
    named = [
        str(policy.branch or _("all branches")),
        str(policy.member_category or _("all members")),
        str(policy.copy_type or _("all types")),
    ]
    return " · ".join(named)


def won_by(policy: Policy) -> str:
    """Why a policy wins: what it names that others do not."""
    words = {
        "branch": _("the branch"),
        "member_category": _("the category of members"),
        "copy_type": _("the type of copy"),
    }
    named = [words[name] for name in policies.named(policy)]
    if not named:
        return _("No other policy is for this, so the default decides.")
    return _("It names %(what)s; no policy in force is drawn closer.") % {
        "what": _(" and ").join(named)
    }


def weaker_because(code: str) -> str:
    """Why a policy does not decide though it is for the same."""
    return {
        "wider": _("It names less, or what weighs less."),
        "older": _("A policy for the same things took effect later."),
    }[code]


def validity(policy: Policy) -> str:
    """From when until when it holds."""
    days = {"from": _day(policy.valid_from), "until": _day(policy.valid_until)}
    if policy.valid_from and policy.valid_until:
        return _("from %(from)s until %(until)s") % days
    if policy.valid_from:
        return _("from %(from)s") % days
    if policy.valid_until:
        return _("until %(until)s") % days
    return _("always")


_WARNINGS: Final[Mapping[str, Callable[[Policy], str]]] = {
    "lends_nothing": lambda _policy: _("It allows no loan at a time, so it lends nothing."),
    "has_ended": lambda _policy: _("It has ended and decides nothing any more."),
    "not_yet": lambda policy: (
        _("It is a draft: it takes effect on %(day)s.") % {"day": _day(policy.valid_from)}
    ),
    "lends_until": lambda policy: (
        _("After %(day)s nothing can be lent under it, since by then its fixed date is past.")
        % {"day": _day(policy.term_on)}
    ),
}


def warnings(policy: Policy, today: date) -> list[str]:
    """What an administrator should know of a policy."""
    return [_WARNINGS[code](policy) for code in policies.warnings(span(policy), today)]


def _time(policy: Policy) -> list[str]:
    days = policy.loan_days
    loan = ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
    closed = {
        ClosedDays.IGNORE: _("due on closed days too"),
        ClosedDays.NEXT_OPEN: _("on the next open day when that one is closed"),
        ClosedDays.SAME_WEEKDAY: _("whole weeks later when that day is closed"),
        ClosedDays.OPEN_DAYS_ONLY: _("only open days are counted"),
    }[ClosedDays(policy.closed_days)]
    told = [_("Lent for %(days)s, %(closed)s.") % {"days": loan, "closed": closed}]
    if policy.term_bound:
        bound = {
            Bound.EXACT: _("Due on %(day)s, whatever the days."),
            Bound.NOT_AFTER: _("Due on %(day)s at the latest."),
            Bound.NOT_BEFORE: _("Due on %(day)s at the earliest."),
        }[Bound(policy.term_bound)]
        told.append(bound % {"day": _day(policy.term_on)})
    return told


def _renewals(policy: Policy) -> list[str]:
    limit = policy.renewal_limit
    if not limit:
        return [_("No renewals.")]
    said = ngettext(
        "%(limit)s renewal of %(days)s, counted from %(start)s.",
        "%(limit)s renewals of %(days)s each, counted from %(start)s.",
        limit,
    )
    count = policy.renewal_days or policy.loan_days
    days = ngettext("%(days)s day", "%(days)s days", count) % {"days": count}
    start = RenewFrom(policy.renew_from).label
    told = [said % {"limit": limit, "days": days, "start": start}]
    if policy.renew_within_days is not None:
        within = policy.renew_within_days
        soonest = ngettext(
            "Renewable from %(days)s day before the due date.",
            "Renewable from %(days)s days before the due date.",
            within,
        )
        told.append(soonest % {"days": within})
    return told + ([_("Renewed by itself while nothing stands in the way.")] * policy.auto_renew)


def _limits(policy: Policy) -> list[str]:
    limit = policy.loan_limit
    loans = ngettext("%(limit)s loan at a time.", "%(limit)s loans at a time.", limit)
    told = [loans % {"limit": limit}]
    if not policy.self_checkout:
        told.append(_("Lent at the desk only."))
    if policy.min_age is not None:
        told.append(_("From the age of %(age)s.") % {"age": policy.min_age})
    if policy.ask_borrowed_before:
        told.append(_("The desk is asked when a member has had the book before."))
    if policy.overdue_limit is not None:
        stops = max(1, policy.overdue_limit)
        said = ngettext(
            "%(count)s overdue loan stops borrowing.",
            "%(count)s overdue loans stop borrowing.",
            stops,
        )
        told.append(said % {"count": stops})
    if policy.debt_limit is not None:
        owed = money.words(policy.debt_limit)
        told.append(_("More than %(amount)s of debt stops borrowing.") % {"amount": owed})
    return told


def _holds(policy: Policy) -> list[str]:
    if not policy.hold_limit:
        return [_("No holds.")]
    limit = policy.hold_limit
    holds = ngettext("%(limit)s hold at a time;", "%(limit)s holds at a time;", limit)
    days = ngettext(
        "%(days)s open day to pick one up.",
        "%(days)s open days to pick one up.",
        policy.hold_pickup_days,
    )
    said = holds % {"limit": limit} + " " + days % {"days": policy.hold_pickup_days}
    return [said]


def _money(policy: Policy) -> list[str]:
    told = _fines(policy)
    if policy.lost_after_days is not None:
        lost = ngettext(
            "Counts as lost %(days)s day after the due date.",
            "Counts as lost %(days)s days after the due date.",
            policy.lost_after_days,
        )
        told.append(lost % {"days": policy.lost_after_days})
    return told


def _fines(policy: Policy) -> list[str]:
    if not policy.fine_per_day:
        return [_("No fines.")]
    said = (
        _("%(fine)s for each open day late")
        if policy.fine_open_days_only
        else _("%(fine)s for each day late")
    )
    told = said % {"fine": money.words(policy.fine_per_day)}
    if policy.grace_days:
        grace = ngettext("%(days)s day of grace", "%(days)s days of grace", policy.grace_days)
        told += ", " + grace % {"days": policy.grace_days}
    if policy.fine_cap is not None:
        told += ", " + _("%(cap)s at most") % {"cap": money.words(policy.fine_cap)}
    return [f"{told}."]


def _day(day: date | None) -> str:
    return wording.day(day) if day else ""
