"""May this loan be renewed? Refusals in their fixed order; the first is the headline, all are told
(circulation rules, section 6)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Facts:
    """All that the decision rests on."""

    is_returned: bool
    is_claimed: bool
    is_lost: bool
    is_expired: bool
    is_blocked: bool
    owes_too_much: bool
    held_for_other: bool
    renewals: int
    renewal_limit: int
    due_at: datetime
    new_due_at: datetime


def refusals(facts: Facts) -> list[str]:
    """The codes of everything that stands against the renewal; none when it may go ahead."""
    checks = [
        (facts.is_returned, "not_on_loan"),
        (facts.is_claimed, "claimed_returned"),
        (facts.is_lost, "copy_lost"),
        (facts.is_expired, "member_expired"),
        (facts.is_blocked, "member_blocked"),
        (facts.owes_too_much, "debt_limit_reached"),
        (facts.renewals >= facts.renewal_limit, "renewal_limit_reached"),
        (facts.held_for_other, "held_for_other"),
        (facts.new_due_at <= facts.due_at, "due_date_would_not_move"),
    ]
    return [code for stands, code in checks if stands]
