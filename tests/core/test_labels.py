import pytest

from core import labels
from core.labels import Sheet

SHEET = Sheet(210, 297, 7.25, 15.15, 3, 7, 63.5, 38.1, 66, 38.1)


def width_of(words: str) -> float:
    return 0.6 * len(words)


def test_a_barcode_that_no_scanner_could_read_is_known() -> None:
    assert labels.barcode_fits("30001000000017", 38.1)
    assert not labels.barcode_fits("A" * 40, 38.1)


def test_long_titles_end_in_an_ellipsis() -> None:
    assert labels.cut("Short", 2, 20, width_of) == "Short"
    assert labels.cut("A very long title indeed", 2, 12, width_of) == "A very lo…"


def test_labels_go_on_where_the_sheet_was_begun() -> None:
    pages = labels.pages(22, SHEET, 20)
    assert [len(page) for page in pages] == [1, 21]
    assert (pages[0][0], pages[1][0], pages[1][-1]) == ((0, 20), (1, 0), (21, 20))
    assert labels.pages(0, SHEET, 3) == []


def test_places_go_row_by_row() -> None:
    assert SHEET.place(0) == (7.25, 15.15)
    assert SHEET.place(4) == (73.25, 53.25)


@pytest.mark.parametrize(
    ("changed", "fits"),
    [({}, True), ({"columns": 4}, False), ({"rows": 8}, False), ({"across": 60}, False),
     ({"down": 30}, False)],
)  # fmt: skip
def test_a_sheet_knows_whether_its_labels_fit(changed: dict[str, int], fits: bool) -> None:
    assert Sheet(**(vars(SHEET) | changed)).fits is fits
