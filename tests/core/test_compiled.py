from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.db.models import QuerySet
from django.db.transaction import TransactionManagementError

from catalog.models import Book, Copy
from catalog.selectors import records
from core import db
from core.compiled import Instances, OneRow, Query
from loans.models import Loan
from tests.factories.catalog import BookFactory, CopyFactory
from tests.factories.loans import LoanFactory

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


def test_a_parameter_may_stand_in_the_query_twice() -> None:
    def twice(book_id: UUID) -> QuerySet[Book, Any]:
        return Book.objects.filter(pk=book_id, copies__book=book_id).values("id")

    copy, bare = CopyFactory(), BookFactory()
    assert OneRow(twice)(copy.book_id) == {"id": copy.book_id}
    assert OneRow(twice)(bare.pk) is None


def test_a_parameter_that_is_changed_on_its_way_into_the_query_is_refused() -> None:
    def shouted(title: str) -> QuerySet[Book, Any]:
        return Book.objects.filter(title=title.upper()).values("id")

    with pytest.raises(ValueError, match="nowhere"):
        Query(shouted, str).rows("Emma")


def test_parameters_of_each_kind_find_their_places(now: datetime) -> None:
    def made(title: str, day: date, moment: datetime, book_id: UUID) -> QuerySet[Book, Any]:
        rows = Book.objects.filter(created_at__lt=moment, title=title, copies__acquired_on=day)
        return rows.exclude(pk=book_id).values("title")

    query, other = Query(made, str, date, datetime, UUID), uuid4()
    day, late = date(2026, 5, 1), now + timedelta(days=1)
    book = BookFactory(title="Emma", created_at=now)
    CopyFactory(book=book, acquired_on=day)
    assert query.dicts("Emma", day, late, other) == [{"title": "Emma"}]
    for given in (
        ("Persuasion", day, late, other),
        ("Emma", date(2026, 5, 2), late, other),
        ("Emma", day, now, other),
        ("Emma", day, late, book.pk),
    ):
        assert query.dicts(*given) == []


def test_a_parameter_may_be_many_values() -> None:
    emma, persuasion, other = (BookFactory(title=title) for title in ("Emma", "Persuasion", "X"))
    found = Query(
        lambda titles, ids: (
            Book.objects.filter(title__among=titles, pk__among=ids).order_by("title").values("pk")
        ),
        list[str],
        list[UUID],
    )
    both, everyone = ["Emma", "Persuasion"], [emma.pk, persuasion.pk, other.pk]
    assert found.rows(both, everyone) == [[emma.pk], [persuasion.pk]]
    assert found.rows(both, [persuasion.pk, other.pk]) == [[persuasion.pk]]
    assert found.rows(["Emma"], everyone) == [[emma.pk]]
    assert found.rows([], everyone) == found.rows(both, []) == []


def test_instances_come_with_what_they_point_at(django_assert_num_queries: Any) -> None:
    copies: Instances[Copy] = Instances(
        Copy,
        lambda book: Copy.objects.filter(book=book).order_by("barcode"),
        UUID,
        related=("book", "branch"),
    )
    first = CopyFactory(barcode="A1")
    second = CopyFactory(barcode="A2", book=first.book)
    with django_assert_num_queries(1):
        found = copies.all(first.book_id)
        assert [copy.book.title for copy in found] == [first.book.title] * 2
        assert [copy.branch for copy in found] == [first.branch, second.branch]
    assert [vars(copy) | {"_state": None} for copy in found] == [
        vars(copy) | {"_state": None}
        for copy in Copy.objects.filter(book=first.book).order_by("barcode")
    ]
    assert not found[0]._state.adding
    assert copies.first(uuid4()) is None


def test_what_is_not_there_is_none() -> None:
    loans: Instances[Loan] = Instances(
        Loan, lambda pk: Loan.objects.filter(pk=pk).order_by(), UUID, related=("policy", "branch")
    )
    loan = LoanFactory(policy=None)
    found = loans.first(loan.pk)
    assert found is not None
    assert found.policy is None
    assert found.branch == loan.branch


@pytest.mark.django_db(transaction=True)
def test_rows_are_locked_in_a_transaction_only() -> None:
    copy = CopyFactory()
    locked = Query(lambda pk: db.locked(Copy.objects.filter(pk=pk)).values("barcode"), UUID)
    with transaction.atomic():
        assert locked.rows(copy.pk) == [[copy.barcode]]
    with pytest.raises(TransactionManagementError):
        locked.rows(copy.pk)
