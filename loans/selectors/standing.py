"""What a member may do just now."""

from datetime import date

from core.statements import DAY, Query, an_id
from members.models import Block, Member

_reasons = Query(
    lambda member, today: Block.objects.in_force(today).filter(member=member).values_list("reason"),
    member=an_id(),
    today=DAY,
)


def block_reason(member: Member, today: date) -> str | None:
    """Why the member is stopped ``today``, if they are.

    Before a deed it is asked under the member's lock, which whoever blocks them takes too.
    """
    found: tuple[str] | None = _reasons.first(member=member.pk, today=today)
    return found[0] if found else None
