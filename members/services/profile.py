"""Changing what is noted of a member."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.services import audit, users
from core import db
from core.errors import StalePrecondition
from members import errors
from members.models import Member
from members.services import registration, verification


def edit(
    member_id: UUID,
    facts: registration.Facts,
    *,
    revision: int | None,
    actor: User,
    now: datetime,
    interface: str,
) -> Member:
    """Replace what is noted of a member. A new address has to be verified again.

    ``revision`` is the one the editor saw; ``None`` skips the question. Raises ``UnknownMember``,
    ``StalePrecondition``, ``EmailTaken``, ``CardTaken``, ``InvalidCard``.
    """
    with transaction.atomic():
        member = locked(member_id)
        if revision is not None and revision != member.revision:
            raise StalePrecondition
        for name, value in registration.columns(facts).items():
            setattr(member, name, value)
        member.card_number = registration.checked_card(facts.card_number or member.card_number)
        member.expires_on = facts.expires_on or member.expires_on
        member.revision += 1
        _move(member, facts.email, now=now)
        _save(member)
        audit.record(
            "member.edited", actor=actor, now=now, interface=interface, member_id=member.pk
        )
    return member


def update_own(
    member_id: UUID,
    *,
    name: str,
    email: str,
    phone: str,
    address: str,
    actor: User,
    now: datetime,
    interface: str,
) -> Member:
    """A member changes what they may change of themselves. Raises as ``edit``."""
    member = Member.objects.select_related("category").filter(pk=member_id).first()
    if member is None:
        raise errors.UnknownMember
    facts = registration.Facts(
        name=name,
        email=email,
        phone=phone,
        address=address,
        category=member.category,
        born_on=member.born_on,
        note=member.note,
    )
    return edit(member_id, facts, revision=None, actor=actor, now=now, interface=interface)


def locked(member_id: UUID) -> Member:
    """The member, locked to the end of the transaction. Raises ``UnknownMember``."""
    member = db.locked(Member.objects.select_related("user", "category")).filter(pk=member_id)
    found: Member | None = member.first()
    if found is None:
        raise errors.UnknownMember
    return found


def _move(member: Member, email: str, *, now: datetime) -> None:
    """Give the member the address ``email``: a first account, another address, or the same."""
    if member.user is None:
        if email:
            member.user = users.open_account(email=email, name=member.name, password=None, now=now)
            verification.send(member, now=now)
        return
    was = member.user.email
    users.change_email(member.user, email=email or was, name=member.name)
    if member.user.email != was:
        verification.send(member, now=now)


def _save(member: Member) -> None:
    try:
        with transaction.atomic():
            member.save()
    except IntegrityError as error:
        if db.breaks(error, "members_member_card_number", "members_member.card_number"):
            raise errors.CardTaken(card=member.card_number) from error
        raise
