import pytest

from catalog.domain import labels
from catalog.domain.labels import Said
from core.labels import QUIET_MODULES, Bars, Sheet, Square, Words
from tests.scanner import decoded

SHEET = Sheet(210, 297, 7.25, 15.15, 3, 7, 63.5, 38.1, 66, 38.1)
TINY = Sheet(215.9, 279.4, 7.62, 12.7, 4, 20, 44.45, 12.7, 52.07, 12.7)
SAID = Said("30001000000017", "813.54 LEG", "A wizard of Earthsea", "Harbour Town Library")


def width_of(words: str) -> float:
    return 0.6 * len(words)


@pytest.mark.parametrize("barcode", ["30001000000017", "B-1", "A/12.50", "0439000001234", "X1"])
def test_the_bars_that_are_drawn_say_the_barcode(barcode: str) -> None:
    said = Said(barcode, "", "", "")
    (bars,) = [
        mark for mark in labels.barcode_label(said, SHEET, width_of) if isinstance(mark, Bars)
    ]
    assert decoded(bars) == barcode
    quiet = QUIET_MODULES * bars.module
    assert bars.x >= quiet
    assert bars.x + len(bars.modules) * bars.module + quiet <= SHEET.label_width


@pytest.mark.parametrize("sheet", [SHEET, TINY], ids=["21", "80"])
@pytest.mark.parametrize("qr", [False, True])
def test_nothing_is_drawn_beside_its_label(sheet: Sheet, qr: bool) -> None:
    marks = [
        *labels.barcode_label(SAID, sheet, width_of, qr=qr),
        *labels.spine_label(SAID, sheet, width_of),
    ]
    for mark in marks:
        if isinstance(mark, Words):
            assert mark.size <= mark.y <= sheet.label_height
            assert width_of(mark.text) * mark.size <= sheet.label_width
        elif isinstance(mark, Square):
            assert mark.x + mark.side <= sheet.label_width
            assert mark.y + mark.side <= sheet.label_height
        else:
            assert mark.y + mark.height <= sheet.label_height


def test_a_qr_code_stands_beside_the_bars_only_where_both_can_be_read() -> None:
    wide = labels.barcode_label(SAID, SHEET, width_of, qr=True)
    assert any(isinstance(mark, Square) for mark in wide)
    long = Said("A" * 22, "", "", "")
    narrow = labels.barcode_label(long, SHEET, width_of, qr=True)
    assert not any(isinstance(mark, Square) for mark in narrow)


def test_a_spine_without_a_call_number_says_which_copy_it_is() -> None:
    (line,) = labels.spine_label(Said("B-1", "", "", ""), SHEET, width_of)
    assert isinstance(line, Words)
    assert line.text == "B-1"
