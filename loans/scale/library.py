"""Filling a library of a certain size."""

import random
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from catalog.models import BarcodeSeries, Book
from loans.models import Loan, Policy
from loans.scale import readers, shelves, tables, waiting
from loans.scale.lending import Lending, Library
from loans.scale.sizes import Size, Tell
from members.models import CardSeries, Category, Member

SEED: Final = 2016
OPEN_FOR: Final = timedelta(days=3650)
"""How long the library has been lending."""


def is_empty() -> bool:
    """Whether there is nothing in this library that a filling could get mixed up with."""
    return not any(model._default_manager.exists() for model in (Book, Member, Loan))


def fill(size: Size, *, now: datetime, tell: Tell) -> None:
    """Fill the library, which is empty. It is written part by part: what breaks off in the middle
    leaves a part of a library, which is to be thrown away.
    """
    tables.make_room()
    dice = random.Random(SEED)  # noqa: S311 - to be the same everywhere, not to be secret
    since = (now - OPEN_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    category = Category.objects.get(self_registration=True)
    stock = shelves.fill(size, now=now, since=since, dice=dice, tell=tell)
    until = now.date() + timedelta(days=365)
    members = readers.enrol(size, category, since=since, until=until, tell=tell)
    policy = next(each for each in Policy.objects.all() if each.is_default)
    library = Library(size, stock, members, category, policy, since, now)
    Lending(library, dice, tell).happen()
    waiting.happen(library, tell)
    BarcodeSeries.objects.update_or_create(name="copy", defaults={"last": size.copies})
    CardSeries.objects.update_or_create(name="card", defaults={"last": size.members})
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
