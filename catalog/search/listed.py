"""Pages of a search in an order that was asked for: by title, year, author or newest."""

from typing import Any

from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from catalog.models import Book, SearchEntry
from catalog.search.backend import index
from catalog.search.plan import Plan
from catalog.search.wanted import Wanted
from core import keyset

MOST_SORTED = 50_000
STEP = 4.0
"""The price of walking past a book in the order of a list, in microseconds."""


def page(wanted: Wanted, plan: Plan, *, after: str, size: int) -> keyset.Page[Any]:
    """The rows at the cursor ``after``, each with its ``book_id``. Raises ``BadCursor``.

    Where few are expected, they are looked up and sorted; where many are, they are met on a walk in
    the order that is wanted.
    """
    by_entry = wanted.order[-1] == "number"
    rows: QuerySet[Any, Any]
    if by_entry:
        rows = SearchEntry.objects.values("book_id", *_names(wanted))
        table, own, other = "catalog_searchentry", "number", "number"
    else:
        rows = Book.objects.current().values("id", "version", *_names(wanted))
        table, own, other = "catalog_book", "id", "book_id"
    narrowed = _narrowed(plan, f"{table}.{own}", other)
    if narrowed is not None:
        rows = rows.filter(narrowed)
    return keyset.page(rows, order=wanted.order, cursor=after, size=size)


def _names(wanted: Wanted) -> list[str]:
    return [name for name in (key.removeprefix("-") for key in wanted.order) if name != "id"]


def _narrowed(plan: Plan, column: str, key: str) -> RawSQL | None:
    """That the row at ``column`` answers; nothing where all do."""
    if not (plan.clauses or plan.nots or plan.conditions):
        return None
    if plan.leads:
        source = index().source(plan)
        sql = f"{column} IN (SELECT e.{key} FROM {source.sql} LIMIT {MOST_SORTED})"
        return RawSQL(sql, source.params, output_field=BooleanField())
    asked = index().asked_of_rows(plan, plan.clauses)
    sql = (
        f"EXISTS (SELECT 1 FROM catalog_searchentry e {index().WITH_TEXT} "
        f"WHERE e.{key} = {column}{asked.sql} {index().NO_PULLING_UP})"
    )
    return RawSQL(sql, asked.params, output_field=BooleanField())
