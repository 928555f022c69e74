"""Which policy applies. The best match wins as a whole row (circulation rules, section 2)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol, TypeVar
from uuid import UUID


class Scope(Protocol):
    """What a policy is for; ``None`` stands for any."""

    @property
    def branch_id(self) -> UUID | None: ...
    @property
    def member_category_id(self) -> UUID | None: ...
    @property
    def copy_type_id(self) -> UUID | None: ...
    @property
    def valid_from(self) -> date | None: ...


Rule = TypeVar("Rule", bound=Scope)

SCOPE: Final = ("branch", "member_category", "copy_type")
"""What a policy may name, the weightiest first."""


@dataclass(frozen=True)
class Case:
    """A lending at hand: where, to what kind of member, of what kind of copy."""

    branch_id: UUID
    member_category_id: UUID
    copy_type_id: UUID


def rank(rule: Scope) -> tuple[bool, bool, bool]:
    """How closely a rule is drawn; the greatest wins.

    The order is branch+category+type, branch+category, branch+type, branch, category+type,
    category, type, default: a named branch outweighs a named category, and that a named type.
    """
    return (
        rule.branch_id is not None,
        rule.member_category_id is not None,
        rule.copy_type_id is not None,
    )


def named(rule: Scope) -> list[str]:
    """What of ``SCOPE`` the rule names; nothing for the default."""
    return [name for name, is_named in zip(SCOPE, rank(rule), strict=True) if is_named]


def applies(rule: Scope, case: Case) -> bool:
    """Whether ``rule`` is for ``case`` at all."""
    return (
        rule.branch_id in (None, case.branch_id)
        and rule.member_category_id in (None, case.member_category_id)
        and rule.copy_type_id in (None, case.copy_type_id)
    )


def best(rules: Iterable[Rule], case: Case) -> Rule:
    """The rule that decides ``case``: the closest drawn and, of those, the one that took effect
    last.

    There is always one, since the default is for everything and for ever.
    """
    return ranked(rules, case)[0]


def ranked(rules: Iterable[Rule], case: Case) -> Sequence[Rule]:
    """All rules for ``case``: the one that decides it, then those that are weaker, in their
    order.
    """
    candidates = [rule for rule in rules if applies(rule, case)]
    return sorted(candidates, key=_strength, reverse=True)


@dataclass(frozen=True)
class Span:
    """What decides when a policy can lend: its limit, when it holds, and a fixed date that ends
    every loan (one that only begins it, ``not_before``, ends nothing).
    """

    loan_limit: int
    valid_from: date | None
    valid_until: date | None
    ends_on: date | None


def lends_never(span: Span, today: date) -> bool:
    """Whether the fixed date is past when the policy begins to hold (or today, if it holds): it can
    never lend. One that has ended is left alone.
    """
    if span.ends_on is None or _has_ended(span, today):
        return False
    return span.ends_on < max(today, span.valid_from or today)


def warnings(span: Span, today: date) -> list[str]:
    """What an administrator should know of a policy that can be kept: codes."""
    checks = [
        (span.loan_limit == 0, "lends_nothing"),
        (_has_ended(span, today), "has_ended"),
        (span.valid_from is not None and span.valid_from > today, "not_yet"),
        (_outlives_its_term(span, today), "lends_until"),
    ]
    return [code for stands, code in checks if stands]


def _has_ended(span: Span, today: date) -> bool:
    return span.valid_until is not None and span.valid_until < today


def _outlives_its_term(span: Span, today: date) -> bool:
    if span.ends_on is None or _has_ended(span, today):
        return False
    return span.valid_until is None or span.valid_until > span.ends_on


def _strength(rule: Scope) -> tuple[tuple[bool, bool, bool], date]:
    return (rank(rule), rule.valid_from or date.min)
