"""A member as the desk and the staff see them: what they have, until when, and what stops them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.models import Branch
from core import days
from loans.models import Loan
from loans.selectors import desk as found
from loans.selectors import holds_seen
from loans.selectors.desk import Borrower
from loans.services.situation import Desk
from loans.web import account_rows, hold_rows, rows
from members import selectors as members
from members.web import shown


@dataclass(frozen=True)
class Row:
    """A loan in a list, with the words and addresses that a template must not make."""

    title: str
    url: str
    barcode: str
    due_at: datetime
    zone: ZoneInfo
    is_overdue: bool
    renewals: str
    state: str
    timeline_url: str


@dataclass(frozen=True)
class Relative:
    """Someone of the family, and the scan that stands for their card."""

    name: str
    card: str


@dataclass(frozen=True)
class Panel:
    """The member whose turn it is."""

    id: UUID
    name: str
    url: str
    slip_url: str
    account_url: str
    holds_url: str
    owes: str
    facts: Sequence[tuple[str, str]]
    states: Sequence[str]
    warnings: Sequence[str]
    notes: Sequence[dict[str, Any]]
    has_photo: bool
    family: Sequence[Relative]
    ready: Sequence[str]
    rows: Sequence[Row]
    overdue: int

    @property
    def count(self) -> str:
        """How much the member has at home, as a sentence."""
        if not self.rows:
            return _("Nothing on loan.")
        out = ngettext("%(n)s on loan", "%(n)s on loan", len(self.rows)) % {"n": len(self.rows)}
        late = ngettext("%(n)s overdue", "%(n)s overdue", self.overdue) % {"n": self.overdue}
        return f"{out}, {late}." if self.overdue else f"{out}."


def of(member_id: UUID | None, desk: Desk) -> Panel | None:
    """The panel of a member at a desk with a branch; nothing when there is no such member."""
    if member_id is None or desk.branch is None:
        return None
    here = found.borrower(member_id, desk.today(desk.branch))
    return _drawn(here, desk, desk.branch) if here else None


def row(loan: Loan, now: datetime) -> Row:
    """A loan with its copy, book and branch at hand."""
    return Row(
        title=loan.copy.book.title,
        url=reverse("catalog:book", args=[loan.copy.book_id]),
        barcode=loan.copy.barcode,
        due_at=loan.due_at,
        zone=loan.branch.zone,
        is_overdue=loan.is_overdue(now),
        renewals=rows.times(loan.renewals),
        state=rows.state(loan),
        timeline_url=rows.timeline_of(loan.pk),
    )


def _drawn(here: Borrower, desk: Desk, branch: Branch) -> Panel:
    member = here.member
    expired = member.is_expired(desk.today(branch))
    at_home = [row(loan, desk.now) for loan in here.loans]
    blocked = here.block_reason is not None
    owed = account_rows.balance(here.balance, is_own=False)
    warnings = [
        _("The membership has ended.") if expired else "",
        _("Blocked: %s.") % here.block_reason if blocked else "",
        members.wants_to_leave(member),
        members.bounced(member),
        member.note,
    ]
    return Panel(
        id=member.pk,
        name=member.name,
        url=reverse("members:member", args=[member.pk]),
        slip_url=reverse("loans:slip", args=[member.pk]),
        account_url=reverse("loans:account_of", args=[member.pk]),
        holds_url=reverse("loans:holds_of_member", args=[member.pk]),
        owes=owed.words if here.balance else "",
        facts=[
            (_("Card"), member.card_number),
            (_("Category"), member.category.name),
            (_("Member until"), days.words(member.expires_on)),
        ],
        states=["expired"] * expired + ["blocked"] * blocked or ["active"],
        warnings=[said for said in warnings if said],
        notes=[shown.note(note) for note in here.notes],
        has_photo=here.has_photo,
        family=_ring(here),
        ready=hold_rows.ready_words(holds_seen.ready_for(member.pk)),
        rows=at_home,
        overdue=sum(each.is_overdue and not each.state for each in at_home),
    )


def _ring(here: Borrower) -> list[Relative]:
    """The family in the order of their names, beginning behind the one whose turn it is: who always
    takes the first comes to everyone.
    """
    name = (here.member.sort_name, here.member.pk)
    after = [each for each in here.relatives if (each.sort_name, each.pk) > name]
    before = [each for each in here.relatives if (each.sort_name, each.pk) < name]
    return [Relative(each.name, each.card_number) for each in [*after, *before]]
