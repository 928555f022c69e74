"""Any list as a table for spreadsheets: CSV and XLSX, row by row, so that a list may be long."""

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any, Final

from django.db.models import QuerySet
from django.utils.timezone import is_aware, localtime
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from core import keyset

Cell = str | int | float | Decimal | date | None

ROWS_OF_A_SHEET: Final = 1_048_576  # what a sheet of XLSX holds, its heading included
LETTERS_OF_A_CELL: Final = 32_767
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LINES_AT_ONCE: Final = 200
_IN_MEMORY: Final = 2**20


@dataclass(frozen=True)
class Table:
    """The columns' names, and the rows, which may be an endless iterator. ``name`` is for the
    file.
    """

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def by_key(queryset: QuerySet[Any, Any], *, order: Sequence[str], size: int = 500) -> Iterator[Any]:
    """All rows of ``queryset``, page after page (see ``core.keyset``): in the order of the list,
    with never more than ``size`` of them in memory.
    """
    cursor, is_first = "", True
    while cursor or is_first:
        page = keyset.page(queryset, order=order, cursor=cursor, size=size)
        yield from page.rows
        cursor, is_first = page.next, False


def csv_parts(table: Table) -> Iterator[bytes]:
    """The table as CSV (RFC 4180) in UTF-8 with a byte order mark, some lines at a time. A cell
    that a spreadsheet would take for a formula begins with an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    out.write("\ufeff")
    writer.writerow([safe(column) for column in table.columns])
    for number, row in enumerate(table.rows, start=1):
        writer.writerow([_written(cell) for cell in row])
        if number % _LINES_AT_ONCE == 0:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def xlsx_file(table: Table) -> IO[bytes]:
    """The table as an XLSX workbook, ready to be read from its beginning; on as many sheets as it
    needs. Text stays text: no formulas, and barcodes keep all their digits.
    """
    book = Workbook(write_only=True)
    sheet: Any = None
    for number, row in enumerate(_with_heading(table)):
        if number % ROWS_OF_A_SHEET == 0:
            sheet = book.create_sheet()
        sheet.append([_cell(sheet, cell) for cell in row])
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the answer closes it
    book.save(file)
    file.seek(0)
    return file


def safe(text: str) -> str:
    """``text`` so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _with_heading(table: Table) -> Iterator[Sequence[Cell]]:
    yield table.columns
    yield from table.rows


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return _local(cell).isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    return safe(cell) if isinstance(cell, str) else str(cell)


def _cell(sheet: Any, cell: Cell) -> Any:
    if isinstance(cell, datetime):
        return _local(cell)
    if not isinstance(cell, str):
        return cell
    said = WriteOnlyCell(sheet, _UNPRINTABLE.sub("", str(cell))[:LETTERS_OF_A_CELL])
    said.data_type = "s"
    return said


def _local(at: datetime) -> datetime:
    """The instant on the clock of the library; spreadsheets know of no time zones."""
    return localtime(at).replace(tzinfo=None, microsecond=0) if is_aware(at) else at
