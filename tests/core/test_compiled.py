from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db.models import QuerySet

from catalog.models import Book, Copy
from catalog.selectors import records
from core.compiled import OneRow
from tests.factories.catalog import BookFactory, CopyFactory

pytestmark = pytest.mark.django_db


def plain(book_id: UUID) -> QuerySet[Book, Any]:
    return Book.objects.filter(pk=book_id).order_by().values("id", "title", "created_at", "year")


def test_it_says_what_the_query_says() -> None:
    one = OneRow(plain)
    for book in BookFactory.create_batch(3, year=1999):
        assert one(book.pk) == plain(book.pk).first()


def test_it_is_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    built = []

    def build(book_id: UUID) -> QuerySet[Book, Any]:
        built.append(book_id)
        return plain(book_id)

    one = OneRow(build)
    books = BookFactory.create_batch(3)
    assert [one(book.pk)["title"] for book in books] == [book.title for book in books]  # type: ignore[index]
    assert len(built) == 1


def test_no_row_is_nothing() -> None:
    assert OneRow(plain)(uuid4()) is None


def test_what_hangs_on_a_row_comes_as_values() -> None:
    copy: Copy = CopyFactory(book__author="A", book__subject="S", book__isbn="9780547773742")
    by_hand = records.rows(Book.objects.current().filter(pk=copy.book_id)).order_by().first()
    assert records.one(copy.book_id) == by_hand
    assert by_hand is not None
    assert by_hand["held"][0]["barcode"] == copy.barcode


def test_an_id_must_go_into_the_query_once() -> None:
    def twice(book_id: UUID) -> QuerySet[Book, Any]:
        return Book.objects.filter(pk=book_id, isbns__book=book_id).values("id")

    with pytest.raises(ValueError, match="unpack"):
        OneRow(twice)(uuid4())
