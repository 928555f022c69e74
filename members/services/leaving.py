"""A member leaves. What stands against it is known to contexts above, which say so here at
start.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.services import audit
from members.models import Member
from members.services import profile

Objection = Callable[[Member], None]
"""Raises a ``LibraryError`` when the member cannot leave yet."""

OBJECTIONS: Final[list[Objection]] = []


def remove(member_id: UUID, *, actor: User | None, now: datetime, interface: str) -> None:
    """Delete a member, their blocks and their account. Their past loans stay, without a name.

    The member's row is locked first, as at checkout, so that no loan can begin meanwhile. Raises
    ``UnknownMember``, and whatever an objection raises: ``HasOpenLoans``.
    """
    with transaction.atomic():
        member = profile.locked(member_id)
        for objection in OBJECTIONS:
            objection(member)
        user = member.user
        member.delete()
        audit.record(
            "member.removed",
            actor=None if user and actor == user else actor,
            now=now,
            interface=interface,
            member_id=member_id,
        )
        if user and not user.groups.exists():
            user.delete()  # someone on the staff keeps the account they work with
