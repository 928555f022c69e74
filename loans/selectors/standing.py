"""What a member may do just now."""

from datetime import date

from members.models import Block, Member


def block_reason(member: Member, today: date) -> str | None:
    """Why the member is stopped ``today``, if they are.

    Before a deed it is asked under the member's lock, which whoever blocks them takes too.
    """
    blocks = Block.objects.in_force(today).filter(member=member)
    return blocks.values_list("reason", flat=True).first()
