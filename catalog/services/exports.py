"""The catalogue as a file: all of it or what answers a search, streamed, so that it may be of any
size.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.conf import settings

from accounts.models import User
from accounts.services import audit
from catalog.domain import records
from catalog.domain.records import BookDraft, CopyDraft, Format, Outgoing, marks
from catalog.models import Book, BookSubject, Copy, SourceRecord
from catalog.search import engine

AT_ONCE: Final = 500
ENDINGS: Final = {
    Format.MARC: ("mrc", "application/marc"),
    Format.MARCXML: ("xml", "application/marcxml+xml"),
    Format.TABLE: ("csv", "text/csv; charset=utf-8"),
    Format.JSON: ("jsonl", "application/jsonl"),
    Format.SHEET: (
        "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}  # fmt: skip
"""What can be written, with the ending of a file's name and its media type."""


def export(
    form: Format, wanted: engine.Wanted | None, *, actor: User | None, now: datetime, interface: str
) -> Iterator[bytes]:
    """The bytes of a file with the books that answer ``wanted``, or all there are.

    What was imported and not edited since goes out as it came in; see ``records.write``.
    """
    audit.record(
        "catalogue.exported",
        actor=actor,
        now=now,
        interface=interface,
        format=form.value,
        is_all=wanted is None,
    )
    return records.write(form, _books(wanted), currency=settings.CURRENCY)


def _books(wanted: engine.Wanted | None) -> Iterator[Outgoing]:
    ids = iter(_all_ids() if wanted is None else engine.all_ids(wanted))
    while some := list(islice(ids, AT_ONCE)):
        yield from _outgoing(some)


def _all_ids() -> Iterator[UUID]:
    """The ids of all current books, in the order in which they came."""
    books = Book.objects.current().order_by("pk").values_list("pk", flat=True)
    some = list(books[:AT_ONCE])
    while some:
        yield from some
        some = list(books.filter(pk__gt=some[-1])[:AT_ONCE])


def _outgoing(book_ids: Collection[UUID]) -> Iterator[Outgoing]:
    """These books as they are written, in this order. A book that has gone meanwhile is left
    out.
    """
    found = Book.objects.current().with_details().filter(pk__among=list(book_ids))
    books = {book.pk: book for book in found}
    copies: dict[UUID, list[Copy]] = defaultdict(list)
    held = Copy.objects.current().filter(book__id__among=list(book_ids)).order_by("barcode")
    for copy in held.select_related("branch", "copy_type"):
        copies[copy.book_id].append(copy)
    sources = SourceRecord.objects.filter(book__id__among=list(book_ids)).order_by("pk")
    newest = {source.book_id: source for source in sources}
    subjects = _subjects(book_ids)
    for book_id in book_ids:
        if book := books.get(book_id):
            draft = draft_of(book, copies[book_id], subjects[book_id])
            yield _one(book, draft, newest.get(book_id))


def _subjects(book_ids: Collection[UUID]) -> Mapping[UUID, list[str]]:
    """The headings of each book in the order in which they were written, as its record has them."""
    found: dict[UUID, list[str]] = defaultdict(list)
    rows = BookSubject.objects.filter(book__id__among=list(book_ids)).order_by("pk")
    for book_id, heading in rows.values_list("book_id", "subject__heading"):
        found[book_id].append(heading)
    return found


def _one(book: Book, draft: BookDraft, source: SourceRecord | None) -> Outgoing:
    if source is None:
        return Outgoing(draft, key=str(book.pk))
    return Outgoing(draft, bytes(source.raw), Format(source.format), str(book.pk))


def draft_of(book: Book, copies: Iterable[Copy], subjects: Iterable[str]) -> BookDraft:
    """``book``, with its details, as files tell of it."""
    made = [(each.contributor.name, each.role) for each in book.contributions.all()]
    columns: dict[str, Any] = {
        name: getattr(book, name)
        for name in (
            "title", "subtitle", "alternative_title", "edition", "publisher", "year", "language",
            "classification", "description",
        )
    }  # fmt: skip
    return BookDraft(
        **columns,
        contributors=tuple(made),
        subjects=tuple(subjects),
        isbns=tuple(each.isbn13 for each in book.isbns.all()),
        copies=tuple(map(_copy_draft, copies)),
    )


def _copy_draft(copy: Copy) -> CopyDraft:
    return CopyDraft(
        barcode=copy.barcode,
        branch=copy.branch.code,
        copy_type=copy.copy_type.code,
        shelf_location=copy.shelf_location,
        call_number=copy.call_number,
        note=copy.note,
        price_minor=copy.price_minor,
        acquired_on=copy.acquired_on,
        reference_only=copy.reference_only,
        parts=copy.parts,
        alerts_at_desk=copy.alerts_at_desk,
        marks=marks.of_flags(copy),
    )
