"""Comma-separated text in all its dialects."""

import codecs
import csv
import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import BinaryIO, Final

from core.grids import quotes
from core.grids.grid import (
    AMONG,
    HEAD_ROWS,
    MOST_COLUMNS,
    FindHeader,
    Grid,
    Problem,
    Row,
    Unreadable,
    cells_of,
)

HEAD_BYTES: Final = 65_536
CHUNK: Final = 262_144
MOST_LINE: Final = 2_000_000
"""Characters of one line; csv itself takes no cell of more than 131,072."""
DELIMITERS: Final = (";", "\t", ",", "|")
_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
# How Excel is told what parts the cells.
_SAID: Final = re.compile(r"sep=([;,\t|])\s*$", re.IGNORECASE)
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip


def opened(
    file: BinaryIO, find_header: FindHeader, *, encoding: str = "", delimiter: str = ""
) -> Grid:
    """The table in ``file``, which is read from where it stands. ``encoding`` and ``delimiter``
    overrule what it looks like. Raises ``Unreadable`` when there is no row of names.
    """
    table = _Table(file, encoding, delimiter)
    header, before = table.header(find_header)
    samples = [cells for row in table.head[before + 1 :] if (cells := cells_of(row))]
    return Grid(header, samples, table.body(before), table.encoding, table.delimiter)


class _Table:
    """A table being read: its encoding, its delimiter, its first rows, and the rest behind them."""

    def __init__(self, file: BinaryIO, encoding: str, delimiter: str) -> None:
        first = file.read(HEAD_BYTES)
        self.encoding = encoding or _encoding(first, file)
        self._lines = _lines(first, file, self.encoding)
        self._begun = list(islice(self._lines, HEAD_ROWS * 4))
        said = _SAID.match(self._begun[0]) if self._begun else None
        self._skipped = 1 if said else 0
        if said:
            del self._begun[0]
        asked = delimiter if delimiter in DELIMITERS else ""
        self.delimiter = asked or (said[1] if said else "") or _delimiter(self._begun)
        parsed = quotes.rows(
            chain(self._begun, self._lines), self.delimiter, _width(self._begun, self.delimiter)
        )
        self._all: Iterator[Row] = enumerate(parsed, 1 + self._skipped)
        self.head = list(islice(self._all, HEAD_ROWS))

    def header(self, find: FindHeader) -> tuple[list[str], int]:
        """The names of the columns, and at which of the first rows they stand."""
        at = find([cells_of(row) for row in self.head[:AMONG]])
        if at >= len(self.head) or not cells_of(self.head[at]):
            raise Unreadable("no_header")
        header = [name.strip() for name in cells_of(self.head[at])]
        if len(header) > MOST_COLUMNS:
            raise Unreadable("too_many_columns", most=MOST_COLUMNS)
        return header, at

    def body(self, header_at: int) -> Iterator[Row]:
        """The rows behind the header that say anything."""
        for place, row in chain(self.head[header_at + 1 :], self._all):
            if isinstance(row, Problem):
                yield place, row
            elif any(map(str.strip, row)):
                yield place, row[:MOST_COLUMNS]


def _encoding(head: bytes, file: BinaryIO) -> str:
    """By its mark; without one UTF-8 if it is, and else what Windows wrote in western Europe. The
    first letter beyond ASCII tells, and may stand far behind the ``head``; ``file`` is left where
    it was.
    """
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding
    here = file.tell()
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in _portions(head, file):
            if not decoder.decode(chunk, not chunk).isascii():
                break
    except UnicodeDecodeError:
        return "cp1252"
    finally:
        file.seek(here)
    return "utf-8"


def _lines(head: bytes, file: BinaryIO, encoding: str) -> Iterator[str]:
    """The lines with their ends, whichever they are; one beyond all measure comes in pieces."""
    decoder = codecs.getincrementaldecoder(_marked(encoding))("replace")
    rest = ""
    for chunk in _portions(head, file):
        text = rest + decoder.decode(chunk, not chunk)
        end = _last_end(text) if chunk else len(text)
        yield from _LINE.findall(text, 0, end)
        rest = text[end:]
        if len(rest) > MOST_LINE:
            yield rest
            rest = ""


def _portions(head: bytes, file: BinaryIO) -> Iterator[bytes]:
    """The file from its start, and nothing at its end."""
    yield head
    if head:
        while chunk := file.read(CHUNK):
            yield chunk
        yield b""


def _last_end(text: str) -> int:
    """Where the last whole line ends. A carriage return at the very end may be half an end."""
    return max(text.rfind("\n"), text.rfind("\r", 0, -1)) + 1


def _marked(encoding: str) -> str:
    return "utf-8-sig" if encoding == "utf-8" else encoding


def _delimiter(lines: list[str]) -> str:
    """What parts most cells in the same number in most of the first rows."""
    return max(DELIMITERS, key=lambda each: _evenness(lines, each))


def _evenness(lines: list[str], delimiter: str) -> float:
    widths = _widths(lines, delimiter)
    usual = max(set(widths), key=lambda width: (widths.count(width), width), default=0)
    return 0.0 if usual < 2 else widths.count(usual) / len(widths) * min(usual, 5)


def _width(lines: list[str], delimiter: str) -> int:
    """How many cells most of the first rows have; where that is not clear, most lines."""
    widths = _widths(lines, delimiter)
    alone = [quotes.cells_in(line, delimiter) for line in lines]
    return max(set(widths), key=lambda width: (widths.count(width), alone.count(width)), default=0)


def _widths(lines: list[str], delimiter: str) -> list[int]:
    reader = csv.reader(lines, delimiter=delimiter)
    found = []
    while (row := quotes.next_row(reader)) is not None:
        if isinstance(row, list) and row:
            found.append(len(row))
    return found
