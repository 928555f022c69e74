"""The index on SQLite: an FTS5 table, whose rows have the numbers of the entries."""

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import connection

from catalog.search import clauses, vocabulary
from catalog.search.clauses import Clause
from catalog.search.plan import Condition, Plan, Prices
from catalog.search.sources import Document, number
from catalog.search.words import BREAK

IDS: Final = "SELECT value FROM json_each(%s)"
AMONG: Final = "IN (SELECT h.book_id FROM h)"
NO_PULLING_UP: Final = ""
WITH_TEXT: Final = "JOIN catalog_searchtext t ON t.rowid = e.number"
COLUMNS: Final = ("title", "contributors", "subjects", "rest", "marks")
MOST_MERGED: Final = 20_000
"""Postings of a beginning that FTS5 may merge before it finds the first hit."""
MOST_READ: Final = 3000
"""Hits whose texts may be looked into for what FTS5 was not asked for."""
PRICES: Final = Prices(posting=0.03, beginning=0.12, row=1.5, step=0.9)
_INSERT: Final = (
    "INSERT INTO catalog_searchentry (number, book_id, title, contributors, author, year, digest) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s)"
)
_INSERT_TEXT: Final = (
    f"INSERT OR REPLACE INTO catalog_searchtext (rowid, {', '.join(COLUMNS)}) "
    "VALUES (%s, %s, %s, %s, %s, %s)"
)


def write(documents: Sequence[Document]) -> None:
    """Write the entries of ``documents``; the numbers of those that are as popular stay."""
    kept = _numbers(each.book_id for each in documents)
    _take_away(kept.values())
    _insert(documents, kept)


def write_new(documents: Sequence[Document]) -> None:
    """Write the entries of books that have none yet."""
    _insert(documents, {})


def remove(book_ids: Iterable[UUID]) -> None:
    """Take the entries of these books away."""
    _take_away(_numbers(book_ids).values())


def empty() -> None:
    """Take all entries away."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM catalog_searchtext")
        cursor.execute("DELETE FROM catalog_searchentry")


def source(plan: Plan, *, with_entry: bool = True) -> Condition:
    """Where entries come from: the index of words first where something is looked up. Without the
    entry, where the number is enough and nothing else is asked of it.
    """
    in_index, of_rows = _parted(plan)
    rest = asked_of_rows(plan, of_rows)
    if not in_index:
        sql = "catalog_searchentry e CROSS JOIN catalog_searchtext t ON t.rowid = e.number"
        return Condition(f"{sql} WHERE TRUE{rest.sql}", rest.params)
    entry = "CROSS JOIN catalog_searchentry e ON e.number = t.rowid"
    needed = entry if with_entry or plan.conditions else ""
    sql = f"catalog_searchtext t {needed} WHERE t.catalog_searchtext MATCH %s"
    match = " AND ".join(f"({_any(clause)})" for clause in in_index)
    return Condition(f"{sql}{rest.sql}", [match, *rest.params])


def met(plan: Plan, most: int, ranked: int, *, first: int = 0) -> Condition:
    """The first ``ranked`` entries that answer, each with their number counted up to ``most``.
    ``first`` bounds nothing here: FTS5 meets its hits in their order, and stops.
    """
    found = source(plan, with_entry=False)
    order = in_order(plan)
    return Condition(
        f"WITH found AS MATERIALIZED (SELECT {order} AS number FROM {found.sql} "
        f"ORDER BY {order} LIMIT {most}) "
        "SELECT e.number, e.book_id, e.title, e.contributors, (SELECT count(*) FROM found) "
        f"FROM (SELECT number FROM found ORDER BY number LIMIT {ranked}) f "
        "CROSS JOIN catalog_searchentry e ON e.number = f.number ORDER BY f.number",
        found.params,
    )


def following(_plan: Plan, _number: int) -> Condition | None:
    """FTS5 meets what follows a number in its order: there is nowhere else to look first."""
    return None


def asked_of_rows(plan: Plan, asked: Sequence[Clause]) -> Condition:
    """What is asked of each entry, one by one, by looking into its text."""
    sql = ""
    params: list[Any] = []
    for clause in asked:
        held = _held(clause)
        sql += f" AND ({held.sql})"
        params += held.params
    for clause in plan.nots:
        held = _held(clause)
        sql += f" AND NOT ({held.sql})"
        params += held.params
    for condition in plan.conditions:
        sql += f" AND {condition.sql}"
        params += condition.params
    return Condition(sql, params)


def in_order(plan: Plan) -> str:
    """The numbers in their order, which is also that of the index of words."""
    return "t.rowid" if _parted(plan)[0] else "e.number"


def _parted(plan: Plan) -> tuple[list[Clause], list[Clause]]:
    """The clauses for the index of words, and those to be asked of each row.

    FTS5 meets its hits in the order of their numbers, so that a walk is a look-up that ends early.
    Only beginnings of very many words are merged whole before the first hit: they are asked of
    rows, or where that is all there is, replaced by the most common words that begin so.
    """
    words = vocabulary.current()
    heavy = [
        clause
        for clause in plan.clauses
        if any(
            row.begins and words.count(row.tokens[-1], begins=True) > MOST_MERGED
            for row in clause.rows
        )
    ]
    light = [clause for clause in plan.clauses if clause not in heavy]
    if light and min(clause.books(words) for clause in light) <= MOST_READ:
        return light, heavy
    return [*light, *(clauses.spelt_out(clause, words) for clause in heavy)], []


def _any(clause: Clause) -> str:
    found = " OR ".join(
        f'"{" ".join(row.tokens)}"' + (" *" if row.begins else "") for row in clause.rows
    )
    return f"{clause.column} : ({found})" if clause.column else found


def _held(clause: Clause) -> Condition:
    """That a text holds one of the rows of ``clause``; each token has a space on either side."""
    columns = [clause.column] if clause.column else list(COLUMNS)
    rows = [f" {' '.join(row.tokens)}" + ("" if row.begins else " ") for row in clause.rows]
    sql = " OR ".join(f"instr(t.{column}, %s)" for column in columns for _row in rows)
    return Condition(sql, [row for _column in columns for row in rows])


def _numbers(book_ids: Iterable[UUID]) -> dict[UUID, int]:
    wanted = json.dumps([book_id.hex for book_id in book_ids])
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT book_id, number FROM catalog_searchentry WHERE book_id IN ({IDS})",
            [wanted],
        )
        return {UUID(found): entry for found, entry in cursor.fetchall()}


def _take_away(numbers: Collection[int]) -> None:
    if not numbers:
        return
    rows = [(each,) for each in numbers]
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM catalog_searchtext WHERE rowid = %s", rows)
        cursor.executemany("DELETE FROM catalog_searchentry WHERE number = %s", rows)


def _insert(documents: Sequence[Document], kept: dict[UUID, int]) -> None:
    """New numbers go up in the order of writing, which is how FTS5 writes fast. They begin above
    those that are ``kept``, which their books take again.
    """
    serials: dict[int, int] = {}
    numbered: list[tuple[int, Document]] = []
    for each in documents:
        found = kept.get(each.book_id)
        if found is None or not _is_of(found, each.level):
            last = serials.get(each.level) or _last_serial(each.level, kept.values())
            serials[each.level] = last + 1
            found = number(each.level, last + 1)
        numbered.append((found, each))
    numbered.sort(key=lambda pair: pair[0])
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, [_row(at, each) for at, each in numbered])
        cursor.executemany(_INSERT_TEXT, [(at, *_texts(each)) for at, each in numbered])


def _is_of(found: int, level: int) -> bool:
    """Whether a number is one of books of this ``level`` of popularity."""
    return number(level, 0) <= found < number(level - 1, 0)


def _last_serial(level: int, kept: Iterable[int]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(number) FROM catalog_searchentry WHERE number >= %s AND number < %s",
            [number(level, 0), number(level - 1, 0)],
        )
        (found,) = cursor.fetchone()
    taken = [each for each in (found, *kept) if each is not None and _is_of(each, level)]
    return max(taken) - number(level, 0) if taken else 0


def _row(at: int, document: Document) -> tuple[Any, ...]:
    return (
        at,
        document.book_id.hex,
        document.title,
        document.contributors,
        document.author,
        document.year,
        document.digest,
    )


def _texts(document: Document) -> list[str]:
    columns = [*document.columns, [BREAK, *document.marks]]
    return [f" {' '.join(tokens)} " if tokens else "" for tokens in columns]


def ids(book_ids: Iterable[UUID]) -> str:
    """These books as the parameter of ``IDS``."""
    return json.dumps([book_id.hex for book_id in book_ids])


def count_words(several_from: int) -> int:
    """Count into a table of this connection how common each word is; the number of books comes
    back.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM catalog_searchentry")
        (books,) = cursor.fetchone()
        cursor.execute("DROP TABLE IF EXISTS temp.catalog_counted")
        cursor.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.catalog_vocabulary "
            "USING fts5vocab(main, catalog_searchtext, row)"
        )
        cursor.execute(
            "CREATE TABLE temp.catalog_counted (word PRIMARY KEY, books)",
        )
        cursor.execute(
            "INSERT INTO catalog_counted SELECT term, doc FROM temp.catalog_vocabulary "
            "WHERE doc >= %s AND term <> '_' AND term NOT GLOB '_i*'",
            [2 if books >= several_from else 1],
        )
        cursor.execute("DROP TABLE temp.catalog_vocabulary")
    return int(books)


def write_mistakes(rows: Sequence[tuple[int, str]]) -> None:
    """Keep these shapes of words."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT OR IGNORE INTO catalog_searchmistake (shape, word) VALUES (%s, %s)", rows
        )


def read_mistakes(shapes: list[int]) -> list[tuple[int, str, int]]:
    """The words that have one of these shapes, with the number of their books."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.shape, w.word, w.books FROM catalog_searchmistake m "
            "JOIN catalog_searchword w ON w.word = m.word "
            "WHERE m.shape IN (SELECT value FROM json_each(%s))",
            [json.dumps(shapes)],
        )
        return list(cursor.fetchall())
