"""The categories of members, as administrators keep them. What may be borrowed, for how long and at
what price is not said here: lending policies say it, for each category.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.services import audit
from core import db
from members import errors
from members.models import Category


@dataclass(frozen=True)
class Facts:
    """What an administrator says of a category; ages are completed years."""

    code: str
    name: str
    enrolment_months: int
    min_age: int | None = None
    max_age: int | None = None
    moves_up_to: Category | None = None
    self_registration: bool = False
    desk_checks: bool = False
    has_guardians: bool = False
    own_titles_from_age: int | None = None
    keeps_history_by_default: bool = False


def add(facts: Facts, *, actor: User, now: datetime, interface: str) -> Category:
    """Make a category. Raises ``AgesOutOfOrder``, ``MovesInCircle``, ``CategoryCodeTaken``."""
    return _write(Category(), facts, "category.added", actor=actor, now=now, interface=interface)


def change(
    category_id: UUID, facts: Facts, *, actor: User, now: datetime, interface: str
) -> Category:
    """Change what is said of a category, for those in it and those to come. Memberships that run
    keep their last day. Raises as ``add``, and ``UnknownCategory``.
    """
    with transaction.atomic():
        # All of them, so that two who change two at once make no circle of them.
        every = {each.pk: each for each in db.locked(Category.objects.order_by("pk"))}
        found = every.get(category_id)
        if found is None:
            raise errors.UnknownCategory
        return _write(found, facts, "category.changed", actor=actor, now=now, interface=interface)


def _write(category: Category, facts: Facts, word: str, **by: Any) -> Category:
    if None not in (facts.min_age, facts.max_age) and (facts.max_age or 0) < (facts.min_age or 0):
        raise errors.AgesOutOfOrder
    for name in asdict(facts):
        setattr(category, name, getattr(facts, name))
    if category.moves_up_to_id == category.pk:
        category.moves_up_to = None
    if category.moves_in_circle():
        raise errors.MovesInCircle
    taken = partial(errors.CategoryCodeTaken, category=facts.code)
    with transaction.atomic():
        if facts.self_registration:  # there is one; it moves here
            Category.objects.self_registering().exclude(pk=category.pk).update(
                self_registration=False
            )
        with (
            db.refusing("members_category_code_key", "members_category.code", refusal=taken),
            transaction.atomic(),
        ):
            category.save()
        audit.record(word, **by, category=category.code)
    return category
