"""New members: by themselves, or at the desk."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from accounts.domain import attempts
from accounts.errors import EmailTaken
from accounts.models import User
from accounts.services import audit, limits, users
from core import barcodes, db, text
from members import errors
from members.domain import phones, terms
from members.models import Category, Member
from members.services import numbers, verification


@dataclass(frozen=True)
class Facts:
    """What the desk notes of a member. Without a card number the next free one is given."""

    name: str
    category: Category
    email: str = ""
    card_number: str = ""
    expires_on: date | None = None
    born_on: date | None = None
    phone: str = ""
    address: str = ""
    note: str = ""


def register(
    *,
    name: str,
    email: str,
    password: str,
    network: str,
    now: datetime,
    today: date,
    interface: str,
) -> Member:
    """Someone becomes a member by themselves; a link goes to the address. ``today`` is the
    library's day.

    Raises ``NoSelfRegistration``, ``EmailTaken``, ``WeakPassword``, ``TooMany``.
    """
    limits.hit(attempts.REGISTER_BY_NETWORK, network, now=now)
    category = Category.objects.self_registering().first()
    if category is None:
        raise errors.NoSelfRegistration
    facts = Facts(name=name, email=email, category=category)
    with transaction.atomic():
        user = users.open_account(email=email, name=name, password=password, now=now)
        return _enter(facts, user, actor=user, now=now, today=today, interface=interface)


def enrol(
    facts: Facts, *, actor: User | None, now: datetime, today: date, interface: str
) -> Member:
    """The desk makes someone a member. With an address they get an account and a link to verify it;
    someone on the staff has an account, and keeps it.

    Raises ``EmailTaken``, ``CardTaken``, ``InvalidCard``.
    """
    with transaction.atomic():
        user = _account(facts, now=now) if facts.email else None
        return _enter(facts, user, actor=actor, now=now, today=today, interface=interface)


def _account(facts: Facts, *, now: datetime) -> User:
    """The account of someone whom the desk makes a member. Raises ``EmailTaken`` for an address of
    another member.
    """
    found: User | None = User.objects.by_email(facts.email).filter(member=None).first()
    return found or users.open_account(email=facts.email, name=facts.name, password=None, now=now)


def columns(facts: Facts) -> dict[str, object]:
    """The member's columns that follow from ``facts`` alone."""
    return {
        "name": facts.name,
        "sort_name": text.folded(facts.name)[:200],
        "search_name": f" {text.folded(facts.name)[:200]} ",
        "category": facts.category,
        "born_on": facts.born_on,
        "phone": facts.phone,
        "phone_digits": phones.digits(facts.phone),
        "address": facts.address,
        "note": facts.note,
    }


def checked_card(card_number: str) -> str:
    """A card number as kept. Raises ``InvalidCard`` for one that no label can hold, and for 14
    digits that are a copy's or do not check.
    """
    card = barcodes.normal(card_number)
    is_common = card.isdecimal() and len(card) == 14
    if not barcodes.is_wellformed(card) or (is_common and not barcodes.looks_like_card(card)):
        raise errors.InvalidCard(card=card)
    return card


def _enter(
    facts: Facts,
    user: User | None,
    *,
    actor: User | None,
    now: datetime,
    today: date,
    interface: str,
) -> Member:
    card = checked_card(facts.card_number) if facts.card_number else numbers.next_card()
    member = Member(
        user=user,
        card_number=card,
        expires_on=facts.expires_on or terms.expiry(today, facts.category.enrolment_months),
        created_at=now,
        **columns(facts),
    )
    try:
        with transaction.atomic():
            member.save(force_insert=True)
    except IntegrityError as error:
        if db.breaks(error, "members_member_card_number", "members_member.card_number"):
            raise errors.CardTaken(card=card) from error
        if db.breaks(error, "members_member_user_id", "members_member.user_id"):
            raise EmailTaken from error
        raise
    audit.record(
        "member.registered",
        actor=actor,
        now=now,
        interface=interface,
        member_id=member.pk,
        category=facts.category.code,
    )
    verification.send(member, now=now)
    return member
