"""Copies: adding, editing, withdrawing, and the one column that lending changes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import F

from accounts.models import User
from accounts.services import audit
from catalog import errors
from catalog.models import Book, Branch, Copy, CopyType
from catalog.search import index
from catalog.services import changes, copy_barcodes, copy_days, copy_trail
from core import barcodes, db
from core.compiled import Instances
from core.writes import Insert, Update

Objection = Callable[[Copy], None]
"""Raises a ``LibraryError`` when the copy, which is locked, cannot be withdrawn yet."""
OBJECTIONS: Final[list[Objection]] = []

NOTE_LENGTH: Final = 500
_NOTED: Final = (
    "branch", "copy_type", "shelf_location", "call_number", "acquired_on", "price_minor", "note",
    "alerts_at_desk", "parts", "reference_only", "on_order",
)  # fmt: skip
_PLACES: Final = ("is_on_loan", "on_hold_shelf", "in_transit")
_WRITE: Final = Insert(Copy)
_FIRST_BRANCH: Final = Instances(Branch, lambda: Branch.objects.open().order_by("code")[:1])
_FIRST_TYPE: Final = Instances(CopyType, lambda: CopyType.objects.all()[:1])
_MOVE: Final = Update(Copy, *_PLACES)
_MOVE_IN_HAND: Final = Update(Copy, *_PLACES, "last_seen_at", "lost_at", "missing_at")


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
    alerts_at_desk: bool = False
    parts: str = ""
    reference_only: bool = False
    on_order: bool = False
    is_lost: bool = False
    is_missing: bool = False
    is_damaged: bool = False


def add(book: Book, facts: Facts, *, actor: User | None, now: datetime, interface: str) -> Copy:
    """Add a copy of ``book``. Raises ``BarcodeTaken``, ``BarcodeOfCard``, ``BarcodeIsWord``,
    ``BarcodeOfMember``, ``NotAcquiredThen``, and ``UnknownBook`` when it was withdrawn.
    """
    with copy_barcodes.guarded(facts.barcode), transaction.atomic():
        if db.locked(Book.objects.current()).filter(pk=book.pk).first() is None:
            raise errors.UnknownBook
        (copy,) = drafts(book, facts, [barcodes.normal(facts.barcode)], now=now)
        copy.save(force_insert=True)
        _note("copy.added", copy, actor=actor, now=now, interface=interface)
    return copy


def drafts(book: Book, facts: Facts, codes: Sequence[str], *, now: datetime) -> list[Copy]:
    """Copies of ``book`` that are not saved yet, all as ``facts`` say, one for each barcode; an
    empty one becomes the next of ours. Call it in the transaction that saves them. Raises
    ``BarcodeOfCard``, ``BarcodeIsWord``, ``BarcodeOfMember``, ``NotAcquiredThen``.
    """
    copy_days.demand(facts.acquired_on, now)
    others = copy_barcodes.of_others(codes)
    for code in codes:
        copy_barcodes.demand_free(code, others)
    fresh = iter(copy_barcodes.next_free(sum(not code for code in codes), but=codes))
    made = [Copy(book=book, barcode=code or next(fresh), **_columns(facts)) for code in codes]
    for copy in made:
        _flag(copy, facts, now)
    return made


def add_plain(
    book: Book, count: int, *, actor: User | None, now: datetime, interface: str
) -> list[Copy]:
    """Add ``count`` copies of a ``book`` that is just being added, with nothing known of them, in
    the first branch. Call it in the transaction that adds the book and writes what it is found by.
    Raises ``UnknownBranch``.
    """
    if not count:
        return []
    branch, kind = _FIRST_BRANCH.first(), _FIRST_TYPE.first()
    if branch is None or kind is None:
        raise errors.UnknownBranch(branch="")
    made = [
        Copy(book=book, branch=branch, copy_type=kind, barcode=barcode)
        for barcode in copy_barcodes.next_free(count)
    ]
    _WRITE(*made)
    subjects = [{"book_id": book.pk, "copy_id": copy.pk} for copy in made]
    audit.record_each("copy.added", subjects, actor=actor, now=now, interface=interface)
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
    question. What is noted already changes nothing.

    Raises ``UnknownCopy``, ``CopyWithdrawn``, ``CopyChanged``, and of barcodes and days as ``add``.
    """
    with copy_barcodes.guarded(facts.barcode), transaction.atomic():
        copy = _locked(copy_id)
        if revision is not None and revision != copy.revision:
            raise errors.CopyChanged
        barcode = barcodes.normal(facts.barcode) or copy.barcode
        if is_noted(copy, replace(facts, barcode=barcode)):
            return copy
        if facts.acquired_on != copy.acquired_on:
            copy_days.demand(facts.acquired_on, now)
        if barcode != copy.barcode:
            copy_barcodes.demand_free(barcode, copy_barcodes.of_others([barcode]))
            copy.barcode = barcode
        note(copy, facts, now=now)
        _note("copy.edited", copy, actor=actor, now=now, interface=interface)
    return copy


def note(copy: Copy, facts: Facts, *, now: datetime) -> None:
    """Note ``facts`` of the copy, which the caller has locked, all but its barcode."""
    for name, value in _columns(facts).items():
        setattr(copy, name, value)
    copy.revision += 1
    _flag(copy, facts, now)
    copy.save()


def withdraw(
    copy_id: UUID, *, reason: str = "", actor: User, now: datetime, interface: str
) -> Copy:
    """Take a copy out of the library. Raises ``UnknownCopy``, ``CopyWithdrawn``, ``CopyInUse``,
    and whatever an objection raises: ``CopyIsHeld``.
    """
    with transaction.atomic():
        copy = _locked(copy_id)
        object_to_leaving(copy)
        copy.withdrawn_at, copy.withdrawn_for = now, reason
        copy.save(update_fields=["withdrawn_at", "withdrawn_for"])
        _note("copy.withdrawn", copy, actor=actor, now=now, interface=interface)
    return copy


def object_to_leaving(copy: Copy) -> None:
    """Say why the copy, which the caller has locked, cannot leave the library yet. Raises
    ``CopyInUse``, and whatever an objection raises: ``CopyIsHeld``.
    """
    if copy.is_on_loan:
        raise errors.CopyInUse
    for objection in OBJECTIONS:
        objection(copy)


def facts_of(copy: Copy) -> Facts:
    """What is noted of ``copy`` now."""
    return Facts(
        barcode=copy.barcode,
        is_lost=copy.lost_at is not None,
        is_missing=copy.missing_at is not None,
        is_damaged=copy.damaged_at is not None,
        **{name: getattr(copy, name) for name in _NOTED},
    )


def is_noted(copy: Copy, facts: Facts) -> bool:
    """Whether ``facts`` are what is noted of ``copy`` already."""
    return facts == facts_of(copy)


def hand_out(copy: Copy, *, now: datetime) -> None:
    """The copy, which the caller has locked, leaves on loan; being here, it is neither lost nor
    missing.
    """
    _place(copy, now, is_on_loan=True)


def take_back(copy: Copy, *, now: datetime) -> None:
    """The copy, which the caller has locked, is in the house again, and meant for nobody."""
    _place(copy, now)


def set_aside(copy: Copy, *, now: datetime | None) -> None:
    """The copy, which the caller has locked, stands on the hold shelf. ``now`` is when it was in a
    hand; ``None`` where it stood there already, for somebody else.
    """
    _place(copy, now, on_hold_shelf=True)


def send_off(copy: Copy, *, now: datetime | None) -> None:
    """The copy, which the caller has locked, is on its way to another branch; ``now`` as above."""
    _place(copy, now, in_transit=True)


def let_go(copy: Copy) -> None:
    """The copy, which the caller has locked and nobody has in the hand, is meant for nobody."""
    _place(copy, None)


def lose(copy: Copy, *, now: datetime) -> None:
    """The copy, which the caller has locked, is lost by whoever has it on loan."""
    Copy.objects.filter(pk=copy.pk).update(lost_at=now)
    copy.lost_at = now
    changes.seen([copy.book_id])


def give_up(copy: Copy) -> None:
    """The copy, which the caller has locked, is lost for good: nobody has it on loan any more."""
    _place(copy, None)


def damage(copy: Copy, note: str, *, now: datetime) -> None:
    """The copy, which the caller has locked, is damaged; ``note`` says how, for the staff."""
    copy.damaged_at = copy.damaged_at or now
    copy.note = " · ".join(filter(None, [copy.note, note]))[:NOTE_LENGTH]
    copy.revision += 1
    copy.save(update_fields=["damaged_at", "note", "revision"])
    changes.seen([copy.book_id])


def miss(copy: Copy, *, now: datetime) -> None:
    """The copy, which the caller has locked, is not where it should be."""
    _place(copy, None)
    Copy.objects.filter(pk=copy.pk).update(missing_at=now)
    copy.missing_at = now


def _place(copy: Copy, now: datetime | None, **where: bool) -> None:
    """A copy is in one place; and when it is in a hand now, it is neither lost nor missing."""
    place = {"is_on_loan": False, "on_hold_shelf": False, "in_transit": False, **where}
    seen = {"last_seen_at": now, "lost_at": None, "missing_at": None} if now else {}
    columns = place | seen
    (_MOVE if now is None else _MOVE_IN_HAND)(copy.pk, *columns.values())
    for name, value in columns.items():
        setattr(copy, name, value)
    changes.seen([copy.book_id])


def put_back(copy_id: UUID, columns: Mapping[str, Any]) -> None:
    """The copy, which the caller has locked, is as it was before a deed that is undone: ``columns``
    say how. Where what is noted of it changes, whoever edits it has to look again.
    """
    edited = {"revision": F("revision") + 1} if columns.keys() & {"note", "damaged_at"} else {}
    Copy.objects.filter(pk=copy_id).update(**columns, **edited)
    changes.seen(Copy.objects.filter(pk=copy_id).values_list("book_id", flat=True))


def _columns(facts: Facts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in _NOTED}


def _flag(copy: Copy, facts: Facts, now: datetime) -> None:
    """Note since when the copy is lost, missing or damaged; what it was already keeps its date."""
    copy.lost_at = (copy.lost_at or now) if facts.is_lost else None
    copy.missing_at = (copy.missing_at or now) if facts.is_missing else None
    copy.damaged_at = (copy.damaged_at or now) if facts.is_damaged else None


def _locked(copy_id: UUID) -> Copy:
    """The copy with its book, both locked: whoever waits for the book, or changes what it is found
    by, is seen. Copies come before books everywhere. Raises ``UnknownCopy``, ``CopyWithdrawn``.
    """
    copy = db.locked(Copy.objects.filter(pk=copy_id)).first()
    if copy is None:
        raise errors.UnknownCopy
    if copy.withdrawn_at:
        raise errors.CopyWithdrawn(barcode=copy.barcode)
    # Read when the copy is locked: while we waited, its book may have been merged into another.
    copy.book = db.locked(Book.objects.filter(pk=copy.book_id)).get()
    return copy


def _note(deed: str, copy: Copy, *, actor: User | None, now: datetime, interface: str) -> None:
    copy_trail.note(deed, copy, actor=actor, now=now, interface=interface)
    index.put_many([copy.book_id])
    changes.seen([copy.book_id])
