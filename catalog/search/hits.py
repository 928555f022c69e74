"""The entries that answer a search, the most popular first: never more than a bounded number."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from django.db import connection

from catalog.search import plan as plans
from catalog.search.backend import index
from catalog.search.plan import Condition, Plan
from catalog.search.ranking import Hit
from catalog.search.wanted import Wanted
from core import barcodes

_COLUMNS: Final = "e.number, e.book_id, e.title, e.contributors"
_MOST_EXACT: Final = 50


@dataclass(frozen=True)
class Candidates:
    """The most popular hits, and those that are meant exactly however unpopular.

    ``last`` is the number at which the most popular ones end; none when they are all there is.
    ``count`` is how many hits were met, those that are not among ``hits`` too; ``is_counted`` says
    that there are no others.
    """

    hits: Sequence[Hit]
    last: int | None
    count: int
    is_counted: bool

    @property
    def exact(self) -> list[int]:
        """The numbers of those that stand beyond the most popular ones."""
        return [hit.number for hit in self.hits if self.last is not None and hit.number > self.last]


def candidates(wanted: Wanted, plan: Plan) -> Candidates:
    """The hits that are worth ranking: one statement. One more where words stand together so seldom
    that among the most popular books too few are met.
    """
    if plan.walks and plan.shortest:
        found = _walked(wanted, plan)
        if found.count >= plans.FEWEST:
            return found
    elif plan.part > 1:
        found = _looked_up(wanted, plan)
        if found.count * plan.part >= plans.MOST_HITS and found.count >= plans.FEWEST:
            return found
    return _looked_up(wanted, plan.whole)


def _walked(wanted: Wanted, plan: Plan) -> Candidates:
    most = plans.MOST_WALKED
    return _candidates(wanted, plan, index().met(plan, most, most, first=plans.MOST_STEPS), most)


def _looked_up(wanted: Wanted, plan: Plan) -> Candidates:
    most = plans.MOST_HITS
    return _candidates(wanted, plan, index().met(plan, most, plans.MOST_RANKED), most)


def _candidates(wanted: Wanted, plan: Plan, popular: Condition, most: int) -> Candidates:
    parts = [popular, *_exact(wanted, plan)]
    sql = " UNION ALL ".join(f"SELECT * FROM ({part.sql}) p{at}" for at, part in enumerate(parts))
    rows = _rows(sql, [param for part in parts for param in part.params])
    met = [Hit(*row[:4]) for row in rows if row[4]]
    known = {hit.number for hit in met}
    others = {row[0]: Hit(*row[:4]) for row in rows if row[0] not in known}
    count = next((row[4] for row in rows if row[4]), 0)
    is_counted = count < most and not plan.walks and plan.part == 1
    is_all = is_counted and count == len(met)
    last = None if is_all or not met else met[-1].number
    whole = len(met) + len(others) if is_all else count
    return Candidates([*met, *others.values()], last, whole, is_counted)


def popular(plan: Plan, most: int) -> list[UUID]:
    """The books of the ``most`` popular hits."""
    part = _popular(replace(plan, part=1), most)
    return [uuid(row[1]) for row in _rows(part.sql, part.params)]


def some(plan: Plan, most: int) -> list[UUID]:
    """The books of ``most`` of the hits, whichever are met first."""
    found = index().source(plan)
    rows = _rows(f"SELECT e.book_id FROM {found.sql} LIMIT %s", [*found.params, most])
    return [uuid(book) for (book,) in rows]


def uuid(book: UUID | str) -> UUID:
    """The id of the book of a hit: SQLite keeps ids as text, and few of the hits are shown."""
    return UUID(book) if isinstance(book, str) else book


def beyond(plan: Plan, number: int, most: int, *, but: Sequence[int]) -> list[Hit]:
    """The hits that follow ``number``, without those that were shown before."""
    near = index().following(plan, number)
    look_up = _with(replace(plan, part=1), Condition("e.number > %s", [number]))
    parts = [_popular(look_up, most + len(but))]
    if near:
        parts.insert(0, _limited(near, "e.number", most + len(but)))
    for part in parts:
        rows = _rows(part.sql, part.params)
        found = [Hit(*row[:4]) for row in rows if row[0] not in but][:most]
        if len(found) == most:
            break
    return found


def before(plan: Plan, number: int, last: int, most: int, *, but: Sequence[int]) -> list[Hit]:
    """The hits between ``last`` and ``number``, those nearest to ``number``, in their order."""
    extra = Condition("e.number > %s AND e.number < %s", [last, number])
    part = _popular(_with(replace(plan, part=1), extra), most + len(but), backwards=True)
    found = [Hit(*row[:4]) for row in _rows(part.sql, part.params) if row[0] not in but][:most]
    return found[::-1]


def count(plan: Plan, most: int) -> int:
    """How many hits there are, counted up to ``most``."""
    source = index().source(replace(plan, part=1))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM {source.sql} LIMIT %s) h",
            [*source.params, most],
        )
        return int(cursor.fetchone()[0])


def _with(plan: Plan, condition: Condition) -> Plan:
    return replace(plan, conditions=(*plan.conditions, condition))


def _popular(plan: Plan, most: int, *, backwards: bool = False) -> Condition:
    order = index().in_order(plan) + (" DESC" if backwards else "")
    return _limited(index().source(plan), order, most)


def _limited(source: Condition, order: str, most: int) -> Condition:
    return Condition(
        f"SELECT {_COLUMNS} FROM {source.sql} ORDER BY {order} LIMIT %s", [*source.params, most]
    )


def _exact(wanted: Wanted, plan: Plan) -> list[Condition]:
    """Titles and names that are just what was typed, and the copy with this barcode."""
    words = " ".join(term.words for term in wanted.said)
    filed = words.partition(" ")[2] or words
    asked = index().asked_of_rows(plan, plan.clauses)
    entry = f"catalog_searchentry e ON e.book_id = x.book_id {index().WITH_TEXT}"
    titles = "(SELECT id AS book_id FROM catalog_book WHERE sort_title IN (%s, %s))"
    names = (
        "(SELECT m.book_id FROM catalog_contributor c JOIN catalog_contribution m"
        " ON m.contributor_id = c.id WHERE c.sort_name = %s)"
    )
    limit = f"LIMIT {_MOST_EXACT}"
    found = [
        Condition(
            f"SELECT {_COLUMNS}, 0 FROM {rows} x JOIN {entry} WHERE TRUE{asked.sql} {limit}",
            [*said, *asked.params],
        )
        for rows, said in ((titles, [words, filed]), (names, [words]))
    ]
    code = barcodes.normal(wanted.typed)
    if barcodes.is_wellformed(code) and any(char.isdecimal() for char in code):
        rest = index().asked_of_rows(plan, ())
        copies = "(SELECT book_id FROM catalog_copy WHERE barcode = %s AND withdrawn_at IS NULL)"
        sql = f"SELECT {_COLUMNS}, 0 FROM {copies} x JOIN {entry} WHERE TRUE{rest.sql}"
        found.append(Condition(sql, [code, *rest.params]))
    return found


def _rows(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
