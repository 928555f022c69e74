from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from accounts.models import AuditEntry, User
from catalog.models import Book
from tests.factories.catalog import BookFactory, CopyFactory
from tests.factories.loans import LoanFactory

pytestmark = pytest.mark.django_db
Api = Callable[..., APIClient]
EARTHSEA = {
    "title": "A wizard of Earthsea",
    "author": "Le Guin, Ursula K.",
    "isbn": "978-0-547-77374-2",
}


def test_a_librarian_adds_a_book(api: Api, leo: User) -> None:
    answer = api(leo).post("/api/v1/books", EARTHSEA | {"copies": 2}, format="json")
    assert answer.status_code == 201
    book = answer.json()
    assert (book["title"], book["author"]) == (EARTHSEA["title"], EARTHSEA["author"])
    assert book["isbn"] == "9780547773742"
    assert (book["copies"], book["copies_available"]) == (2, 2)
    assert [copy["state"] for copy in book["holdings"]] == ["available", "available"]
    assert AuditEntry.objects.filter(action="book.added", actor=leo).exists()


def test_a_second_book_with_the_same_isbn_is_a_conflict(api: Api, leo: User) -> None:
    client = api(leo)
    assert client.post("/api/v1/books", EARTHSEA, format="json").status_code == 201
    again = client.post("/api/v1/books", EARTHSEA | {"isbn": "0547773749"}, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "isbn_taken")
    assert Book.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 501}, "title"),
        ({"title": "nul\0"}, "title"),
        ({"title": 7}, "title"),
        ({"isbn": "9780547773743"}, "isbn"),
        ({"copies": "2"}, "copies"),
        ({"copies": 10**30}, "copies"),
        ({"colour": "blue"}, "colour"),
    ],
)
def test_bad_values_are_told_by_field_and_change_nothing(
    api: Api, leo: User, body: dict[str, Any], field: str
) -> None:
    answer = api(leo).post("/api/v1/books", EARTHSEA | body, format="json")
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field]
    assert answer["Content-Type"] == "application/problem+json"
    assert not Book.objects.exists()


def test_only_librarians_write(api: Api, vera: User) -> None:
    assert api(vera).post("/api/v1/books", EARTHSEA, format="json").status_code == 403
    stranger = api().post("/api/v1/books", EARTHSEA, format="json")
    assert stranger.status_code == 401
    assert stranger["WWW-Authenticate"].startswith("Bearer")


def test_a_book_is_read_once_and_then_only_when_it_looks_different(api: Api) -> None:
    copy = CopyFactory()
    client = api()
    first = client.get(f"/api/v1/books/{copy.book_id}")
    again = client.get(f"/api/v1/books/{copy.book_id}", HTTP_IF_NONE_MATCH=first["ETag"])
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


def test_a_loan_shows_in_the_very_next_read(
    api: Api, leo: User, django_capture_on_commit_callbacks: Any
) -> None:
    copy = CopyFactory()
    client = api(leo)
    before = client.get(f"/api/v1/books/{copy.book_id}")
    assert before.json()["copies_available"] == 1
    from catalog.services import copies

    with django_capture_on_commit_callbacks(execute=True):
        copies.hand_out(copy, now=copy.book.created_at)
    after = client.get(f"/api/v1/books/{copy.book_id}", HTTP_IF_NONE_MATCH=before["ETag"])
    assert after.status_code == 200
    assert after.json()["copies_available"] == 0


def test_an_unknown_book_is_a_problem_document(api: Api) -> None:
    answer = api().get(f"/api/v1/books/{uuid4()}")
    assert answer.status_code == 404
    assert answer.json()["code"] == "unknown_book"
    assert answer.json()["request_id"] == answer["X-Request-ID"]


def test_an_edit_keeps_what_it_does_not_name(api: Api, leo: User) -> None:
    book = BookFactory(author="Le Guin", isbn="9780547773742", subject="Wizards")
    body = {"title": "Earthsea", "author": "Le Guin, Ursula K.", "description": "Islands."}
    answer = api(leo).put(f"/api/v1/books/{book.pk}", body, format="json")
    assert answer.status_code == 200
    said = answer.json()
    assert (said["title"], said["author"]) == ("Earthsea", "Le Guin, Ursula K.")
    assert (said["isbn"], said["subjects"]) == ("9780547773742", ["Wizards"])


def test_a_stale_edit_is_refused(api: Api, leo: User) -> None:
    book = BookFactory(author="Le Guin")
    client = api(leo)
    tag = client.get(f"/api/v1/books/{book.pk}")["ETag"]
    body = {"title": "One", "author": "Le Guin", "description": ""}
    url = f"/api/v1/books/{book.pk}"
    assert client.put(url, body, format="json", HTTP_IF_MATCH=tag).status_code == 200
    stale = client.put(url, body | {"title": "Two"}, format="json", HTTP_IF_MATCH=tag)
    assert (stale.status_code, stale.json()["code"]) == (412, "book_changed")
    assert Book.objects.get(pk=book.pk).title == "One"


def test_a_loan_does_not_make_an_edit_stale(api: Api, leo: User) -> None:
    copy = CopyFactory()
    client = api(leo)
    tag = client.get(f"/api/v1/books/{copy.book_id}")["ETag"]
    LoanFactory(copy=copy)
    body = {"title": "One", "author": "A", "description": ""}
    url = f"/api/v1/books/{copy.book_id}"
    assert client.put(url, body, format="json", HTTP_IF_MATCH=tag).status_code == 200


def test_a_book_is_withdrawn_unless_it_is_on_loan(api: Api, leo: User) -> None:
    lent, here = LoanFactory().copy.book, CopyFactory().book
    client = api(leo)
    assert client.delete(f"/api/v1/books/{lent.pk}").status_code == 409
    assert client.delete(f"/api/v1/books/{here.pk}").status_code == 204
    assert client.get(f"/api/v1/books/{here.pk}").status_code == 404


def test_the_list_is_paged_by_key(api: Api) -> None:
    for letter in "EDCBA":
        BookFactory(title=letter)
    client = api()
    first = client.get("/api/v1/books?page_size=2").json()
    second = client.get(first["next"]).json()
    back = client.get(second["previous"]).json()
    assert [book["title"] for book in first["results"] + second["results"]] == list("ABCD")
    assert back["results"] == first["results"]
    assert first["previous"] is None


@pytest.mark.parametrize(
    "query", ["page_size=0", "page_size=201", "page_size=x", "cursor=%00", "colour=red"]
)
def test_a_wrong_query_is_refused(api: Api, query: str) -> None:
    assert api().get(f"/api/v1/books?{query}").status_code == 422


def test_a_search_finds_words_names_and_numbers(api: Api) -> None:
    BookFactory(title="Übungen im Wald", author="Müller, Jörg", isbn="9780547773742")
    BookFactory(title="Something else")
    client = api()
    for typed in ("ubungen", "müller wald", "author:muller", "0-547-77374-9", '"im wald"'):
        found = client.get("/api/v1/books", {"q": typed}).json()["results"]
        assert [book["title"] for book in found] == ["Übungen im Wald"], typed


def test_a_list_costs_the_same_for_one_book_and_for_twenty(
    api: Api, django_assert_num_queries: Any
) -> None:
    CopyFactory()
    client = api()
    with django_assert_num_queries(2):
        client.get("/api/v1/books")
    CopyFactory.create_batch(20)
    with django_assert_num_queries(2):
        client.get("/api/v1/books")
    with django_assert_num_queries(1):  # the lines are kept by now
        client.get("/api/v1/books")
