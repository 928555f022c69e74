from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from catalog.models import Branch
from catalog.search import engine
from tests.factories.catalog import BookFactory, BranchFactory, CopyFactory
from tests.html import assert_valid, words

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def titles_in(answer: Any) -> list[str]:
    return [book["title"] for book in answer.context["books"]]


def test_the_front_page_shows_what_is_new_and_where_we_are(client: Client, harbour: Branch) -> None:
    BranchFactory(code="hill", name="Hill branch")
    CopyFactory(book__title="The tides")
    answer = client.get("/")
    assert_valid(answer)
    assert b"The tides" in answer.content
    assert b"/search?branch=hill" in answer.content


def test_the_front_page_of_an_empty_library_is_a_page(client: Client) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert_valid(answer)


def test_results_say_how_many_are_free_and_where(client: Client, harbour: Branch) -> None:
    book = BookFactory(title="The tides", author="Marsh, Ada")
    CopyFactory.create_batch(2, book=book, call_number="551 TID", shelf_location="Sea")
    CopyFactory(book=book, is_on_loan=True)
    answer = client.get("/search", {"q": "tides", "list": "yes"})
    assert_valid(answer)
    (row,) = answer.context["books"]
    assert (row["state"], row["state_label"]) == ("available", "2 of 3 available at Harbour branch")
    assert row["call_number"] == "Sea · 551 TID"


def test_htmx_gets_the_results_alone(client: Client) -> None:
    CopyFactory(book__title="The tides")
    answer = client.get("/search", {"q": "tides"}, headers=HTMX)
    assert_valid(answer)
    assert b"<html" not in answer.content
    assert b"The tides" in answer.content
    assert "HX-Request" in answer["Vary"]


@pytest.mark.parametrize("typed", ["978-0-547-77374-2", "0547773749", "３９７８ 0001", "B-17/x"])
def test_a_number_that_names_one_book_opens_it(client: Client, typed: str) -> None:
    book = BookFactory(isbn="9780547773742")
    CopyFactory(book=book, barcode="39780001")
    CopyFactory(book=book, barcode="B-17/X")
    answer = client.get("/search", {"q": typed})
    assert (answer.status_code, answer["Location"]) == (302, f"/books/{book.pk}")


def test_a_number_that_names_nothing_is_searched_like_words(client: Client) -> None:
    assert client.get("/search", {"q": "9780547773742"}).status_code == 200


def test_a_number_of_a_copy_that_is_withdrawn_opens_nothing(client: Client, now: Any) -> None:
    CopyFactory(barcode="39780001", withdrawn_at=now)
    assert client.get("/search", {"q": "39780001"}).status_code == 200


def test_nothing_found_is_a_page_that_helps(client: Client, harbour: Branch) -> None:
    answer = client.get("/search", {"q": "<zzz>", "branch": "harbour"})
    assert answer.status_code == 200
    assert_valid(answer)
    assert "Nothing was found for “&lt;zzz&gt;”".encode() in answer.content
    assert b'href="/search?q=%3Czzz%3E"' in answer.content


def test_the_filters_narrow(client: Client, harbour: Branch) -> None:
    hill = BranchFactory(code="hill", name="Hill")
    CopyFactory(book__title="Here", branch=harbour)
    CopyFactory(book__title="There", branch=hill, is_on_loan=True)
    CopyFactory(book__title="Hier", book__language="ger", branch=hill, copy_type__code="dvd")
    narrowed = {
        "branch=harbour": ["Here"],
        "available=on": ["Here", "Hier"],
        "language=ger": ["Hier"],
        "type=dvd": ["Hier"],
        "ordering=-title": ["There", "Hier", "Here"],
        "": ["Here", "Hier", "There"],
    }
    for query, wanted in narrowed.items():
        assert titles_in(client.get(f"/search?{query}")) == wanted, query


@pytest.mark.parametrize("query", ["branch=nowhere", "language=xx", "ordering=worst", "q=%00"])
def test_a_filter_that_does_not_exist_is_told(client: Client, query: str) -> None:
    answer = client.get(f"/search?{query}")
    assert answer.status_code == 422
    assert_valid(answer)


def test_a_cursor_of_someone_elses_making_is_refused(client: Client) -> None:
    assert client.get("/search?cursor=x").status_code == 422


def test_pages_lead_on_and_back_and_keep_the_search(client: Client) -> None:
    for number in range(25):
        BookFactory(title=f"Tides {number:02}")
    first = client.get("/search?q=tides&available=")
    assert "q=tides" in first.context["next_url"]
    second = client.get(first.context["next_url"])
    assert len(titles_in(first)) == 20
    assert len(titles_in(second)) == 5
    assert titles_in(client.get(second.context["previous_url"])) == titles_in(first)
    assert_valid(second)


def test_an_endless_number_is_not_counted_to_its_end(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "COUNTED_TO", 3)
    BookFactory.create_batch(5)
    assert "More than 3 books" in client.get("/search").content.decode()


def test_counts_of_a_part_of_the_books_say_so(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        BookFactory(title=f"Tides {number}", language="eng")
    assert "English 3 " in words(client.get("/search?q=tides"))
    monkeypatch.setattr(engine, "MOST_SAMPLED", 2)
    assert "English 2+ " in words(client.get("/search?q=tides"))


@pytest.mark.parametrize("typed", ["x" * 1000, "' OR 1=1 --", "%", "_", "\\", '"', "!!!", "   "])
def test_whatever_is_typed_gets_an_answer(client: Client, typed: str) -> None:
    BookFactory()
    answer = client.get("/search", {"q": typed})
    assert answer.status_code == 200
    assert_valid(answer)


def test_a_search_costs_the_same_for_one_book_and_for_twenty(
    client: Client, django_assert_num_queries: Callable[[int], Any]
) -> None:
    CopyFactory(book__title="Tide")
    client.get("/search?q=tide")
    with django_assert_num_queries(4):  # the branches and types, the hits, the books, the facets
        client.get("/search?q=tide")
    for number in range(20):
        CopyFactory(book__title=f"Tide {number}", book__author=f"Author {number}")
    with django_assert_num_queries(4):  # the branches and types, the hits, the books, the facets
        client.get("/search?q=tide")
    with django_assert_num_queries(2):
        client.get("/")
