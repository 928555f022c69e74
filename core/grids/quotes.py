"""Rows of comma-separated text, and quotation marks in it that are never closed.

Such a mark makes one cell of all that follows, up to the next mark or the end of the file: rows
would go without a word. Where the lines that a cell has taken in are rows themselves, its row is
refused and its second line is read as a row again.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from core.grids.grid import Problem

TOO_LONG: Final = Problem("cell_too_long", fatal=True)
UNCLOSED: Final = Problem("unclosed_quote", fatal=True)
MOST_LETTERS: Final = 262_144
"""Of a row of several lines; csv itself takes no cell of more than 131,072."""
MOST_AGAIN: Final = 4
"""How often all that was read may be read again, so that a bad file costs no hours."""
MANY: Final = 10
"""Lines in a cell that is closed as it should be, before they are suspected to be rows."""


def rows(lines: Iterable[str], delimiter: str, width: int) -> Iterator[list[str] | Problem]:
    """The cells of each row, or why there are none. ``width`` is how many cells rows have."""
    source = _Lines(lines)
    reader = csv.reader(source, delimiter=delimiter)
    again = 0
    while (row := next_row(reader)) is not None:
        taken = source.taken
        if source.ended or len(taken) > 1:
            is_broken = source.ended or row is TOO_LONG or _is_broken(taken, delimiter)
            if _are_rows(taken, delimiter, width, is_broken=is_broken):
                row = UNCLOSED
                again += source.letters
                if again <= MOST_AGAIN * source.fresh:
                    source.give_back(taken[1:])
            elif source.ended:
                row = UNCLOSED
            source.ended = False
        taken.clear()
        yield row


def next_row(reader: Iterator[list[str]]) -> list[str] | Problem | None:
    """The next row, nothing behind the last one. It goes on behind a row that csv refuses."""
    try:
        return next(reader, None)
    except csv.Error:
        return TOO_LONG


class _Lines:
    """Lines of which some can be given back. ``taken`` are those of one row, of so many
    ``letters``; ``ended`` tells that there were no more in the midst of it. ``fresh`` counts the
    letters of all that was not given back.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._back: list[str] = []
        self.letters = self.fresh = 0
        self.taken: list[str] = []
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if not self.taken:
            self.letters = 0
        elif self.letters > MOST_LETTERS:
            raise csv.Error
        if self._back:
            line = self._back.pop()
        else:
            try:
                line = next(self._lines)
            except StopIteration:
                self.ended = bool(self.taken)
                raise
            self.fresh += len(line)
        self.taken.append(line)
        self.letters += len(line)
        return line

    def give_back(self, lines: Sequence[str]) -> None:
        self._back += reversed(lines)


def _are_rows(taken: Sequence[str], delimiter: str, width: int, *, is_broken: bool) -> bool:
    """Whether the lines of one row are rows each, by the number of their cells. Lines of a
    description seldom have as many; where all marks are well paired, nearly all of many have to,
    without the space that prose has behind a comma.
    """
    first, *further = taken
    if not further or cells_in(first, delimiter, bare=True) < width:
        return False
    alike = sum(cells_in(line, delimiter) == width for line in further)
    if is_broken:
        return alike * 2 > len(further)
    # The last line holds the mark that closes the cell, and may be parted otherwise for it.
    prose = sum(f"{delimiter} " in line for line in further)
    return width > 2 and len(further) > MANY and alike >= len(further) - 1 and prose <= 1


def cells_in(line: str, delimiter: str, *, bare: bool = False) -> int:
    """How many cells a line has; ``bare`` takes its quotation marks for letters."""
    try:
        if bare:
            return len(next(csv.reader([line], delimiter=delimiter, quoting=csv.QUOTE_NONE), ()))
        return len(next(csv.reader([line], delimiter=delimiter), ()))
    except csv.Error:
        return 0


def _is_broken(lines: Sequence[str], delimiter: str) -> bool:
    """Whether a mark closes a cell that goes on behind it: it was meant to open another."""
    try:
        next(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return True
    return False
