"""Taking a copy back. The book in the hand is never refused."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from accounts.services import audit
from catalog.errors import UnknownBarcode
from catalog.models import Copy
from catalog.services import copies
from core import barcodes, db
from loans import errors
from loans.domain import due_dates
from loans.models import Loan
from loans.services.situation import Desk


class Next(StrEnum):
    """What to do with the book in the hand."""

    RESHELVE = "reshelve"
    SEND_TO_BRANCH = "send_to_branch"
    ASK_LIBRARIAN = "ask_librarian"


@dataclass(frozen=True)
class TakenBack:
    """A copy that is in the house, the loan this ended (if it was on loan), and what to do with
    it.
    """

    copy: Copy
    loan: Loan | None
    next: Next
    days_late: int = 0


def take_back(barcode: str, *, desk: Desk) -> TakenBack:
    """Take back whatever lies on the desk, on loan or not. Raises ``UnknownBarcode``."""
    with transaction.atomic():
        copy = db.locked(_copies()).by_barcode(barcode).first()
        if copy is None:
            raise UnknownBarcode(barcode=barcodes.normal(barcode))
        loan = Loan.objects.select_related("member", "branch").filter(copy=copy).open().first()
        return _close(copy, loan, desk)


def return_loan(loan_id: UUID, *, desk: Desk) -> TakenBack:
    """End a loan by its id. Raises ``UnknownLoan``, ``NotYourAccount``, ``AlreadyReturned``."""
    with transaction.atomic():
        seen = Loan.objects.select_related("member").filter(pk=loan_id).first()
        if seen is None:
            raise errors.UnknownLoan
        if not _is_of(seen, desk.actor) and not desk.actor.has_perm("loans.work_desk"):
            raise errors.NotYourAccount
        copy = db.locked(_copies()).get(pk=seen.copy_id)
        loan = Loan.objects.select_related("member", "branch").filter(pk=loan_id).open().first()
        if loan is None:
            raise errors.AlreadyReturned
        return _close(copy, loan, desk)


def _copies() -> QuerySet[Copy]:
    return Copy.objects.select_related("book", "branch", "copy_type")


def _is_of(loan: Loan, user: User) -> bool:
    return loan.member is not None and loan.member.user_id == user.pk


def _close(copy: Copy, loan: Loan | None, desk: Desk) -> TakenBack:
    """Close the loan, note that the copy is here, record it. The copy is locked."""
    branch = desk.branch or copy.branch
    late = 0
    if loan:
        late = due_dates.days_late(loan.due_at, desk.now, loan.branch.zone)
        loan.returned_at = loan.recorded_at = desk.now
        loan.returned_branch = branch
        loan.copy = copy
        loan.save(update_fields=["returned_at", "recorded_at", "returned_branch"])
    copies.take_back(copy, now=desk.now)
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
    return TakenBack(copy, loan, _next(copy, desk), late)


def _next(copy: Copy, desk: Desk) -> Next:
    if copy.withdrawn_at or copy.damaged_at:
        return Next.ASK_LIBRARIAN
    if desk.branch and desk.branch.pk != copy.branch_id:
        return Next.SEND_TO_BRANCH
    return Next.RESHELVE
