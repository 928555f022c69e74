"""Sheets of labels and cards, and the marks that are drawn on them: bars, QR codes and words. All
measures are millimetres from the top left.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import segno
from barcode.codex import Code128

QUIET_MODULES: Final = 10  # ISO/IEC 15417: the white before and after a Code 128
WIDEST_MODULE: Final = 0.38
NARROWEST_MODULE: Final = 0.17  # what a laser printer at 300 dots per inch and a scanner still tell
ROUNDING: Final = 0.05

Width = Callable[[str], float]
"""How wide a text is when its letters are one millimetre high."""


@dataclass(frozen=True)
class Sheet:
    """Labels in columns and rows on a page. ``across`` and ``down`` lead from the edge of one label
    to the same edge of the next.
    """

    page_width: float
    page_height: float
    left: float
    top: float
    columns: int
    rows: int
    label_width: float
    label_height: float
    across: float
    down: float

    @property
    def labels(self) -> int:
        """How many labels a page has."""
        return self.columns * self.rows

    @property
    def fits(self) -> bool:
        """Whether all labels lie on the page, and none on another."""
        right = self.left + self.across * (self.columns - 1) + self.label_width
        bottom = self.top + self.down * (self.rows - 1) + self.label_height
        is_on_page = right <= self.page_width + ROUNDING and bottom <= self.page_height + ROUNDING
        is_apart = (self.columns == 1 or self.across >= self.label_width - ROUNDING) and (
            self.rows == 1 or self.down >= self.label_height - ROUNDING
        )
        return is_on_page and is_apart

    def place(self, number: int) -> tuple[float, float]:
        """The left upper corner of the label ``number`` (from 0) of a page, row by row."""
        row, column = divmod(number, self.columns)
        return self.left + column * self.across, self.top + row * self.down


@dataclass(frozen=True)
class Bars:
    """A bar code: ``modules`` as ones (black) and noughts, each ``module`` wide."""

    x: float
    y: float
    module: float
    height: float
    modules: str

    @property
    def black(self) -> list[tuple[float, float]]:
        """The bars, as left edge and width."""
        found, at = [], 0
        for run in self.modules.replace("10", "1 0").replace("01", "0 1").split():
            if run[0] == "1":
                found.append(
                    (round(self.x + at * self.module, 4), round(len(run) * self.module, 4))
                )
            at += len(run)
        return found


@dataclass(frozen=True)
class Words:
    """One line of text: its baseline begins, or with ``centred`` has its middle, at x and y."""

    x: float
    y: float
    size: float
    text: str
    centred: bool = True


@dataclass(frozen=True)
class Square:
    """A black square of a QR code."""

    x: float
    y: float
    side: float


Mark = Bars | Words | Square


def code128(barcode: str) -> str:
    """The modules of ``barcode`` in Code 128 (ISO/IEC 15417), without the quiet zones."""
    return str(Code128(barcode).build()[0])


def barcode_fits(barcode: str, label_width: float) -> bool:
    """Whether a scanner can read ``barcode`` on a label so wide."""
    return module_for(code128(barcode), label_width) >= NARROWEST_MODULE


def cut(words: str, size: float, room: float, width_of: Width) -> str:
    """``words``, ended by an ellipsis where they are wider than ``room``."""
    if width_of(words) * size <= room:
        return words
    while words and width_of(words + "…") * size > room:
        words = words[:-1]
    return words.rstrip() + "…"


def pages(count: int, sheet: Sheet, start: int) -> list[Sequence[tuple[int, int]]]:
    """Where ``count`` labels go: for each page its labels, as which one and at which place of the
    page (from 0). The first page begins at place ``start`` (from 0).
    """
    found: dict[int, list[tuple[int, int]]] = {}
    for number in range(count):
        page, place = divmod(number + start, sheet.labels)
        found.setdefault(page, []).append((number, place))
    return list(found.values())


def module_for(modules: str, width: float) -> float:
    """How wide a module of a bar code can be where it has ``width``, with its quiet zones."""
    return (width - 2 * 0.5) / (len(modules) + 2 * QUIET_MODULES)


def qr(said: str, x: float, y: float, side: float) -> list[Square]:
    """The black squares of a QR code (ISO/IEC 18004, level M) on a white square of ``side``."""
    rows = [list(row) for row in segno.make_qr(said, error="m").matrix]
    each = side / (len(rows) + 4)  # two modules of white all round lie inside; the label adds more
    return [
        Square(round(x + (2 + column) * each, 4), round(y + (2 + row) * each, 4), round(each, 4))
        for row, line in enumerate(rows)
        for column, is_black in enumerate(line)
        if is_black
    ]
