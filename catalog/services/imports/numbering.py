"""Our own numbers in a file that names some of them: the labels in hand may be of our scheme.

What a chunk names is not given to another copy of that chunk. What later chunks name is not known
yet, and to find out beforehand would be to read each file twice. So it is put right where it shows:
a copy that got from this import a number that a later record names gets another one. The number was
on no label yet, unless somebody has printed one while the import was at work, while that of the
record is.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from catalog.models import Copy, ImportBatch
from catalog.services import copy_barcodes
from catalog.services.imports.deciding import Decision, Known
from core import db

Giving = Mapping[str, Copy]
"""Copies that can get another number, by the one they have."""


def giving_way(known: Known, batch: ImportBatch) -> Giving:
    """The copies that got a number of ours from ``batch``, and that nobody has touched: locked, for
    they come before their books. ``known`` does not count their barcodes as taken any more.
    """
    if not known.barcodes:
        return {}
    # Not since the work was begun: it may have been stopped and gone on with.
    since = Copy.objects.current().added_since(batch.created_at)
    untouched = since.filter(
        revision=1, last_seen_at=None, is_on_loan=False, on_hold_shelf=False, in_transit=False
    )
    found = untouched.filter(barcode__among=set(known.barcodes)).order_by("pk")
    ours = _numbered(set(found.values_list("book_id", flat=True)), batch)
    giving = {copy.barcode: copy for copy in db.locked(found.filter(pk__among=ours))}
    for barcode in giving:
        del known.barcodes[barcode]
    return giving


def _numbered(books: Collection[UUID], batch: ImportBatch) -> set[UUID]:
    """The copies of these books to which ``batch`` has given a number of ours."""
    if not books:
        return set()
    rows = batch.rows.filter(book_id__among=books, made__has_key="numbered").order_by()
    return {UUID(each) for made in rows.values_list("made", flat=True) for each in made["numbered"]}


def named(decisions: Iterable[Decision]) -> set[str]:
    """The barcodes that a chunk names for its copies."""
    return {plan.barcode for each in decisions for plan in each.copies if plan.barcode}


def moving(giving: Giving, named: Collection[str]) -> list[Copy]:
    """The copies whose own number is among ``named``."""
    return [copy for barcode, copy in giving.items() if barcode in named]


def make_way(moving: Sequence[Copy], named: Collection[str]) -> None:
    """Give other numbers to the copies that are ``moving``."""
    fresh = copy_barcodes.next_free(len(moving), but=named)
    for copy, barcode in zip(moving, fresh, strict=True):
        Copy.objects.filter(pk=copy.pk).update(barcode=barcode)
