"""What reading a file of records gives: drafts of books and copies, and what was wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from operator import attrgetter
from typing import Any

from core.grids import Problem, Unreadable

__all__ = [
    "BookDraft",
    "Columns",
    "CopyDraft",
    "Format",
    "Options",
    "Outgoing",
    "Piece",
    "Problem",
    "Reading",
    "Unreadable",
]


class Format(StrEnum):
    """The kinds of files that are read and written."""

    MARC = "marc"
    """MARC 21 as ISO 2709, in UTF-8 or MARC-8."""
    MARCXML = "marcxml"
    MARC_JSON = "marcjson"
    """MARC-in-JSON: an array, one object, or one object a line."""
    TABLE = "csv"
    """Comma-, semicolon- or tab-separated text with a header row."""
    SHEET = "xlsx"
    JSON = "json"
    """Books as objects: our own JSON Lines, or what other programs export."""


@dataclass(frozen=True, slots=True)
class CopyDraft:
    """A copy as a file tells of it. ``branch`` and ``copy_type`` are the file's own words or codes
    for them; ``price_minor`` is in the smallest unit of the library's currency; ``marks`` are some
    of ``marks.MARKS``, in that order.
    """

    barcode: str = ""
    branch: str = ""
    copy_type: str = ""
    shelf_location: str = ""
    call_number: str = ""
    note: str = ""
    price_minor: int | None = None
    acquired_on: date | None = None
    reference_only: bool = False
    parts: str = ""
    alerts_at_desk: bool = False
    marks: tuple[str, ...] = ()

    def __reduce__(self) -> tuple[Any, ...]:
        return CopyDraft, _of_copy(self)


@dataclass(frozen=True, slots=True)
class BookDraft:
    """A book as a file tells of it, in the form in which the catalogue keeps it: one line of NFC
    each, no longer than the columns. ``contributors`` are (name, role) with a role of
    ``roles.ROLES``, ``isbns`` have 13 digits and check. ``has_no_copies`` where the file counts its
    copies and comes to none, which is more than to say nothing of them.
    """

    title: str
    subtitle: str = ""
    alternative_title: str = ""
    edition: str = ""
    publisher: str = ""
    year: int | None = None
    language: str = ""
    classification: str = ""
    description: str = ""
    contributors: tuple[tuple[str, str], ...] = ()
    subjects: tuple[str, ...] = ()
    isbns: tuple[str, ...] = ()
    copies: tuple[CopyDraft, ...] = ()
    has_no_copies: bool = False

    def __reduce__(self) -> tuple[Any, ...]:
        return BookDraft, _of_book(self)


# Drafts go from one process to another by the thousand: this way in a third of the time.
_of_copy = attrgetter(*CopyDraft.__dataclass_fields__)
_of_book = attrgetter(*BookDraft.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Piece:
    """One record cut out of a file and not looked into yet.

    ``number`` counts from 1; ``offset`` is where it begins, in bytes (for tables and sheets: its
    row, the header being row 1). ``raw`` is the record verbatim, and enough to understand it again
    later. ``parsed`` saves ``understand`` the second reading where cutting has done the first.
    """

    number: int
    offset: int
    raw: bytes
    problems: tuple[Problem, ...] = ()
    parsed: Any = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """One record read: its draft, or none and at least one fatal problem."""

    number: int
    offset: int
    raw: bytes
    draft: BookDraft | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Options:
    """How to read a file, where what the file itself says is not enough.

    ``columns`` says what each column of a table is, by its place, as ``Columns.guess`` does; empty
    means guess. ``holdings`` says which MARC field holds copies and what its subfields are, as
    ``{"tag": "949", "p": "barcode", "l": "branch"}`` with the names of ``CopyDraft`` (``price`` and
    ``acquired_on`` as text); empty means the usual 952, 852, 949 and 9xx. ``currency`` is what
    prices are in, ``today`` the day from which copies are dated ahead only so far. ``encoding`` and
    ``delimiter`` overrule what a table looks like, ``sheet`` names the sheet of a workbook.
    """

    columns: tuple[str, ...] = ()
    holdings: Mapping[str, str] = field(default_factory=dict)
    currency: str = "EUR"
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table or sheet: their names, some rows, and what each seems to be.

    ``guess`` has a name of ``table_columns.FIELDS`` for each column, or nothing where it is to be
    left out. ``is_ours`` tells that they are those of our own export: there, a book without copies
    is one that has none.
    """

    header: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    guess: tuple[str, ...]
    encoding: str = ""
    delimiter: str = ""
    sheets: tuple[str, ...] = ()
    is_ours: bool = False


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A book to write: what the catalogue says of it, and the record it came from where there is
    one, with that record's format. ``key`` becomes the control number of a record made from
    nothing.
    """

    draft: BookDraft
    raw: bytes = b""
    source: Format | None = None
    key: str = ""
