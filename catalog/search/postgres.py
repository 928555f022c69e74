"""The index on PostgreSQL: a ``tsvector`` in each entry, and a GIN index over them."""

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import connection

from catalog.models.search_entry import LEVEL_BITS
from catalog.search import clauses, tops, vocabulary
from catalog.search import plan as plans
from catalog.search.clauses import Clause, Row
from catalog.search.plan import Condition, Plan, Prices
from catalog.search.sources import Document, number
from catalog.search.words import BREAK
from core import db

IDS: Final = "SELECT unnest(%s::uuid[])"
# As an array, so that the planner looks them up and does not read whole tables to join them.
AMONG: Final = "= ANY((SELECT array_agg(h.book_id) FROM h)::uuid[])"
NO_PULLING_UP: Final = "OFFSET 0"
WITH_TEXT: Final = ""
PRICES: Final = Prices(posting=0.1, beginning=0.2, row=4.0, step=1.6, parts=tops.PARTS, number=0.1)
MOST_BEGUN: Final = 2000
"""Postings of a beginning above which GIN is asked for whole words instead: of these it skips what
the other words do not have, and it keeps their places exactly."""
_WEIGHTS: Final = {"title": "A", "contributors": "B", "subjects": "C", "": ""}
_LAST_POSITION: Final = 16_000
_COLUMNS: Final = "number, book_id, title, contributors, author, year, digest, words"
_UPSERT: Final = f"""
INSERT INTO catalog_searchentry ({_COLUMNS})
SELECT base + nextval('catalog_searchentry_serial'), book_id, title, contributors, author, year,
       digest, words::tsvector
FROM unnest(%s::bigint[], %s::uuid[], %s::text[], %s::text[], %s::text[], %s::smallint[],
            %s::bigint[], %s::text[])
     AS given(base, book_id, title, contributors, author, year, digest, words)
ON CONFLICT (book_id) DO UPDATE SET
    number = CASE
        WHEN catalog_searchentry.number >> {LEVEL_BITS} = excluded.number >> {LEVEL_BITS}
        THEN catalog_searchentry.number ELSE excluded.number END,
    title = excluded.title, contributors = excluded.contributors, author = excluded.author,
    year = excluded.year, digest = excluded.digest, words = excluded.words
WHERE catalog_searchentry.digest <> excluded.digest"""


def write(documents: Sequence[Document]) -> None:
    """Write the entries of ``documents``, in one statement."""
    rows = [
        (number(each.level, 0), each.book_id, *_columns(each))
        for each in sorted(documents, key=lambda each: each.book_id)
    ]
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, [list(column) for column in zip(*rows, strict=True)])


def write_new(documents: Sequence[Document]) -> None:
    """Write the entries of books that have none yet, by COPY."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval('catalog_searchentry_serial') FROM generate_series(1, %s)",
            [len(documents)],
        )
        serials = [serial for (serial,) in cursor.fetchall()]
        copy: Any = cursor.copy  # psycopg's own
        with copy(f"COPY catalog_searchentry ({_COLUMNS}) FROM STDIN") as rows:
            for serial, each in zip(serials, documents, strict=True):
                rows.write_row((number(each.level, serial), each.book_id, *_columns(each)))


def remove(book_ids: Iterable[UUID]) -> None:
    """Take the entries of these books away."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM catalog_searchentry WHERE book_id = ANY(%s)", [sorted(book_ids)]
        )


def empty() -> None:
    """Take all entries away."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE catalog_searchentry")


def vector(document: Document) -> str:
    """The words of ``document`` as PostgreSQL writes a ``tsvector``: with their places, and with
    the column as a weight.
    """
    places: dict[str, list[str]] = {}
    at = 0
    for weight, tokens in zip("ABCD", document.columns, strict=True):
        for token in tokens:
            at += 1
            if token != BREAK and at < _LAST_POSITION:
                places.setdefault(token, []).append(f"{at}{weight}")
        at += 1
    words = [f"'{token}':{','.join(found)}" for token, found in places.items()]
    return " ".join([*words, *(f"'{mark}'" for mark in document.marks)])


def source(plan: Plan, *, first: int = 0) -> Condition:
    """Where entries come from: the index of words first where something is looked up; else all, or
    so many of the ``first``.
    """
    sql, params = "catalog_searchentry e WHERE TRUE", []
    if first:
        sql = f"{_first(first)} WHERE TRUE"
    if plan.leads:
        words = vocabulary.current()
        leads = [clauses.spelt_out(each, words, above=MOST_BEGUN) for each in plan.leads]
        sql, params = "catalog_searchentry e WHERE e.words @@ %s::tsquery", [_all(leads)]
        end = tops.end(plan.part) if plan.part > 1 else 0
        if end:  # spelt out, so that the planner knows how few it leaves
            sql += f" AND e.number < {end}"
    rest = asked_of_rows(plan, plan.checks)
    return Condition(f"{sql}{rest.sql}", [*params, *rest.params])


def met(plan: Plan, most: int, ranked: int, *, first: int = 0) -> Condition:
    """The first ``ranked`` entries that answer, each with their number counted up to ``most``."""
    found = source(plan, first=first)
    sql = (
        "WITH found AS MATERIALIZED (SELECT e.number, e.book_id, e.title, e.contributors "
        f"FROM {found.sql} ORDER BY {in_order(plan)} LIMIT {most}) "
        "SELECT f.number, f.book_id, f.title, f.contributors, (SELECT count(*) FROM found) "
        f"FROM found f ORDER BY f.number LIMIT {ranked}"
    )
    return Condition(sql, found.params)


def following(plan: Plan, number: int) -> Condition | None:
    """Where to look first for what follows ``number``: where very many are expected, among the
    entries that are next.
    """
    if plan.expected < plans.SURE_OF_MANY:
        return None
    rest = asked_of_rows(plan, plan.clauses)
    return Condition(f"{_first(plans.MOST_STEPS, number)} WHERE TRUE{rest.sql}", rest.params)


def _first(most: int, after: int = 0) -> str:
    return (
        f"(SELECT * FROM catalog_searchentry WHERE number > {int(after)} "
        f"ORDER BY number LIMIT {most}) e"
    )


def asked_of_rows(plan: Plan, asked: Sequence[Clause]) -> Condition:
    """What is asked of each entry, one by one. ``IS TRUE`` keeps the planner from the index."""
    sql, params = "", []
    if asked:
        sql, params = " AND (e.words @@ %s::tsquery) IS TRUE", [_all(asked)]
    for clause in plan.nots:
        sql += " AND (e.words @@ %s::tsquery) IS NOT TRUE"
        params.append(_any(clause))
    for condition in plan.conditions:
        sql += f" AND {condition.sql}"
        params += condition.params
    return Condition(sql, params)


def in_order(plan: Plan) -> str:
    """The numbers in their order; where words are looked up, so that the planner cannot prefer to
    walk the numbers instead.
    """
    return "e.number" if plan.walks else "e.number + 0"


def _all(asked: Sequence[Clause]) -> str:
    return " & ".join(f"({_any(clause)})" for clause in asked)


def _any(clause: Clause) -> str:
    return " | ".join(_row(row, _WEIGHTS[clause.column]) for row in clause.rows)


def _row(row: Row, weight: str) -> str:
    *before, last = row.tokens
    end = f"*{weight}" if row.begins else weight
    said = [f"'{token}'" + (f":{weight}" if weight else "") for token in before]
    said.append(f"'{last}'" + (f":{end}" if end else ""))
    return f"({' <-> '.join(said)})"


def _columns(document: Document) -> tuple[Any, ...]:
    return (
        document.title,
        document.contributors,
        document.author,
        document.year,
        document.digest,
        vector(document),
    )


def ids(book_ids: Iterable[UUID]) -> list[UUID]:
    """These books as the parameter of ``IDS``."""
    return list(book_ids)


def count_words(several_from: int) -> int:
    """Count into a table of this connection how common each word is; the number of books comes
    back.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM catalog_searchentry")
        (books,) = cursor.fetchone()
        cursor.execute("DROP TABLE IF EXISTS catalog_counted")
        cursor.execute(
            "CREATE TEMPORARY TABLE catalog_counted AS SELECT word, ndoc AS books "
            "FROM ts_stat('SELECT words FROM catalog_searchentry') "
            f"WHERE ndoc >= {2 if books >= several_from else 1} AND word !~ '^_i'"
        )
        cursor.execute("CREATE UNIQUE INDEX ON catalog_counted (word)")
    return int(books)


def write_mistakes(rows: Sequence[tuple[int, str]]) -> None:
    """Keep these shapes of words."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO catalog_searchmistake (shape, word) "
            "SELECT * FROM unnest(%s::bigint[], %s::text[]) ON CONFLICT DO NOTHING",
            [db.array(column) for column in zip(*sorted(rows), strict=True)],
        )


def read_mistakes(shapes: list[int]) -> list[tuple[int, str, int]]:
    """The words that have one of these shapes, with the number of their books."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.shape, w.word, w.books FROM catalog_searchmistake m "
            "JOIN catalog_searchword w ON w.word = m.word WHERE m.shape = ANY(%s)",
            [shapes],
        )
        return list(cursor.fetchall())
