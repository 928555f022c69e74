"""A merge undone leaves what would be there without it."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command

from accounts.models import AuditEntry, User
from catalog import errors
from catalog.domain import covers as names
from catalog.models import Book, BookMerge, Isbn, SourceRecord
from catalog.search import engine
from catalog.selectors import duplicates, merged
from catalog.services import apart, books, covers, merges, partings
from loans.models import Hold, HoldState
from members.models import Member
from tests.catalog.services.imports.conftest import Import, deed, imported, uploaded  # noqa: F401
from tests.catalog.services.test_covers import picture
from tests.factories.catalog import BookFactory, CopyFactory
from tests.factories.holds import HoldFactory
from tests.factories.loans import LoanFactory
from tests.factories.records import marc

pytestmark = pytest.mark.django_db
Deed = Callable[..., Book]


@pytest.fixture
def said(leo: User, now: datetime) -> dict[str, Any]:
    return {"actor": leo, "now": now, "interface": "page"}


@pytest.fixture
def merge(said: dict[str, Any]) -> Deed:
    return lambda gone, kept, **more: merges.merge(gone.pk, kept.pk, **said, **more)


@pytest.fixture
def part(said: dict[str, Any]) -> Deed:
    return lambda gone, kept: partings.part(kept.pk, gone.pk, **said)


def found(typed: str) -> set[Any]:
    return set(engine.search(engine.Wanted(typed=typed)).book_ids)


def facts(book: Book) -> books.Facts:
    return books.facts_of(Book.objects.get(pk=book.pk))


def waiting(book: Book) -> list[Hold]:
    return list(Hold.objects.queue_of(book.pk))


def test_both_records_say_and_have_what_they_said_and_had(merge: Deed, part: Deed) -> None:
    kept = BookFactory(title="Tides", isbn="9780547773742", subject="Sea", author="Marsh, A.")
    gone = BookFactory(title="Ebb", isbn="9780140328721", subject="Moon", author="Marsh, Ada")
    stays, goes = CopyFactory(book=kept), LoanFactory(copy__book=gone).copy
    was = facts(kept), facts(gone)
    merge(gone, kept, take=["title", "contributors"])
    later = LoanFactory(copy__book=kept)
    part(gone, kept)
    assert (facts(kept), facts(gone)) == was
    assert set(Book.objects.get(pk=kept.pk).copies.all()) == {stays, later.copy}
    assert list(Book.objects.get(pk=gone.pk).copies.all()) == [goes]
    assert Isbn.objects.get(isbn13="9780140328721", is_current=True).book == gone
    assert (found("tides"), found("ebb")) == ({kept.pk}, {gone.pk})
    assert found("9780140328721") == {gone.pk}
    assert merged.kept(gone.pk) is None
    assert not BookMerge.objects.exists()
    entry = AuditEntry.objects.get(action="book.came_back")
    assert (entry.book_id, entry.data["kept"]) == (gone.pk, str(kept.pk))
    assert AuditEntry.objects.get(action="book.parted").book_id == kept.pk


def test_what_was_parted_can_be_merged_and_parted_again(merge: Deed, part: Deed) -> None:
    kept, gone = BookFactory(isbn="9780547773742"), BookFactory(isbn="9780140328721")
    was = facts(kept), facts(gone)
    for _ in range(2):
        merge(gone, kept)
        part(gone, kept)
    merge(kept, gone)
    part(kept, gone)
    assert (facts(kept), facts(gone)) == was


def test_the_cover_each_had_is_there_again(
    merge: Deed, part: Deed, said: dict[str, Any], django_capture_on_commit_callbacks: Any
) -> None:
    kept, gone = BookFactory(), BookFactory()
    own = covers.put(kept.pk, picture(colour="red"), **said).cover
    others = covers.put(gone.pk, picture(colour="blue"), **said).cover
    assert own != others
    with django_capture_on_commit_callbacks(execute=True):
        merge(gone, kept, take=["cover"])
        part(gone, kept)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.cover, gone.cover) == (own, others)
    for book, name in ((kept, own), (gone, others)):
        assert default_storage.exists(names.path(book.pk, name))
        assert default_storage.exists(names.path(book.pk, names.small(name)))
    assert not default_storage.exists(names.path(kept.pk, others))


def test_the_record_that_came_is_again_with_its_book(
    merge: Deed,
    part: Deed,
    imported: Import,  # noqa: F811
) -> None:
    imported(marc("Momo"))
    gone, kept = Book.objects.get(), BookFactory()
    merge(gone, kept)
    assert SourceRecord.objects.get().book == kept
    part(gone, kept)
    assert SourceRecord.objects.get().book == gone


@pytest.mark.parametrize("between", ["edited", "withdrawn", "merged"])
def test_what_has_come_between_is_named(
    merge: Deed, part: Deed, said: dict[str, Any], between: str
) -> None:
    kept, gone, third = BookFactory(title="Tides"), BookFactory(), BookFactory()
    merge(gone, kept)
    lies_with = kept
    if between == "edited":
        books.edit(kept.pk, books.Facts(title="Tides of old"), revision=None, **said)
    elif between == "withdrawn":
        books.withdraw(kept.pk, **said)
    else:
        merge(kept, third)
        lies_with = third
    with pytest.raises(errors.MergeStands, match=between):
        part(gone, lies_with)
    assert merged.kept(gone.pk) == lies_with.pk


def test_a_chain_is_undone_from_its_end(merge: Deed, part: Deed) -> None:
    first, second, third = BookFactory(), BookFactory(), BookFactory()
    copy = CopyFactory(book=first)
    merge(first, second)
    merge(second, third)
    part(second, third)
    assert merged.kept(first.pk) == second.pk
    part(first, second)
    copy.refresh_from_db()
    assert copy.book_id == first.pk
    assert Book.objects.current().count() == 3


def test_only_a_merge_that_was_made_is_undone(part: Deed) -> None:
    with pytest.raises(errors.UnknownMerge):
        part(BookFactory(), BookFactory())


def test_a_merge_of_an_older_version_is_left_alone(merge: Deed, part: Deed) -> None:
    kept, gone = BookFactory(), BookFactory()
    merge(gone, kept)
    BookMerge.objects.update(before={"gone": {}, "kept": {}, "copies": []})
    with pytest.raises(errors.MergeStands, match="older version"):
        part(gone, kept)


def test_each_queue_is_its_own_again_and_later_holds_stay(
    merge: Deed, part: Deed, now: datetime
) -> None:
    kept, gone = CopyFactory().book, CopyFactory().book
    times = [now - timedelta(days=days) for days in (5, 4, 3, 2)]
    first, second, third, fourth = (
        HoldFactory(book=book, placed_at=at, position=place)
        for book, at, place in zip((kept, gone, kept, gone), times, (1, 1, 2, 2), strict=True)
    )
    merge(gone, kept)
    newest = HoldFactory(book=kept, placed_at=now, position=5)
    part(gone, kept)
    assert waiting(kept) == [first, third, newest]
    assert waiting(gone) == [second, fourth]
    places = Hold.objects.order_by("book", "position").values_list("position", flat=True)
    assert Counter(places) == {1: 2, 2: 2, 3: 1}
    call_command("check_integrity")


def test_whoever_had_waited_for_both_waits_for_both_again(
    merge: Deed, part: Deed, ada: Member, now: datetime
) -> None:
    kept, gone = CopyFactory().book, CopyFactory().book
    older = HoldFactory(book=gone, member=ada, placed_at=now - timedelta(days=3), position=1)
    newer = HoldFactory(book=kept, member=ada, placed_at=now - timedelta(days=2), position=1)
    behind = HoldFactory(book=kept, placed_at=now - timedelta(days=1), position=2)
    merge(gone, kept)
    part(gone, kept)
    assert waiting(gone) == [older]
    assert waiting(kept) == [newer, behind]
    newer.refresh_from_db()
    assert (newer.state, newer.ended_at) == (HoldState.QUEUED, None)
    assert AuditEntry.objects.filter(action="hold.revived").count() == 1
    call_command("check_integrity")


def ready(book: Book, copy: Any, now: datetime) -> Hold:
    made: Hold = HoldFactory(
        book=book,
        position=None,
        state=HoldState.WAITING,
        captured_copy=copy,
        captured_at=now,
        waiting_since=now,
        expires_on=now.date(),
    )
    return made


def test_a_copy_that_is_set_aside_goes_back_with_its_hold(
    merge: Deed, part: Deed, now: datetime
) -> None:
    kept, gone = BookFactory(), BookFactory()
    hold = ready(gone, CopyFactory(book=gone, on_hold_shelf=True), now)
    merge(gone, kept)
    part(gone, kept)
    hold.refresh_from_db()
    assert (hold.book, hold.state) == (gone, HoldState.WAITING)
    call_command("check_integrity")


def test_nobody_loses_a_copy_that_was_set_aside_since(
    merge: Deed, part: Deed, now: datetime
) -> None:
    kept, gone = BookFactory(), BookFactory()
    copy = CopyFactory(book=gone, barcode="SET-ASIDE")
    merge(gone, kept)
    copy.on_hold_shelf = True
    copy.save()
    hold = ready(kept, copy, now)
    with pytest.raises(errors.MergeStands, match="SET-ASIDE is set aside"):
        part(gone, kept)
    hold.refresh_from_db()
    assert hold.book == kept
    assert merged.kept(gone.pk) == kept.pk


def groups() -> list[set[Any]]:
    return [{row["id"] for row in group} for group in duplicates.suggested().groups]


def test_what_was_said_to_be_two_books_is_not_offered_again(said: dict[str, Any]) -> None:
    alike = {"title": "Tides", "author": "Marsh, Ada", "year": 1999}
    first, second = BookFactory(**alike), BookFactory(**alike)
    assert groups() == [{first.pk, second.pk}]
    apart.say(second.pk, [first.pk], **said)
    apart.say(first.pk, [second.pk], **said)
    assert groups() == []
    third = BookFactory(**alike)
    assert groups() == [{first.pk, second.pk, third.pk}]
    apart.say(third.pk, [first.pk], **said)
    assert groups() == [{second.pk, third.pk}]
    apart.say(first.pk, [second.pk, third.pk], **said)
    assert groups() == []


def test_a_merge_says_that_they_were_one_after_all(merge: Deed, part: Deed, said: Any) -> None:
    alike = {"title": "Tides", "author": "Marsh, Ada", "year": 1999}
    kept, gone = BookFactory(**alike), BookFactory(**alike)
    apart.say(kept.pk, [gone.pk], **said)
    merge(gone, kept)
    part(gone, kept)
    assert groups() == [{kept.pk, gone.pk}]


def test_what_cannot_be_told_apart_is_refused(said: dict[str, Any], now: datetime) -> None:
    book = BookFactory()
    with pytest.raises(errors.MergeWithItself):
        apart.say(book.pk, [book.pk], **said)
    with pytest.raises(errors.UnknownBook):
        apart.say(book.pk, [BookFactory(withdrawn_at=now).pk], **said)
    with pytest.raises(errors.TooManyChosen):
        apart.say(book.pk, [each.pk for each in BookFactory.create_batch(apart.MOST)], **said)


def test_a_list_of_duplicates_costs_as_much_for_many_as_for_one(
    django_assert_num_queries: Any,
) -> None:
    BookFactory.create_batch(2, title="Tides")
    with django_assert_num_queries(4):
        duplicates.suggested()
    for title in "abcdefghij":
        BookFactory.create_batch(2, title=title)
    with django_assert_num_queries(4):
        duplicates.suggested()
