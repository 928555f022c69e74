"""How the books that were found divide, so that a search can be narrowed.

The number beside a choice is what its link finds. The link of another branch replaces the branch
that was chosen: so the choices of a side are counted over what is found without its own choice, and
copies by all that was chosen of copies, which one copy has to be.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection

from catalog.models import Copy
from catalog.search.backend import index
from catalog.search.found import Choice, Facet
from catalog.search.wanted import DECADE, Wanted

NAMES: Final = (
    "available", "branch", "type", "language", "decade", "heading", "contributor",
)  # fmt: skip
MOST_CHOICES: Final = 10
_NOT_CHOSEN: Final[Mapping[str, Mapping[str, Any]]] = {
    "branch": {"branch": ""},
    "type": {"copy_type": ""},
    "language": {"language": ""},
    "decade": {"decade": None},
    "heading": {"heading": ""},
    "contributor": {"contributor": ""},
}
"""The sides of which one choice replaces another, and a search without it."""
_NAMED: Final = {"heading", "contributor"}
_BOOKS: Final = """
WITH h(book_id) AS MATERIALIZED ({ids}),
     c AS MATERIALIZED (
        SELECT DISTINCT book_id, branch_id, copy_type_id FROM catalog_copy
        WHERE book_id {among} AND withdrawn_at IS NULL),
     f AS MATERIALIZED (
        SELECT DISTINCT book_id, branch_id, copy_type_id FROM ({free}) x WHERE book_id {among}),
     b AS MATERIALIZED (
        SELECT language, year FROM catalog_book WHERE id {among})
"""
_IN_BRANCH: Final = "branch_id IN (SELECT id FROM catalog_branch WHERE code = %s)"
_OF_TYPE: Final = "copy_type_id IN (SELECT id FROM catalog_copytype WHERE code = %s)"
_SIDES: Final = {
    "available": """
SELECT 'available', '1', '', count(DISTINCT book_id) FROM f WHERE {copies}""",
    "branch": """
SELECT 'branch', x.code, x.name, g.n FROM (
    SELECT branch_id, count(DISTINCT book_id) AS n FROM {pool} WHERE {copies} GROUP BY branch_id) g
    JOIN catalog_branch x ON x.id = g.branch_id""",
    "type": """
SELECT 'type', x.code, x.name, g.n FROM (
    SELECT copy_type_id, count(DISTINCT book_id) AS n FROM {pool} WHERE {copies}
    GROUP BY copy_type_id) g
    JOIN catalog_copytype x ON x.id = g.copy_type_id""",
    "language": """
SELECT 'language', language, language, count(*) FROM b WHERE language <> '' GROUP BY language""",
    "decade": """
SELECT 'year', CAST(year AS varchar(5)), '', count(*) FROM b
    WHERE year IS NOT NULL GROUP BY year""",
    "heading": f"""
SELECT 'heading', x.heading, x.heading, g.n FROM (
    SELECT subject_id, count(*) AS n FROM catalog_booksubject
    WHERE book_id {{among}}
    GROUP BY subject_id ORDER BY n DESC, subject_id LIMIT {MOST_CHOICES}) g
    JOIN catalog_subject x ON x.id = g.subject_id""",
    "contributor": f"""
SELECT 'contributor', x.name, x.name, g.n FROM (
    SELECT contributor_id, count(DISTINCT book_id) AS n FROM catalog_contribution
    WHERE book_id {{among}}
    GROUP BY contributor_id ORDER BY n DESC, contributor_id LIMIT {MOST_CHOICES}) g
    JOIN catalog_contributor x ON x.id = g.contributor_id""",
}


class _Counted(NamedTuple):
    """So many books are on this side."""

    side: str
    value: str
    label: str
    books: int


def of(
    book_ids: Sequence[UUID], wanted: Wanted, others: Mapping[str, Sequence[UUID]]
) -> list[Facet]:
    """How these books divide. ``others`` are the books found ``without`` each choice. Choices come
    with the most books first, decades with the latest.

    One statement, and one for each of ``others``.
    """
    if not book_ids:
        return []
    chosen = _chosen(wanted)
    by_side: dict[str, list[Choice]] = defaultdict(list)
    for each in _counted(book_ids, wanted, NAMES):
        is_chosen = each.value == chosen[each.side]
        if is_chosen or each.side not in others:
            by_side[each.side].append(Choice(each.value, each.label, each.books, is_chosen))
    for side, ids in others.items():
        if side in _NAMED and not by_side[side]:  # among very many that all the books have
            by_side[side].append(Choice(chosen[side], chosen[side], len(book_ids), is_chosen=True))
        by_side[side] += [
            Choice(each.value, each.label, each.books)
            for each in _counted(ids, wanted, [side])
            if each.value != chosen[side]
        ]
    return [Facet(side, _first(side, by_side[side])) for side in NAMES if by_side[side]]


def without(wanted: Wanted) -> dict[str, Wanted]:
    """For each side on which a choice may take the place of the one that was made: ``wanted``
    without that one.
    """
    chosen = _chosen(wanted)
    return {side: replace(wanted, **rest) for side, rest in _NOT_CHOSEN.items() if chosen[side]}


def _counted(book_ids: Sequence[UUID], wanted: Wanted, sides: Iterable[str]) -> list[_Counted]:
    """How many of these books there are on each side: one statement."""
    free, said = Copy.objects.free().order_by().values(
        "book_id", "branch_id", "copy_type_id"
    ).query.sql_with_params()  # fmt: skip
    among = index().AMONG
    params = [index().ids(book_ids), *said]
    parts = []
    for side in sides:
        copies = _of_copies(wanted, side)
        where = " AND ".join(["TRUE", *copies])
        pool = "f" if wanted.available else "c"
        parts.append(_SIDES[side].format(among=among, pool=pool, copies=where))
        params += copies.values() if "{copies}" in _SIDES[side] else []
    sql = _BOOKS.format(ids=index().IDS, among=among, free=free) + " UNION ALL ".join(parts)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return _with_decades([_Counted(*row) for row in cursor.fetchall()])


def _of_copies(wanted: Wanted, side: str) -> dict[str, str]:
    """What else was chosen of the copies that are counted on ``side``."""
    asked = {_IN_BRANCH: ("branch", wanted.branch), _OF_TYPE: ("type", wanted.copy_type)}
    return {sql: code for sql, (other, code) in asked.items() if code and other != side}


def _first(side: str, choices: list[Choice]) -> list[Choice]:
    """The first of ``choices``, and the one that was made wherever it stands."""
    if side == "decade":
        choices.sort(key=lambda choice: -int(choice.value))
    else:
        choices.sort(key=lambda choice: (-choice.count, choice.label))
    made = [choice for choice in choices[MOST_CHOICES:] if choice.is_chosen]
    return [*choices[: MOST_CHOICES - len(made)], *made]


def _chosen(wanted: Wanted) -> dict[str, str]:
    return {
        "available": "1" if wanted.available else "",
        "branch": wanted.branch,
        "type": wanted.copy_type,
        "language": wanted.language,
        "decade": "" if wanted.decade is None else str(wanted.decade),
        "heading": wanted.heading,
        "contributor": wanted.contributor,
    }


def _with_decades(rows: Sequence[_Counted]) -> list[_Counted]:
    """``rows`` with decades in the place of years, and nothing that nobody has."""
    decades: dict[int, int] = defaultdict(int)
    for row in rows:
        if row.side == "year":
            decades[int(row.value) // DECADE * DECADE] += row.books
    found = [row for row in rows if row.side != "year" and row.books]
    said = [
        _Counted("decade", str(first), f"{first}–{first + DECADE - 1}", number)
        for first, number in decades.items()
    ]
    return [*found, *said]
