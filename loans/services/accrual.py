"""Fines that grow while a book is late (circulation rules, section 8).

A fine follows from the due day, the day it is counted until, the branch's calendar and the terms
kept with the loan. It is worked out anew each time, so counting twice for a day changes nothing,
and a run that was missed is made up for by the next.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import QuerySet

from accounts.services import audit
from loans.domain import fines, losses
from loans.domain.calendars import Calendar
from loans.models import AccountLine, LineKind, Loan
from loans.services import calendars, ledger, parties
from loans.services.batches import Report
from loans.services.by import Clerk
from loans.services.ledger import Entered

log = structlog.get_logger("library.loans")


def until_day(loan: Loan, now: datetime) -> date:
    """The day until which a loan's fine is counted: today, or the day it was lost or said to be
    returned, or by its terms counts as lost, though the night that would have seen it was missed.
    """
    ended = [at for at in (loan.lost_at, loan.claimed_returned_at, now) if at is not None]
    until = min(ended).astimezone(loan.branch.zone).date()
    return min(until, losses.day(loan.due_on, loan.policy_terms) or until)


def amount(loan: Loan, until: date, calendar: Calendar) -> int:
    """What ``loan`` (with branch and copy) costs when it is out until that day."""
    due_on = loan.due_at.astimezone(loan.branch.zone).date()
    terms = fines.kept_with(loan.policy_terms)
    is_capped = terms.cap is not None or terms.up_to_copy_value
    before = _before(loan) if loan.renewals and is_capped else 0
    return fines.overdue(due_on, until, calendar, terms, loan.copy.price_minor, before)


def accrue(loan: Loan, *, by: Clerk, calendar: Calendar | None = None) -> bool:
    """Bring the fine of an open loan up to today; whether it changed. Its member is locked.

    A day that has been counted is not counted again, and an earlier one takes nothing away.
    """
    line = AccountLine.objects.growing().filter(loan=loan).first()
    return _accrue(loan, line, by, calendar)


def settle(loan: Loan, until: date, *, by: Clerk) -> int:
    """Set the fine of a loan right as of ``until`` and end its growing; what it came to, in minor
    units. Its member is locked.

    Called when the book is back, with the day that counts as its return, and when a late loan gets
    more time, before its due date changes.
    """
    if not _costs(loan):
        return 0
    line = AccountLine.objects.growing().filter(loan=loan).first()
    if line is None and not _is_late(loan, until):
        return 0
    due = amount(loan, until, calendars.of(loan.branch_id)) if _is_late(loan, until) else 0
    _set(loan, line, due, until, by)
    _end(loan, line, due, by)
    return due


def rest(loan: Loan, on: date, *, by: Clerk) -> None:
    """End the growing of the fine of a lost ``loan``, which stays as it was when it came to rest:
    on the day of the loss, or of the claim before it, whatever prices and calendars have become
    since. Counted to ``on`` where that is earlier. Its member is locked.
    """
    line = AccountLine.objects.growing().filter(loan=loan).first()
    if line is None or line.accrued_until is None:
        return
    if on < line.accrued_until:
        settle(loan, on, by=by)
    else:
        _end(loan, line, line.amount, by)


def forgive(loan: Loan, *, by: Clerk) -> None:
    """The growing fine of ``loan`` should never have been. Its member is locked."""
    line = AccountLine.objects.growing().filter(loan=loan).first()
    if line is not None:
        ledger.resize(line, 0, until=until_day(loan, by.now), by=by)


def late_members(now: datetime) -> list[UUID]:
    """The members with a loan that costs them something by now."""
    late = Loan.objects.in_use().filter(due_at__lt=now, policy_terms__fine_per_day__gt=0)
    return list(late.order_by("member").values_list("member_id", flat=True).distinct())


def accrue_member(
    member_id: UUID, *, by: Clerk, all_calendars: Mapping[UUID, Calendar] | None = None
) -> int:
    """Bring all fines of one member up to today, in one transaction; how many changed."""
    known = all_calendars or {}
    with transaction.atomic():
        parties.lock_member(member_id)
        loans = list(_late(member_id, by.now))
        lines = AccountLine.objects.growing().filter(loan__in=loans)
        growing = {line.loan_id: line for line in lines}
        return sum(
            _accrue(loan, growing.get(loan.pk), by, known.get(loan.branch_id)) for loan in loans
        )


def accrue_all(*, by: Clerk, members: Sequence[UUID] | None = None) -> Report:
    """Bring the fines of ``members``, or of everyone who is late, up to today.

    Each member is a transaction of their own: one that fails is noted, and the others go on.
    """
    report, known = Report(), calendars.of_all()
    for member_id in late_members(by.now) if members is None else members:
        report.seen += 1
        try:
            report.changed += accrue_member(member_id, by=by, all_calendars=known)
        except Exception:  # the next member's fines must not wait for this one's fault
            log.exception("fines_not_counted", member_id=str(member_id))
            report.failed.append(member_id)
    return report


def _before(loan: Loan) -> int:
    """What the loan cost when it was late before, and got more time."""
    ended = AccountLine.objects.filter(loan=loan, kind=LineKind.OVERDUE, is_accruing=False)
    return ended.filter(reversed_by=None).balance()


def _late(member_id: UUID, now: datetime) -> QuerySet[Loan]:
    late = Loan.objects.in_use().filter(member=member_id, due_at__lt=now)
    return late.select_related("branch", "copy").order_by("due_at", "id")


def _accrue(loan: Loan, line: AccountLine | None, by: Clerk, calendar: Calendar | None) -> bool:
    until = until_day(loan, by.now)
    counted = line.accrued_until if line else None
    if not _is_late(loan, until) or (counted is not None and counted >= until):
        return False
    due = amount(loan, until, calendar or calendars.of(loan.branch_id))
    return _set(loan, line, due, until, by)


def _is_late(loan: Loan, until: date) -> bool:
    due_on = loan.due_at.astimezone(loan.branch.zone).date()
    return until > due_on and _costs(loan)


def _costs(loan: Loan) -> bool:
    """Whether the loan was made under terms with fines."""
    return fines.kept_with(loan.policy_terms).fine_per_day > 0


def _end(loan: Loan, line: AccountLine | None, amount: int, by: Clerk) -> None:
    """The fine of ``loan`` grows no more; where it had a growing ``line``, that is noted."""
    AccountLine.objects.growing().filter(loan=loan).update(is_accruing=False)
    if line is None:
        return
    audit.record(
        "account.settled",
        actor=by.actor,
        now=by.now,
        interface=by.interface,
        member_id=loan.member_id,
        loan_id=loan.pk,
        amount=amount,
    )


def _set(loan: Loan, line: AccountLine | None, due: int, until: date, by: Clerk) -> bool:
    """Make the growing line of ``loan`` say ``due``, where there is one or has to be one."""
    if line is not None:
        was = line.amount
        ledger.resize(line, due, until=until, by=by)
        return was != due
    if due == 0 or loan.member_id is None:
        return False
    entered = Entered(loan=loan, branch=loan.branch, accrued_until=until, is_accruing=True)
    ledger.charge(loan.member_id, LineKind.OVERDUE, due, entered, by=by)
    return True
