"""Children and what they have, as their guardians see them."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import days, money
from loans.models import Loan
from loans.selectors.families import Child, Home
from loans.web import hold_rows, rows
from loans.web.hold_rows import Action
from loans.web.renewing import Renewing


@dataclass(frozen=True)
class ChildRow:
    """A child in the list of the family."""

    name: str
    url: str
    words: str


def child(seen: Child) -> ChildRow:
    """A child at a glance."""
    url = reverse("loans:family_of", args=[seen.member.pk])
    return ChildRow(seen.member.name, url, " ".join(_words(seen)))


def _words(seen: Child) -> list[str]:
    out = ngettext("%(n)s book at home.", "%(n)s books at home.", seen.on_loan)
    late = ngettext("%(n)s overdue.", "%(n)s overdue.", seen.overdue)
    waits = ngettext("%(n)s hold.", "%(n)s holds.", seen.holds)
    said = [(True, out, seen.on_loan), (seen.overdue, late, seen.overdue)]
    said.append((seen.holds, waits, seen.holds))
    words = [sentence % {"n": count} for shown, sentence, count in said if shown]
    if seen.owes > 0:
        words.append(_("Owes %s.") % money.words(seen.owes))
    return words


def facts(home: Home) -> list[tuple[str, str]]:
    """What a guardian sees of the child itself."""
    member = home.child.member
    return [
        (_("Card"), member.spaced_card),
        (_("Category"), member.category.name),
        (_("Member until"), days.words(member.expires_on)),
        (_("Owes"), money.words(home.child.owes) if home.child.owes > 0 else ""),
    ]


def loans(home: Home, now: datetime, done: Renewing | None) -> list[rows.Row]:
    """What the child has; without a word of what it is, where it keeps that to itself."""
    beside = done.beside if done else {}
    return [_loan(loan, home, rows.of(loan, now, beside)) for loan in home.loans]


def _loan(loan: Loan, home: Home, row: rows.Row) -> rows.Row:
    here = reverse("loans:family_renew", args=[home.child.member.pk, loan.pk])
    row = replace(row, renew_url=row.renew_url and here)
    if home.child.shows_titles:
        return row
    hidden: dict[str, Any] = {"title": _("A book"), "by": "", "url": "", "cover_url": ""}
    return replace(row, **hidden, barcode="", why="", timeline_url="", key=loan.pk)


def holds(home: Home, now: datetime) -> list[hold_rows.Row]:
    """What the child waits for, each with the way to give it up."""
    waiting = hold_rows.of_member(list(home.holds), now)
    return [replace(row, actions=[_give_up(row, home)]) for row in waiting]


def _give_up(row: hold_rows.Row, home: Home) -> Action:
    url = reverse("loans:family_give_up", args=[home.child.member.pk, row.id])
    return Action(_("Give it up"), url)
