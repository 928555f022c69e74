"""Rows of a table as drafts: one row a book, or one row a copy."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from catalog.domain.records import (
    cells,
    codes,
    dates,
    holdings,
    isbns,
    limits,
    roles,
    table_columns,
)
from catalog.domain.records.draft import BookDraft, CopyDraft, Options, Piece, Problem
from catalog.domain.records.iso2709 import Damaged
from core import grids
from core.grids import Row

Facts = dict[str, list[str]]
"""What a row says, by the names of ``table_columns.FIELDS``: every cell that says something."""

MOST_ROWS: Final = 5_000
"""Rows of one book. More is a column taken for what it is not."""
MOST_AT_ONCE: Final = 500
"""Copies that a count in a cell may ask for."""
# What LibraryThing writes behind a publisher: the year, and what kind of book it is.
_LIBRARYTHING: Final = re.compile(r"(.*\S)\s*\(\d{4}\)(?:,.*)?")
_LEFT_OUT: Final = frozenset({"", "copy_count"})


def pieces(rows: Iterable[Row], header: Sequence[str], mapping: Sequence[str]) -> Iterator[Piece]:
    """A piece for each book: rows that follow each other and differ only in what they say of a
    copy are one. ``raw`` holds as JSON the header, what its columns were taken for, and the rows
    as they stand in the file.
    """
    if "title" not in mapping:
        yield Piece(1, 1, _raw(header, mapping, []), (Problem("no_title_column", fatal=True),))
        return
    for number, (place, held, problems) in enumerate(_grouped(rows, mapping), 1):
        yield Piece(number, place, _raw(header, mapping, held), problems)


def _grouped(
    rows: Iterable[Row], mapping: Sequence[str]
) -> Iterator[tuple[int, list[list[str]], tuple[Problem, ...]]]:
    """The rows of each book, with the place of the first; a problem for a row that was not read."""
    of_book = [
        at for at, field in enumerate(mapping) if field and field not in table_columns.COPIES
    ]
    of_copy = any(field in table_columns.TELLING for field in mapping)
    begun = 0
    held: list[list[str]] = []
    key: list[str] = []
    for place, row in rows:
        if isinstance(row, Problem):
            if held:
                yield begun, held, ()
                held = []
            yield place, [], (row,)
            continue
        new = [row[at] if at < len(row) else "" for at in of_book]
        if held and not (of_copy and new == key and len(held) < MOST_ROWS):
            yield begun, held, ()
            held = []
        if not held:
            begun, key = place, new
        held.append(row)
    if held:
        yield begun, held, ()


def draft(piece: Piece, options: Options, problems: list[Problem]) -> BookDraft | None:
    """The book in a piece, or nothing: then the last of ``problems`` is fatal."""
    mapping, rows = _unpacked(piece.raw)
    told = [facts(row, options.columns or mapping) for row in rows]
    found = [
        each
        for one in told
        for each in copies(one, problems, options.currency, several=len(told) > 1)
    ]
    return book(told[0] if told else {}, found, problems)


def facts(row: Sequence[str], mapping: Sequence[str]) -> Facts:
    """What a row says, by field."""
    found: Facts = {}
    for field, cell in zip(mapping, row, strict=False):
        said = grids.read(cell)
        if field and said:
            found.setdefault(field, []).append(said)
    return found


def book(told: Facts, held: Sequence[CopyDraft], problems: list[Problem]) -> BookDraft | None:
    """The book of which ``told`` tells, with these copies."""
    title = limits.line(cells.first(told.get("title", ())))
    if not title:
        problems.append(Problem("no_title", fatal=True))
        return None
    if any("\ufffd" in cell for said in told.values() for cell in said):
        problems.append(Problem("bad_bytes", {"count": 1, "encoding": ""}))
    lines = {
        field: limits.line(cells.first(told.get(field, ())))
        for field in ("subtitle", "alternative_title", "edition", "publisher", "classification")
    }
    dated = _LIBRARYTHING.fullmatch(lines["publisher"])
    if dated:
        lines["publisher"] = dated[1]
    if lines["alternative_title"] == title:
        lines["alternative_title"] = ""
    return limits.book(
        problems,
        title=title,
        **lines,
        year=_year(told.get("year", ()), problems),
        language=_language(told.get("language", ())),
        description=limits.paragraph("\n".join(told.get("description", ()))),
        contributors=_contributors(told),
        subjects=[each for cell in told.get("subjects", ()) for each in cells.parts(cell)],
        isbns=_isbns(told.get("isbn", ()), problems),
        copies=tuple(held[: limits.MOST_COPIES]),
        has_no_copies=not held and _count(told.get("copy_count", ()), []) == 0,
    )


def copies(
    told: Facts, problems: list[Problem], currency: str, *, several: bool = False
) -> list[CopyDraft]:
    """The copies that a row tells of: one where it says anything of one, or where it is one of
    ``several`` rows of a book; as many as it counts.

    A barcode is of one copy, so that a row with one is never more.
    """
    said: dict[str, str] = {
        field: " ".join(told[field])
        for field in table_columns.COPIES
        if field in told and field not in _LEFT_OUT
    }
    count = _count(told.get("copy_count", ()), problems)
    if not (several or table_columns.TELLING & said.keys() if count is None else count):
        return []
    one = holdings.copy(said, problems, currency)
    return [one] * (1 if count is None or one.barcode else count)


def _count(said: Iterable[str], problems: list[Problem]) -> int | None:
    """How many copies a cell counts; ``None`` where it does not say."""
    cell = cells.first(said)
    if not cell:
        return None
    whole = cell.removesuffix(".0")
    if whole.isascii() and whole.isdigit() and len(whole) < 9 and int(whole) <= MOST_AT_ONCE:
        return int(whole)
    problems.append(Problem("copy_count", {"said": cell[:40], "most": MOST_AT_ONCE}))
    return None


def _year(said: Iterable[str], problems: list[Problem]) -> int | None:
    cell = cells.first(said)
    found = dates.of_cell(cell)
    if cell and found is None and cell.strip("0.") and any(char.isdigit() for char in cell):
        problems.append(Problem("year", {"said": cell[:40]}))
    return found


def _language(said: Iterable[str]) -> str:
    for cell in said:
        for part in cells.parts(cell.replace(",", ";")):
            found = codes.language_of_word(part)
            if found:
                return found
    return ""


def _contributors(told: Facts) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for field, role in sorted(
        table_columns.PEOPLE.items(), key=lambda each: each[1] != roles.AUTHOR
    ):
        for cell in told.get(field, ()):
            commas = field in {"authors", "contributors"}
            found += cells.names(cell, role, commas=commas)
    return found


def _isbns(said: Iterable[str], problems: list[Problem]) -> tuple[str, ...]:
    """The numbers of all cells. A rounded one is not worth a word where another cell has it."""
    noted: list[Problem] = []
    found = tuple(dict.fromkeys(each for cell in said for each in isbns.of_cell(cell, noted)))
    problems += [each for each in noted if not (found and each.code == "isbn_rounded")]
    return found


def _raw(header: Sequence[str], mapping: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    told = {"columns": list(header), "fields": list(mapping), "rows": list(rows)}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _unpacked(raw: bytes) -> tuple[list[str], list[list[str]]]:
    """What the columns were taken for, and the rows."""
    try:
        told: Any = json.loads(raw)
        rows = [[str(cell) for cell in row] for row in told["rows"]]
        return [str(field) for field in told["fields"]], rows
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Damaged("json", at=0) from error
