"""A member's account as a page shows it: words and addresses that a template must not make."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from core import days, money
from loans.models import AccountLine, LineKind, Loan
from loans.selectors import accounts
from loans.selectors.accounts import CashDay
from loans.web import rows

_DEEDS = (
    ("loans.charge_member", "loans:charge", "plus"),
    ("loans.waive_charge", "loans:waive", "cross"),
    ("loans.refund_member", "loans:refund", "return"),
)


@dataclass(frozen=True)
class Link:
    """A deed one can go to."""

    url: str
    label: str
    icon: str = ""


@dataclass(frozen=True)
class Row:
    """One line of an account."""

    at: str
    what: str
    title: str
    url: str
    note: str
    amount: str
    open: str
    state: str
    receipt: str
    receipt_url: str
    deeds: Sequence[Link]


@dataclass(frozen=True)
class Balance:
    """What is owed, as a sentence and as a tone."""

    words: str
    tone: str
    owed: int
    credit: int


@dataclass(frozen=True)
class AtHome:
    """A loan that is out, with what can go wrong with it."""

    title: str
    url: str
    barcode: str
    state: str
    timeline_url: str
    deeds: Sequence[Link]


@dataclass(frozen=True)
class CashRow:
    """A line of the cash report."""

    what: str
    count: int
    amount: int


def balance(amount: int, *, is_own: bool) -> Balance:
    """What an account comes to."""
    if amount > 0:
        said = _("You owe %s.") if is_own else _("Owes %s.")
    elif amount < 0:
        said = _("You have %s to your credit.") if is_own else _("Has %s to their credit.")
    else:
        return Balance(_("Nothing is owed."), "ok", 0, 0)
    tone = "warn" if amount > 0 else "info"
    return Balance(said % money.words(abs(amount)), tone, max(0, amount), max(0, -amount))


def row(line: AccountLine, *, user: User | None = None) -> Row:
    """A line (of ``accounts.lines``); with the deeds that ``user``, of the staff, can do on it."""
    book = line.loan.copy.book if line.loan else None
    return Row(
        at=date_format(_local(line.at, line), "SHORT_DATETIME_FORMAT"),
        what=what(line),
        title=book.title if book else "",
        url=reverse("catalog:book", args=[book.pk]) if book else "",
        note=line.note,
        amount=money.words(line.amount),
        open=money.words(line.rest) if line.amount > 0 and line.rest else "",
        state=_state(line),
        receipt=str(line.receipt or ""),
        receipt_url=reverse("loans:receipt", args=[line.receipt]) if line.receipt else "",
        deeds=_deeds(line, user) if user else [],
    )


def what(line: AccountLine) -> str:
    """What a line is for, in words."""
    said = line.get_kind_display()
    if line.method:
        said = f"{said} ({line.get_method_display()})"
    return said[:1].upper() + said[1:]


def at_home(loan: Loan) -> AtHome:
    """An open loan (of ``accounts.at_home``)."""
    lost, claimed = loan.lost_at, loan.claimed_returned_at
    since = lost or claimed
    day = days.words(since.astimezone(loan.branch.zone).date()) if since else ""
    said = _("lost since %s") if lost else _("said to be returned on %s") if claimed else ""
    return AtHome(
        title=loan.copy.book.title,
        url=reverse("catalog:book", args=[loan.copy.book_id]),
        barcode=loan.copy.barcode,
        state=said % day if said else "",
        timeline_url=rows.timeline_of(loan.pk),
        deeds=_troubles(loan),
    )


def _troubles(loan: Loan) -> list[Link]:
    """What can be noted of an open loan as it stands."""
    if loan.claimed_returned_at:
        return [Link(reverse("loans:resolve_claim", args=[loan.pk]), _("End the claim"))]
    if loan.lost_at:
        return [Link(reverse("loans:write_off", args=[loan.pk]), _("Close the loan"))]
    return [
        Link(reverse("loans:lost", args=[loan.pk]), _("Lost")),
        Link(reverse("loans:claim", args=[loan.pk]), _("Said to be returned")),
    ]


def deeds(member_id: UUID, user: User, owed: Balance) -> list[Link]:
    """What ``user`` can enter in an account that stands so."""
    labels = {
        "loans:charge": _("Charge"),
        "loans:waive": _("Waive") if owed.owed else "",
        "loans:refund": _("Pay out") if owed.credit else "",
    }
    return [
        Link(reverse(name, args=[member_id]), labels[name], icon)
        for permission, name, icon in _DEEDS
        if labels[name] and user.has_perm(permission)
    ]


def taken(report: CashDay) -> list[CashRow]:
    """The money of the day, by method."""
    words = {
        LineKind.PAYMENT: _("Payments (%s)"),
        LineKind.PAYOUT: _("Paid out (%s)"),
        LineKind.REVERSAL: _("Reversed (%s)"),
    }
    methods = dict(AccountLine._meta.get_field("method").flatchoices)
    return [
        CashRow(words[LineKind(each.kind)] % methods[each.method], each.count, each.amount)
        for each in report.taken
    ]


def booked(report: CashDay) -> list[CashRow]:
    """All that was entered on the day, by kind."""
    return [
        CashRow(LineKind(each.kind).label.capitalize(), each.count, each.amount)
        for each in report.booked
    ]


def local_words(line: AccountLine) -> str:
    """When a line was entered, by the clock of its branch."""
    return date_format(_local(line.at, line), "DATETIME_FORMAT")


def _local(at: datetime, line: AccountLine) -> datetime:
    zone = line.branch.zone if line.branch else ZoneInfo(settings.TIME_ZONE)
    return at.astimezone(zone)


def _state(line: AccountLine) -> str:
    if accounts.is_reversed(line):
        return _("reversed")
    if not line.is_accruing or line.loan is None:
        return ""
    is_resting = line.loan.lost_at or line.loan.claimed_returned_at
    return _("resting") if is_resting else _("still growing")


def _deeds(line: AccountLine, user: User) -> list[Link]:
    """Pay and waive what is open, reverse what is not reversed."""
    member, on_charge = line.member_id, f"?charge={line.pk}"
    is_final = line.kind == LineKind.REVERSAL or accounts.is_reversed(line)
    found = []
    if line.amount > 0 and line.rest:
        found.append(Link(reverse("loans:pay", args=[member]) + on_charge, _("Pay")))
        if user.has_perm("loans.waive_charge"):
            found.append(Link(reverse("loans:waive", args=[member]) + on_charge, _("Waive")))
    if not (is_final or line.is_accruing) and user.has_perm("loans.reverse_line"):
        found.append(Link(reverse("loans:reverse", args=[member, line.pk]), _("Reverse")))
    return found
