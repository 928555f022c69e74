"""What became of a record: each deed, by whom, and what it changed from what into what."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import AuditEntry
from catalog.models import BookMerge

ORDER: Final = ("-id",)
_DEEDS: Final = "book."


@dataclass(frozen=True)
class Change:
    """One fact that changed: its name (of ``books.Facts``), and what stood there before and
    after.
    """

    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Event:
    """One deed on a record, or on one that was merged into it."""

    at: datetime
    action: str
    by: str
    interface: str
    data: Mapping[str, Any]
    changes: Sequence[Change]


def of(book_id: UUID) -> QuerySet[AuditEntry]:
    """The entries about a record and those that were merged into it; to be paged in ``ORDER``."""
    merged = BookMerge.objects.filter(kept=book_id).values_list("gone_id", flat=True)
    entries = AuditEntry.objects.filter(book_id__in=[book_id, *merged])
    return entries.filter(action__startswith=_DEEDS).select_related("actor")


def told(entries: Sequence[AuditEntry]) -> list[Event]:
    """The entries with what they changed."""
    return [
        Event(
            at=entry.at,
            action=entry.action,
            by=str(entry.actor) if entry.actor else "",
            interface=entry.interface,
            data=entry.data,
            changes=_changes(entry.data),
        )
        for entry in entries
    ]


def shown(event: Event) -> dict[str, Any]:
    """A deed as the API tells it."""
    return {
        "at": event.at,
        "action": event.action,
        "by": event.by,
        "interface": event.interface,
        "changes": [asdict(change) for change in event.changes],
    }


def _changes(data: Mapping[str, Any]) -> list[Change]:
    before, after = data.get("before"), data.get("after")
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return []
    return [Change(name, before.get(name), after.get(name)) for name in data.get("changed", [])]
