"""How things stand between a member and a copy, gathered under the locks of a deed or just to
look.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from accounts.models.audit import Interface
from catalog.models import Branch, Copy
from core import money
from core.compiled import Instances, Query
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
        """Whether the member or a guardian of theirs acts, with nobody of the staff beside them."""
        if self.interface == Interface.DESK:
            return False
        return member.user_id == self.actor.pk or not self.is_staffed

    def today(self, branch: Branch) -> date:
        """The day it is at ``branch``."""
        return self.now.astimezone(branch.zone).date()


@dataclass(frozen=True)
class Situation:
    """A member and a copy face to face: the policy between them, the due date, and what was
    found. ``is_waited_for``: anybody holds the book. What was ``overridden`` has a comment for its
    code, and blocks no more.
    """

    member: Member
    copy: Copy
    branch: Branch
    policy: Policy
    due: due_dates.DueDate
    found: Sequence[checkout.Finding]
    own_loan: UUID | None
    say: Callable[[], Mapping[str, Any]]
    is_self_service: bool
    is_waited_for: bool
    overridden: Mapping[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Mapping[str, Any]:
        """What the sentences about findings speak of; put into words only when one is needed."""
        return self.say()

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
    rows = _POLICIES.all(case.branch_id, case.member_category_id, case.copy_type_id, today)
    return policies.best(rows, case)


def due_date(
    branch: Branch, policy: Policy, member: Member, *, begins_at: datetime, days: int
) -> due_dates.DueDate:
    """When a loan or renewal of ``days`` is due at ``branch``. Raises ``NoOpenDay``."""
    with _open_days(branch):
        return due_dates.due(
            begins_at,
            policy.time_terms(days),
            zone=branch.zone,
            membership_ends_on=member.expires_on,
            calendar=calendars.of(branch.pk),
        )


def due_by_hand(found: Situation, on: date, today: date) -> due_dates.DueDate:
    """When a loan is due for which the desk named the day ``on``."""
    return due_dates.by_hand(
        on,
        today=today,
        zone=found.branch.zone,
        membership_ends_on=found.member.expires_on,
        calendar=calendars.of(found.branch.pk),
    )


@contextmanager
def _open_days(branch: Branch) -> Iterator[None]:
    """Whoever asks for a day on which ``branch`` is open is told when it has none."""
    try:
        yield
    except NoOpenDay as error:
        raise errors.NoOpenDay(branch=branch.name) from error


def debt_of(member: Member, policy: Policy) -> int:
    """What the member owes, where the policy asks; to be asked under their lock."""
    if policy.debt_limit is None:
        return 0
    return AccountLine.objects.of_member(member.pk).balance()


def _asks_before(policy: Policy, member: Member, copy: Copy, desk: Desk) -> bool:
    """Whether a desk is to ask because the member has had the book before."""
    asks = policy.ask_borrowed_before and not desk.serves_oneself(member)
    return asks and bool(_HAD_BEFORE.rows(member.pk, copy.book_id))


def gather(member: Member, copy: Copy, desk: Desk) -> Situation:
    """How ``member`` and ``copy`` (with book and branch) stand to each other."""
    branch = desk.branch or copy.branch
    today = desk.today(branch)
    policy = policy_for(policies.Case(branch.pk, member.category_id, copy.copy_type_id), today)
    out, held = _at_home(member, copy, desk.now), holds.active_of(copy.book_id)
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
        borrowed_before=out.own_loan is None and _asks_before(policy, member, copy, desk),
        has_parts=bool(copy.parts),
        held_for_other=out.own_loan is None and holds.is_for_other(copy, member.pk, today, held),
    )
    return Situation(
        *(member, copy, branch, policy, due),
        found=checkout.findings(facts),
        own_loan=out.own_loan,
        say=lambda: _said(member, copy, out, policy, reason, debt),
        is_self_service=facts.is_self_service,
        is_waited_for=bool(held),
    )


def _said(
    member: Member, copy: Copy, out: "_AtHome", policy: Policy, reason: str | None, debt: int
) -> dict[str, Any]:
    return _limits(policy) | {
        "reason": reason,
        "debt": money.words(debt),
        "barcode": copy.barcode,
        "parts": copy.parts,
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
    out = _OUT.dicts(member.pk)
    in_use = [loan for loan in out if not (loan["lost_at"] or loan["claimed_returned_at"])]
    return _AtHome(
        own_loan=next((loan["id"] for loan in out if loan["copy_id"] == copy.pk), None),
        has_book=any(loan["copy__book_id"] == copy.book_id for loan in out),
        in_use=len(in_use),
        overdue=sum(loan["due_at"] < now for loan in in_use),
    )


def _for_case(branch: UUID, category: UUID, kind: UUID, today: date) -> QuerySet[Policy]:
    return Policy.objects.for_case(policies.Case(branch, category, kind), today)


def _out_of(member_id: UUID) -> QuerySet[Loan, Any]:
    columns = ("id", "copy_id", "copy__book_id", "due_at", "lost_at", "claimed_returned_at")
    rows = Loan.objects.of_member(member_id).open().order_by()
    found: QuerySet[Loan, Any] = rows.values(*columns)
    return found


def _had_before(member_id: UUID, book_id: UUID) -> QuerySet[Loan, Any]:
    """What has come back of the book; of whom a loan is no longer known, nothing is found."""
    rows = Loan.objects.of_member(member_id).filter(copy__book=book_id)
    return rows.exclude(returned_at=None).order_by().values("pk")[:1]


_POLICIES: Final = Instances(Policy, _for_case, UUID, UUID, UUID, date)
_OUT: Final = Query(_out_of, UUID)
_HAD_BEFORE: Final = Query(_had_before, UUID, UUID)
