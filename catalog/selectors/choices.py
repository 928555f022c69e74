"""What a search can be narrowed to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.cache import cache
from django.db.models import Value

from catalog.models import Book, Branch, CopyType

_KEPT_FOR: Final = 60
_KEY: Final = "catalog:languages"

Choice = tuple[str, str]


@dataclass(frozen=True)
class Choices:
    """Branches and types as (code, name), languages as codes."""

    branches: Sequence[Choice]
    types: Sequence[Choice]
    languages: Sequence[str]


def to_narrow_by() -> Choices:
    """The branches in use, the types and the languages of the books there are.

    Branches and types are as they are now, for each process has a cache of its own where there is
    no Redis; languages are at most a minute old, since finding them means looking at every book.
    """
    places: Any = Branch.objects.open().order_by().values_list(Value("branch"), "code", "name")
    types: Any = CopyType.objects.order_by().values_list(Value("type"), "code", "name")
    by_kind: dict[str, list[Choice]] = {"branch": [], "type": []}
    for kind, code, name in sorted(places.union(types, all=True), key=lambda row: row[2]):
        by_kind[kind].append((code, name))
    return Choices(by_kind["branch"], by_kind["type"], _languages())


def _languages() -> list[str]:
    found: list[str] | None = cache.get(_KEY)
    if found is None:
        rows = Book.objects.current().exclude(language="").order_by("language").distinct()
        found = list(rows.values_list("language", flat=True))
        cache.set(_KEY, found, _KEPT_FOR)
    return found
