"""Made-up members. They have no accounts to sign in with, so that nobody can."""

import re
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings

from core import text
from loans.scale.sizes import Ids, Size, Tell, written
from loans.scale.tables import Table
from loans.scale.trail import Trail
from members.domain import cards
from members.models import Category, Member

_FIRST: Final = re.findall(
    r"\w+", "Ada Ben Carla Dan Esra Finn Gita Hal Ida Jan Kim Leo Mia Nils Ola Pia"
)
_ENDS_WITHIN: Final = 300  # days
_LAST: Final = re.findall(
    r"\w+", "Adler Brandt Costa Dahl Evans Fischer Grau Hansen Ito Jung Klein Lopez"
)


def enrol(size: Size, category: Category, *, since: datetime, until: date, tell: Tell) -> Ids:
    """Write the members, of a ``category``, whose memberships end within the year before
    ``until``; their ids.
    """
    ids = Ids(5, since)
    names = ("name", "sort_name", "search_name")
    members = Table(
        Member, ("id", *names, "card_number", "category_id", "expires_on", "created_at")
    )
    trail = Trail()
    for number in written("members", size.members, [members, trail], tell):
        first, last = _FIRST[number % len(_FIRST)], _LAST[number // len(_FIRST) % len(_LAST)]
        name = f"{first} {last} {number}"
        folded = text.folded(name)
        card = cards.numbered(settings.INSTITUTION_NUMBER, number + 1)
        ends = until - timedelta(days=number % _ENDS_WITHIN)
        members.add(ids[number], name, folded, f" {folded} ", card, category.pk, ends, since)
        trail.note("member.enrolled", since, member=ids[number])
    return ids
