"""May this loan be renewed? Refusals in their fixed order; the first is the headline, all are told
(circulation rules, section 6)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta


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
    soonest_on: date | None
    today: date
    now: datetime
    due_at: datetime
    new_due_at: datetime

    @property
    def is_too_soon(self) -> bool:
        """Whether the policy gives more time only nearer to the due date."""
        return self.soonest_on is not None and self.today < self.soonest_on

    @property
    def gains_time(self) -> bool:
        """Whether the new due date is later than the old one, and not past already: counted from
        a due date long ago it may be.
        """
        return self.new_due_at > self.due_at and self.new_due_at > self.now


def soonest_on(due_on: date, within_days: int | None) -> date | None:
    """The first day on which a loan due on ``due_on`` can be renewed; nothing when on any."""
    return None if within_days is None else due_on - timedelta(days=within_days)


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
        (facts.is_too_soon, "too_soon"),
        (not facts.gains_time, "due_date_would_not_move"),
    ]
    return [code for stands, code in checks if stands]
