from typing import Any
from uuid import uuid4

import pytest

from accounts.models import AuditEntry, User
from catalog import errors
from catalog.models import Book, BookMerge, Branch, Copy
from catalog.search import index
from catalog.selectors import history
from catalog.services import books, books_back, copies, copies_gone, copies_many
from tests.catalog.search.test_engine import found as titles
from tests.factories.catalog import BookFactory, BranchFactory, CopyFactory

pytestmark = pytest.mark.django_db
TIDES = "9780547773742"


@pytest.fixture
def deed(leo: User, now: Any) -> dict[str, Any]:
    return {"actor": leo, "now": now, "interface": "page"}


@pytest.fixture
def tides(harbour: Branch) -> Book:
    book: Book = BookFactory(title="Tides", isbn=TIDES)
    index.put(book)
    return book


def test_a_withdrawn_copy_comes_back_and_is_found_again(tides: Book, deed: Any) -> None:
    copy = CopyFactory(book=tides, call_number="NAUT 17")
    copies.withdraw(copy.pk, reason="Worn out", **deed)
    assert titles("naut") == []
    version = Book.objects.get().version
    copies_gone.bring_back(copy.pk, **deed)
    copy.refresh_from_db()
    assert (copy.withdrawn_at, copy.withdrawn_for) == (None, "")
    assert titles("naut") == ["Tides"]
    assert Book.objects.get().version > version
    assert AuditEntry.objects.get(action="copy.brought_back").copy_id == copy.pk


def test_a_copy_that_cannot_come_back_is_told_why(tides: Book, deed: Any, now: Any) -> None:
    here, orphan = CopyFactory(), CopyFactory(withdrawn_at=now, book__withdrawn_at=now)
    for copy_id, refusal in (
        (uuid4(), errors.UnknownCopy),
        (here.pk, errors.CopyNotWithdrawn),
        (orphan.pk, errors.BookWithdrawn),
    ):
        with pytest.raises(refusal):
            copies_gone.bring_back(copy_id, **deed)
    assert not AuditEntry.objects.exists()


def test_nobody_takes_the_barcode_of_a_withdrawn_copy(
    tides: Book, harbour: Branch, deed: Any, now: Any
) -> None:
    gone = CopyFactory(withdrawn_at=now)
    facts = copies.Facts(branch=harbour, copy_type=gone.copy_type, barcode=gone.barcode)
    with pytest.raises(errors.BarcodeTaken):
        copies.add(tides, facts, **deed)


def test_a_book_comes_back_with_the_copies_that_left_with_it(
    tides: Book, deed: Any, now: Any
) -> None:
    copy, before = CopyFactory(book=tides), CopyFactory(book=tides)
    earlier = now.replace(year=now.year - 1)
    copies.withdraw(before.pk, reason="Worn out", **deed | {"now": earlier})
    books.withdraw(tides.pk, **deed)
    assert titles("tides") == []
    books_back.bring_back(tides.pk, **deed)
    assert titles("tides") == ["Tides"]
    assert titles(TIDES) == ["Tides"]
    assert list(Copy.objects.current()) == [copy]
    assert Copy.objects.get(pk=before.pk).withdrawn_for == "Worn out"
    assert [each.is_current for each in tides.isbns.all()] == [True]
    assert history.told(list(history.of(tides.pk)))[0].action == "book.brought_back"
    assert AuditEntry.objects.get(action="book.brought_back").data == {"copies": 1}


def test_a_book_that_cannot_come_back_is_told_why(tides: Book, deed: Any, now: Any) -> None:
    with pytest.raises(errors.BookNotWithdrawn):
        books_back.bring_back(tides.pk, **deed)
    with pytest.raises(errors.UnknownBook):
        books_back.bring_back(uuid4(), **deed)
    books.withdraw(tides.pk, **deed)
    other = books.add(books.Facts(title="Tides, again", isbns=[TIDES]), **deed).book
    with pytest.raises(errors.IsbnTaken, match=TIDES):
        books_back.bring_back(tides.pk, **deed)
    BookMerge.objects.create(gone=tides, kept=other, merged_at=now, before={})
    with pytest.raises(errors.BookMergedAway):
        books_back.bring_back(tides.pk, **deed)
    assert titles("tides") == ["Tides, again"]


def test_what_is_done_to_many_copies_is_found_at_once(tides: Book, deed: Any, now: Any) -> None:
    hill = BranchFactory(code="hill", name="Hill")
    copy = CopyFactory(book=tides)
    copies_many.change([copy.pk], copies_many.Change(branch=hill, call_number="NAUT 17"), **deed)
    assert titles("naut") == ["Tides"]
    copies_many.withdraw([copy.pk], reason="", **deed)
    assert titles("naut") == []
    copies_many.bring_back([copy.pk], **deed)
    assert titles("naut") == ["Tides"]
    facts = copies.Facts(branch=hill, copy_type=copy.copy_type, call_number="ROOM 5")
    copies_many.add(tides, facts, [""], **deed)
    assert titles("room") == ["Tides"]
