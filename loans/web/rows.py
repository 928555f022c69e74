"""Loans as rows of a page: words and addresses that a template must not make."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.domain import covers
from loans.domain import due_dates
from loans.models import Loan
from loans.selectors.deeds import Deed
from loans.services import wording
from loans.web.renewing import Said


@dataclass(frozen=True)
class Row:
    """A book that a member has at home."""

    id: UUID
    title: str
    by: str
    url: str
    cover_url: str
    key: UUID
    barcode: str
    due_at: datetime
    zone: ZoneInfo
    is_overdue: bool
    renewals: str
    renew_url: str
    said: Said | None
    why: str
    state: str
    timeline_url: str


@dataclass(frozen=True)
class Past:
    """A book that has come back."""

    title: str
    url: str
    loaned_on: date
    returned_on: date | None
    timeline_url: str


@dataclass(frozen=True)
class Overdue:
    """A book that should have come back."""

    title: str
    url: str
    barcode: str
    due_on: date
    days_late: int
    member: str
    member_url: str
    phone: str
    timeline_url: str


@dataclass(frozen=True)
class Back:
    """A copy that is out, as the page of its book tells it."""

    due: str
    where: str
    barcode: str
    url: str


@dataclass(frozen=True)
class Done:
    """A deed of today."""

    at: time
    word: str
    icon: str
    title: str
    url: str
    member: str
    member_url: str
    by: str
    is_undone: bool
    timeline_url: str


def of(loan: Loan, now: datetime, beside: Mapping[UUID, Said]) -> Row:
    """An open loan (of ``with_book``), with what is said beside it."""
    book = loan.copy.book
    return Row(
        id=loan.pk,
        title=book.title,
        by=book.author,
        url=reverse("catalog:book", args=[book.pk]),
        cover_url=covers.url(book.pk, covers.small(book.cover)) if book.cover else "",
        key=book.pk,
        barcode=loan.copy.barcode,
        due_at=loan.due_at,
        zone=loan.branch.zone,
        is_overdue=loan.is_overdue(now),
        renewals=times(loan.renewals),
        renew_url="" if state(loan) else reverse("loans:renew", args=[loan.pk]),
        said=beside.get(loan.pk),
        why=why(loan),
        state=state(loan),
        timeline_url=timeline_of(loan.pk),
    )


def why(loan: Loan) -> str:
    """How the due date of a loan came about, and under which policy."""
    steps = wording.explained(due_dates.remembered(loan.due_steps))
    policy = loan.policy_terms.get("name")
    told = [*steps, *([_("policy “%(name)s”") % {"name": policy}] if policy else [])]
    return "; ".join(told) if steps else ""


def past(loan: Loan) -> Past:
    """A loan that has ended, by the days of the branch that lent it."""
    zone = loan.branch.zone
    returned = loan.returned_at
    return Past(
        title=loan.copy.book.title,
        url=reverse("catalog:book", args=[loan.copy.book_id]),
        loaned_on=loan.loaned_at.astimezone(zone).date(),
        returned_on=returned.astimezone(zone).date() if returned else None,
        timeline_url=timeline_of(loan.pk),
    )


def overdue(loan: Loan, now: datetime) -> Overdue:
    """A loan past its due date, with whom to ask for it."""
    zone, member = loan.branch.zone, loan.member
    return Overdue(
        title=loan.copy.book.title,
        url=reverse("catalog:book", args=[loan.copy.book_id]),
        barcode=loan.copy.barcode,
        due_on=loan.due_on,
        days_late=due_dates.days_late(loan.due_at, now, zone),
        member=member.name if member else "",
        member_url=reverse("members:member", args=[member.pk]) if member else "",
        phone=member.phone if member else "",
        timeline_url=timeline_of(loan.pk),
    )


def due_back(loans: Sequence[Loan], *, is_staff: bool) -> list[Back]:
    """When the copies of a book come back; the staff can look further."""
    return [
        Back(
            due=_("due %s") % wording.day(loan.due_on),
            where=" · ".join(filter(None, [loan.copy.branch.name, loan.copy.call_number])),
            barcode=loan.copy.barcode,
            url=timeline_of(loan.pk) if is_staff else "",
        )
        for loan in loans
    ]


def deed(done: Deed, zone: ZoneInfo) -> Done:
    """A deed of today, by the clock of ``zone``."""
    words = {
        "loan.checked_out": (_("Lent"), "lend"),
        "loan.renewed": (_("Renewed"), "renew"),
        "loan.returned": (_("Returned"), "return"),
        "copy.seen": (_("Taken in"), "shelf"),
    }
    word, icon = words[done.action]
    return Done(
        at=done.at.astimezone(zone).time(),
        word=word,
        icon=icon,
        title=done.title,
        url=reverse("catalog:book", args=[done.book_id]) if done.book_id else "",
        member=done.member,
        member_url=reverse("members:member", args=[done.member_id]) if done.member_id else "",
        by=done.by,
        is_undone=done.is_undone,
        timeline_url=timeline_of(done.loan_id) if done.loan_id else "",
    )


def timeline_of(loan_id: UUID) -> str:
    """Where the staff read what happened to a loan."""
    return reverse("loans:timeline_of_loan", args=[loan_id])


def state(loan: Loan) -> str:
    """How an open loan stands: whether it goes wrong comes before whether it is late."""
    if loan.lost_at:
        return "lost"
    return "claimed_returned" if loan.claimed_returned_at else ""


def times(renewals: int) -> str:
    """How often a loan has been renewed, in words; nothing when never."""
    if not renewals:
        return ""
    return ngettext("renewed %(n)s time", "renewed %(n)s times", renewals) % {"n": renewals}
