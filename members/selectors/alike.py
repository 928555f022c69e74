"""Who may be one and the same person: members of the same name or telephone."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Length

from members.models import Member

MOST: Final = 100
"""How many pairs or groups are shown at once: enough for a day."""
_LEAST_DIGITS: Final = 6
"""Shorter numbers are extensions, that many may share."""


@dataclass(frozen=True)
class Group:
    """Members who may be one person, and why: ``birthday`` (the same name and day of birth),
    ``name`` or ``phone``.
    """

    why: str
    members: Sequence[Member]


def of(members: Collection[Member]) -> Mapping[UUID, list[Member]]:
    """For each of ``members`` the others who may be the same person: those of the same name, in any
    order of its words, or of the same telephone.
    """
    names = {order for each in members for order in _orders(each)}
    phones = {each.phone_digits for each in members if len(each.phone_digits) >= _LEAST_DIGITS}
    others = Member.objects.filter(Q(sort_name__in=names) | Q(phone_digits__in=phones))
    by_key: dict[str, list[Member]] = defaultdict(list)
    for other in others.order_by("sort_name", "id"):
        by_key[other.sort_name].append(other)
        by_key[other.phone_digits].append(other)
    return {each.pk: _found(each, by_key) for each in members}


def groups() -> list[Group]:
    """Members who may be one person, the likeliest first; ``MOST`` groups of each kind at most."""
    born = Member.objects.exclude(born_on=None)
    phones = Member.objects.alias(digits=Length("phone_digits")).filter(digits__gte=_LEAST_DIGITS)
    found = [
        *_grouped("birthday", born, "sort_name", "born_on"),
        *_grouped("name", Member.objects.all(), "sort_name"),
        *_grouped("phone", phones, "phone_digits"),
    ]
    seen: set[frozenset[UUID]] = set()
    kept = []
    for group in found:
        who = frozenset(member.pk for member in group.members)
        if not any(who <= each for each in seen):
            seen.add(who)
            kept.append(group)
    return kept


def _grouped(why: str, members: QuerySet[Member], *by: str) -> list[Group]:
    """Those of ``members`` who have all of ``by`` in common with another."""
    rows = members.order_by().values(*by).annotate(n=Count("id")).filter(n__gt=1)
    shared = {tuple(row[name] for name in by) for row in rows.order_by(*by)[:MOST]}
    wanted = members.filter(**{f"{by[0]}__in": {values[0] for values in shared}})
    together: dict[tuple[object, ...], list[Member]] = defaultdict(list)
    for member in wanted.select_related("category", "user").order_by("created_at", "id"):
        together[tuple(getattr(member, name) for name in by)].append(member)
    return [Group(why, together[values]) for values in sorted(shared, key=str)]


def _orders(member: Member) -> set[str]:
    """The name as it is, and with its last word first or its first word last."""
    words = member.sort_name.split()
    turned = (words, words[-1:] + words[:-1], words[1:] + words[:1])
    return {" ".join(order) for order in turned}


def _found(member: Member, by_key: Mapping[str, list[Member]]) -> list[Member]:
    keys = _orders(member)
    if len(member.phone_digits) >= _LEAST_DIGITS:
        keys.add(member.phone_digits)
    found = {each.pk: each for key in keys for each in by_key.get(key, [])}
    found.pop(member.pk, None)
    return list(found.values())
