"""The rules of time and money, thought through once more and as plainly as can be: day by day, case
by case. Nothing here is taken from `loans`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Branch:
    """A house, the weekdays on which it is closed (0 is Monday), and single closed days."""

    code: str
    zone: str
    weekdays: frozenset[int] = frozenset()
    days: frozenset[date] = frozenset()

    def is_open(self, day: date) -> bool:
        return day.weekday() not in self.weekdays and day not in self.days

    def today(self, now: datetime) -> date:
        return now.astimezone(ZoneInfo(self.zone)).date()

    def end_of(self, day: date) -> datetime:
        """The last second of a day here."""
        return datetime.combine(day, time(23, 59, 59), ZoneInfo(self.zone)).astimezone(UTC)

    def open_days_later(self, day: date, count: int) -> date:
        while count:
            day += DAY
            count -= self.is_open(day)
        return day

    def next_open(self, day: date) -> date:
        while not self.is_open(day):
            day += DAY
        return day

    def last_open(self, day: date) -> date:
        while not self.is_open(day):
            day -= DAY
        return day


@dataclass(frozen=True)
class Policy:
    """The terms of lending; what it is for is empty where it is for any."""

    name: str
    branch: str = ""
    category: str = ""
    kind: str = ""
    loan_days: int = 14
    renewal_days: int | None = None
    renewal_limit: int = 2
    loan_limit: int = 10
    self_checkout: bool = True
    min_age: int | None = None
    ask_borrowed_before: bool = False
    overdue_limit: int | None = None
    debt_limit: int | None = None
    closed_days: str = "next_open"
    renew_from: str = "today"
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
    found_refund: str = "unpaid"
    found_within_days: int = 90


def winner(policies: Sequence[Policy], branch: str, category: str, kind: str) -> Policy:
    """The closest drawn: a branch outweighs a category, and that a kind."""
    for names_branch in (branch, ""):
        for names_category in (category, ""):
            for names_kind in (kind, ""):
                named = (names_branch, names_category, names_kind)
                for policy in policies:
                    if (policy.branch, policy.category, policy.kind) == named:
                        return policy
    raise AssertionError("there is no default policy")


def due_on(policy: Policy, branch: Branch, begins: date, days: int, member_until: date) -> date:
    """The day on which something is due that goes out, or is renewed, on the day it ``begins``."""
    day = begins + DAY * days
    if policy.closed_days == "open_days_only":
        day = branch.open_days_later(begins, days)
    elif policy.closed_days == "next_open":
        day = branch.next_open(day)
    elif policy.closed_days == "same_weekday" and not branch.is_open(day):
        if days % 7 == 0 and day.weekday() not in branch.weekdays:
            while not branch.is_open(day):
                day += 7 * DAY
        else:
            day = branch.next_open(day)
    if day < member_until:
        return day
    last = max(member_until, begins)
    return last if branch.last_open(last) < begins else branch.last_open(last)


def fine(policy: Policy, branch: Branch, due: date, until: date, price: int | None) -> int:
    """What a loan costs that was due on one day and is out until another."""
    days = [due + DAY * number for number in range(1, (until - due).days + 1)]
    late = sum(branch.is_open(day) or not policy.fine_open_days_only for day in days)
    if late <= policy.grace_days:
        return 0
    amount = policy.fine_per_day * (late - policy.grace_days * policy.beyond_grace_only)
    if policy.fine_cap is not None:
        amount = min(amount, policy.fine_cap)
    if policy.fine_up_to_copy_value and price is not None:
        amount = min(amount, price)
    return amount


def age(born: date, today: date) -> int:
    """The years somebody has lived."""
    years = today.year - born.year
    return years - ((today.month, today.day) < (born.month, born.day))
