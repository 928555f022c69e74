"""How the books that were found divide, so that a search can be narrowed."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final
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
_OF_BOOKS: Final = f"""
WITH h(book_id) AS MATERIALIZED (%(ids)s),
     c AS MATERIALIZED (
        SELECT DISTINCT book_id, branch_id, copy_type_id FROM catalog_copy
        WHERE book_id %(among)s AND withdrawn_at IS NULL),
     b AS MATERIALIZED (
        SELECT language, year FROM catalog_book WHERE id %(among)s)
SELECT 'branch', x.code, x.name, g.n FROM (
    SELECT branch_id, count(DISTINCT book_id) AS n FROM c GROUP BY branch_id) g
    JOIN catalog_branch x ON x.id = g.branch_id
UNION ALL
SELECT 'type', x.code, x.name, g.n FROM (
    SELECT copy_type_id, count(DISTINCT book_id) AS n FROM c GROUP BY copy_type_id) g
    JOIN catalog_copytype x ON x.id = g.copy_type_id
UNION ALL
SELECT 'language', language, language, count(*) FROM b WHERE language <> '' GROUP BY language
UNION ALL
SELECT 'year', CAST(year AS varchar(5)), '', count(*) FROM b WHERE year IS NOT NULL GROUP BY year
UNION ALL
SELECT 'available', '1', '', count(DISTINCT f.book_id) FROM (%(free)s) f
    WHERE f.book_id %(among)s
UNION ALL
SELECT 'heading', x.heading, x.heading, g.n FROM (
    SELECT subject_id, count(*) AS n FROM catalog_booksubject
    WHERE book_id %(among)s
    GROUP BY subject_id ORDER BY n DESC, subject_id LIMIT {MOST_CHOICES}) g
    JOIN catalog_subject x ON x.id = g.subject_id
UNION ALL
SELECT 'contributor', x.name, x.name, g.n FROM (
    SELECT contributor_id, count(DISTINCT book_id) AS n FROM catalog_contribution
    WHERE book_id %(among)s
    GROUP BY contributor_id ORDER BY n DESC, contributor_id LIMIT {MOST_CHOICES}) g
    JOIN catalog_contributor x ON x.id = g.contributor_id
"""


def of(book_ids: Sequence[UUID], wanted: Wanted) -> list[Facet]:
    """How these books divide, by one statement. Choices come with the most books first, decades
    with the latest.
    """
    if not book_ids:
        return []
    free, params = Copy.objects.free().order_by().values("book_id").query.sql_with_params()
    sql = _OF_BOOKS % {"ids": index().IDS, "among": index().AMONG, "free": free}
    with connection.cursor() as cursor:
        cursor.execute(sql, [index().ids(book_ids), *params])
        rows = cursor.fetchall()
    chosen = _chosen(wanted)
    by_name: dict[str, list[Choice]] = defaultdict(list)
    for name, value, label, number in _with_decades(rows):
        by_name[name].append(Choice(value, label, number, value == chosen.get(name)))
    for name, choices in by_name.items():
        if name == "decade":
            choices.sort(key=lambda choice: -int(choice.value))
        else:
            choices.sort(key=lambda choice: (-choice.count, choice.label))
    return [Facet(name, by_name[name][:MOST_CHOICES]) for name in NAMES if by_name[name]]


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


def _with_decades(rows: Sequence[tuple[str, str, str, int]]) -> list[tuple[str, str, str, int]]:
    """``rows`` with decades in the place of years, and nothing that nobody has."""
    decades: dict[int, int] = defaultdict(int)
    for name, value, _label, number in rows:
        if name == "year":
            decades[int(value) // DECADE * DECADE] += number
    found = [row for row in rows if row[0] != "year" and row[3]]
    said = [
        ("decade", str(first), f"{first}–{first + DECADE - 1}", number)
        for first, number in decades.items()
    ]
    return [*found, *said]
