"""A name or heading that was chosen, and has become another name since."""

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from catalog.models import Book, Contributor, Subject
from catalog.models.headings import CONTRIBUTORS, SUBJECTS
from catalog.search import engine
from catalog.search.engine import Wanted
from catalog.services import heading_deeds
from tests.factories.catalog import BookFactory

pytestmark = pytest.mark.django_db
GONE, KEPT = "Kipling, Rudyard", "Kipling, Joseph Rudyard"


@pytest.fixture
def deed(leo: User, now: datetime) -> dict[str, Any]:
    return {"actor": leo, "now": now, "interface": "page"}


@pytest.fixture
def kim(deed: dict[str, Any]) -> Book:
    book: Book = BookFactory(title="Kim", author=GONE, subject="Spies")
    BookFactory(title="Puck", author="Kipling, R.")
    BookFactory(title="Rudyard Kipling, a life", author="Another, A.")
    kipling, spies = Contributor.objects.get(name=GONE), Subject.objects.get(heading="Spies")
    heading_deeds.rename(CONTRIBUTORS, kipling.pk, KEPT, keep_old=True, **deed)
    heading_deeds.rename(SUBJECTS, spies.pk, "Espionage", keep_old=True, **deed)
    return book


def test_a_former_name_finds_the_books_of_the_present_one(kim: Book) -> None:
    for narrowed in ({"contributor": GONE}, {"contributor": KEPT}, {"heading": "Spies"}):
        for typed in ("", "kim"):
            page = engine.search(Wanted(typed=typed, **narrowed), with_facets=True)  # type: ignore[arg-type]
            assert page.book_ids == [kim.pk], (typed, narrowed)
    assert list(engine.all_ids(Wanted(heading="Spies"))) == [kim.pk]


def test_a_merged_name_finds_the_books_of_the_kept_one(kim: Book, deed: dict[str, Any]) -> None:
    merged, kept = (Contributor.objects.get(name=each) for each in ("Kipling, R.", KEPT))
    heading_deeds.merge(CONTRIBUTORS, merged.pk, kept.pk, **deed)
    for name in ("Kipling, R.", GONE, KEPT):
        assert engine.search(Wanted(contributor=name)).count.number == 2


def test_the_facet_shows_the_present_name(kim: Book) -> None:
    page = engine.search(Wanted(contributor=GONE, heading="Spies"), with_facets=True)
    chosen = {
        facet.name: each.label for facet in page.facets for each in facet.choices if each.is_chosen
    }
    assert chosen == {"contributor": KEPT, "heading": "Espionage"}


def test_pages_feeds_and_rest_find_by_a_former_name(client: Client, kim: Book) -> None:
    asked = {"contributor": GONE, "heading": "Spies"}
    page = client.get("/search", asked)
    assert [book["title"] for book in page.context["books"]] == ["Kim"]
    assert [each["label"] for each in page.context["chosen"]] == ["Espionage", KEPT]
    assert b"<title>Kim" in client.get("/search.atom", asked).content
    assert [row["title"] for row in client.get("/api/v1/books", asked).json()["results"]] == ["Kim"]


def test_only_a_search_that_names_a_heading_asks_for_it(kim: Book) -> None:
    def statements(wanted: Wanted) -> int:
        with CaptureQueriesContext(connection) as asked:
            engine.search(wanted)
        return sum(each["sql"].startswith(("SELECT", "WITH")) for each in asked)

    engine.search(Wanted(typed="kim"))
    assert statements(Wanted(typed="kim")) == 1
    assert statements(Wanted(typed="kim", contributor=GONE)) == 2  # what it is called now, the hits
