"""People who have registered by themselves, where the desk has a look first. Until it had, a block
keeps them from borrowing and renewing; they may place holds.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import audit
from core import letters
from members import errors
from members.models import Block, BlockKind, Member
from members.services import leaving, lookup


def hold_back(member: Member, *, now: datetime) -> None:
    """Let the desk check a registration. Called in the transaction that enters the member."""
    Block.objects.create(
        member=member,
        kind=BlockKind.UNCHECKED,
        reason=_("Your registration has still to be checked at the desk."),
        stops_holds=False,
        blocked_at=now,
    )


def approve(member_id: UUID, *, actor: User, now: datetime, interface: str) -> Member:
    """The registration is in order. Raises ``UnknownMember``, ``CheckedAlready``."""
    with transaction.atomic():
        member = lookup.locked(member_id)
        if not Block.objects.unchecked().filter(member=member).update(lifted_at=now):
            raise errors.CheckedAlready
        audit.record(
            "member.approved", actor=actor, now=now, interface=interface, member_id=member.pk
        )
    return member


def refuse(member_id: UUID, *, reason: str, actor: User, now: datetime, interface: str) -> None:
    """Send a newcomer away: what they gave is deleted, and they are told why.

    Raises ``UnknownMember``, ``CheckedAlready``, and whatever stands against their leaving.
    """
    with transaction.atomic():
        member = lookup.locked(member_id)
        if not Block.objects.unchecked().filter(member=member).exists():
            raise errors.CheckedAlready
        user = member.user
        told = user and {"to": user.email, "language": user.language}
        facts = {"name": member.name, "reason": reason}
        leaving.remove(member_id, actor=actor, now=now, interface=interface)
        if told:
            letters.send("members/email/registration_refused", **told, context=facts)
