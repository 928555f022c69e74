from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from accounts.models import AuditEntry, User
from catalog import errors
from catalog.models import BarcodeSeries, Branch, Copy, CopyType
from catalog.services import copies, copies_many, copy_barcodes
from core.errors import LibraryError
from tests.factories.catalog import BookFactory, CopyFactory, CopyTypeFactory
from tests.factories.loans import LoanFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def deed(leo: User, now: Any) -> dict[str, Any]:
    return {"actor": leo, "now": now, "interface": "page"}


@pytest.fixture
def facts(harbour: Branch) -> copies.Facts:
    return copies.Facts(branch=harbour, copy_type=CopyTypeFactory())


def having(facts: copies.Facts, **changed: Any) -> copies.Facts:
    return copies.Facts(**vars(facts) | changed)


def test_a_copy_shows_in_its_book(facts: copies.Facts, deed: dict[str, Any]) -> None:
    book = BookFactory()
    copy = copies.add(book, facts, **deed)
    book.refresh_from_db()
    assert (book.version, book.revision, copy.state) == (2, 1, "available")
    entry = AuditEntry.objects.get(action="copy.added")
    assert (entry.book_id, entry.copy_id) == (book.pk, copy.pk)


def test_our_own_numbers_step_over_those_in_use(facts: copies.Facts, deed: dict[str, Any]) -> None:
    book = BookFactory()
    first = copies.add(book, facts, **deed)
    foreseen = copy_barcodes.next_free(3)
    for barcode in foreseen:
        CopyFactory(barcode=barcode)
    from catalog.models import BarcodeSeries

    BarcodeSeries.objects.update(last=1)
    after = copies.add(book, facts, **deed)
    assert after.barcode not in {first.barcode, *foreseen}


def test_a_barcode_is_of_one_copy_for_ever(
    facts: copies.Facts, deed: dict[str, Any], now: Any
) -> None:
    CopyFactory(barcode="B-1", withdrawn_at=now)
    other = CopyFactory(barcode="B-2")
    with pytest.raises(errors.BarcodeTaken, match="B-1"):
        copies.add(BookFactory(), having(facts, barcode="b-1"), **deed)
    with pytest.raises(errors.BarcodeTaken):
        copies.edit(other.pk, having(facts, barcode=" b-1 "), revision=1, **deed)
    other.refresh_from_db()
    assert (other.barcode, other.revision) == ("B-2", 1)


def test_a_withdrawn_book_gets_no_copies(
    facts: copies.Facts, deed: dict[str, Any], now: Any
) -> None:
    with pytest.raises(errors.UnknownBook):
        copies.add(BookFactory(withdrawn_at=now), facts, **deed)


def test_what_is_lost_is_lost_since_it_was_first_said(
    facts: copies.Facts, deed: dict[str, Any], now: Any
) -> None:
    copy = CopyFactory()
    copies.edit(copy.pk, having(facts, is_lost=True), revision=1, **deed)
    later = deed | {"now": now + timedelta(days=3)}
    copies.edit(copy.pk, having(facts, is_lost=True, note="Asked"), revision=2, **later)
    copy.refresh_from_db()
    assert (copy.lost_at, copy.state, copy.note) == (now, "lost", "Asked")
    copies.edit(copy.pk, facts, revision=3, **later)
    copy.refresh_from_db()
    assert (copy.lost_at, copy.state) == (None, "available")


def test_facts_come_back_as_they_went(facts: copies.Facts, deed: dict[str, Any]) -> None:
    full = having(
        facts, barcode="B-1", call_number="C", shelf_location="S", price_minor=5, note="N",
        reference_only=True, on_order=True, is_missing=True, is_damaged=True,
        acquired_on=deed["now"].date(),
    )  # fmt: skip
    copy = copies.add(BookFactory(), full, **deed)
    assert copies.facts_of(Copy.objects.get(pk=copy.pk)) == full


def test_an_edit_without_a_barcode_keeps_it(facts: copies.Facts, deed: dict[str, Any]) -> None:
    copy = CopyFactory(barcode="B-1")
    assert copies.edit(copy.pk, facts, revision=None, **deed).barcode == "B-1"


def test_an_edit_that_says_nothing_new_leaves_no_trace(
    facts: copies.Facts, deed: dict[str, Any]
) -> None:
    copy = copies.add(BookFactory(), having(facts, barcode="B-1", is_lost=True), **deed)
    for barcode in ("", "b-1"):
        copies.edit(copy.pk, having(facts, barcode=barcode, is_lost=True), revision=1, **deed)
    copy.refresh_from_db()
    assert copy.revision == 1
    assert not AuditEntry.objects.filter(action="copy.edited").exists()


@pytest.mark.parametrize("on", [date(2999, 1, 1), date(2027, 5, 8), date(1399, 12, 31), date.min])
def test_no_copy_is_acquired_on_such_a_day(
    facts: copies.Facts, deed: dict[str, Any], on: date
) -> None:
    copy = copies.add(BookFactory(), facts, **deed)
    with pytest.raises(errors.NotAcquiredThen):
        copies.add(BookFactory(), having(facts, acquired_on=on), **deed)
    with pytest.raises(errors.NotAcquiredThen):
        copies.edit(copy.pk, having(facts, acquired_on=on), revision=1, **deed)
    with pytest.raises(errors.NotAcquiredThen):
        copies_many.add(BookFactory(), having(facts, acquired_on=on), ["", ""], **deed)
    assert Copy.objects.count() == 1


@pytest.mark.parametrize("on", [date(1400, 1, 1), date(2026, 5, 6), date(2027, 5, 6)])
def test_an_order_may_be_dated_ahead_for_a_year(
    facts: copies.Facts, deed: dict[str, Any], on: date
) -> None:
    assert copies.add(BookFactory(), having(facts, acquired_on=on), **deed).acquired_on == on


def test_a_copy_that_has_such_a_day_from_before_can_still_be_edited(
    facts: copies.Facts, deed: dict[str, Any]
) -> None:
    copy = CopyFactory(acquired_on=date(2999, 1, 1))
    said = having(copies.facts_of(copy), note="Which year?")
    assert copies.edit(copy.pk, said, revision=1, **deed).note == "Which year?"


def test_a_stale_edit_is_refused(facts: copies.Facts, deed: dict[str, Any]) -> None:
    copy = CopyFactory()
    copies.edit(copy.pk, having(facts, note="y"), revision=1, **deed)
    with pytest.raises(errors.CopyChanged):
        copies.edit(copy.pk, having(facts, note="x"), revision=1, **deed)


def test_a_copy_goes_unless_it_is_out(facts: copies.Facts, deed: dict[str, Any]) -> None:
    copy, lent = CopyFactory(), LoanFactory().copy
    copies.withdraw(copy.pk, **deed)
    with pytest.raises(errors.CopyWithdrawn):
        copies.withdraw(copy.pk, **deed)
    with pytest.raises(errors.CopyWithdrawn):
        copies.edit(copy.pk, facts, revision=None, **deed)
    with pytest.raises(errors.CopyInUse):
        copies.withdraw(lent.pk, **deed)
    with pytest.raises(errors.UnknownCopy):
        copies.withdraw(uuid4(), **deed)


def test_what_comes_and_goes_is_neither_lost_nor_missing(now: Any) -> None:
    copy = CopyFactory(lost_at=now, missing_at=now)
    copies.hand_out(copy, now=now)
    copy.refresh_from_db()
    assert (copy.state, copy.lost_at, copy.missing_at, copy.last_seen_at) == (
        "on_loan", None, None, now,
    )  # fmt: skip
    copies.take_back(copy, now=now)
    copy.refresh_from_db()
    assert (copy.state, copy.book.version) == ("available", 3)


def test_plain_copies_need_a_branch_and_a_type(deed: dict[str, Any]) -> None:
    book = BookFactory()
    assert copies.add_plain(book, 0, **deed) == []
    made = copies.add_plain(book, 2, **deed)
    assert len({copy.barcode for copy in made}) == 2
    Copy.objects.all().delete()
    CopyType.objects.all().delete()
    with pytest.raises(errors.UnknownBranch):
        copies.add_plain(book, 1, **deed)


@pytest.mark.parametrize(
    ("barcode", "refusal"),
    [
        ("20001000000012", errors.BarcodeOfCard),
        ("2 0001 00000001 2", errors.BarcodeOfCard),
        ("done", errors.BarcodeIsWord),
        ("UNDO", errors.BarcodeIsWord),
    ],
)
def test_what_the_desk_would_take_for_something_else_is_no_barcode(
    facts: copies.Facts, deed: dict[str, Any], barcode: str, refusal: type[LibraryError]
) -> None:
    with pytest.raises(refusal):
        copies.add(BookFactory(), having(facts, barcode=barcode), **deed)
    copy = CopyFactory()
    with pytest.raises(refusal):
        copies.edit(copy.pk, having(facts, barcode=barcode), revision=None, **deed)
    assert list(Copy.objects.values_list("barcode", flat=True)) == [copy.barcode]


def test_a_copy_that_has_such_a_barcode_from_before_can_still_be_edited(
    facts: copies.Facts, deed: dict[str, Any]
) -> None:
    copy = CopyFactory(barcode="20001000000012")
    said = having(facts, barcode=copy.barcode, note="relabel it")
    assert copies.edit(copy.pk, said, revision=None, **deed).note == "relabel it"


def test_a_number_of_fourteen_digits_that_does_not_check_is_no_card(
    facts: copies.Facts, deed: dict[str, Any]
) -> None:
    said = having(facts, barcode="20001000000013")
    assert copies.add(BookFactory(), said, **deed).barcode == "20001000000013"


def test_numbers_that_are_not_free_are_soon_passed(
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    with transaction.atomic():
        taken = copy_barcodes.next_free(500)
        BarcodeSeries.objects.all().delete()
        with django_assert_max_num_queries(24):
            found = copy_barcodes.next_free(2, but=set(taken))
    assert len(found) == 2
    assert not set(found) & set(taken)
