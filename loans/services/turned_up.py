"""Copies that turn up when their loan has been written off (circulation rules, section 8).

What was charged for a lost copy is given back within the time that the policy names, whether its
loan is open still or closed. There is no return to do it at: the copy is taken in, lent again, or
struck off the list of what is lost. So the night looks for such loans.
"""

from datetime import date, datetime
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from loans.models import AccountLine, LineKind, Loan
from loans.models.loan import LoanQuerySet
from loans.models.policy import FoundRefund
from loans.services import lost, parties
from loans.services.by import Clerk

log = structlog.get_logger("library.loans")


def due(now: datetime) -> list[UUID]:
    """The loans for which there may be something to give back, and those of which that cannot be
    told: each of these fails by itself, in its turn.
    """
    rows = _turned_up().select_related("branch", "copy").order_by("pk")
    return [loan.pk for loan in rows.iterator() if _is_to_be_asked(loan, now)]


def awaited(member_id: UUID, now: datetime) -> set[UUID]:
    """The loans of a member that were written off, and for which something could be given back if
    their copies turned up now. So long nobody can forget whose they were.
    """
    loans = Loan.objects.of_member(member_id).written_off().select_related("branch")
    return {loan.pk for loan in loans if _is_awaited(loan, now)}


def give_back(loan_id: UUID, *, by: Clerk) -> bool:
    """Give back what the policy of the loan says; whether there was anything.

    The fine stays as it was when the loan was closed. Locks the member, the copy, the loan.
    """
    with transaction.atomic():
        parties.lock_member(Loan.objects.values_list("member_id", flat=True).get(pk=loan_id))
        loan = parties.loan_and_copy(loan_id)
        if not _turned_up().filter(pk=loan_id).exists():
            return False
        return lost.give_back(loan, _seen_on(loan, by.now), by=by) > 0


def _turned_up() -> LoanQuerySet:
    """Loans that were written off, whose copy is there again, and whose charges nobody has taken
    back yet; of members who have not been forgotten. A copy that has been withdrawn is there only
    when it was in a hand since.
    """
    lines = AccountLine.objects.filter(loan=OuterRef("pk"))
    charged = lines.filter(kind__in=lost.LOST_CHARGES, reversed_by=None)
    there = Q(copy__lost_at=None, copy__missing_at=None)
    there &= Q(copy__withdrawn_at=None) | Q(copy__last_seen_at__gt=F("lost_at"))
    return (
        Loan.objects.written_off()
        .filter(there, Exists(charged), ~Exists(lines.filter(kind=LineKind.FOUND)))
        .filter(member__isnull=False)
        .exclude(policy_terms__found_refund=FoundRefund.NOTHING)
    )


def _is_to_be_asked(loan: Loan, now: datetime) -> bool:
    try:
        return lost.is_found_in_time(loan, _seen_on(loan, now))
    except Exception:  # it must not keep the others from their turn
        log.exception("terms_not_read", loan_id=str(loan.pk))
        return True


def _is_awaited(loan: Loan, now: datetime) -> bool:
    try:
        return lost.is_found_in_time(loan, now.astimezone(loan.branch.zone).date())
    except Exception:  # what nobody can read is no reason to remember anything
        log.exception("terms_not_read", loan_id=str(loan.pk))
        return False


def _seen_on(loan: Loan, now: datetime) -> date:
    """The day on which the copy was in a hand again, or today where nobody noted that."""
    seen_at = loan.copy.last_seen_at
    is_since = seen_at is not None and loan.lost_at is not None and seen_at > loan.lost_at
    return (seen_at if seen_at and is_since else now).astimezone(loan.branch.zone).date()
