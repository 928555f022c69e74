"""What is drawn on a member's card, and on the screen that stands for one. All measures are
millimetres from the top left.

Cards have the size ID-1 of ISO/IEC 7810, that of a bank card: 85.60 by 53.98 mm, with corners of a
radius of 3.18 mm.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from core import labels
from core.labels import Bars, Mark, Sheet, Width, Words

WIDTH: Final = 85.6
HEIGHT: Final = 53.98
CORNERS: Final = 3.18
A4: Final = "a4"
LETTER: Final = "letter"
SHEETS: Final[Mapping[str, Sheet]] = {
    A4: Sheet(210, 297, 19.4, 13.5, 2, 5, WIDTH, HEIGHT, WIDTH, HEIGHT),
    LETTER: Sheet(215.9, 279.4, 22.3, 31.7, 2, 4, WIDTH, HEIGHT, WIDTH, HEIGHT),
}
"""Cards edge to edge, so that one cut parts two. Letter has a row less: few printers reach the edge
of the paper.
"""
SCREEN_WIDTH: Final = 100.0
SCREEN_HEIGHT: Final = 92.0
_SCREEN_QR: Final = 56.0
_PAD: Final = 5.0
_EDGE: Final = 1.0
_LIBRARY: Final = 3.6
_NAME: Final = 4.6
_NAME_DOWN: Final = 19.0
_NUMBER: Final = 3.4
_BARS: Final = 12.0
_BARS_DOWN: Final = 30.0
_QR: Final = 20.0


@dataclass(frozen=True)
class Said:
    """What a card says: the number as it is scanned, and as people read it."""

    library: str
    name: str
    number: str
    spaced: str


def fits(number: str) -> bool:
    """Whether a scanner could read the bars of ``number`` on a card."""
    return labels.barcode_fits(number, WIDTH - 2 * _EDGE)


def face(said: Said, width_of: Width) -> list[Mark]:
    """The library's and the member's names, and beneath them the bars with the number in clear and
    a QR code of it. A long number takes the room of the QR code.
    """
    beside = WIDTH - _PAD - _QR
    has_qr = labels.barcode_fits(said.number, beside - _EDGE)
    bars = _bars(said.number, (beside if has_qr else WIDTH - _EDGE) - _EDGE)
    room = len(bars.modules) * bars.module
    size = min(_NUMBER, room / width_of(said.spaced))
    code = labels.qr(said.number, beside, HEIGHT - _PAD - _QR, _QR) if has_qr else []
    return [
        _line(said.library, _PAD + _LIBRARY, _LIBRARY, width_of),
        _line(said.name, _NAME_DOWN, _NAME, width_of),
        bars,
        Words(bars.x, bars.y + bars.height + 1.4 * size, size, said.spaced, centred=False),
        *code,
    ]


def screen(number: str) -> list[Mark]:
    """A QR code of the number and beneath it the bars, as large as a telephone can show them."""
    modules = labels.code128(number)
    module = labels.module_for(modules, SCREEN_WIDTH)
    left = (SCREEN_WIDTH - len(modules) * module) / 2
    bars = Bars(left, _SCREEN_QR + 6, module, SCREEN_HEIGHT - _SCREEN_QR - 8, modules)
    return [*labels.qr(number, (SCREEN_WIDTH - _SCREEN_QR) / 2, 0, _SCREEN_QR), bars]


def _bars(number: str, room: float) -> Bars:
    """The bars of ``number`` between the left edge and ``room``: in line with the names where
    their quiet zones allow it, else in the middle.
    """
    modules = labels.code128(number)
    module = min(labels.WIDEST_MODULE, labels.module_for(modules, room))
    wide, quiet = len(modules) * module, labels.QUIET_MODULES * module
    in_line = quiet <= _PAD and _PAD + wide + quiet <= _EDGE + room
    left = _PAD if in_line else _EDGE + (room - wide) / 2
    return Bars(left, _BARS_DOWN, module, _BARS, modules)


def _line(words: str, down: float, size: float, width_of: Width) -> Words:
    room = WIDTH - 2 * _PAD
    return Words(_PAD, down, size, labels.cut(words, size, room, width_of), centred=False)
