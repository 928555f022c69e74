"""New members: by themselves, or at the desk."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.domain import attempts
from accounts.errors import EmailTaken
from accounts.models import User
from accounts.services import audit, limits, users
from core import db, text
from members import errors
from members.domain import phones, terms
from members.models import Category, Member
from members.services import cards, memberships, newcomers, verification


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
    group: str = ""


def register(
    *,
    name: str,
    email: str,
    password: str,
    language: str,
    network: str,
    now: datetime,
    today: date,
    interface: str,
) -> Member:
    """Someone becomes a member by themselves; a link goes to the address, in the ``language`` of
    whoever asks. ``today`` is the library's day. Where the category says so, the desk has a look
    first (see ``newcomers``).

    Raises ``NoSelfRegistration``, ``EmailTaken``, ``WeakPassword``, ``TooMany``.
    """
    limits.hit(attempts.REGISTER_BY_NETWORK, network, now=now)
    category = Category.objects.self_registering().first()
    if category is None:
        raise errors.NoSelfRegistration
    facts = Facts(name=name, email=email, category=category)
    with transaction.atomic():
        user = users.open_account(
            email=email, name=name, password=password, now=now, language=language
        )
        member = _enter(facts, user, actor=user, now=now, today=today, interface=interface)
        if category.desk_checks:
            newcomers.hold_back(member, now=now)
    return member


def enrol(
    facts: Facts, *, actor: User | None, now: datetime, today: date, interface: str
) -> Member:
    """The desk makes someone a member. With an address they get an account and a link to verify it;
    someone on the staff has an account, and keeps it.

    Raises ``EmailTaken``, ``CardTaken``, ``InvalidCard``, ``CardOfCopy``, ``EndsTooLate``.
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
        "group": facts.group,
    }


def _enter(
    facts: Facts,
    user: User | None,
    *,
    actor: User | None,
    now: datetime,
    today: date,
    interface: str,
) -> Member:
    memberships.demand_end(facts.expires_on, today)
    card = cards.given_or_next(facts.card_number)
    member = Member(
        user=user,
        card_number=card,
        expires_on=facts.expires_on or terms.expiry(today, facts.category.enrolment_months),
        created_at=now,
        **columns(facts),
    )
    with db.refusing("members_member_user_id_key", "members_member.user_id", refusal=EmailTaken):
        cards.save(member, force_insert=True)
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
