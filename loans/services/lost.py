"""Books that do not come back, and those that do after all (circulation rules, section 8).

A loan stays open while its copy counts as lost: the fine rests, and the member is charged for the
copy. When the copy turns up, what was charged is given back as the policy of the loan says.
"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import structlog
from django.db import transaction

from catalog.services import copies
from core import money
from loans import errors
from loans.domain import due_dates, losses
from loans.models import AccountLine, LineKind, Loan
from loans.models.policy import FoundRefund
from loans.services import accrual, ledger, notices, parties
from loans.services.batches import Report
from loans.services.by import Clerk, note_loan
from loans.services.ledger import Entered
from loans.services.situation import Desk

log = structlog.get_logger("library.loans")
LOST_CHARGES = (LineKind.REPLACEMENT, LineKind.PROCESSING)


def declare(loan_id: UUID, *, desk: Desk) -> Loan:
    """The member has lost the copy, says someone at the desk.

    Locks the member, the copy, the loan. Raises ``UnknownLoan``, ``NotOnLoan``, ``AlreadyLost``.
    """
    with transaction.atomic():
        loan = parties.staffed_loan(loan_id, desk=desk)
        if loan.lost_at:
            raise errors.AlreadyLost
        return count_as_lost(loan, by=desk, why="declared")


def count_as_lost(loan: Loan, *, by: Clerk, why: str) -> Loan:
    """The open ``loan``, which the caller has locked with its member and copy, is lost.

    The fine is counted to this day, or the one on which its terms count it as lost, and rests.
    Charges the copy's price, or else the policy's, and
    the processing fee.
    """
    accrual.accrue(loan, by=by)
    loan.lost_at, loan.claimed_returned_at = by.now, None
    loan.save(update_fields=["lost_at", "claimed_returned_at"])
    copies.lose(loan.copy, now=by.now)
    note_loan("loan.lost", loan, by, why=why)
    _charge(loan, by)
    notices.lost(loan, sum(cost(loan)), by.now)
    return loan


def write_off(loan_id: UUID, *, desk: Desk) -> Loan:
    """Close the loan of a lost copy that nobody looks for any more, once it is paid for or waived.

    The fine stays as it was when it came to rest; the copy stays lost, without a loan. Locks as
    ``declare``. Raises ``NotAllowed``, ``UnknownLoan``, ``NotOnLoan``, ``NotLost``, ``NotSettled``.
    """
    with transaction.atomic():
        loan = parties.staffed_loan(loan_id, desk=desk)
        if loan.lost_at is None:
            raise errors.NotLost
        lines = AccountLine.objects.filter(loan=loan)
        if owed := sum(line.rest for line in lines.outstanding()):
            raise errors.NotSettled(owed=money.words(owed))
        accrual.rest(loan, day(loan.lost_at, loan), by=desk)
        loan.returned_at = loan.recorded_at = desk.now
        loan.save(update_fields=["returned_at", "recorded_at"])
        copies.give_up(loan.copy)
        if loan.copy.lost_at is None:  # whoever edited it took the mark off
            copies.lose(loan.copy, now=loan.lost_at)
        note_loan("loan.written_off", loan, desk)
    return loan


def cost(loan: Loan) -> tuple[int, int]:
    """What a lost copy costs: its price, or the one that the terms of ``loan`` (with copy) name,
    and the processing fee.
    """
    terms, price = loan.policy_terms, loan.copy.price_minor
    price = terms.get("replacement_price", 0) if price is None else price
    return price, terms.get("processing_fee", 0)


def long_overdue(now: datetime) -> list[UUID]:
    """The loans that are overdue for so many days that their policy counts them as lost, and those
    of which that cannot be told: each of these fails by itself, in its turn.
    """
    rows = (
        Loan.objects.in_use()
        .filter(due_at__lt=now, policy_terms__has_key=losses.TERM)
        .exclude(policy_terms__lost_after_days=None)
        .select_related("branch")
        .only("due_at", "policy_terms", "branch__time_zone")
        .order_by("due_at", "id")
    )
    return [loan.pk for loan in rows.iterator() if _is_to_be_asked(loan, now)]


def count_long_overdue(*, by: Clerk, loans: Sequence[UUID] | None = None) -> Report:
    """Count ``loans``, or all that are overdue for too long, as lost.

    Each is a transaction of its own: one that fails is noted, and the others go on.
    """
    report = Report()
    for loan_id in long_overdue(by.now) if loans is None else loans:
        report.seen += 1
        try:
            report.changed += _age(loan_id, by)
        except Exception:  # the next loan must not wait for this one's fault
            log.exception("loan_not_counted_as_lost", loan_id=str(loan_id))
            report.failed.append(loan_id)
    return report


def found(loan: Loan, on: date, *, by: Clerk) -> int:
    """The copy of a lost ``loan`` is back as of ``on``: give back what the policy says, and set the
    fine as if it had only been late. What was given back, in minor units.

    Where nothing is given back, since it took too long or all was paid and the policy keeps that,
    the fine stays as it was on the day it was lost.
    """
    given_back = give_back(loan, on, by=by)
    if given_back:
        accrual.settle(loan, on, by=by)
    else:
        accrual.rest(loan, on, by=by)
    return given_back


def give_back(loan: Loan, on: date, *, by: Clerk) -> int:
    """Give back what the policy says when the copy of a lost ``loan`` is there as of ``on``; what
    that came to, in minor units. Its member is locked.
    """
    if not is_found_in_time(loan, on):
        return 0
    lines = AccountLine.objects.filter(loan=loan, kind__in=LOST_CHARGES, reversed_by=None)
    return sum(_refund(line, loan, by) for line in lines.order_by("at", "id"))


def is_found_in_time(loan: Loan, on: date) -> bool:
    """Whether the policy gives back anything for a lost ``loan`` whose copy is there ``on``."""
    terms = loan.policy_terms
    mode = terms.get("found_refund", FoundRefund.NOTHING)
    if loan.lost_at is None or mode == FoundRefund.NOTHING:
        return False
    within: int = terms.get("found_within_days", 0)
    return (on - day(loan.lost_at, loan)).days <= within


def day(at: datetime, loan: Loan) -> date:
    """The day that it was at the branch that lent ``loan``."""
    return at.astimezone(loan.branch.zone).date()


def _refund(line: AccountLine, loan: Loan, by: Clerk) -> int:
    """Take back what is unpaid of a charge or, where the policy says so, all of it; what was waived
    stays waived.
    """
    line.refresh_from_db()  # what was paid for the line before may have been given to this one
    pays_back = loan.policy_terms["found_refund"] == FoundRefund.ALL
    amount = ledger.release(line, by=by) if pays_back else line.rest
    if amount and loan.member_id:
        entered = Entered(loan=loan, branch=by.branch or loan.branch)
        ledger.credit(loan.member_id, LineKind.FOUND, amount, entered, by=by, towards=line)
    return amount


def _charge(loan: Loan, by: Clerk) -> None:
    for kind, amount in zip(LOST_CHARGES, cost(loan), strict=True):
        if amount and loan.member_id:
            entered = Entered(loan=loan, branch=by.branch or loan.branch)
            ledger.charge(loan.member_id, kind, amount, entered, by=by)


def _is_to_be_asked(loan: Loan, now: datetime) -> bool:
    try:
        return _is_long_overdue(loan, now)
    except Exception:  # it must not keep the others from their turn
        log.exception("terms_not_read", loan_id=str(loan.pk))
        return True


def _is_long_overdue(loan: Loan, now: datetime) -> bool:
    """Raises ``UnreadableTerm``."""
    late = due_dates.days_late(loan.due_at, now, loan.branch.zone)
    after = losses.after(loan.policy_terms)
    return after is not None and late >= after


def _age(loan_id: UUID, by: Clerk) -> bool:
    """Count one loan as lost, unless it has come back or been renewed meanwhile."""
    with transaction.atomic():
        loan = parties.owned_loan(loan_id)
        if not loan.is_open or loan.lost_at or loan.claimed_returned_at:
            return False
        if not _is_long_overdue(loan, by.now):
            return False
        count_as_lost(loan, by=by, why="long_overdue")
    return True
