"""Who does a deed, when, and through which door: what the trail is told of each."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from accounts.models import User
from accounts.services import audit
from catalog.models import Branch
from loans.models import Hold, Loan
from members.models import Member


class Clerk(Protocol):
    """Who does a deed, where, when and through which door; a ``Desk`` is one."""

    @property
    def actor(self) -> User | None: ...
    @property
    def branch(self) -> Branch | None: ...
    @property
    def now(self) -> datetime: ...
    @property
    def interface(self) -> str: ...


class Teller(Clerk, Protocol):
    """A clerk who gives more time, for others or for themselves; a ``Desk`` is one."""

    def today(self, branch: Branch) -> date: ...
    def serves_oneself(self, member: Member) -> bool: ...


@dataclass(frozen=True)
class ByItself:
    """The library acts by itself, at night."""

    now: datetime
    interface: str
    actor: None = None
    branch: None = None

    def today(self, branch: Branch) -> date:
        """The day it is at ``branch``."""
        return self.now.astimezone(branch.zone).date()

    def serves_oneself(self, _member: Member) -> bool:
        """Nobody is there who could."""
        return False


@dataclass(frozen=True)
class By:
    """Someone, or (without an actor) the library by itself, at a moment."""

    actor: User | None
    now: datetime
    interface: str

    def note(self, action: str, **subjects: Any) -> None:
        """Write an entry of the trail (see ``accounts.services.audit``)."""
        audit.record(action, actor=self.actor, now=self.now, interface=self.interface, **subjects)

    def note_hold(
        self, action: str, hold: Hold, *, loan_id: UUID | None = None, **data: Any
    ) -> None:
        """Write an entry about a hold and the copy that is set aside for it, if one is."""
        self.note(
            action,
            book_id=hold.book_id,
            copy_id=hold.captured_copy_id or hold.copy_id,
            member_id=hold.member_id,
            loan_id=loan_id,
            hold=hold.pk,
            **data,
        )


def at(clerk: Clerk) -> By:
    """The same as ``clerk``, for the trail."""
    return By(clerk.actor, clerk.now, clerk.interface)


def note_loan(action: str, loan: Loan, clerk: Clerk, **data: Any) -> None:
    """Write an entry about a loan, its copy and whose it is."""
    at(clerk).note(
        action,
        book_id=loan.copy.book_id,
        copy_id=loan.copy_id,
        member_id=loan.member_id,
        loan_id=loan.pk,
        **data,
    )
