"""Who does a deed, when, and through which door: what the trail is told of each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from accounts.services import audit
from loans.models import Hold
from loans.services.situation import Desk


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


def at(desk: Desk) -> By:
    """Who stands at ``desk``."""
    return By(desk.actor, desk.now, desk.interface)
