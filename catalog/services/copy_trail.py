"""What is written into the trail of a copy."""

from datetime import datetime
from typing import Any

from accounts.models import User
from accounts.services import audit
from catalog.models import Copy


def note(
    action: str, copy: Copy, *, actor: User | None, now: datetime, interface: str, **data: Any
) -> None:
    """Write an entry about ``copy``, in the transaction of the deed."""
    audit.record(
        action,
        actor=actor,
        now=now,
        interface=interface,
        book_id=copy.book_id,
        copy_id=copy.pk,
        **data,
    )
