"""Copies in bulk, labels and stocktakes: a page and the API refuse the same."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import User
from catalog.models import Branch, Copy, LabelSheet, Stocktake, StocktakeLine
from tests.factories.catalog import BookFactory, CopyFactory, CopyTypeFactory

Api = Callable[..., APIClient]
Browser = Callable[[User], Client]
pytestmark = pytest.mark.django_db

LONG = "x" * 501
WAYS: list[dict[str, Any]] = [
    {"count": 0},
    {"count": 501},
    {"count": 2, "barcodes": ["B-1"]},
    {"barcodes": ["<b>"]},
    {"barcodes": ["A" * 41]},
    {"barcodes": ["TAKEN"]},
    {"barcodes": [f"B-{n}" for n in range(501)]},
    {"first_barcode": "B-1"},
    {"first_barcode": "B-2", "last_barcode": "B-1"},
    {"first_barcode": "B-1", "last_barcode": "ß"},
    {"count": 1, "note": LONG},
    {"count": 1, "note": "a\0b"},
    {"count": 1, "call_number": "x" * 101},
    {"count": 1, "price_minor": -1},
]


@pytest.mark.parametrize("said", WAYS, ids=lambda said: str(said)[:40])
def test_both_refuse_the_same_copies(
    api: Api, signed_in: Browser, leo: User, harbour: Branch, said: dict[str, Any]
) -> None:
    book, kind = BookFactory(), CopyTypeFactory()
    CopyFactory(barcode="TAKEN")
    typed = said | {"branch": harbour.pk, "copy_type": kind.pk, "key": "k"}
    if "barcodes" in said:
        typed["barcodes"] = "\n".join(said["barcodes"])
    page = signed_in(leo).post(f"/books/{book.pk}/copies/many", typed)
    sent = said | {"branch": harbour.code, "type": kind.code}
    answer = api(leo).post(f"/api/v1/books/{book.pk}/copies/batch", sent, format="json")
    assert (page.status_code // 100, answer.status_code // 100) == (4, 4)
    assert Copy.objects.count() == 1


@pytest.mark.parametrize("scan", ["<x>", "Ä", "a\0b", "A" * 41, "x" * 101])
def test_both_refuse_the_same_scans(
    api: Api, signed_in: Browser, vera: User, harbour: Branch, now: Any, scan: str
) -> None:
    counted = Stocktake.objects.create(branch=harbour, opened_at=now)
    page = signed_in(vera).post(f"/stocktakes/{counted.pk}", {"scan": scan, "key": "k"})
    path = f"/api/v1/stocktakes/{counted.pk}/scans"
    answer = api(vera).post(path, {"barcode": scan}, format="json")
    assert (page.status_code, answer.status_code) == (422, 422)
    assert not StocktakeLine.objects.exists()


@pytest.mark.parametrize(
    "said",
    [{"sheet": "a9"}, {"start": 0}, {"start": 22}, {"kind": "poster"}, {"barcodes": "NOBODY"}],
    ids=str,
)
def test_both_refuse_the_same_labels(
    api: Api, signed_in: Browser, vera: User, said: dict[str, Any]
) -> None:
    CopyFactory(barcode="B-1")
    assert LabelSheet.objects.get(code="a4-3x7").measures.labels == 21
    asked = {"barcodes": "B-1", "sheet": "a4-3x7", "kind": "barcode", "start": 1} | said
    page = signed_in(vera).post("/labels", asked)
    sent = asked | {"barcodes": [asked["barcodes"]]}
    answer = api(vera).post("/api/v1/labels", sent, format="json")
    assert page.status_code == answer.status_code
    assert page.status_code in {404, 422}
