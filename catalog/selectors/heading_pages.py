"""Contributors and subjects as pages show them: found by any of their names, with how many books
have them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from catalog import errors
from catalog.models import Book
from catalog.models.headings import CONTRIBUTORS, SUBJECTS, Kind
from core import text

MOST_COUNTED: Final = 1000


@dataclass(frozen=True)
class Heading:
    """A contributor or a subject, its other names, and how many current books have it."""

    id: UUID
    name: str
    aliases: Sequence[str]
    books: int
    books_is_exact: bool


def one(kind: Kind, row_id: UUID) -> Heading:
    """The heading. Raises ``UnknownHeading``."""
    row = kind.rows.filter(pk=row_id).prefetch_related("aliases").first()
    if row is None:
        raise errors.UnknownHeading
    count = books(kind, row_id).order_by()[: MOST_COUNTED + 1].count()
    return Heading(
        row.pk,
        kind.name_of(row),
        [kind.name_of(alias) for alias in row.aliases.all()],
        min(count, MOST_COUNTED),
        count <= MOST_COUNTED,
    )


def named(kind: Kind, name: str) -> UUID:
    """The heading called so, by its own name or another. Raises ``UnknownHeading``."""
    own = kind.rows.filter(**{kind.column: name}).values_list("pk", flat=True).first()
    other = kind.aliases.filter(**{kind.column: name}).values_list(f"{kind.word}_id", flat=True)
    found: UUID | None = own or other.first()
    if found is None:
        raise errors.UnknownHeading
    return found


def books(kind: Kind, row_id: UUID) -> QuerySet[Book]:
    """The current books that have a heading, each once."""
    links = kind.links.filter(**{kind.word: row_id}, book=OuterRef("pk"))
    return Book.objects.current().filter(Exists(links))


def listed(kind: Kind, typed: str) -> QuerySet[Any, Any]:
    """The headings one of whose names begins with ``typed``; to be paged by ``order``."""
    begun = text.folded(typed)
    rows = kind.rows.all()
    if begun:
        others = kind.aliases.filter(
            **{kind.word: OuterRef("pk"), f"{kind.sort}__startswith": begun}
        )
        rows = rows.filter(Q(**{f"{kind.sort}__startswith": begun}) | Exists(others))
    found: QuerySet[Any, Any] = rows
    return found


def order(kind: Kind) -> tuple[str, str]:
    """What lists of headings are paged by."""
    return kind.sort, "id"


def counted(kind: Kind, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """``rows`` of a list with their numbers of books and other names, in two queries."""
    ids = [row.pk for row in rows]
    current = kind.links.filter(**{f"{kind.word}__in": ids}, book__withdrawn_at=None)
    numbers = current.order_by().values_list(kind.word).annotate(n=Count("book", distinct=True))
    of_each = dict(numbers)
    names: dict[UUID, list[str]] = {}
    for alias in kind.aliases.filter(**{f"{kind.word}__in": ids}):
        names.setdefault(getattr(alias, f"{kind.word}_id"), []).append(kind.name_of(alias))
    return [
        {
            "id": row.pk,
            "name": kind.name_of(row),
            "aliases": names.get(row.pk, []),
            "books": of_each.get(row.pk, 0),
        }
        for row in rows
    ]


def ids_of(book: Mapping[str, Any]) -> tuple[dict[str, UUID], dict[str, UUID]]:
    """The ids of the contributors and of the subjects of ``book`` (see ``records.shown``), by
    name.
    """
    names = [each["name"] for each in book["contributors"]]
    return _by_name(CONTRIBUTORS, names), _by_name(SUBJECTS, book["subjects"])


def _by_name(kind: Kind, names: Iterable[str]) -> dict[str, UUID]:
    wanted = list(names)
    if not wanted:
        return {}
    found = kind.rows.filter(**{f"{kind.column}__in": wanted}).values_list(kind.column, "pk")
    return dict(found)
