"""Addresses from which mail came back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.services import audit
from members.models import Bounce
from members.services import lookup


def trust(member_id: UUID, *, actor: User, now: datetime, interface: str) -> bool:
    """Write to the member's address again, since it is said to work now; whether it had bounced.

    Raises ``UnknownMember``.
    """
    with transaction.atomic():
        member = lookup.locked(member_id)
        was = bool(Bounce.objects.filter(member=member).delete()[0])
        if was:
            audit.record(
                "member.address_trusted",
                actor=actor,
                now=now,
                interface=interface,
                member_id=member.pk,
            )
    return was
