"""Cards: the number that stands for a member, and another one when a card is lost. What else has a
number that is scanned at a desk is known to contexts above, which say so here at start.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.services import audit
from core import barcodes, db
from members import errors
from members.domain import cards as numbering
from members.models import Member, OldCard, Why
from members.services import lookup, numbers

Others = Callable[[Collection[str]], set[str]]
"""Those of some card numbers, as they are kept, that are the number of something else."""
OTHERS: Final[list[Others]] = []


def of_others(numbers: Collection[str]) -> set[str]:
    """Those of ``numbers``, as they are kept, that are the number of something else."""
    return {card for others in OTHERS for card in others(numbers)} if numbers else set()


def checked(card_number: str) -> str:
    """A card number as kept. Raises ``InvalidCard`` for one that no label can hold, that is a word
    of the desk, and for 14 digits that are a copy's or do not check; ``CardOfCopy`` for one that a
    copy has.
    """
    card = barcodes.normal(card_number)
    if not numbering.is_one(card):
        raise errors.InvalidCard(card=card)
    if of_others([card]):
        raise errors.CardOfCopy(card=card)
    return card


def given_or_next(card_number: str) -> str:
    """A card number as typed, or the next free one where nothing was. Raises ``InvalidCard``,
    ``CardOfCopy``.
    """
    return checked(card_number) if card_number else numbers.next_card()


def replace(
    member_id: UUID,
    *,
    why: Why,
    card_number: str = "",
    seen: str = "",
    actor: User,
    now: datetime,
    interface: str,
) -> Member:
    """Give a member another card: the one scanned, or the next free number. The old number is
    refused from now on, with the reason.

    ``seen`` is the card that was to be replaced; empty skips the question. Raises
    ``UnknownMember``, ``NotTheCard``, ``SameCard``, ``CardTaken``, ``InvalidCard``,
    ``CardOfCopy``.
    """
    with transaction.atomic():
        member = lookup.locked(member_id)
        if seen and barcodes.normal(seen) != member.card_number:
            raise errors.NotTheCard(card=member.spaced_card)
        was, member.card_number = member.card_number, given_or_next(card_number)
        if member.card_number == was:
            raise errors.SameCard(card=was)
        member.revision += 1
        save(member, update_fields=["card_number", "revision"])
        retire(member, was, why=why, actor=actor, now=now)
        audit.record(
            "member.card_replaced",
            actor=actor,
            now=now,
            interface=interface,
            member_id=member.pk,
            why=why,
        )
    return member


def save(member: Member, **how: Any) -> None:
    """Save ``member``, whose card nobody else may have or have had. A card that was lost and found
    again may be its owner's once more.

    The cards of others are looked for after the write: it waits for whoever is giving the number
    away at the same moment. Raises ``CardTaken``, in the transaction of the caller.
    """
    taken = partial(errors.CardTaken, card=member.card_number)
    with (
        db.refusing("members_member_card_number_key", "members_member.card_number", refusal=taken),
        transaction.atomic(),
    ):
        member.save(**how)
    once = OldCard.objects.by_card(member.card_number)
    if once.exclude(member=member).exists():
        raise taken()
    once.delete()


def retire(member: Member, number: str, *, why: Why, actor: User | None, now: datetime) -> OldCard:
    """Note that ``number`` was the card of ``member``, and is no more."""
    return OldCard.objects.create(
        number=number, member=member, why=why, replaced_at=now, replaced_by=actor
    )
