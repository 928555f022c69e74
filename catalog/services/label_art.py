"""Label sheets drawn: as PDF, and as pictures for the browser's own printing. Both are drawn from
the same marks, so that they are alike to the tenth of a millimetre.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from catalog import errors
from catalog.domain import labels
from catalog.domain.labels import Said
from catalog.models import Copy
from core import label_pdf
from core.label_pdf import Label, printable, width_of
from core.labels import Mark, Sheet, barcode_fits

BARCODE: Final = "barcode"
SPINE: Final = "spine"
BOTH: Final = "both"


@dataclass(frozen=True)
class Order:
    """What is to be printed: the sheet, from which of its places on (from 0), and what on each
    label. ``BOTH`` gives each copy two labels beside each other.
    """

    sheet: Sheet
    kind: str = BARCODE
    start: int = 0
    qr: bool = False


def pages(
    copies: Sequence[Copy], order: Order, *, can_draw: Callable[[str], bool] = bool
) -> list[list[Label]]:
    """The pages that ``copies`` (with their books) take. ``can_draw`` is asked of each letter: a
    browser finds a font for any of them. Raises ``LabelTooSmall``.
    """
    drawn = [marks for copy in copies for marks in _labels(copy, order, can_draw)]
    return label_pdf.pages(drawn, order.sheet, order.start)


def pdf(copies: Sequence[Copy], order: Order) -> bytes:
    """The labels as a PDF of the sheet's own size, to be printed at 100 %. Raises
    ``LabelTooSmall``.
    """
    return label_pdf.pdf(pages(copies, order, can_draw=label_pdf.has_glyph), order.sheet)


def _labels(copy: Copy, order: Order, can_draw: Callable[[str], bool]) -> Iterator[list[Mark]]:
    call_number = printable(copy.call_number, can_draw)
    names = (copy.book.title, copy.book.alternative_title, copy.call_number)
    legible = (name for name in names if name and all(map(can_draw, filter(str.isalpha, name))))
    library = printable(settings.LIBRARY_NAME, can_draw)
    said = Said(copy.barcode, call_number, printable(next(legible, ""), can_draw), library)
    if order.kind in {SPINE, BOTH}:
        yield labels.spine_label(said, order.sheet, width_of)
    if order.kind in {BARCODE, BOTH}:
        if not barcode_fits(copy.barcode, order.sheet.label_width):
            raise errors.LabelTooSmall(barcode=copy.barcode)
        yield labels.barcode_label(said, order.sheet, width_of, qr=order.qr)
