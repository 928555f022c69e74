"""Things to tell members of, and what became of them, for the tests of notices."""

from datetime import UTC, datetime, timedelta
from typing import Any

from core.ids import new_id
from members.models import Member, Notice, OutboxMessage
from members.services import notices

NOON = datetime(2026, 5, 6, 10, 0, tzinfo=UTC)
TODAY = NOON.date()
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def cause(member: Member, event: str = "due_soon", **more: Any) -> notices.Cause:
    said: dict[str, Any] = {
        "subject": new_id(),
        "on": TODAY + 3 * DAY,
        "arose_on": TODAY,
        "facts": {"title": "Dune", "due_on": "2026-05-09", "until": "2026-05-09"},
    }
    return notices.Cause(member.pk, event, **(said | more))


def states() -> list[tuple[str, str]]:
    return [(row.state, row.reason) for row in Notice.objects.order_by("id")]


def bodies() -> list[str]:
    return [bytes(row.raw).decode() for row in OutboxMessage.objects.order_by("id")]
