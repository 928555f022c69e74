"""What the library has of a chunk of records, and on what terms its file is imported."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import connection

from catalog import errors
from catalog.domain.records import Format
from catalog.models import Branch, CopyType, ImportBatch, SourceRecord
from catalog.models.imports import Duplicates, Verdict
from catalog.selectors import known
from catalog.services import copy_barcodes
from catalog.services.imports.deciding import Found, Known, Terms
from catalog.services.imports.findable import Shelves
from catalog.services.imports.reading import Ready
from core import barcodes, text

EARLIER: int = 0
"""Stands for a record of the file that an earlier chunk has imported."""


def terms(batch: ImportBatch) -> Terms:
    """The terms of ``batch``. Raises ``UnknownBranch`` where the library has no branch or type."""
    branches = list(Branch.objects.open().order_by("code"))
    types = list(CopyType.objects.order_by("name"))
    if not branches or not types:
        raise errors.UnknownBranch(branch="")
    return Terms(
        form=Format(batch.format),
        duplicates=Duplicates(batch.duplicates),
        branch=batch.branch_id or branches[0].pk,
        copy_type=batch.copy_type_id or types[0].pk,
        copies_each=batch.copies_each,
        branches=_by_word(branches),
        types=_by_word(types),
    )


def _by_word(places: Sequence[Branch] | Sequence[CopyType]) -> dict[str, UUID]:
    by_name = {text.folded(place.name): place.pk for place in places}
    return by_name | {text.folded(place.code): place.pk for place in places}


def shelves(terms: Terms, branches: Mapping[UUID, str], types: Mapping[UUID, str]) -> Shelves:
    """Where copies will stand on these terms, for the process that reads ahead. ``branches`` and
    ``types`` are all codes, by id.
    """
    return Shelves(
        {word: branches[branch_id] for word, branch_id in terms.branches.items()},
        {word: types[type_id] for word, type_id in terms.types.items()},
        branches[terms.branch],
        types[terms.copy_type],
        terms.copies_each,
        connection.vendor == "postgresql",
    )


def known_of(rows: Sequence[Ready], batch: ImportBatch) -> Known:
    """What the library has of ``rows``, and which of it came from this very file."""
    likes = [row.like for row in rows if row.like]
    isbns = known.by_isbn({number for like in likes for number in like.isbns})
    alike = known.by_likeness(likes)
    codes = {
        barcodes.normal(copy.barcode) for row in rows if row.draft for copy in row.draft.copies
    }
    holders = known.holders(codes - {""})
    others = copy_barcodes.of_others(codes - holders.keys())
    books = {*isbns.values(), *holders.values(), *(at for rest in alike.values() for _, at in rest)}
    own = _own(books, batch)
    return Known(
        {number: own[book] for number, book in isbns.items()},
        {key: [(like, own[book]) for like, book in rest] for key, rest in alike.items()},
        {barcode: own[book] for barcode, book in holders.items()},
        frozenset(others),
    )


def _own(books: set[UUID], batch: ImportBatch) -> dict[UUID, Found]:
    """Each of ``books``, with whether this file has had it before, and has brought it."""
    if not books:
        return {}
    sources = SourceRecord.objects.filter(batch=batch, book__id__among=list(books))
    ours = set(sources.order_by().values_list("book_id", flat=True))
    brought: set[UUID | None] = set()
    if ours and batch.duplicates == Duplicates.UPDATE:  # the others it has updated
        rows = batch.rows.filter(verdict=Verdict.NEW, book_id__among=ours).order_by()
        brought = set(rows.values_list("book_id", flat=True))
    return {
        book: Found(book, EARLIER if book in ours else None, is_new=book in brought)
        for book in books
    }
