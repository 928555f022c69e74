"""What is drawn on the label of a copy. All measures are millimetres from the top left."""

from dataclasses import dataclass
from typing import Final

from catalog.domain import call_numbers
from core import labels
from core.labels import Bars, Mark, Sheet, Width, Words

PAD: Final = 1.5
MOST_SPINE_LINES: Final = 7


@dataclass(frozen=True)
class Said:
    """What a label says of a copy."""

    barcode: str
    call_number: str
    title: str
    library: str


def barcode_label(said: Said, sheet: Sheet, width_of: Width, *, qr: bool = False) -> list[Mark]:
    """The library's name, the title, the bars and the number beneath them; beside them a QR code
    of the number when there is room for it.
    """
    height = sheet.label_height
    line = min(2.6, height / 8)
    square = min(height - 2 * PAD, 16.0) if qr else 0.0
    room = sheet.label_width - (square + PAD if square else 0)
    if square and not labels.barcode_fits(said.barcode, room):
        square, room = 0.0, sheet.label_width
    middle = room / 2
    heads = [said.library, said.title] if height > 16 else [said.library]
    marks: list[Mark] = [
        Words(
            middle,
            PAD + line * (0.8 + 1.2 * at),
            line,
            labels.cut(head, line, room - 2 * PAD, width_of),
        )
        for at, head in enumerate(filter(None, heads))
    ]
    top = PAD + 1.2 * line * len(marks) + 0.6
    modules = labels.code128(said.barcode)
    module = min(labels.WIDEST_MODULE, labels.module_for(modules, room))
    tall = max(3.0, height - PAD - top - 1.5 * line)
    marks.append(Bars(middle - len(modules) * module / 2, top, module, tall, modules))
    number = Words(middle, top + tall + 1.15 * line, line, said.barcode)
    squares = (
        labels.qr(said.barcode, sheet.label_width - PAD - square, PAD, square) if square else []
    )
    return [*marks, number, *squares]


def spine_label(said: Said, sheet: Sheet, width_of: Width) -> list[Mark]:
    """The call number in lines, as large as the label lets them be; the number of the copy where
    there is no call number.
    """
    lines = call_numbers.spine(said.call_number) or [said.barcode]
    lines = lines[:MOST_SPINE_LINES]
    widest = max(width_of(line) for line in lines)
    room, tall = sheet.label_width - 2 * PAD, sheet.label_height - 2 * PAD
    size = min(5.5, tall / (1.2 * len(lines)), room / widest if widest else tall)
    top = (sheet.label_height - 1.2 * size * len(lines)) / 2
    return [
        Words(sheet.label_width / 2, top + size * (0.95 + 1.2 * at), size, line)
        for at, line in enumerate(lines)
    ]
