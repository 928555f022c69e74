"""Stopping a member from borrowing, and letting them again."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.services import audit
from members import errors
from members.models import Block
from members.services import lookup


def block(
    member_id: UUID,
    *,
    reason: str,
    until_on: date | None,
    actor: User,
    now: datetime,
    interface: str,
) -> Block:
    """Block a member until and with ``until_on``, or until lifted. Raises ``UnknownMember``."""
    with transaction.atomic():
        member = lookup.locked(member_id)
        made = Block.objects.create(
            member=member, reason=reason, until_on=until_on, blocked_at=now, blocked_by=actor
        )
        audit.record(
            "member.blocked",
            actor=actor,
            now=now,
            interface=interface,
            member_id=member.pk,
            block=made.pk,
            until_on=until_on,
        )
    return made


def lift(block_id: UUID, *, actor: User, now: datetime, interface: str) -> Block:
    """Lift a block. Raises ``UnknownBlock``, ``AlreadyLifted``."""
    with transaction.atomic():
        found = Block.objects.filter(pk=block_id).first()
        if found is None:
            raise errors.UnknownBlock
        if not Block.objects.filter(pk=block_id, lifted_at=None).update(lifted_at=now):
            raise errors.AlreadyLifted
        audit.record(
            "member.unblocked",
            actor=actor,
            now=now,
            interface=interface,
            member_id=found.member_id,
            block=found.pk,
        )
    return found
