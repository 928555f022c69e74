"""The last deeds of a desk: what can be undone there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from accounts.models import User
from loans.models import Deed
from members.models import Member

MOST: Final = 20
SHIFT: Final = timedelta(hours=12)
"""How far back the memory of a working day goes."""


@dataclass(frozen=True)
class Entry:
    """A deed as it is listed: whom it was for (nobody, when they have been forgotten), and whether
    it is the one that can be undone next.
    """

    deed: Deed
    member_id: UUID | None
    member: str


def last(actor: User, *, now: datetime, most: int = MOST) -> Sequence[Entry]:
    """What ``actor`` has done lately and not undone, the last first, in two queries."""
    found = list(Deed.objects.standing().filter(actor=actor, at__gte=now - SHIFT)[:most])
    ids = {deed.before["about"].get("member") for deed in found} - {None}
    names = {
        str(pk): name for pk, name in Member.objects.filter(pk__in=ids).values_list("pk", "name")
    }
    return [_entry(deed, names) for deed in found]


def newest_about(subject: UUID) -> UUID | None:
    """The last standing deed that changed the row ``subject``; nothing when no desk did."""
    found = Deed.objects.standing().filter(subjects__subject=subject)
    return found.order_by("-seq").values_list("id", flat=True).first()


def shown(entry: Entry) -> dict[str, Any]:
    """A deed as the API tells it."""
    deed = entry.deed
    return {
        "deed_id": deed.id,
        "kind": deed.kind,
        "sentence": deed.sentence,
        "at": deed.at,
        "member_id": entry.member_id,
        "undone_at": deed.undone_at,
    }


def _entry(deed: Deed, names: dict[str, str]) -> Entry:
    whose = deed.before["about"].get("member", "")
    return Entry(deed, UUID(whose) if whose in names else None, names.get(whose, ""))
