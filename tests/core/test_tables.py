import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from catalog.models import Copy
from core import tables
from core.tables import Table
from tests.factories.catalog import BookFactory, CopyFactory

SUMMER = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)


def of(*rows: Any) -> Table:
    return Table("things", ["A", "B"], rows)


def read_csv(table: Table) -> list[list[str]]:
    said = b"".join(tables.csv_parts(table)).decode()
    assert said.startswith("\ufeff")
    return list(csv.reader(io.StringIO(said.removeprefix("\ufeff"), newline="")))


def read_xlsx(table: Table) -> list[list[list[Any]]]:
    return [
        [[cell.value for cell in row] for row in sheet.iter_rows()]
        for sheet in workbook(table).worksheets
    ]


def workbook(table: Table) -> Any:
    with tables.xlsx_file(table) as file:
        return load_workbook(file)


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"]


@pytest.mark.parametrize("said", FORMULAS)
def test_no_cell_of_a_csv_is_a_formula(said: str) -> None:
    assert read_csv(of([said, "x"]))[1][0] == f"'{said}"


@pytest.mark.parametrize("said", ["=1+1", '=HYPERLINK("http://x")', "-1", "00123"])
def test_text_in_a_workbook_is_text(said: str) -> None:
    book = workbook(of([said, 1]))
    cell = book.worksheets[0]["A2"]
    assert (cell.value, cell.data_type) == (said, "s")


def test_columns_are_as_safe_as_cells() -> None:
    assert read_csv(Table("x", ["=A"], []))[0] == ["'=A"]
    sheet = workbook(Table("x", ["=A"], [])).worksheets[0]
    assert sheet["A1"].data_type == "s"


@timezone.override("Europe/Berlin")
def test_cells_are_written_as_what_they_are() -> None:
    rows = [[None, 7], [Decimal("12.50"), date(2026, 5, 6)], [SUMMER, 'a "b"\nc, d']]
    assert read_csv(of(*rows))[1:] == [
        ["", "7"],
        ["12.50", "2026-05-06"],
        ["2026-07-02 00:30", 'a "b"\nc, d'],
    ]
    (sheet,) = read_xlsx(of(*rows))
    assert sheet[1:] == [
        [None, 7],
        [12.5, datetime(2026, 5, 6)],  # noqa: DTZ001 - spreadsheets know of no time zones
        [datetime(2026, 7, 2, 0, 30), 'a "b"\nc, d'],  # noqa: DTZ001
    ]


def test_what_no_workbook_can_hold_is_left_out() -> None:
    (sheet,) = read_xlsx(of(["a\x00b\x1f", "x" * 40_000]))
    assert sheet[1] == ["ab", "x" * tables.LETTERS_OF_A_CELL]


def test_a_long_list_goes_on_on_the_next_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "ROWS_OF_A_SHEET", 3)
    first, second = read_xlsx(of([1, 1], [2, 2], [3, 3]))
    assert (len(first), second) == (3, [[3, 3]])


def test_a_long_list_is_sent_in_parts() -> None:
    drawn = []

    def rows() -> Any:
        for number in range(1000):
            drawn.append(number)
            yield [number, "x"]

    parts = tables.csv_parts(Table("x", ["A", "B"], rows()))
    next(parts)
    assert len(drawn) == 200
    assert len(list(csv.reader(io.StringIO(b"".join(parts).decode())))) == 800


@pytest.mark.django_db
def test_all_rows_of_a_list_come_once_and_in_order() -> None:
    book = BookFactory()
    made = sorted(CopyFactory(book=book).barcode for _ in range(7))
    found = tables.by_key(Copy.objects.all(), order=("barcode",), size=3)
    assert [copy.barcode for copy in found] == made
    assert list(tables.by_key(Copy.objects.none(), order=("barcode",))) == []
