"""What guardians do for a child: renew what it has. Holds are placed as one's own are."""

from uuid import UUID

from django.db import transaction

from core.errors import LibraryError
from loans import errors
from loans.models import Loan
from loans.services import parties, renewals
from loans.services.renewals import Outcome, Renewed
from loans.services.situation import Desk


def renew(loan_id: UUID, child_id: UUID, *, desk: Desk) -> Renewed:
    """Renew a loan of a child, under the same rules as the child would.

    Locks the child, then the loan. Raises ``UnknownMember`` for a child of others, ``UnknownLoan``
    for a loan that is not the child's, and what ``renewals.renew`` raises.
    """
    with transaction.atomic():
        child = parties.child(child_id, desk=desk)
        if not Loan.objects.of_member(child.pk).open().filter(pk=loan_id).exists():
            raise errors.UnknownLoan
        return renewals.renew_locked(loan_id, child, desk)


def renew_all(child_id: UUID, *, desk: Desk) -> list[Outcome]:
    """Renew everything that a child has and that can be; each loan has its own answer. Raises
    ``UnknownMember`` for a child of others.
    """
    with transaction.atomic():
        parties.child(child_id, desk=desk)
    loans = (
        Loan.objects.of_member(child_id)
        .open()
        .select_related("copy__book", "branch")
        .order_by("due_at", "id")
    )
    return [_tried(loan, child_id, desk) for loan in loans]


def _tried(loan: Loan, child_id: UUID, desk: Desk) -> Outcome:
    try:
        done = renew(loan.pk, child_id, desk=desk)
    except LibraryError as refusal:
        return Outcome(loan, refusal=refusal)
    return Outcome(done.loan, done.steps)
