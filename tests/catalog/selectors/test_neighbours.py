"""What stands beside a book, as the copies are shelved."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Book
from catalog.selectors import neighbours, records
from tests.factories.catalog import BookFactory, BranchFactory, CopyFactory

pytestmark = pytest.mark.django_db


def beside(book: Book) -> list[UUID]:
    """The books left and right of this one."""
    row = records.one(book.pk)
    assert row
    return [each["id"] for each in neighbours.of(row).shelf]


def shelved(numbers: Sequence[str], **said: Any) -> list[Book]:
    """A book with a copy at each of these call numbers."""
    return [CopyFactory(call_number=number, **said).book for number in numbers]


def test_books_stand_in_the_order_of_the_shelf_and_not_of_letters_or_classes() -> None:
    twelve, two, nine = shelved(["DVD 12", "DVD 2", "DVD 9"])
    Book.objects.filter(pk=twelve.pk).update(classification="001")
    assert beside(nine) == [two.pk, twelve.pk]


def test_no_more_than_four_stand_on_each_side() -> None:
    books = shelved([f"800 {letter}" for letter in "ABCDEFGHIJK"])
    near = [book.pk for book in books[1:10]]
    assert beside(books[5]) == [pk for pk in near if pk != books[5].pk]


def test_only_the_same_shelf_of_the_same_branch_is_near() -> None:
    (book,) = shelved(["813"], shelf_location="Fiction")
    (near,) = shelved(["814"], shelf_location="Fiction")
    shelved(["813.1"], shelf_location="Attic")
    shelved(["813.2"], shelf_location="Fiction", branch=BranchFactory(code="hill", name="Hill"))
    assert beside(book) == [near.pk]


def test_what_has_no_place_or_is_gone_stands_beside_nothing(now: Any) -> None:
    (book,) = shelved(["813"])
    for flag in ("withdrawn_at", "lost_at", "missing_at"):
        shelved(["813"], **{flag: now})
    shelved(["813"], on_order=True)
    (placeless,) = shelved([""])
    assert beside(book) == beside(placeless) == beside(BookFactory(classification="813")) == []


def test_copies_of_one_book_are_one_neighbour_and_never_the_book_itself() -> None:
    book, near = shelved(["813", "814"])
    for _ in range(3):
        CopyFactory(book=book, call_number="813")
        CopyFactory(book=near, call_number="812")
        CopyFactory(book=near, call_number="814")
    assert beside(book) == [near.pk]


def test_the_statements_do_not_grow_with_the_shelf() -> None:
    book, *_ = shelved(["800 M", "800 N"])
    row = records.one(book.pk)
    assert row
    with CaptureQueriesContext(connection) as few:
        neighbours.of(row)
    shelved([f"800 {letter}" for letter in "ABCDEFGHOPQRSTU"])
    with CaptureQueriesContext(connection) as many:
        assert len(neighbours.of(row).shelf) == 8
    assert len(many) == len(few)


def test_titles_without_letters_and_digits_are_no_editions_of_each_other() -> None:
    dots, signs, _others = (BookFactory(title=title) for title in ("…", "!!!", "…"))
    for book in (dots, signs):
        row = records.one(book.pk)
        assert row
        assert neighbours.of(row).editions == []
