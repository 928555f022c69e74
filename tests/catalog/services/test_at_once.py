"""Several who change the same book in the same moment: one database, a connection each."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction

from catalog import errors
from catalog.models import Book, Copy
from catalog.search import engine, rebuild
from catalog.services import books, copies, copies_many, merges, stocktakes
from catalog.services.stocktakes import Shelves
from core import db
from core.errors import LibraryError
from tests.factories.accounts import UserFactory
from tests.factories.catalog import BookFactory, CopyFactory
from tests.sessions import Waiting

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = 10


@pytest.fixture
def deed(now: Any) -> dict[str, Any]:
    return {"actor": UserFactory(), "now": now, "interface": "page"}


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """What came of each deed, a refusal included, all begun in the same moment."""
    start, came = Barrier(len(deeds)), [None] * len(deeds)

    def do(place: int, deed: Callable[[], Any]) -> None:
        start.wait()
        try:
            came[place] = deed()
        except LibraryError as refusal:
            came[place] = refusal  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [Thread(target=do, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def lend(copy: Copy, now: Any) -> str:
    """Hand a copy out as lending does: the copy is locked first, its book follows."""
    with transaction.atomic():
        taken = db.locked(Copy.objects.current().filter(pk=copy.pk)).first()
        if taken is None:
            return "gone"
        copies.hand_out(taken, now=now)
    return "lent"


def test_two_who_add_the_same_isbn_get_one_book_and_a_clear_answer(deed: dict[str, Any]) -> None:
    for number in range(ROUNDS):
        facts = books.Facts(
            title="Tides",
            contributors=[(f"Name {number}", "aut"), (f"Other {number}", "ill")],
            subjects=[f"Sea {number}", f"Moon {number}"],
            isbns=["9780547773742"],
        )
        came = at_once(*[partial(books.add, facts, **deed)] * 4)
        assert [type(each) for each in came].count(books.Added) == 1, came
        assert [type(each) for each in came].count(errors.IsbnTaken) == 3, came
        books.withdraw(Book.objects.current().get().pk, **deed)


def test_new_names_that_two_books_share_are_made_once(deed: dict[str, Any]) -> None:
    for number in range(ROUNDS):
        names = [f"Name {number} {letter}" for letter in "abcdef"]
        one = books.Facts(title="One", contributors=[(name, "aut") for name in names])
        two = books.Facts(title="Two", contributors=[(name, "aut") for name in reversed(names)])
        came = at_once(partial(books.add, one, **deed), partial(books.add, two, **deed))
        assert all(isinstance(each, books.Added) for each in came), came


def test_lending_and_withdrawing_never_wait_for_each_other_in_a_circle(
    deed: dict[str, Any], now: Any
) -> None:
    for _ in range(ROUNDS):
        first, second = CopyFactory.create_batch(2, book=BookFactory())
        came = at_once(
            partial(lend, first, now),
            partial(books.withdraw, first.book_id, **deed),
            partial(lend, second, now),
            partial(copies.edit, second.pk, copies.facts_of(second), revision=None, **deed),
        )
        assert None not in came, came
        withdrawn = Book.objects.get(pk=first.book_id).withdrawn_at
        lent = Copy.objects.filter(book=first.book_id, is_on_loan=True).exists()
        assert bool(withdrawn) != lent, came


def test_a_copy_that_several_scan_at_once_counts_once(deed: dict[str, Any]) -> None:
    for _ in range(ROUNDS):
        copy = CopyFactory()
        counted = stocktakes.open_new(Shelves(copy.branch), **deed)
        who = [deed | {"actor": UserFactory()} for _ in range(4)]
        came = at_once(
            *(partial(stocktakes.scan, counted.pk, copy.barcode, **each) for each in who)
        )
        assert sorted(each.again for each in came) == [False, True, True, True], came
        assert counted.lines.count() == 1


def test_what_is_scanned_while_a_stocktake_closes_is_seen_or_refused_but_never_missing(
    deed: dict[str, Any],
) -> None:
    for _ in range(ROUNDS):
        copy = CopyFactory()
        counted = stocktakes.open_new(Shelves(copy.branch), **deed)
        scanned, closed = at_once(
            partial(stocktakes.scan, counted.pk, copy.barcode, **deed),
            partial(stocktakes.close, counted.pk, mark_missing=True, **deed),
        )
        is_refused = isinstance(scanned, errors.StocktakeClosed)
        assert isinstance(closed, stocktakes.Closed), closed
        assert bool(Copy.objects.get(pk=copy.pk).missing_at) == is_refused, scanned
        Copy.objects.all().update(missing_at=None, withdrawn_at=deed["now"])


def test_two_who_give_the_same_barcode_get_one_copy_and_a_reason(deed: dict[str, Any]) -> None:
    for number in range(ROUNDS):
        first, second = BookFactory(), BookFactory()
        facts = copies.facts_of(CopyFactory())
        wanted = [f"R-{number}", f"S-{number}"]
        came = at_once(
            partial(copies_many.add, first, facts, wanted, **deed),
            partial(copies_many.add, second, facts, wanted[::-1], **deed),
        )
        refused = [each for each in came if isinstance(each, errors.BarcodesRefused)]
        assert len(refused) == 1, came
        assert refused[0].findings
        assert Copy.objects.filter(barcode__in=wanted).count() == 2


def test_many_and_single_deeds_on_the_same_copies_never_wait_in_a_circle(
    deed: dict[str, Any], now: Any
) -> None:
    for _ in range(ROUNDS):
        first, second = CopyFactory.create_batch(2, book=BookFactory())
        ids = [second.pk, first.pk]
        came = at_once(
            partial(lend, first, now),
            partial(copies_many.change, ids, copies_many.Change(note="x"), **deed),
            partial(copies_many.withdraw, ids[::-1], reason="y", **deed),
            partial(lend, second, now),
        )
        assert None not in came, came
        assert not Copy.objects.filter(is_on_loan=True).exclude(withdrawn_at=None).exists()


@pytest.mark.parametrize("deed_on_copy", ["edit", "withdraw"])
def test_a_book_is_found_by_what_was_saved_while_a_deed_on_its_copy_waited(
    deed: dict[str, Any], waiting: Waiting, deed_on_copy: str
) -> None:
    copy = CopyFactory(book__title="Oldtitle zebra")
    CopyFactory(book=copy.book)
    facts = copies.facts_of(copy)
    deeds: dict[str, Callable[[], Any]] = {
        "edit": lambda: copies.edit(copy.pk, replace(facts, note="x"), revision=None, **deed),
        "withdraw": lambda: copies.withdraw(copy.pk, **deed),
    }
    with transaction.atomic():
        books.edit(copy.book_id, books.Facts("Newtitle giraffe"), revision=None, **deed)
        on_copy = waiting(deeds[deed_on_copy])
    on_copy.result()
    assert len(list(engine.all_ids(engine.Wanted("giraffe")))) == 1
    assert list(rebuild.outdated()) == []


def test_a_copy_whose_book_is_merged_meanwhile_is_edited_on_the_kept_one(
    deed: dict[str, Any], waiting: Waiting
) -> None:
    copy, kept = CopyFactory(), BookFactory()
    facts = replace(copies.facts_of(copy), note="x")
    with transaction.atomic():
        merges.merge(copy.book_id, kept.pk, **deed)
        editing = waiting(lambda: copies.edit(copy.pk, facts, revision=None, **deed))
    assert editing.result().book == kept
    copy.refresh_from_db()
    assert (copy.note, copy.book) == ("x", kept)
