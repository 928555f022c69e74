"""May this copy go to this member? All that stands against it or must be asked, not only the first
(circulation rules, section 4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What a finding does: stop, ask, or only tell."""

    BLOCKER = "blocker"
    CONFIRM = "confirm"
    WARNING = "warning"


@dataclass(frozen=True)
class Facts:
    """All that the decision rests on."""

    is_self_service: bool
    is_verified: bool
    is_expired: bool
    is_blocked: bool
    self_checkout: bool
    open_loans: int
    loan_limit: int
    withdrawn: bool
    on_order: bool
    reference_only: bool
    lost: bool
    damaged: bool
    on_loan_to_other: bool
    on_loan_to_member: bool
    same_book_on_loan: bool
    overdue_loans: int
    overdue_limit: int | None
    owes_too_much: bool
    held_for_other: bool
    too_young: bool = False
    term_is_over: bool = False
    borrowed_before: bool = False
    has_parts: bool = False

    @property
    def stopped_by_overdues(self) -> bool:
        """Whether the policy stops for so many overdue loans; a limit of none stops for one."""
        limit = self.overdue_limit
        return limit is not None and self.overdue_loans >= max(1, limit)


@dataclass(frozen=True)
class Finding:
    """One thing found: its code, and what it does."""

    code: str
    kind: Kind


def is_too_young(born_on: date | None, min_age: int | None, today: date) -> bool:
    """Whether a member is below the age that a policy asks for. Whose birthday is not known counts
    as old enough; who was born on 29 February has it on 1 March in other years.
    """
    if born_on is None or min_age is None:
        return False
    had_no_birthday = (today.month, today.day) < (born_on.month, born_on.day)
    return today.year - born_on.year - had_no_birthday < min_age


def findings(facts: Facts) -> list[Finding]:
    """What was found, blockers first. A member at their own phone is nobody to ask: a confirm stops
    them.
    """
    found = [Finding(code, Kind.BLOCKER) for code in _blockers(facts)]
    asked = Kind.BLOCKER if facts.is_self_service else Kind.CONFIRM
    found += [Finding(code, asked) for code in _confirms(facts)]
    if not facts.is_self_service:
        found += [Finding(code, Kind.CONFIRM) for code in _asked_at_desks(facts)]
    is_warned = facts.overdue_loans and not facts.stopped_by_overdues
    if is_warned and not facts.is_self_service:
        found.append(Finding("overdue_loans", Kind.WARNING))
    return found


def _blockers(facts: Facts) -> list[str]:
    checks = [
        (facts.is_self_service and not facts.is_verified, "email_not_verified"),
        (facts.is_expired, "member_expired"),
        (facts.is_blocked, "member_blocked"),
        (facts.withdrawn, "copy_withdrawn"),
        (facts.on_order, "copy_on_order"),
        (facts.on_loan_to_other, "copy_on_loan"),
        (facts.reference_only, "reference_only"),
        (facts.too_young and not facts.on_loan_to_member, "age_restricted"),
        (facts.term_is_over and not facts.on_loan_to_member, "term_is_over"),
        (facts.is_self_service and not facts.self_checkout, "self_checkout_off"),
        (
            not facts.on_loan_to_member and facts.open_loans >= facts.loan_limit,
            "loan_limit_reached",
        ),
        (facts.owes_too_much and not facts.on_loan_to_member, "debt_limit_reached"),
        (facts.stopped_by_overdues and not facts.on_loan_to_member, "overdue_loans"),
        (facts.held_for_other, "held_for_other"),
    ]
    return [code for stands, code in checks if stands]


def _confirms(facts: Facts) -> list[str]:
    if facts.on_loan_to_member:
        return ["already_on_loan_to_member"]
    checks = [
        (facts.lost, "copy_lost"),
        (facts.damaged, "copy_damaged"),
        (facts.same_book_on_loan, "same_book_on_loan"),
    ]
    return [code for stands, code in checks if stands]


def _asked_at_desks(facts: Facts) -> list[str]:
    """What only somebody of the staff can say yes to: a member cannot count for the library, and
    knows what they have read.
    """
    if facts.on_loan_to_member:
        return []
    checks = [(facts.borrowed_before, "borrowed_before"), (facts.has_parts, "parts_to_count")]
    return [code for stands, code in checks if stands]


def codes(found: Sequence[Finding], kind: Kind) -> list[str]:
    """The codes of one kind, in the order they were found."""
    return [finding.code for finding in found if finding.kind is kind]
