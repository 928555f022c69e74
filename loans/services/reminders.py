"""What there is to tell members of their loans: noted in the trail, and as notices for them.

Each step is told once for a due date. When nights were missed the last of what they would have told
is told, and the others are noted as overtaken.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from accounts.models import AuditEntry
from loans.domain import notices as steps
from loans.domain.notices import Cause, Plan, Reached
from loans.models import Loan
from loans.services import batches, notices, parties
from loans.services.batches import Report
from loans.services.by import ByItself, note_loan
from members.models import Notice
from members.services import notice_rules
from members.services.notice_rules import Book

ACTIONS: Final = ("loan.due_soon", "loan.due_today", "loan.overdue")
Told = Mapping[UUID | None, Sequence[tuple[Cause, str]]]
Known = set[tuple[UUID, str, date]]
"""The loans, events and due days that there is a notice of."""


def due(now: datetime) -> list[UUID]:
    """The loans of which there is something to tell that has not been noted."""
    book = notice_rules.book(now)
    plan = notices.plan(book)
    soon = now + timedelta(days=plan.due_soon + 2)
    rows = (
        Loan.objects.in_use()
        .filter(due_at__lt=soon)
        .select_related("branch")
        .only("due_at", "loaned_at", "renewed_at", "branch__time_zone")
        .order_by("due_at", "id")
    )
    return [loan.pk for part in batches.of(rows.iterator()) for loan in _untold(part, plan, now)]


def note(*, by: ByItself, loans: Sequence[UUID] | None = None) -> Report:
    """Note for ``loans``, or for all, that they are due soon, today or overdue.

    Each is a transaction of its own: one that fails is noted, and the others go on.
    """
    ids = due(by.now) if loans is None else loans
    book = notice_rules.book(by.now)
    return batches.each(ids, lambda loan_id: _note(loan_id, book, by), fault="notice_not_noted")


def _untold(loans: Sequence[Loan], plan: Plan, now: datetime) -> Iterable[Loan]:
    come = {loan.pk: _reached(loan, plan, now) for loan in loans}
    some = [loan for loan in loans if come[loan.pk].steps]
    told, known = _told([loan.pk for loan in some]), _known([loan.pk for loan in some])
    return [
        loan
        for loan in some
        if _missing(loan, come[loan.pk], known) or _fresh(loan, come[loan.pk], told)
    ]


def _missing(loan: Loan, come: Reached, known: Known) -> bool:
    return any((loan.pk, step.event, loan.due_on) not in known for step in come.steps)


def _fresh(loan: Loan, come: Reached, told: Told) -> Cause | None:
    """The cause that a loan gives, unless it has been noted for this due date."""
    found = come.last.cause if come.last else None
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


def _known(loan_ids: Sequence[UUID]) -> Known:
    events = (steps.SOON, steps.TODAY, *steps.LATE)
    rows = Notice.objects.filter(subject__in=loan_ids, event__in=events)
    return set(rows.values_list("subject", "event", "on"))


def _reached(loan: Loan, plan: Plan, now: datetime) -> Reached:
    zone = loan.branch.zone
    begun_on: date = (loan.renewed_at or loan.loaned_at).astimezone(zone).date()
    return steps.reached(begun_on, loan.due_on, now.astimezone(zone).date(), plan)


def _note(loan_id: UUID, book: Book, by: ByItself) -> bool:
    """Note what there is to tell of one loan, unless it has come back or been renewed meanwhile;
    whether the trail was told of it.
    """
    with transaction.atomic():
        loan = parties.owned_loan(loan_id, with_copy=False)
        if not loan.is_open or loan.lost_at or loan.claimed_returned_at:
            return False
        come = _reached(loan, notices.plan(book), by.now)
        notices.of_loan(loan, come, _known([loan_id]), book=book, now=by.now)
        cause = _fresh(loan, come, _told([loan_id]))
        if cause is None:
            return False
        note_loan(cause.action, loan, by, days=cause.days, due_on=loan.due_on.isoformat())
    return True
