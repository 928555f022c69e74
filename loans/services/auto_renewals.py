"""Loans that are renewed by themselves on the day they are due, where their terms say so.

A night that was missed is made up for: the loan is renewed as of the day it was due, so that nobody
pays for a night in which the library did not run. What is refused is told in the trail, once for
each due date, and from the next day on it is the member's turn.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from accounts.models import AuditEntry
from core.errors import LibraryError
from loans.models import Loan
from loans.services import batches, notices, parties, renewals
from loans.services.batches import Report
from loans.services.by import ByItself, note_loan
from members.models import Member

REFUSED: Final = "loan.not_renewed"
_MOST_IN_A_ROW: Final = 400
"""Nights that one run makes up for, for a loan of a single day."""


def due(now: datetime) -> list[UUID]:
    """The loans whose terms renew them and that are due by now, or were and have not been tried."""
    rows = (
        Loan.objects.in_use()
        .filter(due_at__lt=now + timedelta(days=2), policy_terms__auto_renew=True)
        .select_related("branch")
        .only("due_at", "branch__time_zone")
        .order_by("due_at", "id")
    )
    return [
        loan.pk
        for part in batches.of(rows.iterator())
        for loan in _to_try([each for each in part if each.due_on <= _today(each, now)], now)
    ]


def renew(*, by: ByItself, loans: Sequence[UUID] | None = None) -> Report:
    """Renew ``loans``, or all that are due, or tell why not.

    Each is a transaction of its own: one that fails is noted, and the others go on.
    """
    ids = due(by.now) if loans is None else loans
    return batches.each(ids, lambda loan_id: _renew(loan_id, by), fault="loan_not_renewed")


def _to_try(loans: Sequence[Loan], now: datetime) -> Iterable[Loan]:
    """Without those that were refused before their day was over: tried again on that day only."""
    refused = _refused([loan.pk for loan in loans if loan.due_on < _today(loan, now)])
    return [loan for loan in loans if (loan.pk, loan.due_on) not in refused]


def _refused(loan_ids: Sequence[UUID]) -> set[tuple[UUID | None, date]]:
    told = AuditEntry.objects.filter(loan_id__in=loan_ids, action=REFUSED)
    rows = told.values_list("loan_id", "data__due_on")
    return {(loan_id, date.fromisoformat(due_on)) for loan_id, due_on in rows}


def _renew(loan_id: UUID, by: ByItself) -> bool:
    """Renew a loan until it is due later than today; whether it got more time."""

    def deed() -> bool:
        owner = Loan.objects.values_list("member_id", flat=True).get(pk=loan_id)
        member = parties.borrower(owner)
        loan, gained = parties.loan_of(loan_id, owner), False
        for _night in range(_MOST_IN_A_ROW):
            if member is None or not _is_due(loan, by.now):
                break
            on_its_day = replace(by, now=min(by.now, loan.due_at))
            try:
                loan = renewals.renew_locked(loan_id, member, on_its_day).loan
            except LibraryError as refusal:
                _tell(loan, refusal, member, by)
                break
            gained = True
        if gained:
            notices.renewed(loan, by.now)
        return gained

    return parties.tried(deed)


def _is_due(loan: Loan, now: datetime) -> bool:
    """Whether it still is, now that it is locked."""
    is_in_use = loan.is_open and not (loan.lost_at or loan.claimed_returned_at)
    return is_in_use and loan.due_on <= _today(loan, now) and loan.policy_terms.get("auto_renew")


def _tell(loan: Loan, refusal: LibraryError, member: Member, by: ByItself) -> None:
    """Note why not, for the member too, unless the same has been noted for this due date."""
    told = AuditEntry.objects.of_loan(loan.pk).filter(action=REFUSED)
    due_on = loan.due_on.isoformat()
    if told.filter(data__due_on=due_on, data__code=refusal.code).exists():
        return
    notices.not_renewed(loan, refusal, member, by.now)
    note_loan(
        REFUSED,
        loan,
        by,
        code=refusal.code,
        codes=[found["code"] for found in refusal.findings] or [refusal.code],
        due_on=due_on,
    )


def _today(loan: Loan, now: datetime) -> date:
    return now.astimezone(loan.branch.zone).date()
