"""The index made anew, and held against the records."""

from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from accounts.models import User
from catalog.jobs import count_words
from catalog.models import Book, SearchEntry, SearchMistake, SearchWord
from catalog.search import engine, rebuild, sources, spelling
from catalog.services import books
from tests.factories.catalog import BookFactory, CopyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def deed(leo: User, now: datetime) -> dict[str, Any]:
    return {"actor": leo, "now": now, "interface": "page"}


def found(typed: str) -> int:
    return len(engine.search(engine.Wanted(typed=typed)).book_ids)


def run(*options: Any) -> str:
    out = StringIO()
    call_command("rebuild_search", *options, stdout=out)
    return out.getvalue()


def test_what_was_lost_is_written_again(monkeypatch: pytest.MonkeyPatch, now: Any) -> None:
    monkeypatch.setattr(rebuild, "AT_ONCE", 2)
    for number in range(5):
        CopyFactory(book__title=f"Tides {number}")
    BookFactory(title="Tides gone", withdrawn_at=now)
    SearchEntry.objects.all().delete()
    assert found("tides") == 0
    assert "Done: 6 books written" in run()
    assert found("tides") == 5
    assert "0 entries are not right." in run("--check")


def test_a_run_that_was_stopped_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild, "AT_ONCE", 2)
    BookFactory.create_batch(5)
    SearchEntry.objects.all().delete()
    first = next(rebuild.steps())
    assert (first.done, SearchEntry.objects.count()) == (2, 2)
    assert "Done: 3 books written" in run("--after", str(first.last))
    assert SearchEntry.objects.count() == 5


def test_only_what_is_missing_is_written() -> None:
    kept, lost = BookFactory(), BookFactory()
    SearchEntry.objects.filter(book=lost).delete()
    assert list(rebuild.missing()) == [lost]
    assert "Done: 1 books written" in run("--missing")
    assert not rebuild.missing().exists()
    assert SearchEntry.objects.filter(book=kept).exists()


def test_an_entry_that_tells_something_else_is_found_out() -> None:
    right, wrong = BookFactory(title="Tides"), BookFactory(title="Waves")
    Book.objects.filter(pk=wrong.pk).update(title="Storms")
    assert list(rebuild.outdated()) == [wrong.pk]
    SearchEntry.objects.filter(book=right).delete()
    with pytest.raises(SystemExit):
        run("--check")
    run()
    assert list(rebuild.outdated()) == []
    assert (found("storms"), found("waves")) == (1, 0)


def test_each_entry_has_its_turn_within_some_days(
    monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    monkeypatch.setattr(rebuild, "IN_TURN", 2)
    monkeypatch.setattr(rebuild, "AT_ONCE", 1)
    books = BookFactory.create_batch(5, title="Tides")
    assert list(rebuild.outdated_in_turn(now.date())) == []
    Book.objects.update(title="Waves")
    days = [now.date() + timedelta(days=number) for number in range(3)]
    found = [list(rebuild.outdated_in_turn(day)) for day in days]
    assert sorted(map(len, found)) == [1, 2, 2]
    assert {each for some in found for each in some} == {book.pk for book in books}


def test_a_book_that_is_edited_while_it_is_looked_at_is_not_told(
    monkeypatch: pytest.MonkeyPatch, deed: dict[str, Any]
) -> None:
    book = BookFactory(title="Tides")
    read = sources.read

    def edited_first(book_ids: Any) -> Any:
        monkeypatch.setattr(sources, "read", read)
        books.edit(book.pk, books.Facts("Waves"), revision=None, **deed)
        return read(book_ids)

    monkeypatch.setattr(sources, "read", edited_first)
    assert list(rebuild.outdated()) == []


def test_a_rebuild_twice_leaves_the_numbers() -> None:
    BookFactory.create_batch(3)
    before = dict(SearchEntry.objects.values_list("book", "number"))
    run()
    run()
    assert dict(SearchEntry.objects.values_list("book", "number")) == before


def test_words_are_counted_and_forgotten() -> None:
    gone = BookFactory(title="Ephemeral tides")
    BookFactory(title="Tides", language="eng")
    assert spelling.suggestion("ephemerel") == "Ephemeral"
    Book.objects.filter(pk=gone.pk).update(title="Waves")
    run()
    assert spelling.suggestion("ephemerel") == ""
    assert not SearchMistake.objects.filter(word="ephemeral").exists()
    assert SearchWord.objects.get(word="tides").books == 1
    assert SearchWord.objects.get(word="").books == 2
    assert SearchWord.objects.get(word="_leng").books == 2
    assert count_words() == SearchWord.objects.count() - 1
