"""The number beside a choice is the number of books that its link finds."""

from dataclasses import replace
from itertools import combinations
from typing import Any, Final

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.search import engine
from catalog.search.engine import Wanted
from tests.factories.catalog import BookFactory, BranchFactory, CopyFactory, CopyTypeFactory

pytestmark = pytest.mark.django_db
CHOSEN: Final[dict[str, Any]] = {
    "branch": "harbour",
    "copy_type": "dvd",
    "language": "ger",
    "available": True,
    "decade": 1990,
    "heading": "Sea",
    "contributor": "Marsh, Ada",
}
FIELDS: Final = {"type": "copy_type"}


@pytest.fixture
def tides() -> None:
    """Books about tides, of which no two stand alike."""
    harbour, hill = BranchFactory(code="harbour", name="Harbour"), BranchFactory(code="hill")
    book_type, dvd = CopyTypeFactory(code="book"), CopyTypeFactory(code="dvd", name="DVD")
    for number in range(24):
        book = BookFactory(
            title=f"Tides {number:02}",
            language=("ger", "eng")[number % 2],
            year=1985 + number,
            author=("Marsh, Ada", "Other, Ann", "")[number % 3],
            subject=("Sea", "Moon")[number // 2 % 2],
        )
        CopyFactory(
            book=book,
            branch=(harbour, hill)[number // 3 % 2],
            copy_type=(book_type, dvd)[number // 4 % 2],
            is_on_loan=number % 5 == 0,
        )
        if number % 4:
            CopyFactory(book=book, branch=(hill, harbour)[number % 2], copy_type=dvd)


def found(wanted: Wanted) -> int:
    return len(list(engine.all_ids(wanted)))


def link_of(wanted: Wanted, facet: str, value: str) -> Wanted:
    """The search behind a choice: it replaces what was chosen there."""
    said: Any = {"available": bool, "decade": int}.get(facet, str)(value)
    changed: dict[str, Any] = {FIELDS.get(facet, facet): said}
    return replace(wanted, **changed)


@pytest.mark.parametrize("typed", ["", "tides", "year:1988-2004"])
@pytest.mark.usefixtures("tides")
def test_a_choice_finds_as_many_as_it_says(typed: str) -> None:
    for sides in (*combinations(CHOSEN, 1), *combinations(CHOSEN, 2)):
        wanted = Wanted(typed=typed, **{side: CHOSEN[side] for side in sides})
        page = engine.search(wanted, with_facets=True)
        assert not page.is_sampled
        for facet in page.facets:
            for each in facet.choices:
                led = found(link_of(wanted, facet.name, each.value))
                assert each.count == led, (sides, facet.name, each)


@pytest.mark.usefixtures("tides")
def test_all_sides_at_once_are_counted_right() -> None:
    wanted = Wanted(branch="hill", copy_type="dvd", available=True, language="eng")
    page = engine.search(wanted, with_facets=True)
    for facet in page.facets:
        for each in facet.choices:
            assert each.count == found(link_of(wanted, facet.name, each.value)), facet.name
    chosen = {each.value for facet in page.facets for each in facet.choices if each.is_chosen}
    assert chosen == {"1", "hill", "dvd", "eng"}


def test_the_choice_that_was_made_is_shown_however_many_others_there_are() -> None:
    BookFactory(title="Tide", subject="Alone", author="Marsh, Ada")
    for number in range(12):
        BookFactory.create_batch(2, title="Tide", subject=f"Sea {number}", author=f"A {number}")
    page = engine.search(Wanted(typed="tide", heading="Alone"), with_facets=True)
    (choices,) = [facet.choices for facet in page.facets if facet.name == "heading"]
    assert len(choices) == 10
    assert [(each.label, each.count) for each in choices if each.is_chosen] == [("Alone", 1)]


@pytest.mark.usefixtures("tides")
def test_pages_and_rest_say_the_same(client: Client) -> None:
    asked = {"q": "year:1985-1996", "branch": "harbour"}
    shown = {
        facet["name"]: {each["count"] for each in facet["choices"]}
        for facet in client.get("/search", asked).context["facets"]
    }
    answer = client.get("/api/v1/books", asked | {"facets": "true"}).json()
    told = {
        facet["name"]: {each["count"] for each in facet["choices"]} for facet in answer["facets"]
    }
    assert shown == told


@pytest.mark.usefixtures("tides")
def test_each_choice_costs_two_statements_more() -> None:
    def statements(**chosen: Any) -> int:
        with CaptureQueriesContext(connection) as asked:
            engine.search(Wanted(typed="tides", **chosen), with_facets=True)
        return sum(each["sql"].strip().startswith(("SELECT", "WITH")) for each in asked)

    engine.search(Wanted(typed="tides"), with_facets=True)
    assert statements() == 2  # the hits, how they divide
    assert statements(branch="harbour") == 4
    assert statements(branch="harbour", language="ger") == 6
    assert statements(available=True) == 2  # nothing else could take its place
