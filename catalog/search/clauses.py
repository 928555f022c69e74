"""Terms as the index is asked for them: rows of tokens in a column."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from catalog.search import words
from catalog.search.query import Term, Years
from catalog.search.sources import year_mark
from catalog.search.vocabulary import Vocabulary

MARKS: Final = {
    "isbns": "_i",
    "publishers": "_p",
    "call_numbers": "_k",
    "languages": "_l",
    "branches": "_b",
    "types": "_t",
}
WHOLE: Final = {"languages", "branches", "types"}
"""Columns in which a code is meant as it stands, and not a beginning."""
MOST_YEARS: Final = 40
_ISBN_BEGINS: Final = 5
MOST_BEGINNINGS: Final = 64
"""Words that a beginning is replaced by."""


@dataclass(frozen=True)
class Row:
    """Tokens that stand in a row; of the last, ``begins`` says, the beginning is enough."""

    tokens: tuple[str, ...]
    begins: bool = False


@dataclass(frozen=True)
class Clause:
    """One of ``rows`` stands in ``column``: title, contributors, subjects, or (empty) anywhere."""

    rows: tuple[Row, ...]
    column: str = ""

    def books(self, vocabulary: Vocabulary) -> int:
        """About how many books have it: too many rather than too few."""
        found = 0
        for row in self.rows:
            *before, last = row.tokens
            ends = vocabulary.count(last, begins=row.begins)
            found += min([vocabulary.count(token, begins=False) for token in before] + [ends])
        return min(found, vocabulary.books)


def of(term: Term) -> list[Clause]:
    """The clauses of ``term``: all must hold. None when it has no words."""
    mark = MARKS.get(term.column)
    if mark and term.column in WHOLE:
        return [Clause((Row((f"{mark}{term.words}",)),))]
    if mark:
        return [Clause((Row((f"{mark}{word}",), begins=True),)) for word in _parts(term)]
    rows = [
        Row(tuple(found), begins)
        for found, begins in map(words.asked, filter(None, (term.words, term.joined)))
        if found
    ]
    if term.column == "everything" and len(term.words) >= _ISBN_BEGINS and term.words.isdigit():
        rows.append(Row((f"{MARKS['isbns']}{term.words}",), begins=True))
    column = "" if term.column == "everything" else term.column
    return [Clause(tuple(rows), column)] if rows else []


def exactly(column: str, said: str) -> list[Clause]:
    """That the whole of a name or heading stands in ``column``."""
    found = words.column(said)
    if words.BREAK in found:
        found = found[: found.index(words.BREAK)]
    return [Clause((Row(tuple(found)),), column)] if found else []


def of_years(years: Years) -> Clause | None:
    """The years as marks, where they are few."""
    if years.last - years.first >= MOST_YEARS:
        return None
    marks = (Row((year_mark(year),)) for year in range(years.first, years.last + 1))
    return Clause(tuple(marks))


def spelt_out(clause: Clause, vocabulary: Vocabulary, *, above: int = -1) -> Clause:
    """``clause`` with whole words for the beginnings of words that more than ``above`` books have:
    with what was typed itself, and with the most common words that begin so.
    """
    rows = []
    for row in clause.rows:
        *before, last = row.tokens
        if row.begins and vocabulary.count(last, begins=True) > above:
            known = [last, *vocabulary.beginning(last, MOST_BEGINNINGS)]
            rows += [Row((*before, word)) for word in dict.fromkeys(known)]
        else:
            rows.append(row)
    return Clause(tuple(rows), clause.column)


def all_of(terms: Iterable[Term]) -> tuple[Clause, ...]:
    """The clauses of all ``terms``."""
    return tuple(clause for term in terms for clause in of(term))


def _parts(term: Term) -> list[str]:
    """The words of a term in a marked column, each for itself: they are marked one by one."""
    return [token for word in term.words.split() for token in words.tokens(word)]
