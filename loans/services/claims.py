"""“But I have brought that back”: claims, and how they end (circulation rules, sections 5 and 8).

The loan stays open while the library looks for the copy. Its fine rests on the day of the claim, it
cannot be renewed, and no limit counts it.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from loans import errors
from loans.domain.returns import Resolution
from loans.models import Loan
from loans.services import accrual, lost, parties, returns
from loans.services.by import note_loan
from loans.services.situation import Desk


class Outcome(StrEnum):
    """How a claim ends: the copy turns up in the library, or with the member, or not at all."""

    FOUND_BY_LIBRARY = Resolution.FOUND_BY_LIBRARY.value
    RETURNED_BY_MEMBER = Resolution.RETURNED_BY_MEMBER.value
    NOT_FOUND = "not_found"


def claim(loan_id: UUID, *, desk: Desk) -> Loan:
    """The member says that the copy was returned; somebody at the desk notes it.

    Locks the member, the copy, the loan. Raises ``NotAllowed``, ``UnknownLoan``, ``NotOnLoan``,
    ``ClaimedReturned`` (twice), ``AlreadyLost``.
    """
    with transaction.atomic():
        loan = parties.staffed_loan(loan_id, desk=desk)
        if loan.claimed_returned_at:
            raise errors.ClaimedReturned
        if loan.lost_at:
            raise errors.AlreadyLost
        accrual.accrue(loan, by=desk)
        _set_claim(loan, desk.now)
        note_loan("loan.claimed_returned", loan, desk)
    return loan


def withdraw(loan_id: UUID, *, desk: Desk) -> Loan:
    """The member has found the copy at home: the loan goes on, and so does its fine.

    Raises ``NotAllowed``, ``UnknownLoan``, ``NotOnLoan``, ``NotClaimed``.
    """
    with transaction.atomic():
        loan = _claimed(loan_id, desk)
        _set_claim(loan, None)
        accrual.accrue(loan, by=desk)
        note_loan("loan.claim_withdrawn", loan, desk)
    return loan


def resolve(loan_id: UUID, outcome: Outcome, *, desk: Desk) -> Loan:
    """End a claim. Found in the library it costs nothing; brought by the member, as much as on the
    day of the claim; not found, the copy counts as lost.

    Raises ``NotAllowed``, ``UnknownLoan``, ``NotOnLoan``, ``NotClaimed``.
    """
    with transaction.atomic():
        loan = _claimed(loan_id, desk)
        note_loan("loan.claim_resolved", loan, desk, outcome=outcome.value)
        if outcome is Outcome.NOT_FOUND:
            return lost.count_as_lost(loan, by=desk, why="claim_not_found")
        done = returns.return_loan(loan_id, desk=desk, said=returns.Said(resolution=outcome.value))
        return done.loan or loan


def _claimed(loan_id: UUID, desk: Desk) -> Loan:
    loan = parties.staffed_loan(loan_id, desk=desk)
    if not loan.claimed_returned_at:
        raise errors.NotClaimed
    return loan


def _set_claim(loan: Loan, at: datetime | None) -> None:
    loan.claimed_returned_at = at
    loan.save(update_fields=["claimed_returned_at"])
