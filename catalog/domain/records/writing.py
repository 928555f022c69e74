"""The one way out: any format, as a stream of bytes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from catalog.domain.records import write_json, write_marc, write_table
from catalog.domain.records.draft import Format, Outgoing

Writer = Callable[[Iterable[Outgoing], str], Iterator[bytes]]
_WRITERS: Final[Mapping[Format, Writer]] = {
    Format.MARC: write_marc.iso,
    Format.MARCXML: write_marc.xml,
    Format.MARC_JSON: write_json.marc,
    Format.TABLE: write_table.separated,
    Format.SHEET: write_table.workbook,
    Format.JSON: write_json.lines,
}


def write(form: Format, books: Iterable[Outgoing], *, currency: str = "EUR") -> Iterator[bytes]:
    """The bytes of a file with ``books``. What a source record says and the catalogue does not
    model goes out as it came in: in MARC 21, fields that were not edited are byte-equal.

    ``currency`` is what prices are in. A sheet is put together in a temporary file first.
    """
    return _WRITERS[form](books, currency)
