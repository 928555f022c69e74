"""Changing what is noted of a member."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.domain import addresses
from accounts.models import User
from accounts.services import audit, limits, users
from core import clock, letters
from core.errors import StalePrecondition
from members import errors
from members.domain.limits import NEW_ADDRESS_BY_MEMBER
from members.models import Member, Why
from members.services import cards, lookup, memberships, registration, verification


def edit(
    member_id: UUID,
    facts: registration.Facts,
    *,
    revision: int | None,
    actor: User,
    now: datetime,
    interface: str,
) -> Member:
    """Replace what is noted of a member. A new address has to be verified again; an empty one
    leaves the account as it is, as an empty card number or last day does theirs.

    ``revision`` is the one the editor saw; ``None`` skips the question. Raises ``UnknownMember``,
    ``StalePrecondition``, ``StaffAddress``, ``EmailTaken``, ``CardTaken``, ``InvalidCard``,
    ``CardOfCopy``, ``EndsTooLate``.
    """
    with transaction.atomic():
        member = lookup.locked(member_id)
        return _change(member, facts, revision=revision, actor=actor, now=now, interface=interface)


def update_own(
    member_id: UUID,
    *,
    name: str,
    email: str,
    phone: str,
    address: str,
    password: str = "",
    revision: int | None,
    actor: User,
    now: datetime,
    interface: str,
) -> Member:
    """A member changes what they may change of themselves. Whoever holds the address can have the
    password made anew, so that another address asks for the present ``password``.

    Raises as ``edit``, ``PasswordNeeded``, ``NotThePassword``, and ``TooMany`` for too many new
    addresses or wrong passwords.
    """
    moves = addresses.normal(email) != actor.email
    if moves:
        users.demand_password(actor, password, now=now)
        limits.hit(NEW_ADDRESS_BY_MEMBER, str(member_id), now=now)
    with transaction.atomic():
        member = lookup.locked(member_id)
        if not moves and addresses.normal(email) != member.email:  # it moved meanwhile
            raise StalePrecondition
        facts = registration.Facts(
            name=name,
            email=email,
            phone=phone,
            address=address,
            category=member.category,
            born_on=member.born_on,
            note=member.note,
            group=member.group,
        )
        return _change(member, facts, revision=revision, actor=actor, now=now, interface=interface)


def _change(
    member: Member,
    facts: registration.Facts,
    *,
    revision: int | None,
    actor: User,
    now: datetime,
    interface: str,
) -> Member:
    if revision is not None and revision != member.revision:
        raise StalePrecondition
    for name, value in registration.columns(facts).items():
        setattr(member, name, value)
    was = member.card_number
    if facts.card_number and facts.card_number != was:
        member.card_number = cards.checked(facts.card_number)
    if facts.expires_on and facts.expires_on != member.expires_on:
        memberships.demand_end(facts.expires_on, clock.day(now))
        member.expires_on = facts.expires_on
    member.revision += 1
    _move(member, facts.email, actor=actor, now=now)
    cards.save(member)
    if member.card_number != was:
        cards.retire(member, was, why=Why.CHANGED, actor=actor, now=now)
    audit.record("member.edited", actor=actor, now=now, interface=interface, member_id=member.pk)
    return member


def _move(member: Member, email: str, *, actor: User, now: datetime) -> None:
    """Give the member the address ``email``: a first account, another address, or the same."""
    if member.user is None:
        if email:
            member.user = users.open_account(email=email, name=member.name, password=None, now=now)
            verification.send(member, now=now)
        return
    was, was_verified = member.user.email, member.user.is_verified
    if email and addresses.normal(email) != was:
        _demand_right_over_address(member.user, actor)
    users.change_email(member.user, email=email or was, name=member.name)
    if member.user.email != was:
        verification.send(member, now=now)
        if was_verified:
            _tell_old_address(member.user, was)


def _tell_old_address(user: User, old: str) -> None:
    """So that nobody loses an account unawares (OWASP ASVS 5.0, 6.3.7)."""
    letters.send(
        "members/email/address_changed",
        to=old,
        language=user.language,
        context={"name": user.name},
    )


def _demand_right_over_address(user: User, actor: User) -> None:
    """Whoever holds the address of an account can have its password made anew. That of a colleague
    is therefore the administrators' to change. Raises ``StaffAddress``.
    """
    is_own_or_may = actor.pk == user.pk or actor.has_perm("accounts.administer")
    if lookup.works_here(user) and not is_own_or_may:
        raise errors.StaffAddress
