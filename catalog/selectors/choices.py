"""What a search can be narrowed to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.cache import cache
from django.db.models import Value

from catalog.models import Book, Branch, CopyType

_KEPT_FOR: Final = 60
_KEY: Final = "catalog:choices"

Choice = tuple[str, str]


@dataclass(frozen=True)
class Choices:
    """Branches and types as (code, name), languages as codes."""

    branches: Sequence[Choice]
    types: Sequence[Choice]
    languages: Sequence[str]


def to_narrow_by() -> Choices:
    """The branches in use, the types and the languages of the books there are: at most a minute
    old, since finding the languages means looking at every book.
    """
    rows: list[list[str]] = cache.get(_KEY) or _read()
    by_kind = {
        kind: [(code, name) for row_kind, code, name in rows if row_kind == kind]
        for kind in ("branch", "type", "language")
    }
    languages = [code for code, _name in by_kind["language"]]
    return Choices(by_kind["branch"], by_kind["type"], languages)


def _read() -> list[list[str]]:
    languages: Any = Book.objects.current().exclude(language="").order_by().distinct()
    found = languages.values_list(Value("language"), "language", "language").union(
        Branch.objects.open().order_by().values_list(Value("branch"), "code", "name"),
        CopyType.objects.order_by().values_list(Value("type"), "code", "name"),
        all=True,
    )
    rows = sorted((list(row) for row in found), key=lambda row: row[2])
    cache.set(_KEY, rows, _KEPT_FOR)
    return rows


def forget() -> None:
    """Read them anew next time: a branch or a type has changed."""
    cache.delete(_KEY)
