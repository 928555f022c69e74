"""How things stand between a member and a copy, gathered under the locks of a deed or just to
look.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.models.audit import Interface
from catalog.models import Branch, Copy
from core.errors import LibraryError
from loans import errors
from loans.domain import checkout, due_dates, policies
from loans.models import Loan, Policy
from members.errors import UnknownMember
from members.models import Block, Member


@dataclass(frozen=True)
class Desk:
    """Who does a deed, where, when and through which door."""

    actor: User
    branch: Branch | None
    now: datetime
    interface: str

    def serves_oneself(self, member: Member) -> bool:
        """Whether the member acts for themselves, with nobody of the staff beside them."""
        return self.interface != Interface.DESK and member.user_id == self.actor.pk

    def demand_right_over(self, member_id: UUID) -> None:
        """Refuse whoever acts for another without being staff. Raises ``NotYourAccount``.

        Asked before the member is looked up, so that a stranger cannot learn which ids exist.
        """
        own = Member.objects.filter(pk=member_id, user=self.actor)
        if not own.exists() and not self.actor.has_perm("loans.work_desk"):
            raise errors.NotYourAccount


@dataclass(frozen=True)
class Situation:
    """A member and a copy face to face: the policy between them, the due date, and what was
    found.
    """

    member: Member
    copy: Copy
    branch: Branch
    policy: Policy
    due: due_dates.DueDate
    found: Sequence[checkout.Finding]
    own_loan: UUID | None
    data: Mapping[str, Any]

    @property
    def confirms(self) -> list[str]:
        """The codes that someone has to say yes to."""
        return checkout.codes(self.found, checkout.Kind.CONFIRM)

    @property
    def findings(self) -> list[dict[str, str]]:
        """What was found, with a sentence for each."""
        return [
            {
                "code": finding.code,
                "kind": str(finding.kind),
                "message": self.sentence(finding.code),
            }
            for finding in self.found
        ]

    @property
    def refusal(self) -> LibraryError | None:
        """The first blocker as a refusal that carries all findings; nothing when none blocks."""
        blockers = checkout.codes(self.found, checkout.Kind.BLOCKER)
        if not blockers:
            return None
        headline = REFUSALS.get(blockers[0], errors.AskAtTheDesk)(**self.data)
        return headline.having(self.findings)

    def sentence(self, code: str) -> str:
        """What ``code`` says to the person at the desk or the phone."""
        if code in REFUSALS:
            return str(REFUSALS[code](**self.data))
        return str(QUESTIONS[code]() % self.data)


REFUSALS: dict[str, type[LibraryError]] = {
    refusal.code: refusal
    for refusal in (
        errors.EmailNotVerified,
        errors.MemberExpired,
        errors.MemberBlocked,
        errors.CopyWithdrawn,
        errors.CopyOnOrder,
        errors.CopyOnLoan,
        errors.ReferenceOnly,
        errors.SelfCheckoutOff,
        errors.LoanLimitReached,
    )
}
QUESTIONS = {
    "already_on_loan_to_member": lambda: _("The member has this copy already. Renew it?"),
    "copy_lost": lambda: _("This copy was marked as lost. It is found again, then?"),
    "copy_damaged": lambda: _("This copy is marked as damaged. Lend it all the same?"),
    "same_book_on_loan": lambda: _("The member has another copy of this book. Lend this one too?"),
    "overdue_loans": lambda: _("The member has %(overdue)s overdue loans."),
}


def members(today: date) -> QuerySet[Member]:
    """Members with the reason of a block that stands on ``today`` as ``block_reason``."""
    blocks = Block.objects.in_force(today).filter(member=OuterRef("pk"))
    return Member.objects.select_related("category", "user").annotate(
        block_reason=Subquery(blocks.values("reason")[:1])
    )


def member_at(member_id: UUID, today: date, *, lock: bool) -> Member:
    """The member as ``members`` gives them, locked if asked. Raises ``UnknownMember``."""
    rows = members(today).filter(pk=member_id)
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    member = rows.first()
    if member is None:
        raise UnknownMember
    return member


def policy_for(case: policies.Case) -> Policy:
    """The policy that decides ``case``."""
    return policies.best(Policy.objects.for_case(case), case)


def gather(member: Member, copy: Copy, desk: Desk) -> Situation:
    """How ``member`` (from ``member_at``) and ``copy`` (with book, branch, type) stand to each
    other.
    """
    branch = desk.branch or copy.branch
    today = desk.now.astimezone(branch.zone).date()
    policy = policy_for(policies.Case(branch.pk, member.category_id, copy.copy_type_id))
    open_loans = list(
        Loan.objects.of_member(member.pk)
        .open()
        .values_list("id", "copy_id", "copy__book_id", "due_at")
    )
    own_loan = next((loan for loan, copy_id, _book, _due in open_loans if copy_id == copy.pk), None)
    overdue = sum(due_at < desk.now for _loan, _copy, _book, due_at in open_loans)
    block_reason: str | None = member.block_reason  # type: ignore[attr-defined]
    facts = checkout.Facts(
        is_self_service=desk.serves_oneself(member),
        is_verified=member.is_verified,
        is_expired=member.is_expired(today),
        is_blocked=block_reason is not None,
        self_checkout=policy.self_checkout,
        open_loans=len(open_loans),
        loan_limit=policy.loan_limit,
        withdrawn=copy.withdrawn_at is not None,
        on_order=copy.on_order,
        reference_only=copy.reference_only,
        lost=copy.lost_at is not None or copy.missing_at is not None,
        damaged=copy.damaged_at is not None,
        on_loan_to_other=copy.is_on_loan and own_loan is None,
        on_loan_to_member=own_loan is not None,
        same_book_on_loan=any(book_id == copy.book_id for _l, _c, book_id, _d in open_loans),
        overdue_loans=overdue,
    )
    return Situation(
        member=member,
        copy=copy,
        branch=branch,
        policy=policy,
        due=due_dates.due(
            desk.now,
            days=policy.loan_days,
            zone=branch.zone,
            membership_ends_on=member.expires_on,
        ),
        found=checkout.findings(facts),
        own_loan=own_loan,
        data={
            "expires_on": date_format(member.expires_on),
            "reason": block_reason,
            "count": len(open_loans),
            "limit": policy.loan_limit,
            "policy": policy.name,
            "overdue": overdue,
        },
    )
