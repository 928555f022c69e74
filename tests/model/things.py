"""What the reference model keeps: members, copies, loans, holds and accounts, in plain values."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tests.model.money import Account, Charge
from tests.model.rules import Branch, Policy


@dataclass
class Member:
    name: str
    category: str
    until: date
    born: date | None = None
    is_verified: bool = True
    is_blocked: bool = False
    account: Account = field(default_factory=Account)


@dataclass(frozen=True)
class Way:
    """A copy on its way: from one branch to another, for a hold or home, sent at a moment."""

    start: str
    to: str
    hold: str | None
    sent_at: datetime


@dataclass
class Copy:
    """A copy with what is noted of it. ``taken_by`` is the hold that it is set aside for;
    ``edits`` counts how often somebody has changed what is noted.
    """

    name: str
    book: str
    home: str
    kind: str
    price: int | None = None
    is_reference: bool = False
    parts: str = ""
    is_lost: bool = False
    is_missing: bool = False
    is_damaged: bool = False
    edits: int = 0
    loan: str | None = None
    on_shelf_for: str | None = None
    way: Way | None = None

    @property
    def state(self) -> str:
        """What the catalogue says of it."""
        said = [
            (self.loan, "on_loan"),
            (self.on_shelf_for, "on_hold_shelf"),
            (self.way, "in_transit"),
            (self.is_lost, "lost"),
            (self.is_missing, "missing"),
            (self.is_damaged, "damaged"),
            (self.is_reference, "reference"),
        ]
        return next((name for stands, name in said if stands), "available")

    @property
    def is_gone(self) -> bool:
        return self.is_lost or self.is_missing

    @property
    def taken_by(self) -> str | None:
        return self.on_shelf_for or (self.way.hold if self.way else None)


@dataclass
class Loan:
    """A loan, open or ended. ``fine`` is the charge that still grows; ``found_at`` is when the copy
    of one that was written off was first in a hand again.
    """

    id: str
    copy: str
    book: str
    member: str
    branch: str
    policy: Policy
    loaned_at: datetime
    due_on: date
    renewals: int = 0
    renewed_at: datetime | None = None
    is_open: bool = True
    lost_on: date | None = None
    claimed_on: date | None = None
    fine: Charge | None = None
    fined_until: date | None = None
    not_renewed_for: date | None = None
    is_written_off: bool = False
    found_at: datetime | None = None

    @property
    def is_in_use(self) -> bool:
        return self.is_open and not self.lost_on and not self.claimed_on


@dataclass
class Hold:
    """A hold; ``state`` as the API says it."""

    id: str
    book: str
    copy: str | None
    member: str
    pickup: str
    pickup_days: int
    state: str = "queued"
    is_suspended: bool = False
    until: date | None = None
    ready_by: date | None = None
    since: datetime | None = None

    @property
    def is_active(self) -> bool:
        return self.state in ("queued", "waiting", "in_transit")

    def is_asleep(self, today: date) -> bool:
        return self.is_suspended and (self.until is None or today < self.until)


@dataclass
class State:
    """Everything that a deed can change."""

    members: dict[str, Member]
    copies: dict[str, Copy]
    loans: dict[str, Loan] = field(default_factory=dict)
    holds: dict[str, Hold] = field(default_factory=dict)
    queues: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class House:
    """What stays as it is: branches and policies."""

    branches: dict[str, Branch]
    policies: tuple[Policy, ...]


@dataclass(frozen=True)
class Expected:
    """What must come back: the status, the code of a refusal, the findings as code and kind, and
    some of what the answer says.
    """

    status: int
    code: str = ""
    findings: tuple[tuple[str, str], ...] | None = None
    said: dict[str, Any] = field(default_factory=dict)

    @property
    def is_done(self) -> bool:
        return self.status < 300


FORBIDDEN = ("email_not_verified", "self_checkout_off", "not_your_account")


def refused(code: str, findings: list[tuple[str, str]] | None = None) -> Expected:
    """A refusal in its family: 403 for who asks, 409 for how things stand."""
    status = 403 if code in FORBIDDEN else 409
    return Expected(status, code, None if findings is None else tuple(findings))
