"""The lists of lending as files for spreadsheets."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from core import money, tables
from core.tables import Cell, Table
from loans.domain import due_dates
from loans.models import Loan
from loans.selectors import records
from loans.selectors.accounts import CashDay
from loans.web import account_rows
from loans.web.hold_rows import Fetched, Shelved

ON_LOAN: Final = "on_loan"
PAST: Final = "past"
_ORDER: Final = ("due_at", "id")


def of_loans(which: str, now: datetime) -> Table:
    """All that is on loan (``ON_LOAN``), or all that should have come back; the longest first."""
    loans = Loan.objects.open() if which == ON_LOAN else Loan.objects.overdue(now)
    rows = tables.by_key(_shown(loans), order=_ORDER)
    name = _("on-loan") if which == ON_LOAN else _("overdue")
    return Table(name, _loan_columns(), (_loan(loan, now) for loan in rows))


def of(member_id: Any, which: str, now: datetime) -> Table:
    """A member's loans for the staff: what they had (``PAST``), or have at home."""
    if which == PAST:
        return own(member_id, PAST)
    rows = tables.by_key(_shown(Loan.objects.of_member(member_id).open()), order=_ORDER)
    return Table(_("loans"), _loan_columns(), (_loan(loan, now) for loan in rows))


def own(member_id: Any, which: str) -> Table:
    """What a member has at home or, as ``PAST``, had; nothing that is for the staff alone."""
    loans = Loan.objects.of_member(member_id).with_book()
    if which == PAST:
        rows = tables.by_key(loans.exclude(returned_at=None), order=records.ORDER)
    else:
        rows = tables.by_key(loans.open(), order=_ORDER)
    name = _("past-loans") if which == PAST else _("loans")
    return Table(name, _own_columns(), map(_own, rows))


def pulled(rows: Iterable[Fetched]) -> Table:
    """What is to be fetched from the shelves."""
    columns = [_("Shelf"), _("Call number"), _("Book"), _("Barcode"), _("Where it goes")]
    cells = ([row.shelf, row.call_number, row.title, row.barcode, row.pickup] for row in rows)
    return Table(_("pull-list"), columns, cells)


def shelved(waiting: list[Shelved], cleared: list[Shelved], coming: list[Shelved]) -> Table:
    """What stands on the hold shelf, is to be taken from it, or is on its way there."""
    columns = [
        _("State"),
        _("Member"),
        _("Card"),
        _("Book"),
        _("Barcode"),
        _("Until"),
        _("Where it goes"),
    ]
    parts = [(_("waits"), waiting), (_("to be cleared"), cleared), (_("on its way"), coming)]
    cells = (
        [word, row.member, row.card, row.title, row.barcode, row.until, row.next]
        for word, rows in parts
        for row in rows
    )
    return Table(_("hold-shelf"), columns, cells)


def cash(report: CashDay) -> Table:
    """The money of a day: what was taken and what was entered."""
    columns = [_("Part"), _("What"), _("Entries"), report.branch.name]
    return Table(f"cash-{report.branch.code}-{report.day.isoformat()}", columns, _cash(report))


def _cash(report: CashDay) -> Iterator[list[Cell]]:
    for part, rows in (
        (_("Money"), account_rows.taken(report)),
        (_("Entered"), account_rows.booked(report)),
    ):
        for each in rows:
            yield [part, each.what, each.count, money.plain(each.amount)]
    yield [_("Money"), _("Total"), None, money.plain(report.total)]
    yield [_("Entered"), _("Change of all debts"), None, money.plain(report.change)]


def _shown(loans: Any) -> Any:
    return loans.select_related("copy__book", "branch", "member")


def _loan_columns() -> list[str]:
    return [
        _("Book"), _("Barcode"), _("Call number"), _("Member"), _("Card"), _("Phone"),
        _("Branch"), _("Lent at"), _("Due on"), _("Days late"), _("Renewals"),
    ]  # fmt: skip


def _loan(loan: Loan, now: datetime) -> list[Cell]:
    copy, member = loan.copy, loan.member
    late = due_dates.days_late(loan.due_at, now, loan.branch.zone)
    return [
        copy.book.title, copy.barcode, copy.call_number,
        member.name if member else "", member.card_number if member else "",
        member.phone if member else "", loan.branch.name, loan.loaned_at, loan.due_on,
        max(late, 0), loan.renewals,
    ]  # fmt: skip


def _own_columns() -> list[str]:
    return [
        _("Book"), _("Author"), _("Barcode"), _("Branch"), _("Lent at"), _("Due on"),
        _("Returned at"), _("Renewals"),
    ]  # fmt: skip


def _own(loan: Loan) -> list[Cell]:
    book = loan.copy.book
    return [
        book.title, book.author, loan.copy.barcode, loan.branch.name, loan.loaned_at, loan.due_on,
        loan.returned_at, loan.renewals,
    ]  # fmt: skip
