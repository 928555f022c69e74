"""Copies that turn up when their loan has been written off (circulation rules, section 8).

What was charged for a lost copy is given back within the time that the policy names, whether its
loan is open still or closed. There is no return to do it at: the copy is taken in, lent again, or
struck off the list of what is lost. So the night looks for such loans.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from loans.models import AccountLine, Allocation, LineKind, Loan
from loans.models.account import FORGIVING
from loans.models.loan import LoanQuerySet
from loans.models.policy import FoundRefund
from loans.selectors import sightings
from loans.services import batches, lost, parties
from loans.services.by import Clerk

log = structlog.get_logger("library.loans")


def due(now: datetime) -> list[UUID]:
    """The loans for which there may be something to give back, and those of which that cannot be
    told: each of these fails by itself, in its turn.
    """
    rows = _turned_up().select_related("branch", "copy").order_by("pk")
    return [loan.pk for part in batches.of(rows.iterator()) for loan in _to_ask(part, now)]


def awaited(member_id: UUID, now: datetime) -> set[UUID]:
    """The loans of a member that were written off, and for which something could be given back if
    their copies turned up now, or were seen in time already. So long nobody can forget whose they
    were.
    """
    loans = list(_refundable().of_member(member_id).select_related("branch", "copy"))
    seen = sightings.first_after_loss(loans)
    return {loan.pk for loan in loans if _is_awaited(loan, seen.get(loan.pk, now))}


def give_back(loan_id: UUID, *, by: Clerk) -> bool:
    """Give back what the policy of the loan says; whether there was anything.

    The fine stays as it was when the loan was closed. Locks the member, the copy, the loan.
    """
    with transaction.atomic():
        loan = parties.owned_loan(loan_id)
        if not _turned_up().filter(pk=loan_id).exists():
            return False
        seen = sightings.first_after_loss([loan]).get(loan.pk, by.now)
        return lost.give_back(loan, lost.day(seen, loan), by=by) > 0


def _refundable() -> LoanQuerySet:
    """Loans that were written off, of which something is to be given back should their copies turn
    up: what is owed again or, where the policy gives back all, what was paid. Once it has been, or
    the charges have been taken back, there is nothing more.
    """
    lines = AccountLine.objects.filter(loan=OuterRef("pk"))
    charged = lines.filter(kind__in=lost.LOST_CHARGES, reversed_by=None)
    paid = Allocation.objects.exclude(credit__kind__in=FORGIVING).filter(
        charge__loan=OuterRef("pk"),
        charge__kind__in=lost.LOST_CHARGES,
        charge__reversed_by=None,
    )
    is_paid_back = Q(Exists(paid), policy_terms__found_refund=FoundRefund.ALL)
    return (
        Loan.objects.written_off()
        .filter(Exists(charged.filter(amount__gt=F("covered"))) | is_paid_back)
        .filter(~Exists(lines.filter(kind=LineKind.FOUND)), member__isnull=False)
        .exclude(policy_terms__found_refund=FoundRefund.NOTHING)
    )


def _turned_up() -> LoanQuerySet:
    """Those whose copy is there again. A copy that has been withdrawn is there only when it was in
    a hand since.
    """
    there = Q(copy__lost_at=None, copy__missing_at=None)
    there &= Q(copy__withdrawn_at=None) | Q(copy__last_seen_at__gt=F("lost_at"))
    return _refundable().filter(there)


def _to_ask(loans: Sequence[Loan], now: datetime) -> Iterable[Loan]:
    """Those that were found in time: on the day on which the copy was first in a hand again, or
    today where nobody noted that.
    """
    seen = sightings.first_after_loss(loans)
    return [loan for loan in loans if _is_to_be_asked(loan, seen.get(loan.pk, now))]


def _is_to_be_asked(loan: Loan, found_at: datetime) -> bool:
    try:
        return lost.is_found_in_time(loan, lost.day(found_at, loan))
    except Exception:  # it must not keep the others from their turn
        log.exception("terms_not_read", loan_id=str(loan.pk))
        return True


def _is_awaited(loan: Loan, found_at: datetime) -> bool:
    try:
        return lost.is_found_in_time(loan, lost.day(found_at, loan))
    except Exception:  # what nobody can read is no reason to remember anything
        log.exception("terms_not_read", loan_id=str(loan.pk))
        return False
