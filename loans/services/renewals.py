"""More time for a loan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from core import money
from core.errors import LibraryError
from loans import errors
from loans.domain import due_dates, ledger, policies, renewals
from loans.models import DeedKind, Loan, Policy
from loans.models.policy import RenewFrom
from loans.selectors import holds, standing
from loans.services import accrual, deeds, parties, situation, wording
from loans.services.by import Teller, note_loan
from loans.services.deeds import About, Watch
from loans.services.footprints import Reach
from loans.services.situation import Desk
from members.models import Member, Stops

_MOVED: Final = ["due_at", "due_steps", "renewed_at", "renewals", "policy", "policy_terms"]


@dataclass(frozen=True)
class Renewed:
    """A loan with its new due date, and how that came about; ``deed`` is what can be undone."""

    loan: Loan
    steps: Sequence[due_dates.Step]
    deed: UUID | None = None


@dataclass(frozen=True)
class Outcome:
    """What renewing one of many came to: more time, or the refusal that kept the loan as it was."""

    loan: Loan
    steps: Sequence[due_dates.Step] = ()
    refusal: LibraryError | None = None
    deed: UUID | None = None


def renew(loan_id: UUID, *, desk: Desk) -> Renewed:
    """Give a loan a new due date, under the policy of today.

    Locks the member, then the loan. Raises ``UnknownLoan`` (which is also what a stranger is told),
    or the first of the refusals in their order with all of them as findings.
    """

    def deed() -> Renewed:
        owner = Loan.objects.filter(pk=loan_id).values_list("member_id", "member__user_id").first()
        if owner is None or (owner[1] != desk.actor.pk and not desk.is_staffed):
            raise errors.UnknownLoan
        member = parties.borrower(owner[0])
        if member is None:  # returned, and the member has been forgotten since
            raise errors.NotOnLoan
        return renew_locked(loan_id, member, desk)

    return parties.tried(deed)


def renew_all(member_id: UUID, *, desk: Desk) -> list[Outcome]:
    """Renew every open loan of a member that can be, earliest due first; each has its own answer.

    Raises ``NotYourAccount``, ``UnknownMember``.
    """
    member = parties.member(member_id, desk=desk, lock=False)
    loans = Loan.objects.of_member(member.pk).open().select_related("copy__book", "branch")
    return [_tried(loan, desk) for loan in loans.order_by("due_at", "id")]


def renew_locked(loan_id: UUID, member: Member, desk: Teller) -> Renewed:
    """As ``renew``, in the transaction of a caller who has locked ``member``, the borrower. Raises
    ``OfAnother`` where they are not, by then.
    """
    loan = parties.loan_of(loan_id, member.pk)
    policy, due = demand_possible(loan, member, desk)
    account = member.pk if loan.due_at < desk.now else None
    seen = deeds.watch(desk, member, Reach(loan=loan, account_of=account))
    accrual.settle(loan, accrual.until_day(loan, desk.now), by=desk)
    was_due_at = loan.due_at
    loan.due_at, loan.renewed_at, loan.renewals = due.at, desk.now, loan.renewals + 1
    loan.policy, loan.policy_terms = policy, policy.terms
    loan.due_steps = [step.kept for step in due.steps]
    loan.save(update_fields=_MOVED)
    note_loan(
        "loan.renewed", loan, desk, was_due_at=was_due_at, due_at=due.at, branch=loan.branch.code
    )
    loan.member = member
    return Renewed(loan, due.steps, _noted(seen, loan, due))


def _noted(seen: Watch, loan: Loan, due: due_dates.DueDate) -> UUID | None:
    """Note the deed of a desk."""
    copy = loan.copy
    said = {"title": copy.book.title, "barcode": copy.barcode, "day": wording.day(due.on)}
    return seen.note(
        DeedKind.RENEW,
        _("“%(title)s” (%(barcode)s) renewed until %(day)s.") % said,
        About(copy.book_id, copy.pk, loan.member_id, loan.pk),
    )


def _due(loan: Loan, member: Member, policy: Policy, desk: Teller) -> due_dates.DueDate:
    """The new due date, counted from today or from the old one, as the policy says."""
    counts_on = policy.renew_from == RenewFrom.DUE_DATE
    begins_at = loan.due_at if counts_on else desk.now
    days = policy.terms["renewal_days"]
    due = situation.due_date(loan.branch, policy, member, begins_at=begins_at, days=days)
    if counts_on:
        due.steps.insert(0, due_dates.Step("from_due_date", loan.due_on))
    return due


def _tried(loan: Loan, desk: Desk) -> Outcome:
    try:
        done = renew(loan.pk, desk=desk)
    except LibraryError as refusal:
        return Outcome(loan, refusal=refusal)
    return Outcome(done.loan, done.steps, deed=done.deed)


def _is_lost(loan: Loan) -> bool:
    """Whether the copy counts as lost, or the open loan does though its copy no longer says so."""
    return loan.copy.lost_at is not None or (loan.is_open and loan.lost_at is not None)


def demand_possible(loan: Loan, member: Member, desk: Teller) -> tuple[Policy, due_dates.DueDate]:
    """The policy and the due date of a renewal. Raises whatever stands against it."""
    today = desk.today(loan.branch)
    case = policies.Case(loan.branch_id, member.category_id, loan.copy.copy_type_id)
    policy = situation.policy_for(case, today)
    due = _due(loan, member, policy, desk)
    reason = standing.block_reason(member, today, Stops.RENEWING)
    debt = situation.debt_of(member, policy)
    soonest_on = renewals.soonest_on(loan.due_on, policy.renew_within_days)
    codes = renewals.refusals(
        renewals.Facts(
            is_returned=not loan.is_open,
            is_claimed=loan.claimed_returned_at is not None,
            is_lost=_is_lost(loan),
            is_expired=member.is_expired(today),
            is_blocked=reason is not None,
            owes_too_much=ledger.is_too_much(debt, policy.debt_limit),
            held_for_other=holds.held_for_other(loan.copy, member.pk, today),
            renewals=loan.renewals,
            renewal_limit=policy.renewal_limit,
            soonest_on=soonest_on,
            today=today,
            now=desk.now,
            due_at=loan.due_at,
            new_due_at=due.at,
        )
    )
    if codes:
        raise _refusal(codes, loan, member, policy, reason, debt, soonest_on)
    return policy, due


def _refusal(
    codes: Sequence[str],
    loan: Loan,
    member: Member,
    policy: Policy,
    reason: str | None,
    debt: int,
    soonest_on: date | None,
) -> LibraryError:
    data = {
        "expires_on": wording.day(member.expires_on),
        "reason": reason,
        "count": loan.renewals,
        "limit": policy.renewal_limit,
        "policy": policy.name,
        "due_on": wording.day(loan.due_on),
        "debt": money.words(debt),
        "debt_limit": money.words(policy.debt_limit or 0),
        "soonest_on": soonest_on and wording.day(soonest_on),
    }
    refusal = wording.refusal(codes, data)
    if "too_soon" in codes:
        refusal.having(refusal.findings, soonest_on=soonest_on)
    return refusal
