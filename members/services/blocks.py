"""Stopping a member from borrowing, renewing or placing holds, and letting them again."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.services import audit
from members import errors
from members.models import Block, BlockKind, Stops
from members.services import lookup


def block(
    member_id: UUID,
    *,
    reason: str,
    until_on: date | None,
    actor: User,
    now: datetime,
    interface: str,
    kind: str = BlockKind.MANUAL,
    from_on: date | None = None,
    stops: Collection[str] = tuple(Stops),
) -> Block:
    """Block a member from ``from_on`` (at once, where that is empty) until and with ``until_on``,
    or until lifted. It ``stops`` one or more things.

    Raises ``UnknownMember``, ``BlocksNothing``, ``EndsBeforeItBegins``.
    """
    _demand_sense(stops, from_on, until_on)
    with transaction.atomic():
        member = lookup.locked(member_id)
        made = Block.objects.create(
            member=member,
            kind=kind,
            reason=reason,
            from_on=from_on,
            until_on=until_on,
            blocked_at=now,
            blocked_by=actor,
            **{f"stops_{what.value}": what in stops for what in Stops},
        )
        audit.record(
            "member.blocked",
            actor=actor,
            now=now,
            interface=interface,
            member_id=member.pk,
            block=made.pk,
            kind=kind,
            stops=[what.value for what in made.stops],
            from_on=from_on,
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


def _demand_sense(stops: Collection[str], from_on: date | None, until_on: date | None) -> None:
    """A block stops something, and ends after it begins."""
    if not set(stops) & set(Stops):
        raise errors.BlocksNothing
    if from_on and until_on and until_on < from_on:
        raise errors.EndsBeforeItBegins
