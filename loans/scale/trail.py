"""The audit trail of a library that was written in bulk."""

from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.models import AuditEntry
from accounts.models.audit import Interface
from loans.scale.tables import Table

_COLUMNS = ("action", "at", "interface", "book_id", "copy_id", "member_id", "loan_id", "data")


class Trail(Table):
    """The entries that the services would have written."""

    def __init__(self) -> None:
        super().__init__(AuditEntry, _COLUMNS)

    def note(
        self,
        action: str,
        at: datetime,
        *,
        book: UUID | None = None,
        copy: UUID | None = None,
        member: UUID | None = None,
        loan: UUID | None = None,
        **data: Any,
    ) -> None:
        """An entry, as ``accounts.services.audit`` would write it."""
        self.add(action, at, Interface.COMMAND, book, copy, member, loan, data)
