"""Two records of one person become one. The record that goes leaves everything to the one that is
kept: what contexts above keep of members follows through ``FOLLOWERS``.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.services import audit, browsers, seals
from core.errors import StalePrecondition
from members import errors
from members.models import (
    Block,
    DeskNote,
    Guardianship,
    Member,
    MemberMerge,
    MemberPhoto,
    MemberView,
    OldCard,
    Why,
)
from members.services import (
    cards,
    lookup,
    notices,
    outbox,
    protection,
    registration,
    revisions,
)


@dataclass(frozen=True)
class Merging:
    """Two members, both locked, and who merges them. ``closes`` is the account that is closed
    because the person had two, ``stays`` the one that is kept.
    """

    gone: Member
    kept: Member
    closes: User | None
    stays: User | None
    actor: User
    now: datetime
    interface: str


Follower = Callable[[Merging], Mapping[str, Any]]
"""Lets what a context above keeps of the member who goes follow to the other, before the row is
deleted. What it says is kept with the merge.
"""
FOLLOWERS: Final[list[Follower]] = []

CHOICES: Final = (
    *("name", "category", "born_on", "phone", "address", "note", "group", "expires_on"),
    *("card", "account"),
)
"""What can be taken from the record that goes. The other card is refused with its reason, and the
other account is closed.
"""
_FACTS: Final = ("name", "category", "born_on", "phone", "address", "note", "group")


def merge(
    gone_id: UUID,
    kept_id: UUID,
    *,
    take: Collection[str] = (),
    revisions: tuple[int, int] | None = None,
    actor: User,
    now: datetime,
    interface: str,
) -> Member:
    """Merge the member ``gone_id`` into ``kept_id``, with ``take`` (of ``CHOICES``) of the former.

    Both are locked, in the order of their ids, before anything else. ``revisions`` are those that
    whoever chose saw, of the one that goes and of the kept one; ``None`` skips the question. Raises
    ``SameMember``, ``UnknownMember``, ``StalePrecondition``, and ``MemberProtected`` where the
    record that goes is protected, or the kept one and its account would be closed.
    """
    if gone_id == kept_id:
        raise errors.SameMember
    with transaction.atomic():
        pair = {each: lookup.locked(each) for each in sorted([gone_id, kept_id])}
        gone, kept = pair[gone_id], pair[kept_id]
        if revisions is not None and revisions != (gone.revision, kept.revision):
            raise StalePrecondition
        protection.demand_free(gone)
        _merged(_decided(gone, kept, take, actor, now, interface), take)
    return kept


def _decided(
    gone: Member,
    kept: Member,
    take: Collection[str],
    actor: User,
    now: datetime,
    interface: str,
) -> Merging:
    """Which account stays: that of the kept record, unless the other is taken or the only one."""
    first, second = kept.user, gone.user
    if second is not None and (first is None or "account" in take):
        if first is not None:
            protection.demand_free(kept)
        first, second = second, first
    return Merging(gone, kept, second, first, actor, now, interface)


def _merged(pair: Merging, take: Collection[str]) -> None:
    gone, kept = pair.gone, pair.kept
    before: dict[str, Any] = {"gone": _noted(gone), "kept": _noted(kept)}
    for follow in FOLLOWERS:
        before |= follow(pair)
    _move(pair)
    said: dict[str, Any] = {"actor": pair.actor, "now": pair.now, "interface": pair.interface}
    audit.record("member.merged_away", **said, member_id=gone.pk)
    was = (gone.pk, gone.card_number)
    gone.delete()
    _rewrite(pair, was[1], take)
    _close(pair)
    MemberMerge.objects.create(
        gone_id=was[0], kept=kept, merged_at=pair.now, merged_by=pair.actor, before=before
    )
    audit.record("member.merged", **said, member_id=kept.pk, taken=sorted(take))


def _noted(member: Member) -> dict[str, Any]:
    """What is noted of a member, to be kept with the merge."""
    names = ("card_number", "expires_on", "email", *(each for each in _FACTS if each != "category"))
    noted = {name: str(getattr(member, name) or "") for name in names}
    return noted | {"category": member.category.code}


def _move(pair: Merging) -> None:
    """What this context keeps of the one who goes. The desk has looked at them: no registration
    waits any more. A wish to leave is of the record that goes, and ends with it.
    """
    gone, kept = pair.gone, pair.kept
    Block.objects.unchecked().filter(member__in=[gone, kept]).update(lifted_at=pair.now)
    notices.follow(gone, kept)
    revisions.follow(gone, kept)
    for model in (Block, DeskNote, MemberView, OldCard):
        model._default_manager.filter(member=gone).update(member=kept)
    if not MemberPhoto.objects.filter(member=kept).exists():
        MemberPhoto.objects.filter(member=gone).update(member=kept)
    MemberMerge.objects.filter(kept=gone).update(kept=kept)
    ties = Guardianship.objects
    ties.filter(guardian__in=[gone, kept], child__in=[gone, kept]).delete()
    wards = ties.filter(guardian=kept).values("child")
    ties.filter(guardian=gone).exclude(child__in=wards).update(guardian=kept)
    known = ties.filter(child=kept).values("guardian")
    ties.filter(child=gone).exclude(guardian__in=known).update(child=kept)


def _rewrite(pair: Merging, card: str, take: Collection[str]) -> None:
    """The kept record as it is from now on, with its cards and account."""
    gone, kept = pair.gone, pair.kept
    taken = {name: getattr(gone if name in take else kept, name) for name in _FACTS}
    for name, value in registration.columns(registration.Facts(**taken)).items():
        setattr(kept, name, value)
    if "expires_on" in take:
        kept.expires_on = gone.expires_on
    other = card
    if "card" in take:
        other, kept.card_number = kept.card_number, card
    kept.user = pair.stays
    kept.revision += 1
    cards.save(kept)
    cards.retire(kept, other, why=Why.MERGED, actor=pair.actor, now=pair.now)


def _close(pair: Merging) -> None:
    """Close the second account of the person. Someone on the staff keeps the account they work
    with; it is a member's no more.
    """
    user = pair.closes
    if user is None or lookup.works_here(user):
        return
    seals.forget(member_id=None, user_id=user.pk)
    outbox.forget(user.email)
    browsers.end_all(user)
    user.delete()
