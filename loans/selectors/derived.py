"""What stops a member without anybody having blocked them: it follows from how things stand, and
is stored nowhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from catalog.models import Branch
from core import days, money
from loans import errors
from loans.domain import ledger, policies
from loans.models import AccountLine, Loan, Policy
from members.models import Member, Stops

_ANY_TYPE: Final = UUID(int=0)
"""No type of copy: policies that are about one have no say."""


@dataclass(frozen=True)
class Derived:
    """A block that nobody made: its code, why, and what it stops."""

    code: str
    sentence: str
    stops: Sequence[Stops]


def blocks(member: Member, branch: Branch, now: datetime) -> list[Derived]:
    """What stops ``member`` at ``branch``: the end of the membership, a debt, overdue loans, by the
    policy for copies of no special type.
    """
    today = now.astimezone(branch.zone).date()
    case = policies.Case(branch.pk, member.category_id, _ANY_TYPE)
    policy = policies.best(Policy.objects.for_case(case, today), case)
    return [*_expired(member, today), *_debt(member, policy), *_overdue(member, policy, now)]


def _expired(member: Member, today: date) -> list[Derived]:
    if not member.is_expired(today):
        return []
    said = str(errors.MemberExpired(expires_on=days.words(member.expires_on)))
    return [Derived(errors.MemberExpired.code, said, list(Stops))]


def _debt(member: Member, policy: Policy) -> list[Derived]:
    if policy.debt_limit is None:
        return []
    debt = AccountLine.objects.of_member(member.pk).balance()
    if not ledger.is_too_much(debt, policy.debt_limit):
        return []
    words = {"debt": money.words(debt), "debt_limit": money.words(policy.debt_limit)}
    said = str(errors.DebtLimitReached(policy=policy.name, **words))
    return [Derived(errors.DebtLimitReached.code, said, list(Stops))]


def _overdue(member: Member, policy: Policy, now: datetime) -> list[Derived]:
    if policy.overdue_limit is None:
        return []
    count = Loan.objects.of_member(member.pk).in_use().filter(due_at__lt=now).count()
    if count < max(1, policy.overdue_limit):
        return []
    words = {"overdue": count, "overdue_limit": policy.overdue_limit, "policy": policy.name}
    return [Derived(errors.OverdueLoans.code, str(errors.OverdueLoans(**words)), [Stops.BORROWING])]
