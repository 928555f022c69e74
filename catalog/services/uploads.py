"""Books that wait in record files: uploaded for an import that has not been carried out yet."""

from collections.abc import Iterator
from time import monotonic
from typing import BinaryIO, Final, cast

from django.core.files.storage import default_storage

from catalog.domain import isbn, records
from catalog.models import ImportBatch
from catalog.models.imports import Stage
from catalog.services.imports import running

SECONDS: Final = 1.5
MOST_FILES: Final = 5
MOST_BYTES: Final = 50_000_000
_WAITING: Final = (Stage.UPLOADED, Stage.CHECKING, Stage.CHECKED)
_PART: Final = 1_000_000
_PACKED: Final = {records.Format.SHEET}
"""Formats that are compressed, so that a number cannot be seen in their bytes."""


def known(isbn13: str) -> records.BookDraft | None:
    """The draft of the first record with this ISBN in the newest files, looked for no longer than
    ``SECONDS``.
    """
    until = monotonic() + SECONDS
    batches = ImportBatch.objects.filter(stage__in=_WAITING, size__lte=MOST_BYTES).exclude(file="")
    for batch in batches.order_by("-created_at")[:MOST_FILES]:
        for draft in _drafts(batch, isbn13, until):
            if isbn13 in draft.isbns:
                return draft
    return None


def _drafts(batch: ImportBatch, isbn13: str, until: float) -> Iterator[records.BookDraft]:
    """The records of a file that may have the number, until the time is over."""
    if not default_storage.exists(batch.file):
        return
    form = records.Format(batch.format)
    with default_storage.open(batch.file) as opened:
        file = cast(BinaryIO, opened)
        if form not in _PACKED and not _mentions(file, isbn13):
            return
        file.seek(0)
        for reading in records.read(file, form, running.options_of(batch)):
            if reading.draft:
                yield reading.draft
            if monotonic() > until:
                return


def _mentions(file: BinaryIO, isbn13: str) -> bool:
    """Whether the number stands in the file, in one of the ways it is written. That is seen a
    hundred times faster than the records are read.
    """
    short = isbn.short(isbn13)
    forms = {isbn13, isbn.hyphenated(isbn13), short, isbn.hyphenated(short) if short else ""}
    wanted = [form.encode() for form in forms if form]
    longest = max(map(len, wanted))
    end = b""
    while part := file.read(_PART):
        if any(form in end + part for form in wanted):
            return True
        end = part[-longest:]
    return False
