import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from accounts.models import User
from catalog.models import Book, Copy
from catalog.selectors import lines, records
from catalog.services import books, copies, heading_deeds, places
from core import jsons, shared
from tests.factories.catalog import BookFactory, CopyFactory

pytestmark = pytest.mark.django_db


def said() -> list[dict[str, Any]]:
    """What a list of all books says."""
    books = Book.objects.current().order_by("sort_title", "id").values_list("id", "version")
    versions = dict(books)
    rows = lines.these(list(versions), versions)
    found: list[dict[str, Any]] = json.loads(jsons.dumps(lines.shown(rows)))
    return found


def as_it_stands() -> list[dict[str, Any]]:
    """The same, made anew from the rows."""
    rows = records.rows(Book.objects.current()).order_by("sort_title", "id")
    found: list[dict[str, Any]] = json.loads(jsons.dumps([records.shown(row) for row in rows]))
    return found


def lend(copy: Copy, leo: User, now: datetime) -> None:
    copies.hand_out(copy, now=now)


def rename_contributor(copy: Copy, leo: User, now: datetime) -> None:
    (made,) = copy.book.contributions.all()
    who = made.contributor_id
    heading_deeds.rename_contributor(who, "Another", actor=leo, now=now, interface="api")


def rename_subject(copy: Copy, leo: User, now: datetime) -> None:
    topic = copy.book.subjects.get().pk
    heading_deeds.rename_subject(topic, "Other things", actor=leo, now=now, interface="api")


def rename_branch(copy: Copy, leo: User, now: datetime) -> None:
    copy.branch.name = "Elsewhere"
    places.save(copy.branch, actor=leo, now=now, interface="api")


def withdraw_copy(copy: Copy, leo: User, now: datetime) -> None:
    copies.withdraw(copy.pk, actor=leo, now=now, interface="api")


def add_copy(copy: Copy, leo: User, now: datetime) -> None:
    facts = copies.Facts(branch=copy.branch, copy_type=copy.copy_type)
    copies.add(copy.book, facts, actor=leo, now=now, interface="api")


def edit(copy: Copy, leo: User, now: datetime) -> None:
    facts = books.Facts(title="Renamed", subjects=["Other things"], isbns=["9780140328721"])
    books.edit(copy.book_id, facts, revision=None, actor=leo, now=now, interface="api")


def withdraw(copy: Copy, leo: User, now: datetime) -> None:
    books.withdraw(copy.book_id, actor=leo, now=now, interface="api")


@pytest.mark.parametrize(
    "change",
    [lend, rename_contributor, rename_subject, rename_branch, withdraw_copy, add_copy, edit,
     withdraw],
)  # fmt: skip
def test_a_line_is_never_older_than_its_book(
    change: Callable[[Copy, User, datetime], None], leo: User, now: datetime
) -> None:
    copy: Copy = CopyFactory(book__author="A", book__subject="S", book__isbn="9780547773742")
    BookFactory(title="Another book")
    assert said() == said() == as_it_stands()
    change(copy, leo, now)
    assert said() == said() == as_it_stands()


def test_lines_that_are_kept_are_not_read_again(django_assert_num_queries: Any) -> None:
    BookFactory.create_batch(3)
    before = said()
    BookFactory(title="Zuletzt")
    with django_assert_num_queries(2):
        after = said()
    assert after[:3] == before
    with django_assert_num_queries(1):
        assert said() == after


def test_a_list_of_nothing_asks_nobody(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert lines.shown([]) == []


def test_a_book_that_is_gone_meanwhile_is_left_out() -> None:
    book = BookFactory()
    rows = lines.these(list(Book.objects.values_list("id", flat=True)))
    book.delete()
    assert lines.shown(rows) == []


def test_without_the_shared_cache_a_list_is_slower_not_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def absent(*_: Any) -> Any:
        raise shared.Absent

    monkeypatch.setattr(shared, "IS_SHARED", True)
    monkeypatch.setattr(shared, "ask", absent)
    monkeypatch.setattr(shared, "ask_all", absent)
    BookFactory()
    assert said() == said() == as_it_stands()
