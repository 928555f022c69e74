"""Moving due dates off days on which a branch has come to be closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from catalog.errors import UnknownBranch
from catalog.models import Branch
from core import db
from loans.domain import due_dates
from loans.domain.due_dates import Step
from loans.models import Loan
from loans.selectors import closed_due
from loans.selectors.closed_due import Stranded
from loans.services import calendars
from loans.services.by import By

_BATCH = 500


@dataclass(frozen=True)
class Moved:
    """How many loans have a later due date, and how many stay on a closed day."""

    moved: int
    left: int


def off_closed_days(branch_id: UUID, *, by: By) -> Moved:
    """Move every open loan of a branch that is due on a closed day to the next open day; none to an
    earlier one. Those that end with the membership or a term before that stay as they are.

    One transaction. The branch is locked, so that its calendar holds still, and then the loans, in
    the order of their ids: one that came back or was renewed meanwhile is passed over. No other
    deed waits for a second loan while it holds one, so the two cannot wait for each other. Raises
    ``UnknownBranch``.
    """
    with transaction.atomic():
        branch = db.locked(Branch.objects.filter(pk=branch_id)).first()
        if branch is None:
            raise UnknownBranch(branch=branch_id)
        calendar = calendars.of(branch.pk)
        found = closed_due.stranded(branch, calendar, now=by.now)
        wanted = {each.loan_id: each for each in found if each.step}
        closed = closed_due.instants(branch, calendar, now=by.now)
        rows = db.locked(closed_due.due_at(branch, closed)).order_by("pk")
        loans = [loan for loan in rows if _is_as_seen(loan, wanted, branch)]
        was = {loan.pk: _move(loan, wanted[loan.pk].step, branch) for loan in loans}
        Loan.objects.bulk_update(loans, ["due_at", "due_steps"], batch_size=_BATCH)
        _note(loans, was, wanted, by)
        return Moved(len(loans), len(found) - len(loans))


def _is_as_seen(loan: Loan, wanted: Mapping[UUID, Stranded], branch: Branch) -> bool:
    """Whether the loan, locked by now, is still due on the day that it is to be moved from."""
    seen = wanted.get(loan.pk)
    return seen is not None and seen.due_on == loan.due_at.astimezone(branch.zone).date()


def _move(loan: Loan, step: Step | None, branch: Branch) -> datetime:
    """Give ``loan`` the day that ``step`` leads to; when it was due before."""
    was = loan.due_at
    if step is not None:
        loan.due_at = due_dates.end_of(step.day, branch.zone)
        loan.due_steps = [*loan.due_steps, step.kept]
    return was


def _note(
    loans: list[Loan], was: Mapping[UUID, datetime], wanted: Mapping[UUID, Stranded], by: By
) -> None:
    for loan in loans:
        by.note(
            "loan.due_moved",
            book_id=wanted[loan.pk].book_id,
            copy_id=loan.copy_id,
            member_id=loan.member_id,
            loan_id=loan.pk,
            was_due_at=was[loan.pk],
            due_at=loan.due_at,
        )
