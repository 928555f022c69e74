"""How things stand between a member and a copy, gathered under the locks of a deed or just to
look.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from accounts.models.audit import Interface
from catalog.models import Branch, Copy
from core import money
from core.errors import LibraryError
from loans import errors
from loans.domain import checkout, due_dates, ledger, policies
from loans.domain.calendars import NoOpenDay
from loans.models import AccountLine, Loan, Policy
from loans.selectors import holds, standing
from loans.services import calendars, wording
from members.models import Member


@dataclass(frozen=True)
class Desk:
    """Who does a deed, where, when and through which door."""

    actor: User
    branch: Branch | None
    now: datetime
    interface: str

    @property
    def is_staffed(self) -> bool:
        """Whether the one who acts may act for others."""
        return self.actor.has_perm("loans.work_desk")

    def serves_oneself(self, member: Member) -> bool:
        """Whether the member acts for themselves, with nobody of the staff beside them."""
        return self.interface != Interface.DESK and member.user_id == self.actor.pk

    def today(self, branch: Branch) -> date:
        """The day it is at ``branch``."""
        return self.now.astimezone(branch.zone).date()


@dataclass(frozen=True)
class Situation:
    """A member and a copy face to face: the policy between them, the due date, and what was
    found. What was ``overridden`` has a comment for its code, and blocks no more.
    """

    member: Member
    copy: Copy
    branch: Branch
    policy: Policy
    due: due_dates.DueDate
    found: Sequence[checkout.Finding]
    own_loan: UUID | None
    data: Mapping[str, Any]
    is_self_service: bool
    overridden: Mapping[str, str] = field(default_factory=dict)

    @property
    def confirms(self) -> list[str]:
        """The codes that someone has to say yes to."""
        return checkout.codes(self.found, checkout.Kind.CONFIRM)

    @property
    def findings(self) -> wording.Told:
        """What was found, with a sentence for each."""
        for_staff = not self.is_self_service
        return [wording.finding(each, self.data, for_staff=for_staff) for each in self.found]

    @property
    def warnings(self) -> wording.Told:
        """What is told beside a deed that is done."""
        return [told for told in self.findings if told["kind"] == checkout.Kind.WARNING]

    @property
    def refusal(self) -> LibraryError | None:
        """The first blocker as a refusal that carries all findings; nothing when none blocks."""
        found = checkout.codes(self.found, checkout.Kind.BLOCKER)
        blockers = [code for code in found if code not in self.overridden]
        if not blockers:
            return None
        return wording.REFUSALS[blockers[0]](**self.data).having(self.findings)


def policy_for(case: policies.Case, today: date) -> Policy:
    """The policy that decides ``case`` on ``today``."""
    return policies.best(Policy.objects.for_case(case, today), case)


def due_date(
    branch: Branch, policy: Policy, member: Member, *, begins_at: datetime, days: int
) -> due_dates.DueDate:
    """When a loan or renewal of ``days`` is due at ``branch``. Raises ``NoOpenDay``."""
    try:
        return due_dates.due(
            begins_at,
            policy.time_terms(days),
            zone=branch.zone,
            membership_ends_on=member.expires_on,
            calendar=calendars.of(branch.pk),
        )
    except NoOpenDay as error:
        raise errors.NoOpenDay(branch=branch.name) from error


def debt_of(member: Member, policy: Policy) -> int:
    """What the member owes, where the policy asks; to be asked under their lock."""
    if policy.debt_limit is None:
        return 0
    return AccountLine.objects.of_member(member.pk).balance()


def gather(member: Member, copy: Copy, desk: Desk) -> Situation:
    """How ``member`` and ``copy`` (with book and branch) stand to each other."""
    branch = desk.branch or copy.branch
    today = desk.today(branch)
    policy = policy_for(policies.Case(branch.pk, member.category_id, copy.copy_type_id), today)
    out = _at_home(member, copy, desk.now)
    reason, debt = standing.block_reason(member, today), debt_of(member, policy)
    due = due_date(branch, policy, member, begins_at=desk.now, days=policy.loan_days)
    facts = checkout.Facts(
        is_self_service=desk.serves_oneself(member),
        is_verified=desk.actor.is_verified,
        is_expired=member.is_expired(today),
        is_blocked=reason is not None,
        self_checkout=policy.self_checkout,
        open_loans=out.in_use,
        loan_limit=policy.loan_limit,
        withdrawn=copy.withdrawn_at is not None,
        on_order=copy.on_order,
        reference_only=copy.reference_only,
        lost=copy.lost_at is not None or copy.missing_at is not None,
        damaged=copy.damaged_at is not None,
        on_loan_to_other=copy.is_on_loan and out.own_loan is None,
        on_loan_to_member=out.own_loan is not None,
        same_book_on_loan=out.has_book,
        overdue_loans=out.overdue,
        overdue_limit=policy.overdue_limit,
        owes_too_much=ledger.is_too_much(debt, policy.debt_limit),
        too_young=checkout.is_too_young(member.born_on, policy.min_age, today),
        term_is_over=due.on < today,
        held_for_other=out.own_loan is None and holds.held_for_other(copy, member.pk, today),
    )
    data = _said(member, copy, out) | {"reason": reason, "debt": money.words(debt)}
    data |= _limits(policy)
    found = checkout.findings(facts)
    return Situation(
        member, copy, branch, policy, due, found, out.own_loan, data, facts.is_self_service
    )


def _said(member: Member, copy: Copy, out: "_AtHome") -> dict[str, Any]:
    return {
        "barcode": copy.barcode,
        "expires_on": wording.day(member.expires_on),
        "count": out.in_use,
        "overdue": out.overdue,
    }


def _limits(policy: Policy) -> dict[str, Any]:
    return {
        "policy": policy.name,
        "limit": policy.loan_limit,
        "overdue_limit": policy.overdue_limit,
        "debt_limit": money.words(policy.debt_limit or 0),
        "min_age": policy.min_age,
        "term_on": policy.term_on and wording.day(policy.term_on),
    }


@dataclass(frozen=True)
class _AtHome:
    """What a member has out, as far as it matters for one copy more."""

    own_loan: UUID | None
    has_book: bool
    in_use: int
    overdue: int


def _at_home(member: Member, copy: Copy, now: datetime) -> _AtHome:
    """Lost copies and claims of having returned one are dealt with by themselves: no limit counts
    them.
    """
    columns = ("id", "copy_id", "copy__book_id", "due_at", "lost_at", "claimed_returned_at")
    out = list(Loan.objects.of_member(member.pk).open().values_list(*columns, named=True))
    in_use = [loan for loan in out if not (loan.lost_at or loan.claimed_returned_at)]
    return _AtHome(
        own_loan=next((loan.id for loan in out if loan.copy_id == copy.pk), None),
        has_book=any(loan.copy__book_id == copy.book_id for loan in out),
        in_use=len(in_use),
        overdue=sum(loan.due_at < now for loan in in_use),
    )
