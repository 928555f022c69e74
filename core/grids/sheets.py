"""Workbooks of Excel and LibreOffice (Office Open XML), read row by row."""

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from itertools import islice
from typing import Any, BinaryIO, Final

import openpyxl

from core.grids.grid import (
    AMONG,
    HEAD_ROWS,
    MOST_COLUMNS,
    FindHeader,
    Grid,
    Problem,
    Row,
    Unreadable,
    cells_of,
)

MOST_MEMBERS: Final = 2_000
MOST_UNPACKED: Final = 1_073_741_824
MOST_WORDS: Final = 67_108_864
"""Bytes of the shared strings, which are held in memory as a whole."""
MOST_RATIO: Final = 300
_PROLOG: Final = 16_384


def opened(file: BinaryIO, find_header: FindHeader, *, sheet: str = "") -> Grid:
    """The table on ``sheet`` of the workbook in ``file``; on the first one where there is none of
    this name. Raises ``Unreadable``.
    """
    book = _opened(file)
    header, before, told = _begun(book, find_header, sheet)
    samples = [cells for row in before if (cells := cells_of(row))]
    return Grid(header, samples, _all(before, told), sheets=tuple(book.sheetnames))


def _opened(file: BinaryIO) -> Any:
    """The workbook, its bombs unexploded. Raises ``Unreadable``."""
    _checked(file)
    file.seek(0)
    try:
        return openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except Exception as error:
        raise Unreadable("sheet_damaged") from error


def _checked(file: BinaryIO) -> None:
    """Refuse what would unpack to far more than it is, and document types in its XML."""
    try:
        with zipfile.ZipFile(file) as packed:
            members = packed.infolist()
            unpacked = sum(member.file_size for member in members)
            put_in = sum(member.compress_size for member in members)
            words = max(
                (each.file_size for each in members if "sharedStrings" in each.filename), default=0
            )
            if (
                len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED or words > MOST_WORDS
                or unpacked > MOST_RATIO * max(put_in, 10_000)
            ):  # fmt: skip
                raise Unreadable("sheet_too_big")
            for member in members:
                if member.filename.endswith((".xml", ".rels")):
                    with packed.open(member) as text:
                        if b"<!DOCTYPE" in text.read(_PROLOG):
                            raise Unreadable("dtd")
    except (
        zipfile.BadZipFile,
        zlib.error,
        ValueError,
        OSError,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise Unreadable("sheet_damaged") from error


def _begun(book: Any, find: FindHeader, sheet: str) -> tuple[list[str], list[Row], Iterator[Row]]:
    """The header, the first rows behind it, and the rest. Raises ``Unreadable``."""
    names = book.sheetnames
    if not names:
        raise Unreadable("no_header")
    name = sheet if sheet in names else names[0]
    told = _rows(book[name])
    before = list(islice(told, HEAD_ROWS))
    at = find([cells_of(row) for row in before[:AMONG]])
    if at >= len(before) or not cells_of(before[at]):
        raise Unreadable("no_header")
    header = [cell.strip() for cell in cells_of(before[at])]
    if len(header) > MOST_COLUMNS:
        raise Unreadable("too_many_columns", most=MOST_COLUMNS)
    return header, before[at + 1 :], told


def _rows(sheet: Any) -> Iterator[Row]:
    """Place and cells of each row; a problem where the sheet is damaged, behind the last."""
    place = 0
    try:
        sheet.reset_dimensions()  # what a file says of its size is often wrong
        rows = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1)
        for place, row in enumerate(rows, 1):
            yield place, _cells(row)
    except Exception:  # noqa: BLE001  openpyxl has no exception of its own for bad files
        yield place + 1, Problem("unreadable", fatal=True)


def _cells(row: Sequence[Any]) -> list[str]:
    """A row up to its last cell that says anything: openpyxl fills it up to the widest."""
    cells = [_written(value) for value in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _all(before: list[Row], told: Iterator[Row]) -> Iterator[Row]:
    for place, row in (*before, *told):
        if isinstance(row, Problem) or any(row):
            yield place, row


def _written(value: Any) -> str:
    """A cell as a person would write it: whole numbers without decimals, days as ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()
