"""A member leaves. What stands against it is known to contexts above, which say so here at
start.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.services import admin_log, audit, browsers, seals
from core.errors import LibraryError
from members import errors
from members.models import LeaveRequest, Member
from members.services import lookup, notices, outbox, protection, revisions

Objection = Callable[[Member], None]
"""Raises a ``LibraryError`` when the member cannot leave yet."""

OBJECTIONS: Final[list[Objection]] = []

Farewell = Callable[[Member, User | None, datetime, str], None]
"""Ends what a member, who is locked, still had going on: by whom, when, through which door."""

FAREWELLS: Final[list[Farewell]] = []


def objections(member: Member) -> list[LibraryError]:
    """Everything that stands against the member's leaving as things are. Changes nothing."""
    found = []
    for objection in (protection.demand_free, *OBJECTIONS):
        try:
            objection(member)
        except LibraryError as refusal:
            found.append(refusal)
    return found


def remove(member_id: UUID, *, actor: User | None, now: datetime, interface: str) -> bool:
    """Delete a member, their blocks, their account and the mail written to them. Their past loans
    and what is in the trail stay, without a name or id. Someone on the staff keeps the account they
    work with; whether there was one and it is gone.

    The member's row is locked first, as at checkout, so that no loan can begin meanwhile. Raises
    ``UnknownMember``, ``MemberProtected``, and whatever an objection raises: ``HasOpenLoans``.
    """
    with transaction.atomic():
        member = lookup.locked(member_id)
        if found := objections(member):
            raise found[0]
        return _remove(member, actor, now, interface)


def ask(member_id: UUID, *, actor: User | None, now: datetime, interface: str) -> bool | None:
    """A member wants to leave: at once if nothing stands against it, else when the last of it is
    settled. Returns what ``remove`` does, and nothing while it has to wait. Asking again changes
    nothing. Raises ``UnknownMember``, and ``MemberProtected``: no wait would settle that.
    """
    with transaction.atomic():
        member = lookup.locked(member_id)
        protection.demand_free(member)
        if not objections(member):
            return _remove(member, actor, now, interface)
        _request, is_new = LeaveRequest.objects.get_or_create(
            member=member, defaults={"asked_at": now}
        )
        if is_new:
            _record("member.leave_asked", member, actor, now, interface)
    return None


def withdraw(member_id: UUID, *, actor: User, now: datetime, interface: str) -> None:
    """A member stays after all. Raises ``UnknownMember``, ``NotLeaving``."""
    with transaction.atomic():
        member = lookup.locked(member_id)
        if not LeaveRequest.objects.filter(member=member).delete()[0]:
            raise errors.NotLeaving
        _record("member.leave_withdrawn", member, actor, now, interface)


def asked_at(member: Member) -> datetime | None:
    """When a member asked to leave, if that waits."""
    asked = LeaveRequest.objects.filter(member=member)
    return asked.values_list("asked_at", flat=True).first()


def waiting() -> Sequence[UUID]:
    """The members who want to leave, the first first."""
    return list(LeaveRequest.objects.order_by("asked_at").values_list("member_id", flat=True))


def carry_out(member_id: UUID, *, now: datetime, interface: str) -> bool:
    """Let a member go who has asked for it, if nothing stands against it now; whether they went.

    Whoever withdrew in the meantime stays.
    """
    with transaction.atomic():
        member = lookup.locked(member_id)
        asked = LeaveRequest.objects.filter(member=member).exists()
        if not asked or objections(member):
            return False
        _remove(member, None, now, interface)
    return True


def _remove(member: Member, actor: User | None, now: datetime, interface: str) -> bool:
    """The deed itself; the member is locked, and nothing stands against it."""
    for farewell in FAREWELLS:
        farewell(member, actor, now, interface)
    notices.forget(member, now=now)
    revisions.forget(member)
    user = member.user
    closes = user is not None and not lookup.works_here(user)
    seals.forget(member_id=member.pk, user_id=user.pk if user and closes else None)
    for merge in member.merges.all():  # what was noted under an earlier id is theirs as well
        seals.forget(member_id=merge.gone_id, user_id=None)
    admin_log.forget([member.pk, *([user.pk] if user and closes else [])])
    member.delete()
    by = None if user and actor == user else actor
    audit.record("member.removed", actor=by, now=now, interface=interface)
    if user and closes:
        outbox.forget(user.email)
        browsers.end_all(user)
        user.delete()
    return closes


def _record(action: str, member: Member, actor: User | None, now: datetime, interface: str) -> None:
    audit.record(action, actor=actor, now=now, interface=interface, member_id=member.pk)
