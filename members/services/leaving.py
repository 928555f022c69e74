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
from core.errors import LibraryError
from members.models import Member
from members.services import lookup, outbox

Objection = Callable[[Member], None]
"""Raises a ``LibraryError`` when the member cannot leave yet."""

OBJECTIONS: Final[list[Objection]] = []

Farewell = Callable[[Member, User | None, datetime, str], None]
"""Ends what a member, who is locked, still had going on: by whom, when, through which door."""

FAREWELLS: Final[list[Farewell]] = []


def objections(member: Member) -> list[LibraryError]:
    """Everything that stands against the member's leaving as things are. Changes nothing."""
    found = []
    for objection in OBJECTIONS:
        try:
            objection(member)
        except LibraryError as refusal:
            found.append(refusal)
    return found


def remove(member_id: UUID, *, actor: User | None, now: datetime, interface: str) -> bool:
    """Delete a member, their blocks, their account and the mail written to them. Their past loans
    stay, without a name. Someone on the staff keeps the account they work with; whether there was
    one and it is gone.

    The member's row is locked first, as at checkout, so that no loan can begin meanwhile. Raises
    ``UnknownMember``, and whatever an objection raises: ``HasOpenLoans``.
    """
    with transaction.atomic():
        member = lookup.locked(member_id)
        if found := objections(member):
            raise found[0]
        for farewell in FAREWELLS:
            farewell(member, actor, now, interface)
        user = member.user
        member.delete()
        audit.record(
            "member.removed",
            actor=None if user and actor == user else actor,
            now=now,
            interface=interface,
            member_id=member_id,
        )
        if user is None or lookup.works_here(user):
            return False
        outbox.forget(user.email)
        user.delete()
    return True
