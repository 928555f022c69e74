"""The trail of deeds."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from accounts.models import AuditEntry, User
from core.writes import Insert


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
    subjects = {
        "book_id": book_id,
        "copy_id": copy_id,
        "member_id": member_id,
        "loan_id": loan_id,
    }
    record_each(action, [subjects], actor=actor, now=now, interface=interface, **data)


def record_each(
    action: str,
    subjects: Iterable[Mapping[str, UUID | None]],
    *,
    actor: User | None,
    now: datetime,
    interface: str,
    **data: Any,
) -> None:
    """Write an entry for each of ``subjects`` (as ``book_id`` and so on), in one statement."""
    how = {"action": action, "at": now, "actor": actor, "interface": interface, "data": data}
    _WRITE(*(AuditEntry(**how, **each) for each in subjects))


_WRITE: Final = Insert(AuditEntry)
