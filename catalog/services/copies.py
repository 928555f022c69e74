"""Copies: adding, editing, withdrawing, and the one column that lending changes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from accounts.models import User
from accounts.services import audit
from catalog import errors
from catalog.models import BarcodeSeries, Book, Branch, Copy, CopyType
from catalog.services import changes
from core import barcodes, db, series
from core.statements import INSTANT, Update, an_id


@dataclass(frozen=True)
class Facts:
    """What is noted of a copy. An empty barcode asks for the next free number."""

    branch: Branch
    copy_type: CopyType
    barcode: str = ""
    shelf_location: str = ""
    call_number: str = ""
    acquired_on: date | None = None
    price_minor: int | None = None
    note: str = ""
    reference_only: bool = False
    on_order: bool = False
    is_lost: bool = False
    is_missing: bool = False
    is_damaged: bool = False


def add(book: Book, facts: Facts, *, actor: User | None, now: datetime, interface: str) -> Copy:
    """Add a copy of ``book``. Raises ``BarcodeTaken``, and ``UnknownBook`` when it was
    withdrawn.
    """
    with _barcode_guarded(facts.barcode), transaction.atomic():
        if db.locked(Book.objects.current()).filter(pk=book.pk).first() is None:
            raise errors.UnknownBook
        copy = Copy(book=book, **_columns(facts))
        copy.barcode = barcodes.normal(facts.barcode) or next_barcodes(1)[0]
        _flag(copy, facts, now)
        copy.save(force_insert=True)
        _note("copy.added", copy, actor=actor, now=now, interface=interface)
    return copy


def add_plain(
    book: Book, count: int, *, actor: User | None, now: datetime, interface: str
) -> list[Copy]:
    """Add ``count`` copies of a ``book`` that is just being added, with nothing known of them, in
    the first branch. Call it in the transaction that adds the book. Raises ``UnknownBranch``.
    """
    if not count:
        return []
    branch, kind = Branch.objects.open().order_by("code").first(), CopyType.objects.first()
    if branch is None or kind is None:
        raise errors.UnknownBranch(branch="")
    made = [
        Copy(book=book, branch=branch, copy_type=kind, barcode=barcode)
        for barcode in next_barcodes(count)
    ]
    Copy.objects.bulk_create(made)
    for copy in made:
        audit.record(
            "copy.added",
            actor=actor,
            now=now,
            interface=interface,
            book_id=book.pk,
            copy_id=copy.pk,
        )
    return made


def edit(
    copy_id: UUID,
    facts: Facts,
    *,
    revision: int | None,
    actor: User,
    now: datetime,
    interface: str,
) -> Copy:
    """Replace what is noted of a copy. ``revision`` is the one the editor saw; ``None`` skips the
    question.

    Raises ``UnknownCopy``, ``CopyWithdrawn``, ``CopyChanged``, ``BarcodeTaken``.
    """
    with _barcode_guarded(facts.barcode), transaction.atomic():
        copy = _locked(copy_id)
        if revision is not None and revision != copy.revision:
            raise errors.CopyChanged
        barcode = barcodes.normal(facts.barcode) or copy.barcode
        for name, value in _columns(facts).items():
            setattr(copy, name, value)
        copy.barcode = barcode
        copy.revision += 1
        _flag(copy, facts, now)
        copy.save()
        _note("copy.edited", copy, actor=actor, now=now, interface=interface)
    return copy


def withdraw(copy_id: UUID, *, actor: User, now: datetime, interface: str) -> Copy:
    """Take a copy out of the library. Raises ``UnknownCopy``, ``CopyWithdrawn``, ``CopyInUse``."""
    with transaction.atomic():
        copy = _locked(copy_id)
        if copy.is_on_loan:
            raise errors.CopyInUse
        copy.withdrawn_at = now
        copy.save(update_fields=["withdrawn_at"])
        _note("copy.withdrawn", copy, actor=actor, now=now, interface=interface)
    return copy


def facts_of(copy: Copy) -> Facts:
    """What is noted of ``copy`` now."""
    return Facts(
        branch=copy.branch,
        copy_type=copy.copy_type,
        barcode=copy.barcode,
        shelf_location=copy.shelf_location,
        call_number=copy.call_number,
        acquired_on=copy.acquired_on,
        price_minor=copy.price_minor,
        note=copy.note,
        reference_only=copy.reference_only,
        on_order=copy.on_order,
        is_lost=copy.lost_at is not None,
        is_missing=copy.missing_at is not None,
        is_damaged=copy.damaged_at is not None,
    )


def _moved(*, is_on_loan: bool) -> Update:
    def build(copy_id: UUID, now: datetime) -> tuple[QuerySet[Copy], dict[str, Any]]:
        here = {"last_seen_at": now, "lost_at": None, "missing_at": None}
        return Copy.objects.filter(pk=copy_id), {"is_on_loan": is_on_loan, **here}

    return Update(build, copy_id=an_id(), now=INSTANT)


_out, _in = _moved(is_on_loan=True), _moved(is_on_loan=False)


def hand_out(copy: Copy, *, now: datetime) -> None:
    """The copy, which the caller has locked, leaves on loan; being here, it is neither lost nor
    missing.
    """
    _out(copy_id=copy.pk, now=now)
    changes.seen([copy.book_id])


def take_back(copy: Copy, *, now: datetime) -> None:
    """The copy, which the caller has locked, is in the house again."""
    _in(copy_id=copy.pk, now=now)
    changes.seen([copy.book_id])


def next_barcodes(count: int) -> list[str]:
    """The next ``count`` barcodes of our own scheme (14 digits, see ``core.barcodes``) that no copy
    has.

    Call it in the transaction that uses them.
    """
    found: list[str] = []
    while len(found) < count:
        numbers = series.take(BarcodeSeries, "copy", count - len(found))
        made = [
            barcodes.numbered(barcodes.COPY, settings.INSTITUTION_NUMBER, number)
            for number in numbers
        ]
        taken = set(Copy.objects.filter(barcode__in=made).values_list("barcode", flat=True))
        found += [barcode for barcode in made if barcode not in taken]
    return found


def _columns(facts: Facts) -> dict[str, Any]:
    return {
        "branch": facts.branch,
        "copy_type": facts.copy_type,
        "shelf_location": facts.shelf_location,
        "call_number": facts.call_number,
        "acquired_on": facts.acquired_on,
        "price_minor": facts.price_minor,
        "note": facts.note,
        "reference_only": facts.reference_only,
        "on_order": facts.on_order,
    }


def _flag(copy: Copy, facts: Facts, now: datetime) -> None:
    """Note since when the copy is lost, missing or damaged; what it was already keeps its date."""
    copy.lost_at = (copy.lost_at or now) if facts.is_lost else None
    copy.missing_at = (copy.missing_at or now) if facts.is_missing else None
    copy.damaged_at = (copy.damaged_at or now) if facts.is_damaged else None


def _locked(copy_id: UUID) -> Copy:
    copy = db.locked(Copy.objects.select_related("book")).filter(pk=copy_id).first()
    if copy is None:
        raise errors.UnknownCopy
    if copy.withdrawn_at:
        raise errors.CopyWithdrawn(barcode=copy.barcode)
    return copy


def _note(deed: str, copy: Copy, *, actor: User | None, now: datetime, interface: str) -> None:
    audit.record(
        deed,
        actor=actor,
        now=now,
        interface=interface,
        book_id=copy.book_id,
        copy_id=copy.pk,
    )
    changes.seen([copy.book_id])


@contextmanager
def _barcode_guarded(barcode: str) -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        if not db.breaks(error, "catalog_copy_barcode", "catalog_copy.barcode"):
            raise
        raise errors.BarcodeTaken(barcode=barcodes.normal(barcode)) from error
