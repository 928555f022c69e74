"""Pages of a list by key, not by offset: as fast at the end as at the start, and stable while rows
are added.

The order must end in a unique column. A cursor names the row it stands beside and which way to
read.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import FieldError, ValidationError
from django.db.models import Q, QuerySet
from django.utils.timezone import is_naive
from django.utils.translation import gettext_lazy as _

from core import errors, jsons

Row = TypeVar("Row")


class BadCursor(errors.Invalid):
    code = "bad_cursor"
    message = _("This page link is not one of ours. Please start from the first page.")
    field = "cursor"


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a list, and the cursors of the pages beside it (empty where there is none)."""

    rows: Sequence[Row]
    next: str = ""
    previous: str = ""


def page(
    queryset: QuerySet[Any, Any], *, order: Sequence[str], cursor: str = "", size: int = 50
) -> Page[Any]:
    """The ``size`` rows at ``cursor``, in ``order`` (field names, ``-`` for descending, last one
    unique).

    Works on model rows and on ``values()`` rows that include the order's fields. Of a relation the
    column is named: ``book_id``. Raises ``BadCursor``.
    """
    for key in order:
        _field(queryset, key.removeprefix("-"))
    backwards, edge = _read(cursor, queryset, order) if cursor else (False, None)
    keys = [_turned(key) for key in order] if backwards else list(order)
    if edge is not None:
        queryset = queryset.filter(_beyond(keys, edge))
    found = list(queryset.order_by(*keys)[: size + 1])
    rows, more = found[:size], len(found) > size
    if backwards:
        rows.reverse()
    if not rows:
        return Page(rows)
    has_next, has_previous = (True, more) if backwards else (more, edge is not None)
    return Page(
        rows,
        next=_write(rows[-1], order, "next") if has_next else "",
        previous=_write(rows[0], order, "previous") if has_previous else "",
    )


def _turned(key: str) -> str:
    return key[1:] if key.startswith("-") else f"-{key}"


def _beyond(keys: Sequence[str], edge: Sequence[Any]) -> Q:
    """Rows after ``edge``. Each step repeats its bound, so that SQLite too walks the index."""
    key, value = keys[0], edge[0]
    name, side = (key[1:], "lt") if key.startswith("-") else (key, "gt")
    past = Q(**{f"{name}__{side}": value})
    if len(keys) == 1:
        return past
    return Q(**{f"{name}__{side}e": value}) & (past | _beyond(keys[1:], edge[1:]))


def _write(row: Any, order: Sequence[str], way: str) -> str:
    names = [key.removeprefix("-") for key in order]
    values = [row[name] if isinstance(row, dict) else getattr(row, name) for name in names]
    text = jsons.dumps([way, *values])
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


def _read(
    cursor: str, queryset: QuerySet[Any, Any], order: Sequence[str]
) -> tuple[bool, list[Any]]:
    try:
        way, *values = jsons.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        names = [key.removeprefix("-") for key in order]
        edge = [_sound(queryset, name, value) for name, value in zip(names, values, strict=True)]
    except (ValueError, TypeError, AttributeError, OverflowError, ValidationError) as error:
        raise BadCursor from error
    if way not in ("next", "previous"):
        raise BadCursor
    return way == "previous", edge


def _sound(queryset: QuerySet[Any, Any], name: str, value: Any) -> Any:
    """``value`` as the field or annotation ``name`` holds it; refused when no row could have it."""
    sound = _field(queryset, name).to_python(value)
    if isinstance(value, list | dict) or sound is None or "\0" in str(sound):
        raise BadCursor
    if isinstance(sound, datetime):
        if is_naive(sound):
            raise BadCursor
        return sound.astimezone(UTC)
    return sound


def _field(queryset: QuerySet[Any, Any], name: str) -> Any:
    """The field or annotation that a list is ordered by. A relation is refused on the first page
    already: what a row says under its name is another row, which no cursor can hold.
    """
    annotation = queryset.query.annotations.get(name)
    if annotation:
        return annotation.output_field
    field = queryset.model._meta.get_field(name)
    if field.is_relation and name == field.name:
        raise FieldError(f"{name!r} is a relation: a list is ordered by {name}_id")
    return field
