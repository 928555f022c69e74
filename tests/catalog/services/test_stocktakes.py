from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import AuditEntry, User
from catalog import errors
from catalog.domain.stocktakes import Finding
from catalog.models import Branch, Copy, Stocktake, StocktakeLine
from catalog.selectors import stocktakes as found
from catalog.services import stocktakes
from catalog.services.stocktakes import Shelves
from tests.factories.catalog import BranchFactory, CopyFactory
from tests.factories.loans import LoanFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def deed(vera: User, now: Any) -> dict[str, Any]:
    return {"actor": vera, "now": now, "interface": "page"}


@pytest.fixture
def fiction(harbour: Branch, deed: dict[str, Any]) -> Stocktake:
    """The fiction shelves of the harbour branch are counted."""
    return stocktakes.open_new(Shelves(harbour, "Fiction"), **deed)


def on_shelf(**said: Any) -> Copy:
    copy: Copy = CopyFactory(**{"shelf_location": "Fiction", "call_number": "FIC LEG", **said})
    return copy


def test_a_copy_in_its_place_is_counted_and_seen(fiction: Stocktake, deed: Any, now: Any) -> None:
    copy = on_shelf()
    done = stocktakes.scan(fiction.pk, f" {copy.barcode.lower()} ", **deed)
    assert (done.line.finding, done.again, done.before) == (Finding.IN_PLACE, False, None)
    copy.refresh_from_db()
    assert copy.last_seen_at == now


def test_a_copy_counts_once_whoever_scans_it(fiction: Stocktake, deed: Any, leo: User) -> None:
    copy = on_shelf()
    stocktakes.scan(fiction.pk, copy.barcode, **deed)
    again = stocktakes.scan(fiction.pk, copy.barcode, **deed | {"actor": leo})
    assert again.again
    assert again.line.scanned_by == deed["actor"]
    stocktakes.scan(fiction.pk, "NOBODY-1", **deed)
    assert stocktakes.scan(fiction.pk, "nobody-1", **deed).again
    assert StocktakeLine.objects.count() == 2


@pytest.mark.parametrize(
    ("said", "finding"),
    [
        ({"shelf_location": "Crime"}, Finding.ELSEWHERE),
        ({"branch__code": "hill", "branch__name": "Hill"}, Finding.OTHER_BRANCH),
        ({"on_hold_shelf": True}, Finding.FOR_A_HOLD),
        ({"in_transit": True}, Finding.IN_TRANSIT),
        ({"on_order": True}, Finding.ON_ORDER),
        ({"damaged_at": None, "reference_only": True}, Finding.IN_PLACE),
    ],
)
def test_what_is_odd_about_a_copy_is_found(
    fiction: Stocktake, deed: Any, said: dict[str, Any], finding: Finding
) -> None:
    done = stocktakes.scan(fiction.pk, on_shelf(**said).barcode, **deed)
    assert done.line.finding == finding


def test_a_copy_on_loan_and_a_withdrawn_one_are_here(
    fiction: Stocktake, deed: Any, now: Any
) -> None:
    lent = LoanFactory(copy=on_shelf()).copy
    gone = on_shelf(withdrawn_at=now)
    assert stocktakes.scan(fiction.pk, lent.barcode, **deed).line.finding == Finding.ON_LOAN
    assert stocktakes.scan(fiction.pk, gone.barcode, **deed).line.finding == Finding.WITHDRAWN
    lent.refresh_from_db()
    assert lent.is_on_loan


def test_a_missing_copy_is_found_again_at_once_and_a_lost_one_goes_to_the_desk(
    fiction: Stocktake, deed: Any, now: Any
) -> None:
    missing, lost = on_shelf(missing_at=now), on_shelf(lost_at=now)
    version = missing.book.version
    assert stocktakes.scan(fiction.pk, missing.barcode, **deed).line.finding == Finding.FOUND_AGAIN
    assert stocktakes.scan(fiction.pk, lost.barcode, **deed).line.finding == Finding.LOST
    missing, lost = Copy.objects.get(pk=missing.pk), Copy.objects.get(pk=lost.pk)
    assert (missing.missing_at, lost.lost_at) == (None, now)
    assert missing.book.version > version
    assert AuditEntry.objects.get(action="copy.found").copy_id == missing.pk


def test_a_number_that_no_copy_has_is_kept(fiction: Stocktake, deed: Any) -> None:
    done = stocktakes.scan(fiction.pk, "NOBODY-1", **deed)
    assert (done.line.finding, done.line.copy, done.line.barcode) == (
        Finding.UNKNOWN,
        None,
        "NOBODY-1",
    )


@pytest.mark.parametrize("scan", ["", "  ", "Ä", "<x>", "A" * 41, "a\0b"])
def test_what_is_no_barcode_is_refused(fiction: Stocktake, deed: Any, scan: str) -> None:
    with pytest.raises(errors.UnreadableScan):
        stocktakes.scan(fiction.pk, scan, **deed)
    assert not StocktakeLine.objects.exists()


def test_a_range_of_call_numbers_is_counted(harbour: Branch, deed: Any) -> None:
    part = stocktakes.open_new(
        Shelves(harbour, first_call_number="813", last_call_number="823"), **deed
    )
    inside, outside = on_shelf(call_number="823.91 TOL"), on_shelf(call_number="830 GOE")
    assert stocktakes.scan(part.pk, inside.barcode, **deed).line.finding == Finding.IN_PLACE
    assert stocktakes.scan(part.pk, outside.barcode, **deed).line.finding == Finding.ELSEWHERE
    assert list(found.covered(part)) == [inside]


def test_who_falls_back_in_the_order_is_told(fiction: Stocktake, deed: Any) -> None:
    later, earlier = on_shelf(call_number="FIC M"), on_shelf(call_number="FIC A")
    assert stocktakes.scan(fiction.pk, later.barcode, **deed).before is None
    told = stocktakes.scan(fiction.pk, earlier.barcode, **deed)
    assert told.before == later
    assert told.line.finding == Finding.IN_PLACE


def walked(fiction: Stocktake, deed: dict[str, Any], numbers: str) -> list[Copy]:
    made = [on_shelf(call_number=f"FIC {letter}") for letter in numbers]
    for second, copy in enumerate(made):
        at = deed["now"] + timedelta(seconds=second)
        stocktakes.scan(fiction.pk, copy.barcode, **deed | {"now": at})
    return made


def test_a_misplaced_copy_is_found_among_what_was_scanned(fiction: Stocktake, deed: Any) -> None:
    made = walked(fiction, deed, "ABXCDE")
    assert [row.copy for row in found.lines(fiction, Finding.OUT_OF_ORDER)] == [made[2]]
    counts = found.counts(fiction)
    assert (counts[Finding.OUT_OF_ORDER], counts[Finding.IN_PLACE]) == (1, 5)
    stocktakes.close(fiction.pk, mark_missing=False, **deed)
    fiction.refresh_from_db()
    assert [row.copy for row in found.lines(fiction, Finding.OUT_OF_ORDER)] == [made[2]]
    assert found.counts(fiction) == counts


def test_two_who_go_along_different_shelves_do_not_confuse_each_other(
    fiction: Stocktake, deed: Any, leo: User
) -> None:
    for one, other in zip("ABCDEF", "MNOPQR", strict=True):
        walked(fiction, deed, one)
        walked(fiction, deed | {"actor": leo}, other)
    assert found.misplaced_lines(fiction) == []


def test_what_nobody_has_seen_is_missing(fiction: Stocktake, deed: Any, now: Any) -> None:
    unseen = on_shelf()
    seen_before = on_shelf(last_seen_at=now - timedelta(days=1))
    stocktakes.scan(fiction.pk, on_shelf().barcode, **deed)
    on_shelf(last_seen_at=now)  # the desk had it in the hand meanwhile
    for reason in ("missing_at", "lost_at", "damaged_at", "withdrawn_at"):
        on_shelf(**{reason: now})
    for reason in ("on_order", "on_hold_shelf", "in_transit"):
        on_shelf(**{reason: True})
    LoanFactory(copy=on_shelf())
    on_shelf(shelf_location="Crime")
    on_shelf(branch=BranchFactory(code="hill"))
    assert set(found.missing(fiction)) == {unseen, seen_before}
    progress = found.progress(fiction)
    assert (progress.expected, progress.seen, progress.scanned, progress.percent) == (3, 1, 1, 33)


def test_closing_marks_what_is_missing_but_for_what_is_spared(
    fiction: Stocktake, deed: Any, now: Any
) -> None:
    missing, spared, seen = on_shelf(), on_shelf(), on_shelf()
    stocktakes.scan(fiction.pk, seen.barcode, **deed)
    before = found.progress(fiction)
    done = stocktakes.close(fiction.pk, mark_missing=True, spared=[spared.pk], **deed)
    assert (done.marked, done.stocktake.is_open) == (1, False)
    for copy in (missing, spared, seen):
        copy.refresh_from_db()
    assert (missing.missing_at, spared.missing_at, seen.missing_at) == (now, None, None)
    rows = {line.copy: line.marked_missing for line in found.lines(fiction, Finding.MISSING)}
    assert rows == {missing: True, spared: False}
    assert found.progress(done.stocktake) == before
    assert AuditEntry.objects.get(action="copy.not_found").copy_id == missing.pk
    assert AuditEntry.objects.get(action="stocktake.closed").data["marked"] == 1


def test_the_report_stays_as_it_was(fiction: Stocktake, deed: Any) -> None:
    on_shelf()
    closed = stocktakes.close(fiction.pk, mark_missing=False, **deed).stocktake
    on_shelf()
    assert found.counts(closed) == {Finding.MISSING: 1}
    assert Copy.objects.exclude(missing_at=None).count() == 0


def test_a_closed_stocktake_counts_nothing_more(fiction: Stocktake, deed: Any) -> None:
    stocktakes.close(fiction.pk, mark_missing=False, **deed)
    with pytest.raises(errors.StocktakeClosed):
        stocktakes.scan(fiction.pk, on_shelf().barcode, **deed)
    with pytest.raises(errors.StocktakeClosed):
        stocktakes.close(fiction.pk, mark_missing=True, **deed)


def test_the_last_scan_is_taken_back_as_though_it_had_never_been(
    fiction: Stocktake, deed: Any, now: Any, leo: User
) -> None:
    before = now - timedelta(days=9)
    right, wrong = on_shelf(), on_shelf(last_seen_at=before)
    stocktakes.scan(fiction.pk, right.barcode, **deed | {"now": now + timedelta(minutes=1)})
    stocktakes.scan(fiction.pk, wrong.barcode, **deed | {"now": now + timedelta(minutes=2)})
    stocktakes.scan(fiction.pk, "OF-LEO", **deed | {"actor": leo})
    line = stocktakes.undo(fiction.pk, None, **deed)
    assert line.copy == wrong
    assert Copy.objects.get(pk=wrong.pk).last_seen_at == before
    assert list(found.missing(fiction)) == [wrong]
    assert {each.barcode for each in found.lines(fiction)} == {right.barcode, "OF-LEO"}
    entry = AuditEntry.objects.get(action="stocktake.scan_undone")
    assert (entry.actor, entry.copy_id, entry.data["scan"]) == (
        deed["actor"], wrong.pk, wrong.barcode,
    )  # fmt: skip
    assert not stocktakes.scan(fiction.pk, wrong.barcode, **deed).again


def test_what_was_found_by_a_wrong_scan_is_missing_again(
    fiction: Stocktake, deed: Any, now: Any
) -> None:
    missing, unseen = on_shelf(missing_at=now), on_shelf()
    stocktakes.scan(fiction.pk, unseen.barcode, **deed)
    stocktakes.undo(fiction.pk, None, **deed)
    stocktakes.scan(fiction.pk, missing.barcode, **deed)
    version = Copy.objects.get(pk=missing.pk).book.version
    stocktakes.undo(fiction.pk, None, **deed)
    missing, unseen = Copy.objects.get(pk=missing.pk), Copy.objects.get(pk=unseen.pk)
    assert (missing.missing_at, missing.last_seen_at) == (now, None)
    assert (unseen.missing_at, unseen.last_seen_at) == (None, None)
    assert missing.book.version > version
    assert list(found.missing(fiction)) == [unseen]


def test_a_copy_that_the_desk_has_had_since_stays_seen(
    fiction: Stocktake, deed: Any, now: Any
) -> None:
    copy, later = on_shelf(missing_at=now), now + timedelta(minutes=1)
    stocktakes.scan(fiction.pk, copy.barcode, **deed)
    Copy.objects.filter(pk=copy.pk).update(last_seen_at=later)
    stocktakes.undo(fiction.pk, None, **deed)
    copy.refresh_from_db()
    assert (copy.last_seen_at, copy.missing_at) == (later, None)


def test_an_unknown_number_can_be_taken_back_too(fiction: Stocktake, deed: Any) -> None:
    line = stocktakes.scan(fiction.pk, "NOBODY-1", **deed).line
    assert stocktakes.undo(fiction.pk, line.pk, **deed).barcode == "NOBODY-1"
    assert AuditEntry.objects.get(action="stocktake.scan_undone").copy_id is None


def test_what_others_scanned_is_taken_back_by_librarians(
    fiction: Stocktake, deed: Any, leo: User
) -> None:
    of_leo = stocktakes.scan(fiction.pk, on_shelf().barcode, **deed | {"actor": leo}).line
    of_vera = stocktakes.scan(fiction.pk, on_shelf().barcode, **deed).line
    with pytest.raises(errors.ScanOfOther):
        stocktakes.undo(fiction.pk, of_leo.pk, **deed)
    stocktakes.undo(fiction.pk, of_vera.pk, **deed | {"actor": leo})
    assert list(found.lines(fiction)) == [of_leo]


def test_there_must_be_a_scan_to_take_back(fiction: Stocktake, harbour: Branch, deed: Any) -> None:
    with pytest.raises(errors.NoScanToUndo):
        stocktakes.undo(fiction.pk, None, **deed)
    other = stocktakes.open_new(Shelves(harbour), **deed)
    line = stocktakes.scan(other.pk, on_shelf().barcode, **deed).line
    with pytest.raises(errors.UnknownScan):
        stocktakes.undo(fiction.pk, line.pk, **deed)
    stocktakes.undo(other.pk, line.pk, **deed)
    with pytest.raises(errors.UnknownScan):
        stocktakes.undo(other.pk, line.pk, **deed)
    stocktakes.scan(other.pk, on_shelf().barcode, **deed)
    stocktakes.close(other.pk, mark_missing=False, **deed)
    with pytest.raises(errors.StocktakeClosed):
        stocktakes.undo(other.pk, None, **deed)


def test_an_unknown_stocktake_is_told(deed: Any) -> None:
    with pytest.raises(errors.UnknownStocktake):
        stocktakes.scan(uuid4(), "B-1", **deed)
