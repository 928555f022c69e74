"""Tables of books: a row for each copy, or one for a book that has none."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import openpyxl

from catalog.domain import prices
from catalog.domain.records import cells
from catalog.domain.records.draft import BookDraft, CopyDraft, Outgoing

BOOK: Final = (
    "record", "title", "subtitle", "alternative_title", "contributors", "edition", "publisher",
    "year", "language", "classification", "description", "subjects", "isbn",
)  # fmt: skip
COPY: Final = (
    "barcode", "branch", "copy_type", "shelf_location", "call_number", "note", "price",
    "acquired_on", "reference_only", "parts", "alerts_at_desk", "state",
)  # fmt: skip
HEADER: Final = frozenset({*BOOK, "barcode"})
"""Names of columns by which a table is known that was written here."""
_CHUNK_ROWS: Final = 500
_SPOOLED: Final = 4_194_304
_PORTION: Final = 65_536


def separated(books: Iterable[Outgoing], currency: str) -> Iterator[bytes]:
    """Comma-separated text in UTF-8 with the mark that Excel needs, safe from formulas."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow([*BOOK, *COPY])
    for number, row in enumerate(_rows(books, currency), 1):
        writer.writerow([cells.written(value) for value in row])
        if number % _CHUNK_ROWS == 0:
            yield buffer.getvalue().encode("utf-8", "replace")
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode("utf-8", "replace")


def workbook(books: Iterable[Outgoing], currency: str) -> Iterator[bytes]:
    """An Excel workbook; every cell is text, so that no number is rounded and no formula run."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("books")
    sheet.append([*BOOK, *COPY])
    for row in _rows(books, currency):
        sheet.append([_plain(sheet, value) for value in row])
    with tempfile.SpooledTemporaryFile(max_size=_SPOOLED) as file:
        book.save(file)
        file.seek(0)
        while portion := file.read(_PORTION):
            yield portion


def _plain(sheet: Any, value: str) -> Any:
    """A cell that holds text even where it looks like a formula."""
    if not value.startswith("="):
        return value
    cell = openpyxl.cell.WriteOnlyCell(sheet, value)
    cell.data_type = "s"
    return cell


def _rows(books: Iterable[Outgoing], currency: str) -> Iterator[list[str]]:
    for number, book in enumerate(books, 1):
        said = [str(number), *_said(book.draft)]
        for copy in book.draft.copies or (CopyDraft(),):
            yield [*said, *_copy(copy, currency)]


def _said(draft: BookDraft) -> list[str]:
    return [
        draft.title,
        draft.subtitle,
        draft.alternative_title,
        cells.joined([f"{name} ({role})" for name, role in draft.contributors]),
        draft.edition,
        draft.publisher,
        "" if draft.year is None else str(draft.year),
        draft.language,
        draft.classification,
        draft.description,
        cells.joined(draft.subjects),
        "; ".join(draft.isbns),
    ]


def _copy(copy: CopyDraft, currency: str) -> Sequence[str]:
    return [
        copy.barcode,
        copy.branch,
        copy.copy_type,
        copy.shelf_location,
        copy.call_number,
        copy.note,
        "" if copy.price_minor is None else str(prices.major(copy.price_minor, currency)),
        copy.acquired_on.isoformat() if copy.acquired_on else "",
        "yes" if copy.reference_only else "",
        copy.parts,
        "yes" if copy.alerts_at_desk else "",
        "; ".join(copy.marks),
    ]
