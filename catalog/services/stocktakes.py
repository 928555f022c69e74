"""Counting the shelves: opened, scanned by as many as there are, closed with a report."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.services import audit
from catalog import errors
from catalog.domain import stocktakes as rules
from catalog.domain.stocktakes import Finding
from catalog.models import Branch, Copy, Stocktake, StocktakeLine
from catalog.selectors import stocktakes as found
from catalog.services import changes, copy_trail
from core import barcodes, db

OF_OTHERS: Final = "catalog.change_stocktake"
_AT_ONCE: Final = 500


@dataclass(frozen=True)
class Shelves:
    """Which shelves are counted; what is left empty means all."""

    branch: Branch
    shelf_location: str = ""
    first_call_number: str = ""
    last_call_number: str = ""


@dataclass(frozen=True)
class Scanned:
    """What a scan found. ``again`` tells that the copy had been counted before; ``before`` is the
    copy this person scanned just before, where this one belongs before it.
    """

    line: StocktakeLine
    again: bool = False
    before: Copy | None = None


@dataclass(frozen=True)
class Closed:
    """A stocktake that is over, and how many copies were marked as missing by it."""

    stocktake: Stocktake
    marked: int


def open_new(shelves: Shelves, *, actor: User, now: datetime, interface: str) -> Stocktake:
    """Begin to count some shelves."""
    with transaction.atomic():
        stocktake = Stocktake.objects.create(**vars(shelves), opened_at=now, opened_by=actor)
        _record("stocktake.opened", stocktake, actor, now, interface)
    return stocktake


def scan(
    stocktake_id: UUID, scanned: str, *, actor: User, now: datetime, interface: str
) -> Scanned:
    """Count the copy with the barcode ``scanned``, which is in somebody's hand, once.

    What had been missing is found again at once; what is lost stays so, for whoever paid for it
    must be told: the desk does that. Raises ``UnreadableScan``, ``UnknownStocktake``,
    ``StocktakeClosed``.
    """
    barcode = barcodes.normal(scanned)
    if not barcodes.is_wellformed(barcode):
        raise errors.UnreadableScan(scan=scanned[:60])
    with transaction.atomic():
        stocktake = _locked(stocktake_id)
        rows = Copy.objects.select_related("book", "branch")
        copy = db.locked(rows.by_barcode(barcode)).first()
        line = _line(stocktake, copy, barcode)
        if line is not None:
            return Scanned(line, again=True)
        last = _last_of(stocktake, actor)
        line = StocktakeLine.objects.create(
            stocktake=stocktake,
            copy=copy,
            barcode=barcode,
            finding=_finding(stocktake, copy),
            scanned_at=now,
            scanned_by=actor,
            seen_before=copy.last_seen_at if copy else None,
            missing_before=copy.missing_at if copy else None,
        )
        if copy is not None:
            _seen(copy, actor=actor, now=now, interface=interface)
    return Scanned(line, before=last if _falls_back(line, last) else None)


def undo(
    stocktake_id: UUID, scan_id: UUID | None, *, actor: User, now: datetime, interface: str
) -> StocktakeLine:
    """Take a scan back, as though it had never been: the line ``scan_id``, or with ``None`` the
    last one of ``actor``. What it changed of the copy becomes what it was, unless the copy has been
    in a hand since then.

    What others scanned needs ``catalog.change_stocktake``. Raises ``UnknownStocktake``,
    ``StocktakeClosed``, ``UnknownScan``, ``NoScanToUndo``, ``ScanOfOther``.
    """
    with transaction.atomic():
        stocktake = _locked(stocktake_id)
        line = _scanned(stocktake, scan_id, actor)
        if line.scanned_by_id != actor.pk and not actor.has_perm(OF_OTHERS):
            raise errors.ScanOfOther
        copy = line.copy and db.locked(Copy.objects.filter(pk=line.copy.pk)).get()
        told = {"finding": line.finding, "scanned_at": line.scanned_at}
        if copy is not None:  # what is no copy may be somebody's card: the trail has none of it
            told["scan"] = line.barcode
            _take_back(copy, line)
        about = {"book_id": copy.book_id, "copy_id": copy.pk} if copy else {}
        _record("stocktake.scan_undone", stocktake, actor, now, interface, **about, **told)
        StocktakeLine.objects.filter(pk=line.pk).delete()
    return line


def close(
    stocktake_id: UUID,
    *,
    mark_missing: bool,
    spared: Collection[UUID] = (),
    actor: User,
    now: datetime,
    interface: str,
) -> Closed:
    """End the stocktake and keep its report as it stands now. With ``mark_missing`` the copies that
    nobody has seen are missing from now on, all but ``spared``.

    Raises ``UnknownStocktake``, ``StocktakeClosed``.
    """
    with transaction.atomic():
        stocktake = _locked(stocktake_id)
        misplaced = StocktakeLine.objects.filter(pk__in=found.misplaced_lines(stocktake))
        misplaced.update(finding=Finding.OUT_OF_ORDER)
        unseen = list(db.locked(found.missing(stocktake).order_by("pk")))
        to_mark = [copy for copy in unseen if mark_missing and copy.pk not in set(spared)]
        _write_missing(stocktake, unseen, to_mark)
        changes.seen(copy.book_id for copy in to_mark)
        for copy in to_mark:
            Copy.objects.filter(pk=copy.pk).update(missing_at=now)
            copy_trail.note("copy.not_found", copy, actor=actor, now=now, interface=interface)
        stocktake.closed_at, stocktake.closed_by = now, actor
        stocktake.save(update_fields=["closed_at", "closed_by"])
        _record("stocktake.closed", stocktake, actor, now, interface, marked=len(to_mark))
    return Closed(stocktake, len(to_mark))


def _locked(stocktake_id: UUID) -> Stocktake:
    """The stocktake, which is locked before any copy: one scan is written after the other."""
    rows = db.locked(Stocktake.objects.select_related("branch"))
    stocktake = rows.filter(pk=stocktake_id).first()
    if stocktake is None:
        raise errors.UnknownStocktake
    if not stocktake.is_open:
        raise errors.StocktakeClosed
    return stocktake


def _line(stocktake: Stocktake, copy: Copy | None, barcode: str) -> StocktakeLine | None:
    """The line that counts this copy already."""
    rows = StocktakeLine.objects.filter(stocktake=stocktake)
    found_before = rows.filter(copy=copy) if copy else rows.filter(copy=None, barcode=barcode)
    return found_before.select_related("copy__book", "copy__branch", "scanned_by").first()


def _scanned(stocktake: Stocktake, scan_id: UUID | None, actor: User) -> StocktakeLine:
    """The scan that is meant."""
    lines = StocktakeLine.objects.filter(stocktake=stocktake).select_related("copy__book")
    if scan_id is None:
        lines = lines.filter(scanned_by=actor).order_by("-scanned_at", "-pk")
    else:
        lines = lines.filter(pk=scan_id)
    line = lines.first()
    if line is None:
        raise errors.UnknownScan if scan_id else errors.NoScanToUndo
    return line


def _finding(stocktake: Stocktake, copy: Copy | None) -> Finding:
    if copy is None:
        return Finding.UNKNOWN
    return rules.finding(
        rules.Facts(
            withdrawn=copy.withdrawn_at is not None,
            on_loan=copy.is_on_loan,
            on_hold_shelf=copy.on_hold_shelf,
            in_transit=copy.in_transit,
            lost=copy.lost_at is not None,
            missing=copy.missing_at is not None,
            on_order=copy.on_order,
            of_branch=copy.branch_id == stocktake.branch_id,
            of_range=stocktake.covers(copy),
        )
    )


def _seen(copy: Copy, *, actor: User, now: datetime, interface: str) -> None:
    """The copy is in a hand: it was seen, and is not missing."""
    was_missing = copy.missing_at is not None
    copy.last_seen_at, copy.missing_at = now, None
    copy.save(update_fields=["last_seen_at", "missing_at"])
    if was_missing:
        copy_trail.note("copy.found", copy, actor=actor, now=now, interface=interface)
        changes.seen([copy.book_id])


def _take_back(copy: Copy, line: StocktakeLine) -> None:
    """Undo what a scan did to its copy, which is locked. Where the copy was scanned again since, in
    another stocktake, that scan is told what was before both.
    """
    line.refresh_from_db(fields=["seen_before", "missing_before"])
    if copy.last_seen_at == line.scanned_at:
        _unseen(copy, line)
        return
    later = StocktakeLine.objects.filter(copy=copy, seen_before=line.scanned_at)
    later.filter(missing_before=None).update(missing_before=line.missing_before)
    later.update(seen_before=line.seen_before)


def _unseen(copy: Copy, line: StocktakeLine) -> None:
    """The copy was not seen after all. One that has been noted as missing since then stays so."""
    is_missing = copy.missing_at is None and line.missing_before is not None
    copy.last_seen_at = line.seen_before
    copy.missing_at = copy.missing_at or line.missing_before
    copy.save(update_fields=["last_seen_at", "missing_at"])
    if is_missing:
        changes.seen([copy.book_id])


def _last_of(stocktake: Stocktake, actor: User) -> Copy | None:
    """The copy that this person scanned last and that stood in its place."""
    rows = StocktakeLine.objects.filter(stocktake=stocktake, scanned_by=actor)
    rows = rows.filter(finding__in=rules.IN_ORDER).select_related("copy__book")
    last = rows.order_by("-scanned_at", "-pk").first()
    return last.copy if last else None


def _falls_back(line: StocktakeLine, last: Copy | None) -> bool:
    copy = line.copy
    return (
        copy is not None
        and last is not None
        and line.finding in rules.IN_ORDER
        and copy.shelf_location == last.shelf_location
        and copy.shelf_key < last.shelf_key
    )


def _write_missing(stocktake: Stocktake, unseen: list[Copy], marked: list[Copy]) -> None:
    chosen = {copy.pk for copy in marked}
    StocktakeLine.objects.bulk_create(
        [
            StocktakeLine(
                stocktake=stocktake,
                copy=copy,
                barcode=copy.barcode,
                finding=Finding.MISSING,
                marked_missing=copy.pk in chosen,
            )
            for copy in unseen
        ],
        batch_size=_AT_ONCE,
    )


def _record(
    action: str, stocktake: Stocktake, actor: User, now: datetime, interface: str, **data: Any
) -> None:
    audit.record(
        action,
        actor=actor,
        now=now,
        interface=interface,
        stocktake=str(stocktake.pk),
        **data,
    )
