"""Every verdict and problem of an import in words, in one place.

The codes of problems are those of ``catalog.domain.records`` (docs/reference/import-formats.md) and
of ``deciding``; those of what stays when an import is taken back are of ``undoing``.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, str | Promise]

REFUSALS: Final[Words] = {
    "authority": _("It describes a name or a subject, not a book."),
    "bad_barcode": _("“%(barcode)s” is not a barcode that a scanner reads."),
    "bad_value": _("“%(value)s” cannot be its %(field)s."),
    "barcode_taken": _("Another book has a copy with the barcode %(barcode)s."),
    "cell_too_long": _("A cell of this row is longer than any book needs."),
    "classification": _("It describes a class of a classification, not a book."),
    "community": _("It describes a person, a place or an event, not a book."),
    "control_characters": _("“%(field)s” holds characters that cannot be printed."),
    "directory": _("Its directory does not fit its fields: it is damaged."),
    "holdings": _("It describes copies of a book that it does not name."),
    "isbn_taken": _("Another book has the ISBN %(isbn)s."),
    "json": _("It is not JSON that can be read, from character %(at)s on."),
    "no_directory": _("It has no fields that could be told apart: it is damaged."),
    "no_end": _("Its end is missing."),
    "no_fields": _("It has no fields."),
    "no_title": _("It has no title."),
    "no_title_column": _("No column holds the title."),
    "too_long": _("“%(field)s” is longer than the %(most)s letters that are kept."),
    "too_many_fields": _("It has more than %(most)s fields."),
    "too_short": _("It is too short to be a record: it is damaged."),
    "unclosed_quote": _("A quotation mark in this row is never closed."),
    "unreadable": _("It could not be read."),
    "xml": _("It is not XML that can be read, from line %(line)s of the record on."),
}
NOTES: Final[Words] = {
    "bad_bytes": _("Characters that could not be read are marked by �: %(count)s."),
    "barcode": _("“%(said)s” is not a barcode that a scanner reads; the copy gets one of ours."),
    "barcode_is_word": _(
        "“%(said)s” means something at the desk: no copy can have it for a barcode."
    ),
    "barcode_of_card": _(
        "“%(said)s” reads as a member's card (14 digits that begin with 2): no copy can have it for"
        " a barcode."
    ),
    "barcode_of_member": _(
        "“%(said)s” is the number of a member's card: no copy can have it for a barcode."
    ),
    "copy_count": _("“%(said)s” is not a number of copies up to %(most)s."),
    "cut": _("“%(field)s” was cut to the %(most)s letters that are kept."),
    "date": _("“%(said)s” is not a day that can be read; it was left out."),
    "isbn_rounded": _("The ISBN “%(said)s” was rounded by a spreadsheet; it was left out."),
    "isbn_shape": _("“%(said)s” is not an ISBN; it was left out."),
    "isbn_zero_restored": _("The ISBN “%(said)s” had lost a zero: it is %(isbn)s."),
    "lengths": _("Its lengths were wrong and were put right."),
    "price": _("“%(said)s” is not a price in our currency; it was left out."),
    "state": _("“%(said)s” is not known of a copy: it counts as being on its shelf."),
    "too_many": _("“%(field)s” holds %(found)s entries; the first %(most)s were taken."),
    "unknown_branch": _("There is no branch “%(branch)s”: the copy goes to the one chosen."),
    "unknown_copy_type": _(
        "There is no type of copy “%(copy_type)s”: the copy is of the one chosen."
    ),
    "was_marc8": _("It says that it is in UTF-8; it was read as MARC-8."),
    "was_utf8": _("It says that it is in MARC-8; it was read as UTF-8."),
    "withdrawn": _("The copy %(barcode)s was withdrawn: it is not taken in."),
    "year": _("“%(said)s” is not a year; it was left out."),
}
FILES: Final[Words] = {
    "dtd": _("It declares a document type of its own, which is not read: it could be a trap."),
    "empty": _("It is empty."),
    "fault": _("Something went wrong on our side. It has been noted; please try again."),
    "no_branch": _("The library has no branch or no type of copy yet. Add them first."),
    "no_columns": _("It has no columns: it is not a table."),
    "no_header": _("It has no row with the names of its columns."),
    "not_records": _("It holds no records: it is of another kind (%(kind)s)."),
    "sheet_damaged": _("The workbook is damaged and cannot be opened."),
    "sheet_too_big": _("The workbook is larger inside than any we open. Save it as CSV."),
    "stopped": _("It was stopped by hand. What had been done by then stays as it is."),
    "too_many_columns": _("It has more than %(most)s columns."),
    "unreadable_file": _("The file could not be read to its end."),
}
KEPT: Final[Words] = {
    "lent": _("It stays: it has been lent since."),
    "held": _("It stays: members have waited for it since."),
    "book_changed": _("It stays: the book has been changed since."),
    "copy_changed": _("It stays: a copy has been changed since."),
    "copies_added": _("It stays: copies have been added to the book since."),
    "in_use": _("It stays: something else refers to it."),
    "undone": _("It was taken back."),
}
_ALL: Final[Words] = {**REFUSALS, **NOTES, **FILES}


def reason(code: str, params: Mapping[str, Any]) -> str:
    """The sentence of a problem."""
    words = _ALL.get(code)
    if words is None:
        return gettext("It could not be read (%(code)s).") % {"code": code}
    try:
        return str(words) % params
    except KeyError:
        return str(words)


def kept(outcome: str) -> str:
    """What taking an import back came to for one record, in a sentence; nothing before that."""
    return str(KEPT[outcome]) if outcome in KEPT else ""
