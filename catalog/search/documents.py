"""From what a record says to what its book is found by. It needs no database."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from catalog.domain import isbn, titles
from catalog.search import words

MOST_OF_DESCRIPTION: Final = 200
"""Words of a description that are looked into: a row that stays small is read fast."""
TOP_LEVEL: Final = 31
NOBODY: Final = "\uf8ff"
"""Sorts behind all names, in the order of code points."""
_AUTHOR_LENGTH: Final = 80


@dataclass(frozen=True, slots=True)
class Held:
    """What a copy adds to what its book is found by."""

    branch: str
    """Its code."""
    copy_type: str
    """Its code."""
    call_number: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """All that a book is found by, as plain values: contributors and subjects in their order,
    behind them their other names; ISBNs as 13 digits, copies that are not withdrawn.
    """

    book_id: UUID
    title: str
    subtitle: str = ""
    alternative_title: str = ""
    contributors: Sequence[str] = ()
    subjects: Sequence[str] = ()
    isbns: Sequence[str] = ()
    edition: str = ""
    publisher: str = ""
    year: int | None = None
    language: str = ""
    classification: str = ""
    description: str = ""
    held: Sequence[Held] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A source as the index takes it: the columns of its entry, and the tokens of all its words.

    ``marks`` are tokens that no word begins like: "_leng" is a language, "_y1999" a year.
    """

    book_id: UUID
    level: int
    title: str
    contributors: str
    author: str
    year: int
    columns: tuple[list[str], list[str], list[str], list[str]]
    marks: list[str]
    digest: int


def document(source: Source) -> Document:
    """``source`` as the index takes it."""
    title = words.pieces((source.title, source.subtitle, source.alternative_title))
    contributors = words.pieces(source.contributors)
    calls = [held.call_number for held in source.held]
    rest = (
        source.edition,
        source.publisher,
        source.classification,
        *dict.fromkeys(filter(None, calls)),
        "" if source.year is None else str(source.year),
    )
    columns = (
        words.row(title),
        words.row(contributors),
        words.column(*source.subjects),
        _with_description(words.column(*rest), source.description),
    )
    in_title, in_names = words.shown(title), words.shown(contributors)
    marks = list(dict.fromkeys(_marks(source)))
    level = _level(source)
    return Document(
        source.book_id,
        level,
        in_title,
        in_names,
        _author(source),
        titles.YEAR_UNKNOWN if source.year is None else source.year,
        columns,
        marks,
        _digest(level, [*columns, marks], in_title + in_names),
    )


def _author(source: Source) -> str:
    """The name to order by; books of nobody stand at the end."""
    name = titles.name_key(source.contributors[0]) if source.contributors else ""
    return name[:_AUTHOR_LENGTH] or NOBODY


def _level(source: Source) -> int:
    """A library buys more copies of what is asked for more: 0 to 1 copies, 2 to 3, 4 to 7..."""
    return min(max(len(source.held).bit_length() - 1, 0), TOP_LEVEL)


def _with_description(rest: list[str], description: str) -> list[str]:
    if not description:
        return rest
    # A word has more than one letter on average: what is cut here is not looked at anyway.
    said = words.column(description[: MOST_OF_DESCRIPTION * 20])[:MOST_OF_DESCRIPTION]
    return [*rest, words.BREAK, *said] if rest else said


def _marks(source: Source) -> Iterable[str]:
    for digits in source.isbns:
        yield f"_i{digits}"
        short = isbn.short(digits)
        if short:
            yield f"_i{short.lower()}"
    if source.language:
        yield f"_l{source.language}"
    if source.year is not None:
        yield year_mark(source.year)
    if source.publisher:
        yield from [f"_p{word}" for word in words.column(source.publisher)]
    if source.classification:
        yield from [f"_k{word}" for word in words.column(source.classification)]
    for held in source.held:
        yield f"_b{held.branch.lower()}"
        yield f"_t{held.copy_type.lower()}"
        if held.call_number:
            yield from [f"_k{word}" for word in words.column(held.call_number)]


def year_mark(year: int) -> str:
    """The token of a year."""
    return f"_y{year}"


def _digest(level: int, columns: Sequence[Sequence[str]], shown: str) -> int:
    """A checksum of all that is written, by which an entry is held against its book."""
    whole = "\n".join([str(level), shown, *map(" ".join, columns)])
    found = hashlib.blake2b(whole.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(found, signed=True)
