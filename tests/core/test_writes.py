from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry, User
from catalog.models import Book, Copy
from core.ids import new_id
from core.writes import Insert, Update
from tests.factories.catalog import BookFactory, CopyFactory

pytestmark = pytest.mark.django_db


def test_rows_are_written_as_the_model_would_write_them(now: datetime) -> None:
    by_hand = Book(title="Emma", sort_title="emma", year=1815, created_at=now, updated_at=now)
    by_model = Book(title="Emma", sort_title="emma", year=1815, created_at=now, updated_at=now)
    Insert(Book)(by_hand)
    by_model.save()
    written = [
        {**Book.objects.filter(pk=each.pk).values().get(), "id": None}
        for each in (by_hand, by_model)
    ]
    assert written[0] == written[1]
    assert not by_hand._state.adding


def test_many_rows_are_one_statement(
    leo: User, now: datetime, django_assert_num_queries: Any
) -> None:
    entries = [
        AuditEntry(action="book.added", at=now, actor=leo, interface="api", book_id=new_id()),
        AuditEntry(action="copy.added", at=now, interface="api", data={"copies": [1, "ü"]}),
    ]
    with django_assert_num_queries(1):
        Insert(AuditEntry)(*entries)
    found = AuditEntry.objects.order_by("id")
    assert [each.action for each in found] == ["book.added", "copy.added"]
    assert [each.actor for each in found] == [leo, None]
    assert [each.data for each in found] == [{}, {"copies": [1, "ü"]}]
    assert found[0].book_id == entries[0].book_id


def test_a_constraint_speaks_as_ever() -> None:
    copy = CopyFactory()
    again = Copy(book=copy.book, barcode=copy.barcode, branch=copy.branch, copy_type=copy.copy_type)
    with pytest.raises(IntegrityError), transaction.atomic():
        Insert(Copy)(again)


def test_an_update_changes_one_row_and_what_it_names(now: datetime) -> None:
    copy, other = CopyFactory(note="kept"), CopyFactory()
    Update(Copy, "is_on_loan", "last_seen_at")(copy.pk, True, now)
    copy.refresh_from_db()
    assert (copy.is_on_loan, copy.last_seen_at, copy.note) == (True, now, "kept")
    other.refresh_from_db()
    assert not other.is_on_loan


def test_what_grows_goes_up_by_one() -> None:
    book = BookFactory(version=7)
    Update(Book, grow=["version"])(book.pk)
    book.refresh_from_db()
    assert book.version == 8
