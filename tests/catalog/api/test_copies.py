from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from catalog.models import Branch, Copy
from tests.factories.catalog import BookFactory, BranchFactory, CopyFactory, CopyTypeFactory
from tests.factories.loans import LoanFactory

pytestmark = pytest.mark.django_db
Api = Callable[..., APIClient]
HARBOUR = {"branch": "harbour", "type": "book"}


@pytest.fixture(autouse=True)
def _kinds(harbour: Branch) -> None:
    CopyTypeFactory()


def put(client: APIClient, copy: Copy, **changed: Any) -> Any:
    """Send a copy back as it was read, with something changed."""
    url = f"/api/v1/copies/{copy.barcode}"
    read = client.get(url)
    derived = {
        "id", "book_id", "book_title", "branch_name", "type_name", "currency", "state",
        "last_seen_at", "withdrawn_at", "withdrawn_for", "revision",
    }  # fmt: skip
    body = {name: value for name, value in read.json().items() if name not in derived}
    return client.put(url, body | changed, format="json", HTTP_IF_MATCH=read["ETag"])


def test_a_librarian_adds_a_copy(api: Api, leo: User) -> None:
    book = BookFactory()
    body = HARBOUR | {"call_number": "FIC", "price_minor": 1250, "acquired_on": "2026-05-01"}
    answer = api(leo).post(f"/api/v1/books/{book.pk}/copies", body, format="json")
    assert answer.status_code == 201
    copy = answer.json()
    assert answer["Location"] == f"/api/v1/copies/{copy['barcode']}"
    assert (copy["price_minor"], copy["acquired_on"], copy["state"]) == (
        1250,
        "2026-05-01",
        "available",
    )
    assert api().get(f"/api/v1/books/{book.pk}").json()["copies"] == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"branch": "nowhere"}, "branch"),
        ({"branch": 1}, "branch"),
        ({"type": "scroll"}, "type"),
        ({"barcode": "ä"}, "barcode"),
        ({"barcode": "B\0"}, "barcode"),
        ({"price_minor": 12.5}, "price_minor"),
        ({"price_minor": -1}, "price_minor"),
        ({"price_minor": 2**31}, "price_minor"),
        ({"price_minor": "12"}, "price_minor"),
        ({"acquired_on": "yesterday"}, "acquired_on"),
        ({"on_order": "yes"}, "on_order"),
        ({"note": "x" * 501}, "note"),
        ({"colour": "blue"}, "colour"),
    ],
)
def test_bad_values_are_told_by_field_and_change_nothing(
    api: Api, leo: User, body: dict[str, Any], field: str
) -> None:
    url = f"/api/v1/books/{BookFactory().pk}/copies"
    answer = api(leo).post(url, HARBOUR | body, format="json")
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
    assert not Copy.objects.exists()


def test_a_barcode_is_of_one_copy(api: Api, leo: User) -> None:
    CopyFactory(barcode="B-1")
    url = f"/api/v1/books/{BookFactory().pk}/copies"
    answer = api(leo).post(url, HARBOUR | {"barcode": "b-1"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "barcode_taken")


def test_anyone_sees_the_copies_of_a_book(api: Api, now: Any) -> None:
    book = BookFactory()
    CopyFactory(book=book, barcode="B", is_on_loan=True)
    CopyFactory(book=book, barcode="A")
    CopyFactory(book=book, barcode="C", withdrawn_at=now)
    client = api()
    answer = client.get(f"/api/v1/books/{book.pk}/copies")
    found = [(each["barcode"], each["state"]) for each in answer.json()["results"]]
    assert found == [("A", "available"), ("B", "on_loan")]
    assert answer.json()["results"] == client.get(f"/api/v1/books/{book.pk}").json()["holdings"]
    again = client.get(f"/api/v1/books/{book.pk}/copies", HTTP_IF_NONE_MATCH=answer["ETag"])
    assert (again.status_code, again.content) == (304, b"")


def test_the_copies_of_no_book_are_not_an_empty_list(api: Api, now: Any) -> None:
    client = api()
    assert client.get(f"/api/v1/books/{uuid4()}/copies").status_code == 404
    gone = BookFactory(withdrawn_at=now)
    assert client.get(f"/api/v1/books/{gone.pk}/copies").status_code == 404
    assert client.get(f"/api/v1/books/{BookFactory().pk}/copies").json()["results"] == []


def test_what_is_noted_of_a_copy_is_for_staff(api: Api, vera: User, ada: Any) -> None:
    copy = CopyFactory(barcode="A/1+2%", note="Torn")
    url = "/api/v1/copies/A%2F1%2B2%25"
    assert api().get(url).status_code == 401
    assert api(ada.user).get(url).status_code == 403
    answer = api(vera).get(url)
    assert (answer.json()["note"], answer.json()["barcode"]) == ("Torn", copy.barcode)
    assert answer["Cache-Control"] == "private, no-cache"
    assert api(vera).get("/api/v1/copies/a/1+2%25").status_code == 200
    assert api(vera).get("/api/v1/copies/nothing").json()["code"] == "unknown_barcode"


def test_an_edit_replaces_what_is_noted(api: Api, leo: User) -> None:
    copy = CopyFactory(note="Torn")
    answer = put(api(leo), copy, note="", is_damaged=True, price_minor=None)
    assert answer.status_code == 200
    assert (answer.json()["state"], answer.json()["revision"]) == ("damaged", 2)


def test_a_copy_can_get_another_barcode(api: Api, leo: User) -> None:
    copy, other = CopyFactory(barcode="A"), CopyFactory(barcode="B")
    client = api(leo)
    assert put(client, copy, barcode="C").json()["barcode"] == "C"
    assert put(client, other, barcode="C").json()["code"] == "barcode_taken"


def test_leaving_something_out_of_an_edit_is_refused(api: Api, leo: User) -> None:
    copy = CopyFactory()
    answer = api(leo).put(f"/api/v1/copies/{copy.barcode}", HARBOUR, format="json")
    assert answer.status_code == 422
    assert "note" in answer.json()["errors"]


def test_a_stale_edit_is_refused_but_a_loan_makes_none_stale(api: Api, leo: User) -> None:
    copy = CopyFactory()
    client = api(leo)
    url = f"/api/v1/copies/{copy.barcode}"
    tag = client.get(url)["ETag"]
    LoanFactory(copy=copy)
    assert put(client, copy, note="One").status_code == 200
    body = {**HARBOUR, "barcode": copy.barcode, "shelf_location": "", "call_number": ""}
    body |= {"acquired_on": None, "price_minor": None, "note": "Two", "reference_only": False}
    body |= {"on_order": False, "is_lost": False, "is_missing": False, "is_damaged": False}
    stale = client.put(url, body, format="json", HTTP_IF_MATCH=tag)
    assert (stale.status_code, stale.json()["code"]) == (412, "copy_changed")
    assert client.put(url, body, format="json", HTTP_IF_MATCH='"nonsense"').status_code == 412
    assert (
        client.put(url, body, format="json", HTTP_IF_MATCH=f'"x", "2-9", {tag}').status_code == 200
    )


def test_a_closed_branch_keeps_its_copies_but_gets_none(api: Api, leo: User) -> None:
    old = BranchFactory(code="old", name="Old", is_active=False)
    client = api(leo)
    assert put(client, CopyFactory(branch=old), note="x").status_code == 200
    assert put(client, CopyFactory(), branch="old").json()["code"] == "unknown_branch"


def test_a_copy_is_withdrawn_unless_it_is_on_loan(api: Api, leo: User) -> None:
    lent, here = LoanFactory().copy, CopyFactory()
    client = api(leo)
    assert client.delete(f"/api/v1/copies/{lent.barcode}").json()["code"] == "copy_in_use"
    assert client.delete(f"/api/v1/copies/{here.barcode}").status_code == 204
    assert client.delete(f"/api/v1/copies/{here.barcode}").json()["code"] == "copy_withdrawn"
    assert client.get(f"/api/v1/copies/{here.barcode}").json()["state"] == "withdrawn"
    assert put(client, here).json()["code"] == "copy_withdrawn"


def test_volunteers_write_nothing(api: Api, vera: User) -> None:
    copy = CopyFactory()
    client = api(vera)
    assert put(client, copy).status_code == 403
    assert client.delete(f"/api/v1/copies/{copy.barcode}").status_code == 403
    url = f"/api/v1/books/{copy.book_id}/copies"
    assert client.post(url, HARBOUR, format="json").status_code == 403


def test_anyone_sees_branches_and_types(api: Api) -> None:
    BranchFactory(code="old", is_active=False)
    client = api()
    branches = client.get("/api/v1/branches").json()["results"]
    assert {"code": "harbour", "name": "Harbour branch", "time_zone": "Europe/Berlin"} in branches
    assert "old" not in {each["code"] for each in branches}
    types = client.get("/api/v1/copy-types?page_size=1").json()
    assert client.get(types["next"]).json()["results"] != types["results"]


def test_the_copies_cost_the_same_for_one_and_for_twenty(
    api: Api, django_assert_num_queries: Any
) -> None:
    book = CopyFactory().book
    client = api()
    with django_assert_num_queries(1):
        client.get(f"/api/v1/books/{book.pk}/copies")
    CopyFactory.create_batch(20, book=book)
    with django_assert_num_queries(1):
        client.get(f"/api/v1/books/{book.pk}/copies")


def test_a_withdrawn_copy_and_a_withdrawn_book_come_back(api: Api, leo: User, vera: User) -> None:
    copy, librarian = CopyFactory(), api(leo)
    of_copy = f"/api/v1/copies/{copy.barcode}"
    of_book = f"/api/v1/books/{copy.book_id}"
    assert librarian.delete(of_copy).status_code == 204
    assert api(vera).post(f"{of_copy}/bring-back").status_code == 403
    assert librarian.post(f"{of_copy}/bring-back").json()["withdrawn_at"] is None
    again = librarian.post(f"{of_copy}/bring-back")
    assert (again.status_code, again.json()["code"]) == (409, "copy_not_withdrawn")
    assert librarian.delete(of_book).status_code == 204
    late = librarian.post(f"{of_copy}/bring-back")
    assert (late.status_code, late.json()["code"]) == (409, "book_withdrawn")
    back = librarian.post(f"{of_book}/bring-back").json()
    assert [held["barcode"] for held in back["holdings"]] == [copy.barcode]
    assert librarian.get(of_book).status_code == 200
    assert librarian.post(f"{of_book}/bring-back").json()["code"] == "book_not_withdrawn"
    assert librarian.post("/api/v1/copies/NOBODY/bring-back").status_code == 404
