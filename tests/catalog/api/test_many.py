from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from catalog.models import Branch, Copy
from tests.factories.catalog import BookFactory, BranchFactory, CopyFactory, CopyTypeFactory
from tests.factories.loans import LoanFactory

pytestmark = pytest.mark.django_db
Api = Callable[..., APIClient]
HARBOUR = {"branch": "harbour", "type": "book"}


@pytest.fixture
def librarian(api: Api, leo: User, harbour: Branch) -> APIClient:
    CopyTypeFactory()
    return api(leo)


def post(client: APIClient, path: str, **said: Any) -> Any:
    return client.post(f"/api/v1/{path}", said, format="json")


def test_copies_are_listed_and_narrowed(librarian: APIClient, now: Any) -> None:
    CopyFactory(barcode="B-1", call_number="813.54")
    CopyFactory(barcode="B-2", call_number="9")
    CopyFactory(barcode="GONE", withdrawn_at=now)

    def found(query: str) -> list[str]:
        answer = librarian.get(f"/api/v1/copies?{query}").json()
        return [copy["barcode"] for copy in answer["results"]]

    assert found("") == ["B-2", "B-1"]
    assert found("call_number_from=813") == ["B-1"]
    assert found("state=withdrawn") == ["GONE"]
    assert found("only=never_lent&page_size=1") == ["B-2"]
    for wrong in ("state=x", "colour=red", "only=x", "page_size=0"):
        assert librarian.get(f"/api/v1/copies?{wrong}").status_code == 422


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ({"barcodes": ["b-2", "B-1"]}, ["B-2", "B-1"]),
        ({"first_barcode": "B-08", "last_barcode": "B-10"}, ["B-08", "B-09", "B-10"]),
    ],
)
def test_copies_are_added_with_barcodes(
    librarian: APIClient, said: dict[str, Any], codes: list[str]
) -> None:
    answer = post(librarian, f"books/{BookFactory().pk}/copies/batch", **HARBOUR, **said)
    assert answer.status_code == 201
    assert [copy["barcode"] for copy in answer.json()["results"]] == codes


def test_copies_are_counted_out(librarian: APIClient) -> None:
    answer = post(librarian, f"books/{BookFactory().pk}/copies/batch", **HARBOUR, count=3)
    assert len(answer.json()["results"]) == 3


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({}, "invalid"),
        ({"count": 1, "barcodes": ["B-1"]}, "invalid"),
        ({"first_barcode": "B-1"}, "invalid"),
        ({"count": True}, "invalid"),
        ({"barcodes": "B-1"}, "invalid"),
        ({"barcodes": []}, "invalid"),
        ({"barcode": "B-1", "count": 1}, "invalid"),
        ({"first_barcode": "B-2", "last_barcode": "B-1"}, "no_barcode_range"),
        ({"barcodes": ["TAKEN", "B-1"]}, "barcodes_refused"),
        ({"count": 1, "acquired_on": "2999-01-01"}, "not_acquired_then"),
    ],
)
def test_what_cannot_be_added_adds_nothing(
    librarian: APIClient, said: dict[str, Any], code: str
) -> None:
    CopyFactory(barcode="TAKEN")
    answer = post(librarian, f"books/{BookFactory().pk}/copies/batch", **HARBOUR, **said)
    assert answer.status_code in {409, 422}
    assert answer.json()["code"] == code
    assert Copy.objects.count() == 1


def test_each_refused_barcode_has_its_reason(librarian: APIClient) -> None:
    CopyFactory(barcode="TAKEN")
    path = f"books/{BookFactory().pk}/copies/batch"
    answer = post(librarian, path, **HARBOUR, barcodes=["TAKEN", "B-1", "B-1"])
    found = {each["barcode"]: each["message"] for each in answer.json()["findings"]}
    assert set(found) == {"TAKEN", "B-1"}


def test_copies_are_moved_withdrawn_brought_back_and_deleted(librarian: APIClient) -> None:
    BranchFactory(code="hill", name="Hill")
    CopyFactory(barcode="B-1", shelf_location="Attic")
    LoanFactory(copy=CopyFactory(barcode="LENT"))
    both = ["B-1", "LENT"]
    moved = post(librarian, "copy-deeds", deed="change", barcodes=both, branch="hill",
                 shelf_location="")  # fmt: skip
    assert moved.json() == {"done": both, "refused": []} or set(moved.json()["done"]) == set(both)
    copy = Copy.objects.get(barcode="B-1")
    assert (copy.branch.code, copy.shelf_location) == ("hill", "")
    gone = post(librarian, "copy-deeds", deed="withdraw", barcodes=both, reason="Worn out").json()
    assert gone["done"] == ["B-1"]
    assert [each["barcode"] for each in gone["refused"]] == ["LENT"]
    assert post(librarian, "copy-deeds", deed="bring_back", barcodes=["B-1"]).json()["done"]
    assert post(librarian, "copy-deeds", deed="delete", barcodes=["B-1"]).json()["done"]
    assert not Copy.objects.filter(barcode="B-1").exists()


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"deed": "withdraw", "barcodes": ["B-1"]}, 422),
        ({"deed": "burn", "barcodes": ["B-1"]}, 422),
        ({"deed": "change", "barcodes": []}, 422),
        ({"deed": "change", "barcodes": ["B-1"]}, 422),
        ({"deed": "change", "barcodes": ["NOBODY"], "note": "x"}, 404),
        ({"deed": "change", "barcodes": ["B-1"], "branch": "moon"}, 422),
        ({"deed": "change", "barcodes": ["B-1"], "is_lost": "yes"}, 422),
        ({"deed": "delete", "barcodes": [f"X{n}" for n in range(501)]}, 422),
    ],
)
def test_a_deed_that_cannot_be_read_does_nothing(
    librarian: APIClient, said: dict[str, Any], status: int
) -> None:
    CopyFactory(barcode="B-1")
    assert post(librarian, "copy-deeds", **said).status_code == status
    assert Copy.objects.current().filter(revision=1).count() == 1


def test_labels_come_as_a_pdf(librarian: APIClient) -> None:
    CopyFactory(barcode="B-1")
    sheets = librarian.get("/api/v1/label-sheets").json()["results"]
    assert ("a4-3x7", 21) in {(sheet["code"], sheet["labels"]) for sheet in sheets}
    answer = post(librarian, "labels", barcodes=["B-1"], sheet="a4-3x7", start=21)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    for wrong in ({"sheet": "a9"}, {"sheet": "a4-3x7", "start": 22}, {"sheet": "a4-3x7", "qr": 1}):
        assert post(librarian, "labels", barcodes=["B-1"], **wrong).status_code == 422


def test_a_scanner_counts_the_shelves(librarian: APIClient, api: Api, vera: User) -> None:
    CopyFactory(barcode="B-1")
    CopyFactory(barcode="B-2")
    opened = post(librarian, "stocktakes", branch="harbour")
    assert opened.status_code == 201
    path, scanner = f"stocktakes/{opened.json()['id']}", api(vera)
    first = post(scanner, f"{path}/scans", barcode="b-1").json()
    assert (first["finding"], first["again"], first["sound"]) == ("in_place", False, "ok")
    assert post(scanner, f"{path}/scans", barcode="B-1").json()["again"]
    assert post(scanner, f"{path}/scans", barcode="NOBODY-1").json()["sound"] == "stop"
    wrong = post(scanner, f"{path}/scans", barcode="B-2").json()
    assert scanner.delete(f"/api/v1/{path}/scans/{wrong['id']}").status_code == 204
    gone = scanner.delete(f"/api/v1/{path}/scans/{wrong['id']}")
    assert (gone.status_code, gone.json()["code"]) == (404, "unknown_scan")
    shown = scanner.get(f"/api/v1/{path}/report").json()["results"]
    assert [row["scan_id"] is None for row in shown] == [False]
    seen = scanner.get(f"/api/v1/{path}").json()
    assert (seen["expected"], seen["seen"], seen["scanned"]) == (2, 1, 2)
    assert seen["counts"] == {"in_place": 1, "unknown": 1, "missing": 1}
    report = scanner.get(f"/api/v1/{path}/report?finding=missing").json()["results"]
    assert [row["barcode"] for row in report] == ["B-2"]
    assert scanner.get(f"/api/v1/{path}/report?finding=x").status_code == 422
    assert post(scanner, f"{path}/close", mark_missing=True).status_code == 403
    closed = post(librarian, f"{path}/close", mark_missing=True, spared=["B-2"]).json()
    assert closed["closed_at"]
    assert Copy.objects.get(barcode="B-2").missing_at is None
    late = post(scanner, f"{path}/scans", barcode="B-2")
    assert (late.status_code, late.json()["code"]) == (409, "stocktake_closed")
    assert len(scanner.get("/api/v1/stocktakes").json()["results"]) == 1


def test_a_note_for_the_desk_is_kept_by_an_edit_that_does_not_know_it(
    librarian: APIClient,
) -> None:
    copy = CopyFactory(note="Map in the pocket", alerts_at_desk=True, parts="1 map")
    read = librarian.get(f"/api/v1/copies/{copy.barcode}").json()
    known = ["barcode", "branch", "type", "shelf_location", "call_number", "acquired_on",
             "price_minor", "note", "reference_only", "on_order", "is_lost", "is_missing",
             "is_damaged"]  # fmt: skip
    body = {name: read[name] for name in known}
    assert librarian.put(f"/api/v1/copies/{copy.barcode}", body, format="json").status_code == 200
    assert Copy.objects.get().alerts_at_desk
    assert Copy.objects.get().parts == "1 map"
    more = body | {"parts": "2 maps"}
    said = librarian.put(f"/api/v1/copies/{copy.barcode}", more, format="json")
    assert said.json()["parts"] == Copy.objects.get().parts == "2 maps"
    many = {"deed": "change", "barcodes": [copy.barcode], "parts": ""}
    assert librarian.post("/api/v1/copy-deeds", many, format="json").status_code == 200
    assert Copy.objects.get().parts == ""
