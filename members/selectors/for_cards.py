"""For whom cards are to be printed."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from core import midnight
from members import errors
from members.models import Member


def chosen(
    ids: Collection[UUID], numbers: Sequence[str], since: date | None, *, most: int
) -> list[Member]:
    """The members that were ticked, those whose cards were scanned or typed, and all who became
    members on ``since`` or later; each once, those scanned first, the others by name. At most one
    more than ``most`` of each kind. Raises ``UnknownCard`` for a number that is nobody's card.
    """
    held = {each.card_number: each for each in Member.objects.filter(card_number__in=numbers)}
    if unknown := [number for number in numbers if number not in held]:
        raise errors.UnknownCard(card=unknown[0])
    found = {held[number].pk: held[number] for number in numbers}
    for members in (Member.objects.filter(pk__in=ids), *([_since(since)] if since else [])):
        for each in members.order_by("sort_name", "id")[: most + 1]:
            found.setdefault(each.pk, each)
    return list(found.values())


def _since(day: date) -> QuerySet[Member]:
    since = midnight.begins(day, timezone.get_current_timezone())
    return Member.objects.filter(created_at__gte=since)
