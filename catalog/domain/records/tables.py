"""Comma-separated text and workbooks of books."""

from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from catalog.domain.records import encodings, rows, table_columns, write_table
from catalog.domain.records.draft import Columns, Options, Piece, Unreadable
from core import grids
from core.grids import sheets, text

_SHOWN: Final = 5


def cut(file: BinaryIO, options: Options) -> Iterator[Piece]:
    """The books of a table; the offset of each is its row, the header being where it stands."""
    yield from _cut(lambda: _text(file, options), options)


def cut_sheet(file: BinaryIO, options: Options) -> Iterator[Piece]:
    """The books of a sheet; the offset of each is its row."""
    yield from _cut(lambda: _sheet(file, options), options)


def look(file: BinaryIO, options: Options) -> Columns:
    """The columns of a table. Raises ``Unreadable``."""
    return _columns(_text(file, options))


def look_at_sheet(file: BinaryIO, options: Options) -> Columns:
    """The columns of a sheet, and which sheets there are. Raises ``Unreadable``."""
    return _columns(_sheet(file, options))


def _text(file: BinaryIO, options: Options) -> grids.Grid:
    encoding = options.encoding if options.encoding in encodings.KNOWN else ""
    find = table_columns.header_row
    return text.opened(file, find, encoding=encoding, delimiter=options.delimiter)


def _sheet(file: BinaryIO, options: Options) -> grids.Grid:
    return sheets.opened(file, table_columns.header_row, sheet=options.sheet)


def _cut(opened: Callable[[], grids.Grid], options: Options) -> Iterator[Piece]:
    try:
        grid = opened()
    except Unreadable as error:
        yield Piece(1, 1, b'{"columns":[],"rows":[]}', (error.problem,))
        return
    mapping = options.columns or table_columns.guess(grid.header, grid.samples)
    yield from rows.pieces(grid.rows, grid.header, mapping)


def _columns(grid: grids.Grid) -> Columns:
    shown = tuple(tuple(row) for row in grid.samples[:_SHOWN])
    guess = table_columns.guess(grid.header, grid.samples)
    return Columns(
        tuple(grid.header),
        shown,
        guess,
        grid.encoding,
        grid.delimiter,
        tuple(grid.sheets),
        is_ours=set(grid.header) >= write_table.HEADER,
    )
