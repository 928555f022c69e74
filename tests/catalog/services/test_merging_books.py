from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage

from accounts.models import AuditEntry, User
from catalog import errors
from catalog.domain import covers as names
from catalog.models import Book, BookMerge, Branch, Copy, Isbn
from catalog.search import engine
from catalog.selectors import merged
from catalog.services import books, covers, merges
from loans.models import Hold, HoldState
from loans.services import holds
from loans.services.situation import Desk
from members.models import Member
from tests.catalog.services.test_covers import picture
from tests.factories.catalog import BookFactory, CopyFactory
from tests.factories.holds import HoldFactory
from tests.factories.loans import LoanFactory

pytestmark = pytest.mark.django_db
Merge = Callable[..., Book]


@pytest.fixture
def merge(leo: User, now: datetime) -> Merge:
    def deed(gone: Book, kept: Book, **choices: Any) -> Book:
        return merges.merge(gone.pk, kept.pk, actor=leo, now=now, interface="page", **choices)

    return deed


def found(typed: str) -> list[Book]:
    ids = engine.search(engine.Wanted(typed=typed)).book_ids
    books = Book.objects.in_bulk(ids)
    return [books[pk] for pk in ids]


def test_copies_loans_and_numbers_belong_to_the_kept_book(merge: Merge) -> None:
    kept = BookFactory(title="Tides", isbn="9780547773742", subject="Sea")
    gone = BookFactory(title="Tides!", isbn="9780140328721", subject="Moon")
    copy = CopyFactory(book=gone)
    loan = LoanFactory(copy__book=gone)
    merge(gone, kept)
    copy.refresh_from_db()
    loan.refresh_from_db()
    assert copy.book_id == loan.copy.book_id == kept.pk
    facts = books.facts_of(Book.objects.get(pk=kept.pk))
    assert facts.isbns == ["9780547773742", "9780140328721"]
    assert facts.subjects == ["Moon", "Sea"]
    assert facts.title == "Tides"
    assert Isbn.objects.get(isbn13="9780140328721", is_current=True).book == kept


def test_the_old_record_is_no_longer_found_and_its_id_leads_on(merge: Merge) -> None:
    kept, gone = BookFactory(title="Tides of the north"), BookFactory(title="Tides of the south")
    merge(gone, kept)
    assert found("tides") == [kept]
    assert merged.kept(gone.pk) == kept.pk
    assert not Book.objects.current().filter(pk=gone.pk).exists()


def test_a_chain_of_merges_leads_to_its_end(merge: Merge) -> None:
    first, second, third = BookFactory(), BookFactory(), BookFactory()
    merge(first, second)
    merge(second, third)
    assert merged.kept(first.pk) == merged.kept(second.pk) == third.pk
    assert merged.kept(third.pk) is None


def test_what_is_chosen_is_taken_and_found(merge: Merge) -> None:
    kept = BookFactory(title="Tids", author="Marsh, A.", publisher="Faber", year=1999)
    gone = BookFactory(title="Tides", author="Marsh, Ada", publisher="", year=2001)
    merge(gone, kept, take=["title", "contributors", "year"])
    facts = books.facts_of(Book.objects.get(pk=kept.pk))
    assert (facts.title, facts.publisher, facts.year) == ("Tides", "Faber", 2001)
    assert facts.contributors == [("Marsh, Ada", "aut")]
    assert found("tides ada") == [kept]


def test_holds_are_one_queue_in_the_order_of_waiting(merge: Merge, now: datetime) -> None:
    kept, gone = BookFactory(), BookFactory()
    times = [now - timedelta(days=days) for days in (5, 4, 3, 2)]
    first, second, third, fourth = (
        HoldFactory(book=book, placed_at=at, position=place)
        for book, at, place in zip((kept, gone, kept, gone), times, (1, 1, 2, 2), strict=True)
    )
    merge(gone, kept)
    assert list(Hold.objects.queue_of(kept.pk)) == [first, second, third, fourth]
    assert list(Hold.objects.queue_of(kept.pk).values_list("position", flat=True)) == [1, 2, 3, 4]
    assert not Hold.objects.filter(book=gone).exists()


def test_who_was_moved_to_the_front_stays_before_those_of_the_same_queue(
    merge: Merge, now: datetime
) -> None:
    kept, gone = BookFactory(), BookFactory()
    urgent = HoldFactory(book=gone, placed_at=now, position=1)
    patient = HoldFactory(book=gone, placed_at=now - timedelta(days=9), position=2)
    other = HoldFactory(book=kept, placed_at=now - timedelta(days=5), position=1)
    merge(gone, kept)
    assert list(Hold.objects.queue_of(kept.pk)) == [other, urgent, patient]


def test_who_waits_for_both_waits_once_at_the_older_place(
    merge: Merge, ada: Member, now: datetime
) -> None:
    kept, gone = BookFactory(), BookFactory()
    older = HoldFactory(book=gone, member=ada, placed_at=now - timedelta(days=3), position=1)
    newer = HoldFactory(book=kept, member=ada, placed_at=now - timedelta(days=1), position=1)
    behind = HoldFactory(book=kept, placed_at=now, position=2)
    merge(gone, kept)
    newer.refresh_from_db()
    assert newer.state == HoldState.CANCELLED
    assert list(Hold.objects.queue_of(kept.pk)) == [older, behind]
    assert BookMerge.objects.get().before["holds_ended"] == [str(newer.pk)]


def test_nobody_loses_a_copy_that_is_set_aside(merge: Merge, ada: Member, now: datetime) -> None:
    kept, gone = BookFactory(), BookFactory()
    ready = []
    for book in (kept, gone):
        copy = CopyFactory(book=book, on_hold_shelf=True)
        ready.append(
            HoldFactory(
                book=book,
                member=ada,
                position=None,
                state=HoldState.WAITING,
                captured_copy=copy,
                captured_at=now,
                waiting_since=now,
                expires_on=now.date(),
            )
        )
    merge(gone, kept)
    for hold in ready:
        hold.refresh_from_db()
    assert [hold.state for hold in ready] == [HoldState.WAITING, HoldState.WAITING]
    assert {hold.book_id for hold in ready} == {kept.pk}
    assert {hold.copy_id for hold in ready} == {None, ready[1].captured_copy_id}


def test_a_loan_or_a_hold_asked_for_by_the_old_id_is_one_of_the_kept_book(
    merge: Merge, ada: Member, at_desk: Desk, harbour: Branch
) -> None:
    kept, gone = BookFactory(), BookFactory()
    CopyFactory(book=kept)
    merge(gone, kept)
    hold = holds.on_book(gone.pk, ada.pk, pickup=harbour, desk=at_desk)
    assert hold.book_id == kept.pk


def test_the_cover_is_taken_where_there_was_none(merge: Merge, leo: User, now: datetime) -> None:
    kept, gone = BookFactory(), BookFactory()
    covers.put(gone.pk, picture(), actor=leo, now=now, interface="page")
    merge(gone, kept)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert kept.cover == gone.cover != ""
    assert default_storage.exists(names.path(kept.pk, kept.cover))
    assert default_storage.exists(names.path(kept.pk, names.small(kept.cover)))


def test_all_that_is_needed_to_part_them_again_is_kept(merge: Merge) -> None:
    kept = BookFactory(title="Tides", isbn="9780547773742")
    gone = BookFactory(title="Ebb", isbn="9780140328721", author="Marsh, Ada")
    copy = CopyFactory(book=gone)
    merge(gone, kept, take=["title"])
    before = BookMerge.objects.get().before
    assert before["gone"]["title"] == "Ebb"
    assert before["gone"]["contributors"] == [["Marsh, Ada", "aut"]]
    assert before["kept"]["title"] == "Tides"
    assert before["copies"] == [copy.barcode]
    entry = AuditEntry.objects.get(action="book.merged")
    assert (entry.book_id, entry.data["gone"]) == (kept.pk, str(gone.pk))
    assert entry.data["changed"] == ["isbns", "title"]
    assert AuditEntry.objects.get(action="book.merged_away").book_id == gone.pk


def test_a_book_is_not_merged_with_itself(merge: Merge) -> None:
    book = BookFactory()
    with pytest.raises(errors.MergeWithItself):
        merge(book, book)


def test_a_withdrawn_or_unknown_book_is_not_merged(merge: Merge, now: datetime) -> None:
    kept, gone = BookFactory(), BookFactory(withdrawn_at=now)
    for pair in ((gone, kept), (kept, gone)):
        with pytest.raises(errors.UnknownBook):
            merge(*pair)


def test_a_choice_made_from_an_older_state_is_not_carried_out(merge: Merge) -> None:
    kept, gone = BookFactory(), BookFactory()
    copy = CopyFactory(book=gone)
    with pytest.raises(errors.BookChanged):
        merge(gone, kept, revisions=(gone.revision, kept.revision + 1))
    assert Copy.objects.get(pk=copy.pk).book_id == gone.pk


def test_a_merge_that_fails_has_moved_no_file(
    merge: Merge, leo: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, gone = BookFactory(), BookFactory()
    covers.put(gone.pk, picture(), actor=leo, now=now, interface="page")

    def refuse(*_: Any) -> Any:
        raise errors.BookIsHeld(count=1)

    monkeypatch.setattr(merges, "FOLLOWERS", [refuse])
    with pytest.raises(errors.BookIsHeld):
        merge(gone, kept)
    kept.refresh_from_db()
    assert kept.cover == ""
    assert not BookMerge.objects.exists()
