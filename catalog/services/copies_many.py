"""Many copies at once: added with their barcodes, moved, noted, withdrawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from catalog import errors
from catalog.domain import copies as rules
from catalog.models import Book, Branch, Copy, CopyType
from catalog.search import index
from catalog.services import changes, copies, copies_gone, copy_trail
from core import barcodes, db
from core.errors import LibraryError

REASONS_TOLD = 10


@dataclass(frozen=True)
class Change:
    """What is to be noted of every chosen copy; ``None`` leaves a thing as it is."""

    branch: Branch | None = None
    copy_type: CopyType | None = None
    shelf_location: str | None = None
    call_number: str | None = None
    note: str | None = None
    alerts_at_desk: bool | None = None
    parts: str | None = None
    reference_only: bool | None = None
    on_order: bool | None = None
    is_lost: bool | None = None
    is_missing: bool | None = None
    is_damaged: bool | None = None

    def of(self, copy: Copy) -> copies.Facts:
        """What is noted of ``copy`` after the change."""
        said = {each.name: getattr(self, each.name) for each in fields(self)}
        wanted = {name: value for name, value in said.items() if value is not None}
        return copies.Facts(**vars(copies.facts_of(copy)) | wanted)


@dataclass
class Outcome:
    """The barcodes of the copies that a deed was done to, and of the others why it was not."""

    done: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def add(
    book: Book,
    facts: copies.Facts,
    wanted: Sequence[str],
    *,
    actor: User,
    now: datetime,
    interface: str,
) -> list[Copy]:
    """Add a copy of ``book`` for each barcode of ``wanted``, in their order; an empty one asks for
    the next number of ours. All of them or none.

    Raises ``UnknownBook``, ``NothingChosen``, ``TooManyChosen``, ``NotAcquiredThen``, and
    ``BarcodesRefused``, which carries the reason of each.
    """
    _ask_number(wanted)
    codes = [barcodes.normal(each) for each in wanted]
    try:
        with transaction.atomic():
            if db.locked(Book.objects.current()).filter(pk=book.pk).first() is None:
                raise errors.UnknownBook
            _ask_barcodes(codes)
            made = copies.drafts(book, facts, codes, now=now)
            # In one order for all: two who give the same barcodes wait, but not in a circle.
            Copy.objects.bulk_create(sorted(made, key=lambda copy: copy.barcode))
            for copy in made:
                copy_trail.note("copy.added", copy, actor=actor, now=now, interface=interface)
            index.put_many([book.pk])
            changes.seen([book.pk])
    except IntegrityError as error:
        _ask_barcodes(codes)  # someone was faster with one of them
        raise errors.BarcodesRefused(reasons="") from error
    return made


def between(first: str, last: str) -> list[str]:
    """The barcodes of a roll of labels from ``first`` to ``last``, as scanned. Raises
    ``NoBarcodeRange``.
    """
    ends = barcodes.normal(first), barcodes.normal(last)
    found = rules.barcodes_between(*ends)
    if found is None:
        raise errors.NoBarcodeRange(first=ends[0], last=ends[1], most=rules.MOST_AT_ONCE)
    return found


def change(
    copy_ids: Sequence[UUID], wanted: Change, *, actor: User, now: datetime, interface: str
) -> Outcome:
    """Note the same of every copy: move them, call them lost, missing or damaged, or clear that.
    Those of which it is noted already are done as they are. What has been withdrawn stays as it is,
    and is told. Raises ``NothingToChange``.
    """
    if wanted == Change():
        raise errors.NothingToChange

    def deed(copy: Copy) -> bool:
        if copy.withdrawn_at:
            raise errors.CopyWithdrawn(barcode=copy.barcode)
        facts = wanted.of(copy)
        if copies.is_noted(copy, facts):
            return False
        copies.note(copy, facts, now=now)
        copy_trail.note("copy.edited", copy, actor=actor, now=now, interface=interface)
        return True

    return _each(copy_ids, deed)


def withdraw(
    copy_ids: Sequence[UUID], *, reason: str, actor: User, now: datetime, interface: str
) -> Outcome:
    """Take the copies out of the library. Those on loan, set aside or waited for stay."""

    def deed(copy: Copy) -> bool:
        if copy.withdrawn_at:
            raise errors.CopyWithdrawn(barcode=copy.barcode)
        copies.object_to_leaving(copy)
        copy.withdrawn_at, copy.withdrawn_for = now, reason
        copy.save(update_fields=["withdrawn_at", "withdrawn_for"])
        copy_trail.note("copy.withdrawn", copy, actor=actor, now=now, interface=interface)
        return True

    return _each(copy_ids, deed)


def bring_back(copy_ids: Sequence[UUID], *, actor: User, now: datetime, interface: str) -> Outcome:
    """Take withdrawn copies into the library again."""

    def deed(copy: Copy) -> bool:
        copies_gone.restore(copy, actor=actor, now=now, interface=interface)
        return True

    return _each(copy_ids, deed)


def erase(copy_ids: Sequence[UUID], *, actor: User, now: datetime, interface: str) -> Outcome:
    """Delete copies that were added by mistake. What has a history stays."""

    def deed(copy: Copy) -> bool:
        copies_gone.erase(copy, actor=actor, now=now, interface=interface)
        return True

    return _each(copy_ids, deed)


def _each(copy_ids: Sequence[UUID], deed: Callable[[Copy], bool]) -> Outcome:
    """Lock the copies in the order of their ids, and do ``deed`` to each that it does not refuse:
    it says whether it has changed anything. Raises ``NothingChosen``, ``TooManyChosen``.
    """
    _ask_number(copy_ids)
    outcome = Outcome()
    touched: set[UUID] = set()
    with transaction.atomic():
        # Locked without a join: one that was moved while we waited would not be found by it.
        found = list(db.locked(Copy.objects.filter(pk__in=copy_ids).order_by("pk")))
        prefetch_related_objects(found, "branch", "copy_type")
        ids = {copy.book_id for copy in found}
        # Locked in one order for all, as they are now: none is withdrawn in the same moment.
        books = {
            book.pk: book for book in db.locked(Book.objects.filter(pk__in=ids)).order_by("pk")
        }
        for copy in found:
            copy.book = books[copy.book_id]
            try:
                is_changed = deed(copy)
            except LibraryError as refusal:
                outcome.refused.append((copy.barcode, str(refusal)))
            else:
                outcome.done.append(copy.barcode)
                touched |= {copy.book_id} if is_changed else set()
        if touched:
            index.put_many(touched)
            changes.seen(touched)
    return outcome


def _ask_number(chosen: Sequence[Any]) -> None:
    if not chosen:
        raise errors.NothingChosen
    if len(chosen) > rules.MOST_AT_ONCE:
        raise errors.TooManyChosen(most=rules.MOST_AT_ONCE)


def _ask_barcodes(codes: Sequence[str]) -> None:
    """Raise ``BarcodesRefused`` with the reason of each barcode that cannot be used."""
    said = [code for code in codes if code]
    taken = set(Copy.objects.filter(barcode__in=said).values_list("barcode", flat=True))
    reasons: dict[str, str] = {}
    for number, code in enumerate(said):
        if not barcodes.is_wellformed(code):
            reasons[code] = _("%(barcode)s cannot be a barcode.") % {"barcode": code[:60]}
        elif code in taken:
            reasons[code] = str(errors.BarcodeTaken(barcode=code))
        elif code in said[:number]:
            reasons[code] = _("%(barcode)s is there twice.") % {"barcode": code}
    if not reasons:
        return
    told = [*reasons.values()][:REASONS_TOLD]
    if more := len(reasons) - len(told):
        told.append(ngettext("And %(n)s more.", "And %(n)s more.", more) % {"n": more})
    findings = [
        {"code": "barcode_refused", "kind": "blocker", "message": said, "barcode": code}
        for code, said in reasons.items()
    ]
    raise errors.BarcodesRefused(reasons=" ".join(told)).having(findings)
