import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache

from catalog.models import Book, Copy
from catalog.selectors import ready, records
from catalog.services import books, changes, copies
from core import shared
from tests.factories.catalog import BookFactory, BranchFactory, CopyFactory

pytestmark = pytest.mark.django_db
Committed = Callable[..., Any]


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Committed:
    """Do a deed as if its transaction had ended."""

    def do(deed: Callable[..., Any], *args: Any, **options: Any) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            deed(*args, **options)

    return do


def free(book_id: UUID) -> int:
    answer = ready.book(book_id)
    assert answer is not None
    return int(json.loads(answer.body)["copies_available"])


def test_an_answer_is_the_same_kept_or_made_anew() -> None:
    copy = CopyFactory(book__author="Le Guin", book__isbn="9780547773742", book__subject="Sea")
    made = ready.book(copy.book_id)
    assert ready.book(copy.book_id) == made
    cache.clear()
    assert ready.book(copy.book_id) == made
    assert made is not None
    assert made.etag == Book.objects.get().etag


def test_a_kept_answer_asks_no_more_than_for_its_version(django_assert_num_queries: Any) -> None:
    book_id = CopyFactory().book_id
    ready.book(book_id)
    with django_assert_num_queries(0 if shared.IS_SHARED else 1):
        ready.book(book_id)


def test_what_has_been_committed_shows_at_once(committed: Committed, now: Any) -> None:
    copy = CopyFactory()
    assert free(copy.book_id) == 1
    committed(copies.hand_out, copy, now=now)
    assert free(copy.book_id) == 0
    committed(copies.take_back, copy, now=now)
    assert free(copy.book_id) == 1


def test_who_has_read_before_a_change_leaves_nothing_stale_behind(
    committed: Committed, now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = CopyFactory()
    read = records.one

    def overtaken(book_id: UUID) -> Any:
        row = read(book_id)
        monkeypatch.setattr(records, "one", read)
        committed(copies.hand_out, copy, now=now)
        return row

    monkeypatch.setattr(records, "one", overtaken)
    assert free(copy.book_id) == 1  # it had read before the change
    assert free(copy.book_id) == 0
    assert free(copy.book_id) == 0


def test_who_has_asked_before_a_change_and_reads_after_it_keeps_what_is_true(
    committed: Committed, now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = CopyFactory()
    read = records.one

    def overtaken(book_id: UUID) -> Any:
        monkeypatch.setattr(records, "one", read)
        committed(copies.hand_out, copy, now=now)
        return read(book_id)

    monkeypatch.setattr(records, "one", overtaken)
    assert [free(copy.book_id) for _ in range(3)] == [0, 0, 0]


def test_a_withdrawn_book_is_gone_at_once(committed: Committed, leo: Any, now: Any) -> None:
    book_id = CopyFactory().book_id
    ready.book(book_id)
    committed(books.withdraw, book_id, actor=leo, now=now, interface="page")
    assert ready.book(book_id) is None


def test_ids_that_nobody_has_leave_nothing_in_the_cache() -> None:
    nobody = uuid4()
    assert ready.book(nobody) is None
    assert cache.get_many([f"book:{nobody}", f"book:{nobody}:tag"]) == {}


def test_many_books_are_seen_anew_in_a_few_statements(django_assert_max_num_queries: Any) -> None:
    many = [book.pk for book in BookFactory.create_batch(12)]
    with django_assert_max_num_queries(2):
        changes.seen([*many, *many])
    assert set(Book.objects.values_list("version", flat=True)) == {2}
    with django_assert_max_num_queries(0):
        changes.seen([])


def test_a_record_is_alike_on_both_databases(now: Any) -> None:
    book = BookFactory(title="Распад", author="A", isbn="9780547773742", subject="S", year=-3)
    hill = BranchFactory(code="hill", name="Hill")
    copy: Copy = CopyFactory(book=book, branch=hill, call_number="C", missing_at=now)
    CopyFactory(book=book, withdrawn_at=now)
    answer = ready.book(book.pk)
    assert answer is not None
    said = json.loads(answer.body)
    assert said["id"] == str(book.pk)
    assert said["contributors"] == [{"name": "A", "role": "aut"}]
    assert (said["isbns"], said["subjects"], said["year"]) == (["9780547773742"], ["S"], -3)
    assert said["created_at"].startswith("2026-01-01T00:00:00")
    assert said["holdings"] == [
        {
            "id": str(copy.pk),
            "barcode": copy.barcode,
            "branch": "hill",
            "branch_name": "Hill",
            "type": "book",
            "type_name": "Book",
            "shelf_location": "",
            "call_number": "C",
            "state": "missing",
        }
    ]
