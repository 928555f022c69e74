"""Old addresses: whatever was merged leads to the same part of what was kept."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from accounts.models import User
from catalog.models import Book
from catalog.models.headings import CONTRIBUTORS, SUBJECTS, Kind
from catalog.services import heading_deeds, heading_partings, merges, partings
from tests.factories.catalog import BookFactory, CopyFactory

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]
Api = Callable[[User], Any]
HEADINGS = pytest.mark.parametrize(
    ("kind", "place"), [(CONTRIBUTORS, "contributors"), (SUBJECTS, "subjects")]
)
PARTS = [
    "books/{}", "books/{}/marc", "books/{}/marc.mrc", "books/{}/citation.ris",
    "books/{}/citation.bib", "books/{}/history", "books/{}/edit", "books/{}/cover",
    "books/{}/merge", "books/{}/withdraw", "books/{}/copies/add", "books/{}/copies/many",
    "covers/{}/drawn.svg", "loans/hold/{}",
]  # fmt: skip
PARTS_OVER_REST = [
    "books/{}", "books/{}/copies", "books/{}/marc", "books/{}/citations", "books/{}/related",
    "books/{}/history", "books/{}/merges",
]  # fmt: skip


@pytest.fixture
def deed(leo: User, now: datetime) -> dict[str, Any]:
    return {"actor": leo, "now": now, "interface": "page"}


@pytest.fixture
def pair(deed: dict[str, Any]) -> tuple[Book, Book]:
    gone, kept = BookFactory(title="Tides"), BookFactory(title="Tides")
    CopyFactory(book=gone)
    merges.merge(gone.pk, kept.pk, **deed)
    return gone, kept


def three(kind: Kind) -> list[UUID]:
    for name in ("Clemens, S.", "Clemens, Samuel", "Twain, Mark"):
        BookFactory(author=name, subject=name)
    return list(kind.rows.order_by(kind.column).values_list("pk", flat=True))


@pytest.mark.parametrize("part", PARTS)
def test_each_page_of_a_merged_book_leads_to_that_of_the_kept_one(
    part: str, signed_in: Browser, leo: User, pair: tuple[Book, Book]
) -> None:
    gone, kept = (f"/{part.format(book.pk)}" for book in pair)
    answer = signed_in(leo).get(f"{gone}?cursor=&b=%C3%A9")
    assert (answer.status_code, answer["Location"]) == (301, f"{kept}?cursor=&b=%C3%A9")
    assert answer["Cache-Control"] == "no-cache"  # the merge may be undone


@pytest.mark.parametrize("part", PARTS_OVER_REST)
def test_each_answer_for_a_merged_book_leads_to_that_for_the_kept_one(
    part: str, api: Api, leo: User, pair: tuple[Book, Book]
) -> None:
    gone, kept = (f"/api/v1/{part.format(book.pk)}" for book in pair)
    answer = api(leo).get(gone)
    assert (answer.status_code, answer["Location"]) == (301, kept)
    assert api(leo).get(kept).status_code == 200


def test_what_is_sent_to_an_old_address_is_refused(
    api: Api, signed_in: Browser, leo: User, pair: tuple[Book, Book]
) -> None:
    gone, _kept = pair
    said = {"title": "Tides", "author": "Marsh, Ada", "description": ""}
    assert api(leo).put(f"/api/v1/books/{gone.pk}", said, format="json").status_code == 404
    assert signed_in(leo).post(f"/books/{gone.pk}/edit", {}).status_code == 404


def test_a_page_of_staff_asks_visitors_to_sign_in_first(
    client: Client, pair: tuple[Book, Book]
) -> None:
    assert client.get(f"/books/{pair[0].pk}/edit").status_code == 302


def test_a_book_that_came_back_has_its_address_again(
    client: Client, deed: dict[str, Any], pair: tuple[Book, Book]
) -> None:
    gone, kept = pair
    partings.part(kept.pk, gone.pk, **deed)
    for address in (f"/books/{gone.pk}/marc", f"/api/v1/books/{gone.pk}/copies"):
        assert client.get(address).status_code == 200


@HEADINGS
def test_a_merged_name_leads_through_all_merges_to_the_kept_one(
    kind: Kind, place: str, signed_in: Browser, leo: User, deed: dict[str, Any]
) -> None:
    first, second, last = three(kind)
    heading_deeds.merge(kind, first, second, **deed)
    heading_deeds.merge(kind, second, last, **deed)
    browser = signed_in(leo)
    for gone in (first, second):
        for address in (f"/{place}/%s", f"/api/v1/{place}/%s", f"/{place}/%s/edit"):
            answer = browser.get(address % gone)
            assert (answer.status_code, answer["Location"]) == (301, address % last)


@HEADINGS
def test_a_name_that_came_back_has_its_address_again(
    kind: Kind, place: str, client: Client, deed: dict[str, Any]
) -> None:
    first, second, last = three(kind)
    heading_deeds.merge(kind, first, second, **deed)
    heading_deeds.merge(kind, second, last, **deed)
    heading_partings.part(kind, last, second, **deed)
    assert client.get(f"/{place}/{second}").status_code == 200
    assert client.get(f"/api/v1/{place}/{first}")["Location"] == f"/api/v1/{place}/{second}"
    heading_partings.part(kind, second, first, **deed)
    assert client.get(f"/{place}/{first}").status_code == 200
