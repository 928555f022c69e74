"""What a dry run has seen of its file so far: kept beside the file, since it may be long.

The import itself needs no such memory: what it has seen, it has written.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from catalog.domain.duplicates import Likeness
from catalog.models.imports import Verdict
from catalog.services.imports.deciding import Decision, Found, Known
from catalog.services.imports.reading import Ready
from core import barcodes

ENDING: Final = ".seen"
_TABLE: Final = """
CREATE TABLE IF NOT EXISTS seen
    (key TEXT, record INTEGER, book TEXT, subtitle TEXT, isbns TEXT, PRIMARY KEY (key, record))
    WITHOUT ROWID
"""
_LOOK: Final = """
SELECT key, record, book, subtitle, isbns FROM seen
WHERE key IN (SELECT value FROM json_each(?)) AND record < ? ORDER BY record
"""


class Earlier:
    """The records of a file that came before."""

    def __init__(self, file: sqlite3.Connection) -> None:
        self.file = file

    def recall(self, rows: Sequence[Ready], known: Known) -> None:
        """Tell ``known`` of earlier records that could have to do with ``rows``. What a record
        after the first of ``rows`` has left behind, in a run that did not end, does not count.
        """
        keys = {key: what for row in rows for key, what in _asked(row)}
        if not keys:
            return
        found = self.file.execute(_LOOK, [json.dumps(list(keys)), rows[0].number])
        for key, record, book, subtitle, isbns in found.fetchall():
            at = Found(UUID(book) if book else None, record)
            what = keys[key]
            if isinstance(what, Likeness):
                numbers = frozenset(json.loads(isbns))
                like = Likeness(what.title, subtitle, what.maker, what.year, numbers)
                known.alike.setdefault(like.key, []).insert(0, (like, at))
            else:
                (known.isbns if key.startswith("i") else known.barcodes)[what] = at

    def keep(self, decisions: Iterable[Decision]) -> None:
        """Keep what later records are compared with."""
        with self.file:
            self.file.executemany(
                "INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?, ?)",
                [line for decision in decisions for line in _lines(decision)],
            )


@contextmanager
def opened(path: str, *, afresh: bool) -> Iterator[Earlier]:
    """What was kept beside the file at ``path``; nothing when it is to begin ``afresh``."""
    kept = Path(path + ENDING)
    if afresh:
        kept.unlink(missing_ok=True)
    with closing(sqlite3.connect(kept)) as file:
        file.execute("PRAGMA journal_mode=OFF")
        file.execute("PRAGMA synchronous=OFF")
        file.execute(_TABLE)
        yield Earlier(file)


def forget(path: str) -> None:
    """Remove what was kept beside the file at ``path``."""
    Path(path + ENDING).unlink(missing_ok=True)


def _asked(row: Ready) -> Iterator[tuple[str, Any]]:
    if row.like is None or row.draft is None:
        return
    yield _title_key(row.like), row.like
    yield from ((f"i{number}", number) for number in row.like.isbns)
    for copy in row.draft.copies:
        if barcode := barcodes.normal(copy.barcode):
            yield f"b{barcode}", barcode


def _lines(decision: Decision) -> Iterator[tuple[Any, ...]]:
    row, found = decision.ready, decision.found
    if decision.verdict == Verdict.REFUSED or found is None or row.like is None:
        return
    book = found.book_id.hex if found.book_id else ""
    of = (found.record or row.number, book, row.like.subtitle, json.dumps(sorted(row.like.isbns)))
    if decision.verdict in {Verdict.NEW, Verdict.UPDATE}:
        yield _title_key(row.like), *of
        yield from ((f"i{number}", *of) for number in row.like.isbns)
    yield from ((f"b{copy.barcode}", *of) for copy in decision.copies if copy.barcode)


def _title_key(like: Likeness) -> str:
    return "\x1f".join(["t", *map(str, like.key)])
