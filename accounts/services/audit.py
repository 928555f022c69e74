"""The trail of deeds."""

from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.models import AuditEntry, User


def record(
    action: str,
    *,
    actor: User | None,
    now: datetime,
    interface: str,
    book_id: UUID | None = None,
    copy_id: UUID | None = None,
    member_id: UUID | None = None,
    loan_id: UUID | None = None,
    **data: Any,
) -> None:
    """Write one entry. Called by a service inside its own transaction: no deed without it, nor it
    without.

    ``action`` is the context's word and what happened, as in ``loan.checked_out``. ``data`` must
    hold nothing that names a person.
    """
    AuditEntry.objects.create(
        action=action,
        at=now,
        actor=actor,
        interface=interface,
        book_id=book_id,
        copy_id=copy_id,
        member_id=member_id,
        loan_id=loan_id,
        data=data,
    )
