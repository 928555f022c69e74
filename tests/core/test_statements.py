from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from accounts.models import AuditEntry
from catalog.models import Book, Branch, Copy
from catalog.selectors import records
from core.statements import DAY, INSTANT, TEXT, Insert, Query, Update, an_id
from loans.models import Loan
from members.models import Block, Member
from tests.conftest import NOW
from tests.factories.catalog import BookFactory, CopyFactory
from tests.factories.loans import LoanFactory

pytestmark = pytest.mark.django_db


def plain(book_id: Any) -> QuerySet[Book, Any]:
    return Book.objects.filter(pk=book_id).order_by().values("id", "title", "created_at", "year")


def test_rows_of_values_are_those_of_the_query() -> None:
    query = Query(plain, book_id=an_id())
    for book in BookFactory.create_batch(3, year=1999):
        assert query.first(book_id=book.pk) == plain(book.pk).first()


def test_rows_of_values_lists_are_those_of_the_query() -> None:
    loan = LoanFactory()
    rows = Loan.objects.filter(pk=loan.pk).values_list("id", "copy__book_id", "due_at", "branch")
    query = Query(
        lambda loan_id: Loan.objects.filter(pk=loan_id).values_list(
            "id", "copy__book_id", "due_at", "branch"
        ),
        loan_id=an_id(),
    )
    assert query.all(loan_id=loan.pk) == list(rows)


def test_models_come_with_what_was_joined(django_assert_num_queries: Any) -> None:
    copy: Copy = CopyFactory(book__title="Joined")
    query = Query(
        lambda code: Copy.objects.select_related("book", "branch").filter(barcode=code), code=TEXT
    )
    with django_assert_num_queries(1):
        found = query.first(code=copy.barcode)
        assert found == copy
        assert (found.book.title, found.branch) == ("Joined", copy.branch)
    assert found._state.adding is False
    found.save()


def test_an_outer_join_that_finds_nothing_is_none(django_assert_num_queries: Any) -> None:
    loan = LoanFactory()
    query = Query(
        lambda loan_id: Loan.objects.select_related("lent_by").filter(pk=loan_id), loan_id=an_id()
    )
    with django_assert_num_queries(1):
        assert query.first(loan_id=loan.pk).lent_by is None


def test_what_hangs_on_a_row_comes_as_values() -> None:
    copy: Copy = CopyFactory(book__author="A", book__subject="S", book__isbn="9780547773742")
    by_hand = records.rows(Book.objects.current().filter(pk=copy.book_id)).order_by().first()
    assert records.one(copy.book_id) == by_hand
    assert by_hand is not None
    assert by_hand["held"][0]["barcode"] == copy.barcode


def test_it_is_compiled_once() -> None:
    built = []

    def build(book_id: Any) -> QuerySet[Book, Any]:
        built.append(book_id)
        return plain(book_id)

    query = Query(build, book_id=an_id())
    books = BookFactory.create_batch(3)
    assert [query.first(book_id=book.pk)["title"] for book in books] == [b.title for b in books]
    assert len(built) == 1


def test_no_row_is_nothing() -> None:
    query = Query(plain, book_id=an_id())
    assert query.first(book_id=uuid4()) is None
    assert query.all(book_id=uuid4()) == []


def test_a_value_takes_every_place_of_its_stand_in(ada: Member) -> None:
    query = Query(
        lambda day: Block.objects.filter(until_on__gte=day).exclude(until_on__gt=day), day=DAY
    )
    for day in (date(2026, 5, 5), date(2026, 5, 6), date(2026, 5, 7)):
        Block.objects.create(member=ada, reason=f"{day:%d}", blocked_at=NOW, until_on=day)
    assert [found.reason for found in query.all(day=date(2026, 5, 6))] == ["06"]


def test_a_value_without_a_place_is_an_error() -> None:
    query = Query(lambda book_id, now: plain(book_id), book_id=an_id(), now=INSTANT)
    with pytest.raises(LookupError, match="now"):
        query.first(book_id=uuid4(), now=NOW)


def test_an_update_changes_its_row_and_no_other() -> None:
    mine, other = CopyFactory.create_batch(2)
    see = Update(
        lambda copy_id, now: (
            Copy.objects.filter(pk=copy_id),
            {"last_seen_at": now, "lost_at": None, "revision": F("revision") + 1},
        ),
        copy_id=an_id(),
        now=INSTANT,
    )
    assert see(copy_id=mine.pk, now=NOW) == 1
    assert see(copy_id=uuid4(), now=NOW) == 0
    mine.refresh_from_db()
    assert (mine.last_seen_at, mine.revision) == (NOW, 2)
    other.refresh_from_db()
    assert (other.last_seen_at, other.revision) == (None, 1)


def test_an_insert_writes_what_create_would() -> None:
    write = Insert(Branch)
    made = Branch(code="hill", name="Hill", time_zone="Europe/Berlin")
    write(made)
    assert Branch.objects.get(code="hill") == made
    made.name = "Hill top"
    made.save()  # known as a row that is there
    assert Branch.objects.get(code="hill").name == "Hill top"
    with pytest.raises(IntegrityError), transaction.atomic():
        write(Branch(code="hill", name="Another"))


def test_an_insert_leaves_the_number_to_the_database() -> None:
    write = Insert(AuditEntry)
    for number in range(2):
        write(AuditEntry(action=f"test.{number}", at=NOW, interface="job", data={"n": [number]}))
    first, second = AuditEntry.objects.filter(action__startswith="test.").order_by("id")
    assert first.pk < second.pk
    assert second.data == {"n": [1]}
