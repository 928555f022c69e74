"""Search entries made ready where there is no database, and written as they are.

The modules that speak to the databases make the same of a document when they write it. Here it is
done ahead, by the process that reads a file for an import.
"""

from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from struct import Struct, pack
from typing import Final, NamedTuple

from catalog.search.documents import Document
from catalog.search.words import BREAK

_LAST_POSITION: Final = 16_000
_MOST_PLACES: Final = 256
"""PostgreSQL keeps no more places of a word, and takes no more."""
# The NUL that ends a word, and how many places follow; by the number of their bytes.
_COUNTS: Final = [b"\0" + pack(">H", length // 2) for length in range(2 * _MOST_PLACES + 1)]
_NUMBER: Final = Struct(">i")


class Made(NamedTuple):
    """A search entry but for its number and book: its columns, and its words as the database takes
    them (one ``tsvector`` in PostgreSQL's binary form, or the columns of the FTS5 table).
    """

    level: int
    title: str
    contributors: str
    author: str
    year: int
    digest: int
    words: tuple[bytes] | tuple[str, str, str, str, str]


def on_postgres(document: Document) -> Made:
    """The entry of ``document`` for PostgreSQL."""
    return Made(*_facts(document), (vector(document),))


def on_sqlite(document: Document) -> Made:
    """The entry of ``document`` for SQLite."""
    title, contributors, subjects, rest = map(_spaced, document.columns)
    marks = f" {BREAK} {' '.join(document.marks)} " if document.marks else f" {BREAK} "
    return Made(*_facts(document), (title, contributors, subjects, rest, marks))


def _facts(document: Document) -> tuple[int, str, str, str, int, int]:
    return (
        document.level, document.title, document.contributors, document.author, document.year,
        document.digest,
    )  # fmt: skip


def _spaced(tokens: list[str]) -> str:
    return f" {' '.join(tokens)} " if tokens else ""


def vector(document: Document) -> bytes:
    """The words of ``document`` as PostgreSQL receives a ``tsvector``: their number; then each with
    its places, above which stands the weight of the column.
    """
    places: dict[str, bytes] = {}
    at = 0
    for column, tokens in zip(_places(), _within_reach(document.columns), strict=True):
        for token in tokens:
            at += 1
            if token in places:
                places[token] += column[at]
            else:
                places[token] = column[at]
        at += 1
    places.pop(BREAK, None)
    marks = [mark for mark in document.marks if mark not in places]
    kept = [(word, found[: 2 * _MOST_PLACES]) for word, found in places.items()]
    words = [word.encode() + _COUNTS[len(found)] + found for word, found in kept]
    plain = [mark.encode() + _COUNTS[0] for mark in marks]
    # In the order in which PostgreSQL keeps them: that of their bytes, each ended by the NUL.
    return b"".join([_NUMBER.pack(len(words) + len(plain)), *sorted(words + plain)])


@cache
def _places() -> tuple[list[bytes], ...]:
    """For each column, the bytes of every place in it."""
    return tuple(
        [pack(">H", weight << 14 | at) for at in range(_LAST_POSITION)] for weight in (3, 2, 1, 0)
    )


def _within_reach(columns: Sequence[list[str]]) -> Sequence[list[str]]:
    """The columns, of a very long text as far as there are places for its words."""
    if sum(map(len, columns)) < _LAST_POSITION - len(columns):
        return columns
    starts = accumulate((len(tokens) + 1 for tokens in columns), initial=1)
    return [
        tokens[: max(0, _LAST_POSITION - at)] for tokens, at in zip(columns, starts, strict=False)
    ]
