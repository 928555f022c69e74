"""What a member may do just now."""

from datetime import date

from members.models import Block, Member, Stops


def block_reason(member: Member, today: date, what: Stops = Stops.BORROWING) -> str | None:
    """Why the member is kept from ``what`` today, if they are.

    Before a deed it is asked under the member's lock, which whoever blocks them takes too.
    """
    blocks = Block.objects.in_force(today).stopping(what).filter(member=member)
    return blocks.values_list("reason", flat=True).first()
