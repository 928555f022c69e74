"""Sheets of labels and cards as PDF, of the sheet's own size, to be printed at 100 %."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.conf import settings
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from core import labels, visual_order
from core.labels import Bars, Mark, Sheet, Words

_FONT: Final = "labels"
_FILE: Final = "static/vendor/dejavu-sans-2.37.ttf"
_HAIRLINE: Final = 0.1


@dataclass(frozen=True)
class Label:
    """A label at its place on a page."""

    x: float
    y: float
    marks: Sequence[Mark]


def pages(drawn: Sequence[Sequence[Mark]], sheet: Sheet, start: int) -> list[list[Label]]:
    """The pages that what was ``drawn`` takes; the first begins at place ``start`` (from 0)."""
    return [
        [Label(*sheet.place(place), drawn[number]) for number, place in page]
        for page in labels.pages(len(drawn), sheet, start)
    ]


def pdf(drawn: Sequence[Sequence[Label]], sheet: Sheet, *, corners: float | None = None) -> bytes:
    """The pages as a PDF. With ``corners`` each label has a line to cut along, whose corners have
    that radius.
    """
    out = io.BytesIO()
    font()
    size = sheet.page_width * mm, sheet.page_height * mm
    canvas = Canvas(out, pagesize=size, pageCompression=1, invariant=1)
    canvas.setTitle(settings.LIBRARY_NAME)
    canvas.setViewerPreference("PrintScaling", "None")
    for page in drawn:
        for label in page:
            if corners is not None:
                _outline(canvas, sheet, label, corners)
            for mark in label.marks:
                _draw(canvas, sheet, label, mark)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def width_of(words: str) -> float:
    """How wide ``words`` are when its letters are one millimetre high. What the font does not have
    is counted as the square that most of it fills.
    """
    shown = visual_order.shown(words)
    known = "".join(filter(has_glyph, shown))
    return float(pdfmetrics.stringWidth(known, font(), 1)) + len(shown) - len(known)


def has_glyph(char: str) -> bool:
    """Whether the font can draw it; else it would be an empty box."""
    return ord(char) in _glyphs()


def has_all(words: str) -> bool:
    """Whether the font has every letter of ``words``, in the forms in which they are drawn."""
    return all(map(has_glyph, visual_order.shown(words)))


def printable(words: str, can_draw: Callable[[str], bool] = has_glyph) -> str:
    """``words`` without the letters that cannot be drawn."""
    return " ".join("".join(filter(can_draw, words)).split())


def _outline(canvas: Any, sheet: Sheet, label: Label, corners: float) -> None:
    canvas.setLineWidth(_HAIRLINE * mm)
    canvas.roundRect(
        label.x * mm,
        (sheet.page_height - label.y - sheet.label_height) * mm,
        sheet.label_width * mm,
        sheet.label_height * mm,
        corners * mm,
    )


def _draw(canvas: Any, sheet: Sheet, label: Label, mark: Mark) -> None:
    """One mark; PDF counts from the lower left."""
    x = label.x + mark.x
    if isinstance(mark, Words):
        canvas.setFont(font(), mark.size * mm)
        down = (sheet.page_height - label.y - mark.y) * mm
        text = visual_order.shown(mark.text)
        (canvas.drawCentredString if mark.centred else canvas.drawString)(x * mm, down, text)
        return
    tall = mark.height if isinstance(mark, Bars) else mark.side
    down = (sheet.page_height - label.y - mark.y - tall) * mm
    blacks = mark.black if isinstance(mark, Bars) else [(mark.x, mark.side)]
    for left, width in blacks:
        canvas.rect((label.x + left) * mm, down, width * mm, tall * mm, stroke=0, fill=1)


@cache
def font() -> str:
    """The name of the font, which is then known to the drawing library."""
    pdfmetrics.registerFont(TTFont(_FONT, str(settings.BASE_DIR / _FILE)))
    return _FONT


@cache
def _glyphs() -> frozenset[int]:
    face: Any = pdfmetrics.getFont(font())
    return frozenset(face.face.charToGlyph)
