"""More time for a loan."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.services import audit
from core import db
from core.errors import LibraryError
from loans import errors
from loans.domain import due_dates, policies, renewals
from loans.models import Loan
from loans.services import situation
from loans.services.situation import Desk
from members.models import Member


@dataclass(frozen=True)
class Renewed:
    """A loan with its new due date, and how that came about."""

    loan: Loan
    steps: Sequence[str]


@dataclass(frozen=True)
class Outcome:
    """What renewing one of many came to: a loan, or the refusal that kept it as it was."""

    loan: Loan
    refusal: LibraryError | None = None


REFUSALS: dict[str, type[LibraryError]] = {
    refusal.code: refusal
    for refusal in (
        errors.NotOnLoan,
        errors.CopyLost,
        errors.MemberExpired,
        errors.MemberBlocked,
        errors.RenewalLimitReached,
        errors.DueDateWouldNotMove,
    )
}


def renew(loan_id: UUID, *, desk: Desk) -> Renewed:
    """Give a loan a new due date, counted from today under the policy of today.

    Locks the member, then the copy, then the loan. Raises ``UnknownLoan``, ``NotYourAccount``, or
    the first of the refusals in their order with all of them as findings.
    """
    with transaction.atomic():
        seen = Loan.objects.filter(pk=loan_id).values_list("member_id", "copy_id").first()
        if seen is None:
            raise errors.UnknownLoan
        member_id, _copy_id = seen
        if member_id is None:
            raise errors.NotOnLoan
        desk.demand_right_over(member_id)
        member = situation.member_at(member_id, desk.now.date(), lock=True)
        loan = db.locked(
            Loan.objects.select_related("copy__book", "copy__branch", "branch", "member_category")
        ).get(pk=loan_id)
        return _renew(loan, member, desk)


def renew_all(member_id: UUID, *, desk: Desk) -> list[Outcome]:
    """Renew every open loan of a member that can be; each loan has its own answer, earliest due
    first.
    """
    desk.demand_right_over(member_id)
    outcomes = []
    loans = Loan.objects.of_member(member_id).open().with_book().order_by("due_at", "id")
    for loan in loans:
        try:
            outcomes.append(Outcome(renew(loan.pk, desk=desk).loan))
        except LibraryError as refusal:
            outcomes.append(Outcome(loan, refusal))
    return outcomes


def explained(steps: Sequence[due_dates.Step]) -> list[str]:
    """The steps to a due date as sentences for the person who asks why."""
    sentences = {
        "loan_days": lambda step: _("%(days)s days → %(day)s"),
        "membership_ends": lambda step: _("the membership ends → %(day)s"),
    }
    return [
        sentences[step.reason](step) % {"days": step.days, "day": date_format(step.day, "D, j N Y")}
        for step in steps
    ]


def _renew(loan: Loan, member: Member, desk: Desk) -> Renewed:
    branch = loan.branch
    case = policies.Case(branch.pk, member.category_id, loan.copy.copy_type_id)
    policy = situation.policy_for(case)
    due = due_dates.due(
        desk.now,
        days=policy.terms["renewal_days"],
        zone=branch.zone,
        membership_ends_on=member.expires_on,
    )
    found = renewals.refusals(
        renewals.Facts(
            is_returned=not loan.is_open,
            is_lost=loan.copy.lost_at is not None,
            is_expired=member.is_expired(desk.now.astimezone(branch.zone).date()),
            is_blocked=member.block_reason is not None,
            renewals=loan.renewals,
            renewal_limit=policy.renewal_limit,
            due_at=loan.due_at,
            new_due_at=due.at,
        )
    )
    if found:
        data = {
            "expires_on": date_format(member.expires_on),
            "reason": member.block_reason,
            "count": loan.renewals,
            "limit": policy.renewal_limit,
            "policy": policy.name,
            "due_on": date_format(loan.due_at.astimezone(branch.zone).date()),
        }
        said = [REFUSALS[code](**data) for code in found]
        raise said[0].having(
            [{"code": each.code, "kind": "blocker", "message": str(each)} for each in said]
        )
    was_due_at = loan.due_at
    loan.due_at, loan.renewed_at, loan.renewals = due.at, desk.now, loan.renewals + 1
    loan.policy, loan.policy_terms = policy, policy.terms
    loan.save(update_fields=["due_at", "renewed_at", "renewals", "policy", "policy_terms"])
    audit.record(
        "loan.renewed",
        actor=desk.actor,
        now=desk.now,
        interface=desk.interface,
        book_id=loan.copy.book_id,
        copy_id=loan.copy_id,
        member_id=member.pk,
        loan_id=loan.pk,
        was_due_at=was_due_at,
        due_at=due.at,
    )
    loan.member = member
    return Renewed(loan, explained(due.steps))
