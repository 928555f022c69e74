"""Which notices a member wants; and the link in a mail by which they are ended."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.core import signing
from django.db import transaction

from accounts.models import User
from accounts.services import audit
from members import errors
from members.domain.notices import OPTIONAL
from members.models import Member, UnwantedNotice
from members.services import lookup

_SALT: Final = "members.notices.unsubscribe"
LONGEST: Final = 1000
"""Letters of a link's token."""


@dataclass(frozen=True)
class Offer:
    """What a link ends: some optional notices of one member."""

    member: Member
    events: Sequence[str]


def unwanted(member_id: UUID) -> frozenset[str]:
    """The events that a member does not want to be told of."""
    rows = UnwantedNotice.objects.filter(member=member_id)
    return frozenset(rows.values_list("event", flat=True))


def choose(
    member_id: UUID, wanted: Collection[str], *, actor: User | None, now: datetime, interface: str
) -> None:
    """A member wants to be told of ``wanted`` and of no other optional event.

    Raises ``UnknownMember``, and ``NotOptional`` for what every member is told of.
    """
    for event in wanted:
        if event not in OPTIONAL:
            raise errors.NotOptional(event=event)
    _end(member_id, set(OPTIONAL) - set(wanted), set(wanted), actor, now, interface)


def token(member_id: UUID, events: Collection[str]) -> str:
    """A signed token that ends ``events`` for a member, and does nothing else."""
    return signing.dumps([str(member_id), sorted(events)], salt=_SALT)


def offer(raw: str) -> Offer:
    """What a token is good for. Raises ``UnsubscribeLink`` when it is none of ours, or the member
    has left.
    """
    try:
        member_id, events = signing.loads(raw[:LONGEST], salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise errors.UnsubscribeLink from error
    member = Member.objects.filter(pk=member_id).first()
    if member is None:
        raise errors.UnsubscribeLink
    return Offer(member, [event for event in OPTIONAL if event in events])


def unsubscribe(raw: str, *, now: datetime, interface: str) -> Offer:
    """End what a token offers to end; again it changes nothing. Raises ``UnsubscribeLink``."""
    found = offer(raw)
    _end(found.member.pk, set(found.events), set(), None, now, interface)
    return found


def _end(
    member_id: UUID,
    ended: Collection[str],
    begun: Collection[str],
    actor: User | None,
    now: datetime,
    interface: str,
) -> None:
    with transaction.atomic():
        member = lookup.locked(member_id)
        rows = UnwantedNotice.objects.filter(member=member)
        rows.filter(event__in=begun).delete()
        UnwantedNotice.objects.bulk_create(
            (UnwantedNotice(member=member, event=event) for event in sorted(ended)),
            ignore_conflicts=True,
        )
        audit.record(
            "member.notices_chosen",
            actor=actor,
            now=now,
            interface=interface,
            member_id=member.pk,
            ended=sorted(ended),
        )
