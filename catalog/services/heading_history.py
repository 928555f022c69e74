"""What a deed on a heading did to each of its books: told in the history of the book.

An entry for each book, since nothing else says later which books had the heading then. Names are
strings where they stand in a record, and empty where the deed has put or left nothing.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from accounts.models import User
from accounts.services import audit
from catalog.models.headings import CONTRIBUTORS, SUBJECTS, Kind

Place = tuple[UUID, str]
"""A book, and of contributors the role in it."""

DEED: Final = "book.heading_changed"
_FACTS: Final = {CONTRIBUTORS.word: "contributors", SUBJECTS.word: "subjects"}
_AT_ONCE: Final = 500


def place(link: Any) -> Place:
    """Where ``link`` hangs its heading."""
    return link.book_id, getattr(link, "role", "")


def note(
    kind: Kind,
    places: Iterable[Place],
    *,
    before: str,
    after: str,
    actor: User,
    now: datetime,
    interface: str,
) -> None:
    """Note for each book of ``places`` that ``after`` stands there now in place of ``before``.
    Books alike are written together, some at a time.
    """
    roles: dict[UUID, list[str]] = defaultdict(list)
    for book_id, role in places:
        roles[book_id].append(role)
    alike: dict[tuple[str, ...], list[UUID]] = defaultdict(list)
    for book_id, each in roles.items():
        alike[tuple(each)].append(book_id)
    fact = _FACTS[kind.word]
    for each_role, book_ids in alike.items():
        data = {
            "changed": [fact],
            "before": {fact: _said(before, each_role)},
            "after": {fact: _said(after, each_role)},
        }
        for start in range(0, len(book_ids), _AT_ONCE):
            subjects = [{"book_id": book_id} for book_id in book_ids[start : start + _AT_ONCE]]
            audit.record_each(DEED, subjects, actor=actor, now=now, interface=interface, **data)


def _said(name: str, roles: Iterable[str]) -> list[Any]:
    """What a record says, as ``books.Facts`` would."""
    return [(name, role) if role else name for role in roles] if name else []
