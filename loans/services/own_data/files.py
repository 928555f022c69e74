"""All that the library knows of a member, as files: every table as JSON and as CSV."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, Final

from core import jsons, tables, zips
from core.tables import Cell, Table
from loans.services.own_data import exported
from loans.services.own_data.places import Export
from members.models import Member

_AT_ONCE: Final = 500


def files(member: Member) -> Iterator[zips.File]:
    """Every file of the archive; the rows of each are read when it is its turn."""
    for place in exported.PLACES:
        if export := place.export:
            yield f"{export.name}.json", _json(export, member)
            yield f"{export.name}.csv", _csv(export, member)
            yield from export.beside(member)


def archive(member: Member) -> Iterator[bytes]:
    """The archive, part by part."""
    return zips.parts(files(member))


def _rows(export: Export, member: Member) -> Iterator[tuple[Any, ...]]:
    rows = export.rows(member).order_by(export.order).values_list(*export.columns.values())
    return rows.iterator(chunk_size=_AT_ONCE)


def _json(export: Export, member: Member) -> Iterator[bytes]:
    before = b"["
    for row in _rows(export, member):
        yield before + jsons.dumps(dict(zip(export.columns, row, strict=True)))
        before = b",\n"
    yield b"]\n" if before != b"[" else b"[]\n"


def _csv(export: Export, member: Member) -> Iterable[bytes]:
    rows = ([_cell(value) for value in row] for row in _rows(export, member))
    return tables.csv_parts(Table(export.name, list(export.columns), rows))


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, str | int | float | date | datetime):
        return value
    return jsons.dumps(value).decode() if isinstance(value, dict | list) else str(value)
