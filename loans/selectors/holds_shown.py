"""Holds as plain data for the API and rows for pages, in few statements however many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from catalog.selectors import merged
from loans.models import Hold
from loans.selectors import holds_wait

ORDER = ("-placed_at", "id")


@dataclass(frozen=True)
class Wanted:
    """Which holds a list is to hold; ``None`` leaves a question open."""

    is_active: bool | None = None
    state: str | None = None
    member: UUID | None = None
    book: UUID | None = None
    branch: str | None = None


def holds() -> QuerySet[Hold]:
    """Holds with all that ``shown`` tells of them, in one statement."""
    return Hold.objects.select_related("book", "copy", "captured_copy", "member", "pickup_branch")


def find(wanted: Wanted) -> QuerySet[Hold]:
    """The holds that are wanted; to be paged in ``ORDER``."""
    rows = holds()
    if wanted.is_active is not None:
        active = Hold.objects.active().values("pk")
        rows = rows.filter(pk__in=active) if wanted.is_active else rows.exclude(pk__in=active)
    asked = {
        "state": wanted.state,
        "member": wanted.member,
        "book": wanted.book and merged.standing(wanted.book),
        "pickup_branch__code": wanted.branch,
    }
    return rows.filter(**{name: value for name, value in asked.items() if value is not None})


def shown(found: Sequence[Hold], *, now: datetime) -> list[dict[str, Any]]:
    """Holds (of ``holds``) as the API shows them, with the wait that each may expect."""
    waits = holds_wait.in_days(found, now=now)
    return [_shown(hold, waits.get(hold.pk), now) for hold in found]


def _shown(hold: Hold, wait: int | None, now: datetime) -> dict[str, Any]:
    today = now.astimezone(hold.pickup_branch.zone).date()
    return {
        "id": hold.pk,
        "book_id": hold.book_id,
        "title": hold.book.title,
        "copy_barcode": hold.copy.barcode if hold.copy else None,
        "member_id": hold.member_id,
        "pickup_branch": hold.pickup_branch.code,
        "state": hold.state,
        "position": hold.position,
        "estimated_wait_days": wait,
        "is_suspended": hold.is_active and hold.is_asleep(today),
        "suspended_until": hold.suspended_until if hold.is_asleep(today) else None,
        "placed_at": hold.placed_at,
        "set_aside_barcode": hold.captured_copy.barcode
        if hold.captured_copy and hold.is_captured
        else None,
        "pick_up_by": hold.expires_on if hold.is_captured else None,
        "ended_at": hold.ended_at,
        "loan_id": hold.loan_id,
    }
