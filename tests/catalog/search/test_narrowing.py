"""Exclusions, fields, years, facets and orders: what a search is narrowed to and divided by."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from catalog import errors
from catalog.models import Book, Copy
from catalog.search import engine, hits, index, limits, spelling
from catalog.search.engine import Wanted
from catalog.services import books, copies
from core.keyset import BadCursor
from tests.factories.catalog import (
    LONG_AGO,
    BookFactory,
    BranchFactory,
    CopyFactory,
    CopyTypeFactory,
)

pytestmark = pytest.mark.django_db


def found(typed: str = "", **narrowed: Any) -> list[str]:
    page = engine.search(Wanted(typed=typed, **narrowed), page_size=100)
    titles = dict(Book.objects.values_list("id", "title"))
    return [titles[book_id] for book_id in page.book_ids]


def test_a_word_is_excluded() -> None:
    for title in ("War and peace", "War at sea", "Sea and sand", "Sealed orders"):
        BookFactory(title=title)
    assert found("war -sea") == ["War and peace"]
    assert found("-war", ordering="title") == ["Sea and sand", "Sealed orders"]
    assert found('sea -"sea and"') == ["War at sea", "Sealed orders"]
    assert found("-title:sea") == ["War and peace"]


def test_fields_look_in_their_place() -> None:
    BookFactory(title="Penguin", publisher="Gull", language="ger", classification="598.44")
    BookFactory(title="Gull", publisher="Penguin Books", language="eng", classification="598.3")
    assert found("publisher:penguin") == ["Gull"]
    assert found("publisher:gul") == ["Penguin"]
    assert found("lang:ger") == ["Penguin"]
    assert found("call:598.4") == ["Penguin"]
    assert found("call:598") == ["Gull", "Penguin"]
    assert found("penguin -lang:ger") == ["Gull"]


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("year:1999", ["B"]),
        ("year:1990-1999", ["A", "B"]),
        ("year:1999-", ["B", "C"]),
        ("year:-1990", ["A", "Old"]),
        ("year:-500", []),
        ("-year:1990-1999", ["C", "None", "Old"]),
        ("-year:-1999", ["C", "None"]),
    ],
)
def test_years_narrow(typed: str, titles: list[str]) -> None:
    for title, year in (("A", 1990), ("B", 1999), ("C", 2010), ("Old", 1650), ("None", None)):
        BookFactory(title=title, year=year)
    assert sorted(found(typed)) == titles


def test_a_barcode_and_a_call_number_of_a_copy_are_found() -> None:
    CopyFactory(book__title="Tides", barcode="39780001", call_number="551.46 MAR")
    BookFactory(title="Waves")
    assert found("39780001") == found("551.46 mar") == found("call:551.46") == ["Tides"]


def test_moving_and_withdrawing_copies_moves_what_is_found(leo: Any, now: Any) -> None:
    hill, copy = BranchFactory(code="hill", name="Hill"), CopyFactory(book__title="Tides")
    deed = {"actor": leo, "now": now, "interface": "page"}
    said = copies.Facts(branch=hill, copy_type=copy.copy_type, call_number="QX 7")
    copies.edit(copy.pk, said, revision=None, **deed)
    assert (found("tides", branch="hill"), found("tides", branch="harbour")) == (["Tides"], [])
    assert found("call:qx") == ["Tides"]
    copies.withdraw(copy.pk, **deed)
    assert (found("tides", branch="hill"), found("tides")) == ([], ["Tides"])
    books.withdraw(copy.book_id, **deed)
    assert found("tides") == []


def test_a_branch_and_a_type_are_those_of_one_copy() -> None:
    hill, dvd = BranchFactory(code="hill", name="Hill"), CopyTypeFactory(code="dvd", name="DVD")
    copy = CopyFactory(book__title="Tides", copy_type=dvd)
    CopyFactory(book=copy.book, branch=hill)
    assert found(branch="hill") == found(copy_type="dvd") == ["Tides"]
    assert found(branch="hill", copy_type="dvd") == []


def facets(typed: str = "", **narrowed: Any) -> dict[str, list[tuple[str, int, bool]]]:
    page = engine.search(Wanted(typed=typed, **narrowed), with_facets=True)
    return {
        facet.name: [(each.label, each.count, each.is_chosen) for each in facet.choices]
        for facet in page.facets
    }


def test_facets_divide_what_was_found() -> None:
    hill = BranchFactory(code="hill", name="Hill branch")
    first = CopyFactory(
        book__title="Tides", book__year=1999, book__author="Marsh, Ada", book__subject="Sea"
    ).book
    CopyFactory(book=first, branch=hill, is_on_loan=True)
    CopyFactory(book__title="Tides again", book__year=1991, book__subject="Sea", is_on_loan=True)
    CopyFactory(book__title="Waves", book__language="ger")
    divided = facets("tides")
    assert divided == {
        "available": [("", 1, False)],
        "branch": [("Harbour branch", 2, False), ("Hill branch", 1, False)],
        "type": [("Book", 2, False)],
        "language": [("eng", 2, False)],
        "decade": [("1990–1999", 2, False)],
        "heading": [("Sea", 2, False)],
        "contributor": [("Marsh, Ada", 1, False)],
    }
    assert facets("tides", branch="hill")["branch"] == [
        ("Harbour branch", 2, False),  # in the place of Hill
        ("Hill branch", 1, True),
    ]
    assert facets("nothing of the kind") == {}
    assert facets()["language"] == [("eng", 2, False), ("ger", 1, False)]


def test_a_choice_leaves_as_many_as_it_said() -> None:
    CopyFactory(book__title="A", book__subject="Sea", book__author="Marsh, Ada", book__year=1994)
    CopyFactory(book__title="B", book__subject="Sea -- Fiction", book__author="Marsh, Adam")
    CopyFactory(book__title="C", book__subject="The sea", book__year=2001, is_on_loan=True)
    assert found(heading="Sea") == found(contributor="Marsh, Ada") == found(decade=1990) == ["A"]
    assert found(available=True) == ["A", "B"]


def test_orders_go_by_what_they_say() -> None:
    for title, year, author in (
        ("War b", 1999, "Young, A"), ("War a", 1950, "Adams, B"), ("War c", None, "")
    ):  # fmt: skip
        BookFactory(title=title, year=year, author=author)
    assert found("war", ordering="author") == ["War a", "War b", "War c"]
    assert found("war", ordering="-year") == ["War b", "War a", "War c"]
    assert found("war", ordering="-title") == ["War c", "War b", "War a"]


def test_books_of_which_there_are_many_copies_come_first() -> None:
    BookFactory(title="Of war, first")
    many = CopyFactory(book__title="On war, many").book
    CopyFactory.create_batch(3, book=many)
    assert found("war") == ["On war, many", "Of war, first"]


def test_pages_go_on_behind_the_hits_that_are_ranked(monkeypatch: pytest.MonkeyPatch) -> None:
    from catalog.search import plan

    monkeypatch.setattr(plan, "MOST_HITS", 9)
    monkeypatch.setattr(plan, "MOST_RANKED", 5)
    for number in range(13):
        BookFactory(title=f"Tale {number:02} of war")
    BookFactory(title="War")
    whole = found("war")
    assert (whole[0], len(whole), len(set(whole))) == ("War", 14, 14)
    for size in (1, 3, 4, 20):
        wanted, after, pages = Wanted(typed="war"), "", []
        while True:
            page = engine.search(wanted, after=after, page_size=size)
            pages.append(list(page.book_ids))
            after = page.next
            if not after:
                break
        assert [each for some in pages for each in some] == whole_ids(whole)
        back: list[Any] = []
        while page.previous:
            page = engine.search(wanted, after=page.previous, page_size=size)
            back = [*page.book_ids, *back]
        assert back == whole_ids(whole)[: len(back)]
        assert len(back) >= 14 - size
    assert not engine.search(Wanted(typed="war")).count.is_exact


def whole_ids(titles: list[str]) -> list[Any]:
    by_title = {title: book_id for book_id, title in Book.objects.values_list("id", "title")}
    return [by_title[title] for title in titles]


@pytest.mark.parametrize(
    "cursor", ["x", "é", "W10", "WyJuZXh0Il0", "WyJuZXh0IiwtMV0", "WyJuZXh0IiwxLDIsMyw0XQ", "e30"]
)
def test_a_cursor_that_is_not_ours_is_refused(cursor: str) -> None:
    BookFactory(title="War")
    with pytest.raises(BadCursor):
        engine.search(Wanted(typed="war"), after=cursor)


def test_a_search_is_one_statement_and_facets_one_more() -> None:
    BookFactory.create_batch(30)
    engine.search(Wanted(typed="book"))
    with CaptureQueriesContext(connection) as asked:
        engine.search(Wanted(typed="book number"))
    assert len(asked) == 1
    with CaptureQueriesContext(connection) as asked:
        engine.search(Wanted(typed="book number"), with_facets=True)
    assert len(asked) == 2


def test_a_search_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(30):
        CopyFactory()
    monkeypatch.setattr(limits, "MOST_SECONDS", -1.0 if connection.vendor == "sqlite" else 0.001)
    monkeypatch.setattr(limits, "_STEPS", 1)
    slow = "SELECT count(*) FROM generate_series(1, 3000000)"
    if connection.vendor == "postgresql":
        monkeypatch.setattr(hits, "count", lambda *_: connection.cursor().execute(slow))
    with pytest.raises(errors.SearchTooLong):
        engine.search(Wanted(available=True))


@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60), st.sampled_from(["", "title", "-year"]))
def test_anything_can_be_searched_for(typed: str, ordering: str) -> None:
    engine.search(Wanted(typed=typed, ordering=ordering), with_facets=True)
    spelling.suggestion(typed)


def test_many_are_written_at_once_and_removed() -> None:
    made = Book.objects.bulk_create(
        Book(title=f"Bulk {n}", sort_title=f"bulk {n}", created_at=LONG_AGO, updated_at=LONG_AGO)
        for n in range(5)
    )
    sources = [index.Source(book_id=book.pk, title=book.title) for book in made]
    index.write_many(sources, are_new=True)
    index.write_many(sources)
    assert len(found("bulk")) == 5
    index.remove([made[0].pk])
    assert len(found("bulk")) == 4
    index.put_many([made[0].pk])
    assert len(found("bulk")) == 5


def test_a_copy_that_is_lent_changes_nothing_in_the_index(
    django_assert_num_queries: Any, now: Any
) -> None:
    copy = CopyFactory(book__title="Tides")
    copies.hand_out(copy, now=now)
    assert (found("tides"), found("tides", available=True)) == (["Tides"], [])
    assert Copy.objects.get().is_on_loan
