"""Taking a copy back. The book in the hand is never refused."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from accounts.services import audit
from catalog.models import Branch, Copy
from catalog.services import copies
from core import db
from loans import errors
from loans.domain import due_dates, returns
from loans.models import Loan
from loans.services import parties, wording
from loans.services.situation import Desk


@dataclass(frozen=True)
class TakenBack:
    """A copy that is in the house, the loan this ended (if it was on loan), and what to do with
    it.
    """

    copy: Copy
    loan: Loan | None
    next: returns.Next
    findings: wording.Told
    days_late: int = 0

    @property
    def next_step(self) -> str:
        """What to do with the book in the hand, as a sentence."""
        return wording.next_step(self.next, self.copy)


def take_back(barcode: str, *, desk: Desk) -> TakenBack:
    """Take back whatever lies on the desk, on loan or not. Raises ``UnknownBarcode``."""
    with transaction.atomic():
        copy = parties.copy(barcode, lock=True)
        return _close(copy, _open_loan(copy), desk)


def return_loan(loan_id: UUID, *, desk: Desk) -> TakenBack:
    """End a loan by its id. Raises ``UnknownLoan``, ``NotYourAccount``, ``AlreadyReturned``."""
    with transaction.atomic():
        seen = Loan.objects.filter(pk=loan_id).values_list("copy_id", "member__user_id").first()
        if seen is None:
            raise errors.UnknownLoan
        if seen[1] != desk.actor.pk and not desk.is_staffed:
            raise errors.NotYourAccount
        copy = parties.locked_copy(parties.copies().filter(pk=seen[0]))
        loan = _open_loan(copy) if copy else None
        if copy is None or loan is None or loan.pk != loan_id:
            raise errors.AlreadyReturned
        return _close(copy, loan, desk)


def _open_loan(copy: Copy) -> Loan | None:
    """The loan to end, locked against a renewal at the same moment. The copy is locked."""
    rows = Loan.objects.select_related("branch").filter(copy=copy).open()
    return db.locked(rows).first()


def _close(copy: Copy, loan: Loan | None, desk: Desk) -> TakenBack:
    """Close the loan, note that the copy is here, record it. Copy and loan are locked."""
    branch = desk.branch or copy.branch
    late = due_dates.days_late(loan.due_at, desk.now, loan.branch.zone) if loan else 0
    decision = returns.decide(
        returns.Facts(
            was_on_loan=loan is not None,
            days_late=late,
            lost=copy.lost_at is not None or copy.missing_at is not None,
            damaged=copy.damaged_at is not None,
            withdrawn=copy.withdrawn_at is not None,
            at_other_branch=branch.pk != copy.branch_id,
        )
    )
    if loan:
        loan.returned_at = loan.recorded_at = desk.now
        loan.returned_branch = branch
        loan.copy = copy
        loan.save(update_fields=["returned_at", "recorded_at", "returned_branch"])
    copies.take_back(copy, now=desk.now)
    _record(copy, loan, branch, late, desk)
    findings = wording.returned(decision.said, days_late=late, copy=copy)
    return TakenBack(copy, loan, decision.next, findings, late)


def _record(copy: Copy, loan: Loan | None, branch: Branch, late: int, desk: Desk) -> None:
    audit.record(
        "loan.returned" if loan else "copy.seen",
        actor=desk.actor,
        now=desk.now,
        interface=desk.interface,
        book_id=copy.book_id,
        copy_id=copy.pk,
        member_id=loan.member_id if loan else None,
        loan_id=loan.pk if loan else None,
        days_late=late,
        branch=branch.code,
    )
