"""Policies, as administrators keep them."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import partial
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction

from catalog.models import Branch, CopyType
from core import clock, db, jsons
from loans import errors
from loans.domain import policies
from loans.models import Policy
from loans.models.policy import Bound, ClosedDays, FoundRefund, RenewFrom
from loans.services.by import By
from members.models import Category


@dataclass(frozen=True)
class Facts:
    """All that a policy says, under the names of the model. What is not said is as in the default
    policy of a new library. Amounts are minor units.
    """

    name: str
    branch: Branch | None = None
    member_category: Category | None = None
    copy_type: CopyType | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    loan_days: int = 14
    renewal_days: int | None = None
    renewal_limit: int = 2
    loan_limit: int = 10
    self_checkout: bool = True
    min_age: int | None = None
    ask_borrowed_before: bool = False
    overdue_limit: int | None = None
    debt_limit: int | None = None
    closed_days: str = ClosedDays.NEXT_OPEN
    term_bound: str = ""
    term_on: date | None = None
    renew_from: str = RenewFrom.TODAY
    renew_within_days: int | None = None
    auto_renew: bool = False
    hold_limit: int = 5
    hold_pickup_days: int = 5
    fine_per_day: int = 0
    grace_days: int = 0
    beyond_grace_only: bool = True
    fine_cap: int | None = None
    fine_up_to_copy_value: bool = False
    fine_open_days_only: bool = True
    lost_after_days: int | None = None
    replacement_price: int = 0
    processing_fee: int = 0
    found_refund: str = FoundRefund.UNPAID
    found_within_days: int = 90


NAMES = tuple(field.name for field in fields(Facts))
_DATES = ("valid_from", "valid_until")


def facts_of(policy: Policy) -> Facts:
    """What a policy says now."""
    return Facts(**{name: getattr(policy, name) for name in NAMES})


def stamp(policy: Policy) -> str:
    """A mark of all that a policy says: another one means that it was changed since."""
    return sha256(jsons.dumps(_plain(facts_of(policy)))).hexdigest()[:16]


def span(facts: Facts | Policy) -> policies.Span:
    """When a policy can lend."""
    ends = facts.term_bound in (Bound.EXACT, Bound.NOT_AFTER)
    return policies.Span(
        loan_limit=facts.loan_limit,
        valid_from=facts.valid_from,
        valid_until=facts.valid_until,
        ends_on=facts.term_on if ends else None,
    )


def add(facts: Facts, *, by: By) -> Policy:
    """Make a policy; one that takes effect later is a draft until then.

    Raises ``PolicyThere``, and what ``change`` raises of what is said.
    """
    _demand_sense(facts, by)
    with _one_per_scope(facts), transaction.atomic():
        policy = Policy.objects.create(**_columns(facts))
        by.note("policy.added", policy=policy.pk, **_plain(facts))
    return policy


def change(policy_id: UUID, facts: Facts, *, by: By, seen: str = "") -> Policy:
    """Make a policy say ``facts``. Loans that were made under it keep the terms they have.

    ``seen`` is the ``stamp`` of what the administrator looked at. Raises ``UnknownPolicy``;
    ``PolicyChanged`` when someone else was faster; ``PolicyIsDefault`` for a scope or days of
    validity given to the default; ``PolicyThere``; ``EndsBeforeItBegins``, ``FixedDateMissing``;
    and ``FixedDateIsPast`` where it could never lend.
    """
    _demand_sense(facts, by)
    with _one_per_scope(facts), transaction.atomic():
        policy = _locked(policy_id, seen)
        was, wanted = _plain(facts_of(policy)), _plain(facts)
        narrowed = any(wanted[name] != was[name] for name in (*policies.SCOPE, *_DATES))
        if policy.is_default and narrowed:
            raise errors.PolicyIsDefault
        for name, value in _columns(facts).items():
            setattr(policy, name, value)
        policy.save()
        changed = {name: [was[name], wanted[name]] for name in NAMES if was[name] != wanted[name]}
        by.note("policy.changed", policy=policy.pk, changed=changed)
    return policy


def remove(policy_id: UUID, *, by: By, seen: str = "") -> None:
    """Delete a policy; loans that were made under it keep their terms.

    Raises ``UnknownPolicy``, ``PolicyChanged``, ``PolicyIsDefault``.
    """
    with transaction.atomic():
        policy = _locked(policy_id, seen)
        if policy.is_default:
            raise errors.PolicyIsDefault
        by.note("policy.deleted", policy=policy.pk, **_plain(facts_of(policy)))
        policy.delete()


def _locked(policy_id: UUID, seen: str) -> Policy:
    """The policy, locked, if it is still as it was seen."""
    policy = db.locked(Policy.objects.filter(pk=policy_id)).first()
    if policy is None:
        raise errors.UnknownPolicy
    if seen and seen != stamp(policy):
        raise errors.PolicyChanged
    return policy


def _demand_sense(facts: Facts, by: By) -> None:
    if bool(facts.term_bound) != bool(facts.term_on):
        raise errors.FixedDateMissing
    if facts.valid_from and facts.valid_until and facts.valid_until < facts.valid_from:
        raise errors.EndsBeforeItBegins
    is_scoped = any(getattr(facts, name) for name in policies.SCOPE)
    if facts.valid_until and not (is_scoped or facts.valid_from):
        raise errors.PolicyIsDefault
    if policies.lends_never(span(facts), today(facts.branch, by.now)):
        raise errors.FixedDateIsPast


def today(branch: Branch | None, now: datetime) -> date:
    """The day it is at ``branch``, or for what is not of one branch by the library's clock."""
    return clock.day(now, branch.zone if branch else None)


def _one_per_scope(facts: Facts) -> AbstractContextManager[None]:
    """Turn the database's refusal of a second policy for the same things into ours."""
    return db.refusing("policy_one_per_scope", refusal=partial(_policy_there, facts))


def _policy_there(facts: Facts) -> errors.PolicyThere:
    same = {name: getattr(facts, name) for name in (*policies.SCOPE, "valid_from")}
    there = Policy.objects.filter(**same).values_list("name", flat=True).first()
    return errors.PolicyThere(name=there or "")


def _columns(facts: Facts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in NAMES}


def _plain(facts: Facts) -> dict[str, Any]:
    """What is said, in plain JSON; things by their codes."""
    said = {name: getattr(facts, name) for name in NAMES}
    said |= {name: said[name] and said[name].code for name in policies.SCOPE}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in said.items()
    }
