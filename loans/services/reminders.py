"""What there is to tell members of their loans, noted in the trail for those who write to them.

Each cause is noted once for a due date. When nights were missed, the last of what they would have
noted is noted, and not all of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from accounts.models import AuditEntry
from accounts.services import audit
from loans.domain import notices
from loans.domain.notices import Cause
from loans.models import Loan
from loans.services import batches, parties
from loans.services.batches import Report
from loans.services.ledger import ByItself

ACTIONS: Final = ("loan.due_soon", "loan.overdue")
Told = Mapping[UUID | None, Sequence[tuple[Cause, str]]]


def due(now: datetime) -> list[UUID]:
    """The loans of which there is something to tell that has not been noted."""
    soon = now + timedelta(days=notices.DUE_SOON_DAYS + 2)
    rows = (
        Loan.objects.in_use()
        .filter(due_at__lt=soon)
        .select_related("branch")
        .only("due_at", "loaned_at", "renewed_at", "branch__time_zone")
        .order_by("due_at", "id")
    )
    return [loan.pk for part in batches.of(rows.iterator()) for loan in _untold(part, now)]


def note(*, by: ByItself, loans: Sequence[UUID] | None = None) -> Report:
    """Note for ``loans``, or for all, that they are due soon or overdue.

    Each is a transaction of its own: one that fails is noted, and the others go on.
    """
    ids = due(by.now) if loans is None else loans
    return batches.each(ids, lambda loan_id: _note(loan_id, by), fault="notice_not_noted")


def _untold(loans: Sequence[Loan], now: datetime) -> Iterable[Loan]:
    told = _told([loan.pk for loan in loans if _cause(loan, now)])
    return [loan for loan in loans if _fresh(loan, told, now)]


def _fresh(loan: Loan, told: Told, now: datetime) -> Cause | None:
    """The cause that a loan gives, unless it has been noted for this due date."""
    found = _cause(loan, now)
    known = [cause for cause, on in told.get(loan.pk, ()) if on == loan.due_on.isoformat()]
    if found is None or any(found.is_told_by(each) for each in known):
        return None
    return found


def _told(loan_ids: Sequence[UUID]) -> Told:
    entries = AuditEntry.objects.filter(loan_id__in=loan_ids, action__in=ACTIONS)
    told: dict[UUID | None, list[tuple[Cause, str]]] = {}
    for entry in entries:
        cause = Cause(entry.action, entry.data["days"])
        told.setdefault(entry.loan_id, []).append((cause, entry.data["due_on"]))
    return told


def _cause(loan: Loan, now: datetime) -> Cause | None:
    zone = loan.branch.zone
    begun_on: date = (loan.renewed_at or loan.loaned_at).astimezone(zone).date()
    return notices.cause(begun_on, loan.due_on, now.astimezone(zone).date())


def _note(loan_id: UUID, by: ByItself) -> bool:
    """Note what there is to tell of one loan, unless it has come back or been renewed meanwhile."""
    with transaction.atomic():
        parties.lock_member(Loan.objects.values_list("member_id", flat=True).get(pk=loan_id))
        loan = parties.loan(loan_id)
        if not loan.is_open or loan.lost_at or loan.claimed_returned_at:
            return False
        cause = _fresh(loan, _told([loan_id]), by.now)
        if cause is None:
            return False
        audit.record(
            cause.action,
            actor=None,
            now=by.now,
            interface=by.interface,
            book_id=loan.copy.book_id,
            copy_id=loan.copy_id,
            member_id=loan.member_id,
            loan_id=loan.pk,
            days=cause.days,
            due_on=loan.due_on.isoformat(),
        )
    return True
