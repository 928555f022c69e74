from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from catalog.models import Contributor
from catalog.services import uploads
from members.models import Member
from tests.catalog.services.test_covers import picture
from tests.factories.catalog import BookFactory, CopyFactory

pytestmark = pytest.mark.django_db
Api = Callable[..., APIClient]


def test_a_book_has_neighbours_and_citations(api: Api) -> None:
    book = BookFactory(title="Tides", author="Marsh, Ada", year=1999, classification="551")
    other = BookFactory(title="Tides", author="Marsh, Ada", year=2005)
    near = BookFactory()
    CopyFactory(book=book, call_number="551")
    CopyFactory(book=near, call_number="552")
    related = api().get(f"/api/v1/books/{book.pk}/related").json()
    assert [each["id"] for each in related["editions"]] == [str(other.pk)]
    assert [each["id"] for each in related["shelf"]] == [str(near.pk)]
    cited = api().get(f"/api/v1/books/{book.pk}/citations").json()
    assert cited["apa"] == "Marsh, A. (1999). Tides."
    assert cited["bibtex"].startswith("@book{marsh1999tides")
    marc = api().get(f"/api/v1/books/{book.pk}/marc").json()
    assert "245" in {field["tag"] for field in marc["fields"]}
    assert api().get(f"/api/v1/books/{uuid4()}/related").status_code == 404


def test_a_history_and_duplicates_are_for_staff(api: Api, vera: User, leo: User) -> None:
    pair = BookFactory.create_batch(2, title="Tides", year=1999)
    assert api(vera).get(f"/api/v1/books/{pair[0].pk}/history").json()["results"] == []
    assert api(vera).get("/api/v1/duplicates").status_code == 403
    (group,) = api(leo).get("/api/v1/duplicates").json()["results"]
    assert {each["id"] for each in group} == {str(book.pk) for book in pair}


def test_a_merge_answers_with_the_kept_book(api: Api, leo: User) -> None:
    kept, gone = BookFactory(title="Tides"), BookFactory(title="Ebb")
    CopyFactory(book=gone)
    said = {"other_id": str(gone.pk), "take": ["title"]}
    answer = api(leo).post(f"/api/v1/books/{kept.pk}/merge", said, format="json")
    assert (answer.status_code, answer.json()["title"], answer.json()["copies"]) == (200, "Ebb", 1)
    assert api().get(f"/api/v1/books/{gone.pk}")["Location"] == f"/api/v1/books/{kept.pk}"
    again = api(leo).post(f"/api/v1/books/{kept.pk}/merge", said, format="json")
    assert (again.status_code, again.json()["code"]) == (404, "unknown_book")
    wrong = said | {"take": ["isbn"]}
    assert api(leo).post(f"/api/v1/books/{kept.pk}/merge", wrong, format="json").status_code == 422


def test_a_cover_is_put_and_taken_away(api: Api, leo: User) -> None:
    book = BookFactory()
    url = f"/api/v1/books/{book.pk}/cover"
    put = api(leo).put(url, picture().getvalue(), content_type="image/jpeg")
    assert put.json()["cover_url"].startswith(f"/covers/{book.pk}/")
    bad = api(leo).put(url, b"<script>", content_type="image/png")
    assert (bad.status_code, bad.json()["code"]) == (422, "invalid_cover")
    empty = api(leo).put(url, content_type="image/png")
    assert (empty.status_code, empty.json()["code"]) == (422, "invalid_cover")
    assert api(leo).put(url, b"x", content_type="text/html").status_code == 415
    assert api(leo).delete(url).status_code == 204
    book.refresh_from_db()
    assert book.cover == ""


def test_names_are_listed_edited_and_merged(api: Api, leo: User) -> None:
    BookFactory(author="Twain, Mark")
    BookFactory(author="Clemens, S.")
    found = api().get("/api/v1/contributors", {"q": "cle"}).json()["results"]
    assert [(each["name"], each["books"]) for each in found] == [("Clemens, S.", 1)]
    kept = Contributor.objects.get(name="Twain, Mark").pk
    url = f"/api/v1/contributors/{kept}"
    merged = api(leo).post(f"{url}/merge", {"other_id": found[0]["id"]}, format="json").json()
    assert (merged["aliases"], merged["books"]) == (["Clemens, S."], 2)
    said = {"name": "Twain, M.", "aliases": ["Clemens, S."], "keep_old": True}
    edited = api(leo).put(url, said, format="json").json()
    assert edited["name"] == "Twain, M."
    assert set(edited["aliases"]) == {"Clemens, S.", "Twain, Mark"}
    assert api(leo).put(url, {"name": "x"}, format="json").status_code == 422


def test_searches_are_one_s_own(api: Api, ada: Member, ben: Member) -> None:
    mine, his = api(ada.user), api(ben.user)
    saved = mine.post("/api/v1/searches", {"name": "Sea", "query": "q=sea"}, format="json")
    url = f"/api/v1/searches/{saved.json()['id']}"
    assert saved.status_code == 201
    assert his.get("/api/v1/searches").json()["results"] == []
    assert his.delete(url).status_code == 404
    assert mine.put(url, {"name": "Tides"}, format="json").json()["name"] == "Tides"
    assert [each["name"] for each in mine.get("/api/v1/searches").json()["results"]] == ["Tides"]
    assert mine.delete(url).status_code == 204


def test_an_isbn_is_looked_up(
    api: Api, leo: User, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr(uploads, "known", lambda _isbn: None)
    settings.SRU_TARGETS = []
    url = "/api/v1/isbn/978-0-547-77374-2"
    unknown = api(leo).get(url).json()
    assert (unknown["outcome"], unknown["draft"], unknown["book_id"]) == (
        "nobody_asked",
        None,
        None,
    )
    book = BookFactory(isbn="9780547773742")
    assert api(leo).get(url).json()["book_id"] == str(book.pk)
    wrong = api(leo).get("/api/v1/isbn/123")
    assert (wrong.status_code, wrong.json()["code"]) == (404, "not_an_isbn")


def test_a_merge_is_undone_and_answers_with_the_book_that_had_gone(api: Api, leo: User) -> None:
    kept, gone = BookFactory(title="Tides"), BookFactory(title="Ebb")
    here, other = f"/api/v1/books/{kept.pk}", {"other_id": str(gone.pk)}
    client = api(leo)
    client.post(f"{here}/merge", other, format="json")
    (listed,) = client.get(f"{here}/merges").json()["results"]
    assert (listed["id"], listed["name"], listed["merged_by"]) == (str(gone.pk), "Ebb", str(leo))
    back = client.post(f"{here}/part", other, format="json")
    assert (back.status_code, back.json()["title"]) == (200, "Ebb")
    again = client.post(f"{here}/part", other, format="json")
    assert (again.status_code, again.json()["code"]) == (404, "unknown_merge")


def test_a_merge_of_names_is_undone(api: Api, leo: User) -> None:
    BookFactory(author="Twain, Mark", subject="Sea")
    BookFactory(author="Clemens, S.", subject="Ocean")
    client = api(leo)
    for kind in ("contributors", "subjects"):
        stays, goes = client.get(f"/api/v1/{kind}").json()["results"]
        here, other = f"/api/v1/{kind}/{stays['id']}", {"other_id": goes["id"]}
        assert client.post(f"{here}/merge", other, format="json").status_code == 200
        (listed,) = client.get(f"{here}/merges").json()["results"]
        assert (listed["id"], listed["name"]) == (goes["id"], goes["name"])
        assert client.post(f"{here}/part", other, format="json").json() == goes


def test_records_that_are_two_books_are_not_offered_as_duplicates(api: Api, leo: User) -> None:
    first, second = BookFactory.create_batch(2, title="Tides")
    client = api(leo)
    assert len(client.get("/api/v1/duplicates").json()["results"]) == 1
    said = {"other_ids": [str(second.pk)]}
    answer = client.post(f"/api/v1/books/{first.pk}/apart", said, format="json")
    assert answer.status_code == 204
    assert client.get("/api/v1/duplicates").json()["results"] == []
    wrong = client.post(f"/api/v1/books/{first.pk}/apart", {"other_ids": []}, format="json")
    assert wrong.status_code == 422
