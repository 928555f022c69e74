"""Who looks after whom. A guardian sees what a child has, renews it and places holds for it; a
child that is old enough may keep the titles to itself.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.services import audit
from core import clock
from members import errors, selectors
from members.domain import ages
from members.models import Guardianship, Member
from members.services import lookup


def add_guardian(
    child_id: UUID, card_number: str, *, actor: User, now: datetime, interface: str
) -> Guardianship:
    """The member with this card looks after the child from now on.

    Raises ``UnknownCard``, ``CardReplaced``, ``UnknownMember``, ``OwnGuardian``,
    ``NoGuardiansInCategory``, ``GuardianAlready``, ``GuardianTooYoung``, ``GuardiansInCircle``.
    """
    guardian_id = selectors.holder(card_number)
    if guardian_id == child_id:
        raise errors.OwnGuardian
    with transaction.atomic():
        both = {each: lookup.locked(each) for each in sorted([guardian_id, child_id])}
        child, guardian = both[child_id], both[guardian_id]
        if not child.category.has_guardians:
            raise errors.NoGuardiansInCategory(category=child.category.name)
        if Guardianship.objects.filter(guardian=guardian, child=child).exists():
            raise errors.GuardianAlready(guardian=guardian.name, child=child.name)
        if not ages.may_look_after(guardian.born_on, clock.day(now)):
            raise errors.GuardianTooYoung(guardian=guardian.name, age=ages.OF_AGE)
        if child.pk in _all(ties_above([guardian.pk])):
            raise errors.GuardiansInCircle(guardian=guardian.name, child=child.name)
        made = Guardianship.objects.create(guardian=guardian, child=child, since=now)
        note("member.guardian_added", [made], actor=actor, now=now, interface=interface)
    return made


def ties_above(member_ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Who looks after these members, who after those, and so on: the guardians of each."""
    found: dict[UUID, set[UUID]] = {}
    asked = set(member_ids)
    while asked:
        found |= {each: set() for each in asked}
        ties = Guardianship.objects.filter(child__id__among=list(asked)).order_by()
        for child, guardian in ties.values_list("child_id", "guardian_id"):
            found[child].add(guardian)
        asked = _all(found) - found.keys()
    return found


def _all(ties: Mapping[UUID, Collection[UUID]]) -> set[UUID]:
    return {guardian for guardians in ties.values() for guardian in guardians}


def end_guardian(
    child_id: UUID, guardian_id: UUID, *, actor: User, now: datetime, interface: str
) -> None:
    """The member looks after the child no more. Raises ``UnknownMember``, ``UnknownGuardian``."""
    with transaction.atomic():
        lookup.locked(child_id)
        found = Guardianship.objects.filter(child=child_id, guardian=guardian_id).first()
        if found is None:
            raise errors.UnknownGuardian
        note("member.guardian_ended", [found], actor=actor, now=now, interface=interface)
        found.delete()


def hide_titles(
    member_id: UUID, *, hides: bool, actor: User, now: datetime, today: date, interface: str
) -> Member:
    """A member decides whether their guardians see the titles of what they have. Raises
    ``UnknownMember``, and ``TooYoungToHide`` for who is not of the age that the category asks for.
    """
    with transaction.atomic():
        member = lookup.locked(member_id)
        if hides and not may_hide(member, today):
            raise errors.TooYoungToHide
        member.hides_titles = hides
        member.revision += 1
        member.save(update_fields=["hides_titles", "revision"])
        audit.record(
            "member.titles_hidden" if hides else "member.titles_shown",
            actor=actor,
            now=now,
            interface=interface,
            member_id=member.pk,
        )
    return member


def may_hide(member: Member, today: date) -> bool:
    """Whether the member is old enough to hide titles from guardians."""
    from_age = member.category.own_titles_from_age
    return (
        from_age is not None
        and member.born_on is not None
        and ages.age(member.born_on, today) >= from_age
    )


def hides(member: Member, today: date) -> bool:
    """Whether guardians see no titles of the member."""
    return member.hides_titles and may_hide(member, today)


def note(word: str, ties: Sequence[Guardianship], **by: Any) -> None:
    """The deed, in the pasts of both."""
    audit.record_each(word, [{"member_id": tie.child_id} for tie in ties], **by, guardian=True)
    audit.record_each(word, [{"member_id": tie.guardian_id} for tie in ties], **by, guardian=False)
