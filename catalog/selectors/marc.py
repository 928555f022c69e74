"""The record of a book as MARC 21: verbatim as it came, where it came in a file, or made by us."""

from dataclasses import dataclass
from typing import Any, Final

from catalog.domain import records
from catalog.models import Book
from catalog.selectors import sources

_MARC: Final = (records.Format.MARC, records.Format.MARCXML, records.Format.MARC_JSON)


@dataclass(frozen=True)
class Marc:
    """A record in ISO 2709; ``is_source`` says that it is built upon the one that came."""

    binary: bytes
    is_source: bool


def of(book: Book) -> Marc:
    """The MARC record of ``book``, with its details prefetched."""
    source = sources.raw_of(book.pk)
    if source and source.format in _MARC:
        outgoing = records.Outgoing(draft(book), source.content, source.format, str(book.pk))
    else:
        outgoing = records.Outgoing(draft(book), key=str(book.pk))
    binary = b"".join(records.write(records.Format.MARC, [outgoing]))
    return Marc(binary, is_source=bool(outgoing.raw))


def draft(book: Book) -> records.BookDraft:
    """What the catalogue says of ``book``, with its current copies, as what goes out."""
    facts: dict[str, Any] = {
        name: getattr(book, name)
        for name in (
            "title", "subtitle", "alternative_title", "edition", "publisher", "year", "language",
            "classification", "description",
        )
    }  # fmt: skip
    copies = book.copies.current().select_related("branch", "copy_type").order_by("barcode")
    return records.BookDraft(
        **facts,
        contributors=tuple((each.contributor.name, each.role) for each in book.contributions.all()),
        subjects=tuple(each.heading for each in book.subjects.all()),
        isbns=tuple(each.isbn13 for each in book.isbns.all()),
        copies=tuple(
            records.CopyDraft(
                barcode=copy.barcode,
                branch=copy.branch.code,
                copy_type=copy.copy_type.code,
                shelf_location=copy.shelf_location,
                call_number=copy.call_number,
            )
            for copy in copies
        ),
    )
