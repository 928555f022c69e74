"""What a member may do just now."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from core.compiled import Query
from members.models import Block, Member, Stops


def block_reason(member: Member, today: date, what: Stops = Stops.BORROWING) -> str | None:
    """Why the member is kept from ``what`` today, if they are.

    Before a deed it is asked under the member's lock, which whoever blocks them takes too.
    """
    found = _REASONS[what].rows(member.pk, today)
    return str(found[0][0]) if found else None


def _reason(what: Stops) -> Callable[[UUID, date], QuerySet[Block, Any]]:
    def build(member_id: UUID, today: date) -> QuerySet[Block, Any]:
        blocks = Block.objects.in_force(today).stopping(what).filter(member=member_id)
        return blocks.values("reason")[:1]

    return build


_REASONS: Final = {what: Query(_reason(what), UUID, date) for what in Stops}
