"""What every answer of the catalogue has in common: tags, counts, and no surprise at bad words."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from catalog.models import Book
from catalog.search import engine
from tests.factories.catalog import BookFactory, CopyFactory

pytestmark = pytest.mark.django_db
Api = Callable[..., APIClient]
READS = ["/api/v1/books", "/api/v1/books/{id}", "/api/v1/books/{id}/copies", "/api/v1/branches"]


@pytest.mark.parametrize("url", READS)
def test_who_has_an_answer_is_told_so(api: Api, url: str) -> None:
    client, url = api(), url.format(id=CopyFactory().book_id)
    answer = client.get(url)
    tag = answer["ETag"]
    assert answer["Cache-Control"] == "no-cache"
    for said in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = client.get(url, HTTP_IF_NONE_MATCH=said)
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag), said
    for said in ('"other"', tag.strip('"'), ""):
        assert client.get(url, HTTP_IF_NONE_MATCH=said).status_code == 200, said


@pytest.mark.parametrize("url", READS)
def test_a_head_is_a_get_without_its_body(api: Api, url: str) -> None:
    client, url = api(), url.format(id=CopyFactory().book_id)
    get, head = client.get(url), client.head(url)
    assert (head.status_code, head["ETag"]) == (200, get["ETag"])
    assert head["Content-Type"] == get["Content-Type"] == "application/json"


def test_a_list_has_another_tag_when_a_copy_is_lent(api: Api) -> None:
    copy = CopyFactory()
    client = api()
    before = client.get("/api/v1/books")["ETag"]
    copy.is_on_loan = True
    copy.save()
    assert client.get("/api/v1/books", HTTP_IF_NONE_MATCH=before).status_code == 200


def test_a_count_is_given_on_request_and_says_when_it_stopped(
    api: Api, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    BookFactory.create_batch(4)
    client = api()
    assert "count" not in client.get("/api/v1/books").json()
    with django_assert_num_queries(2):
        counted = client.get("/api/v1/books?count=exact&page_size=1").json()
    assert (counted["count"], counted["count_is_exact"]) == (4, True)
    assert client.get(counted["next"]).json()["count"] == 4
    monkeypatch.setattr(engine, "COUNTED_TO", 3)
    capped = client.get("/api/v1/books?count=exact").json()
    assert (capped["count"], capped["count_is_exact"]) == (3, False)


@pytest.mark.parametrize(
    "query",
    ["count=yes", "q=%01", "q=%00", "author=%1b", "q=" + "x" * 501, "year_from=" + "9" * 400,
     "language=EN", "branch=a%20b", "available=perhaps", "ordering=worst", "page_size=%D9%A1"],
)  # fmt: skip
def test_a_query_that_means_nothing_is_refused(api: Api, query: str) -> None:
    answer = api().get(f"/api/v1/books?{query}")
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("author", [";", " ; ", "x" * 301, f"A; {'y' * 301}", 7, None])
def test_an_author_is_a_name_that_fits(api: Api, leo: User, author: Any) -> None:
    body = {"title": "T", "author": author, "isbn": "9780547773742"}
    answer = api(leo).post("/api/v1/books", body, format="json")
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["author"])
    assert not Book.objects.exists()


def test_the_rest_of_a_record_can_be_given_and_stays_when_it_is_not(
    api: Api, leo: User, django_capture_on_commit_callbacks: Any
) -> None:
    client = api(leo)
    rest = {
        "subtitle": "S", "alternative_title": "Raspad", "edition": "2nd", "publisher": "P",
        "year": 1999, "language": "rus", "classification": "616", "subjects": ["A", "B"],
    }  # fmt: skip
    body = {"title": "Распад", "author": "B", "isbn": "9780547773742", **rest}
    added = client.post("/api/v1/books", body, format="json")
    assert added["Location"] == f"/api/v1/books/{added.json()['id']}"
    assert {name: added.json()[name] for name in rest} == rest
    edit = {"title": "Распад", "author": "B", "description": "", "year": None, "subjects": ["B"]}
    with django_capture_on_commit_callbacks(execute=True):
        client.put(added["Location"], edit, format="json")
    said = client.get(added["Location"]).json()
    assert {name: said[name] for name in rest} == rest | {"year": None, "subjects": ["B"]}


@pytest.mark.parametrize(
    ("bad", "field"),
    [({"year": "1999"}, "year"), ({"year": 99999}, "year"), ({"language": "EN"}, "language"),
     ({"subjects": "A"}, "subjects"), ({"subjects": ["x" * 301]}, "subjects.0"),
     ({"publisher": "a\0"}, "publisher")],
)  # fmt: skip
def test_the_rest_of_a_record_is_checked_too(
    api: Api, leo: User, bad: dict[str, Any], field: str
) -> None:
    body = {"title": "T", "author": "A", "isbn": "9780547773742", **bad}
    answer = api(leo).post("/api/v1/books", body, format="json")
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
