"""Common words are looked for among the most popular books first: nothing is lost by it."""

from typing import Any

import pytest

from catalog.models import Book
from catalog.search import backend, engine, plan, spelling, tops, vocabulary
from catalog.search.engine import Wanted
from tests.factories.catalog import BookFactory, CopyFactory

pytestmark = pytest.mark.django_db
DEAR_ROWS = plan.Prices(0.1, 0.1, row=100.0, step=1e6, parts=(2, 4), number=0.001)
DEAR_LOOK_UPS = plan.Prices(1e6, 1e6, row=1e6, step=0.001)


@pytest.fixture
def shelved(monkeypatch: pytest.MonkeyPatch) -> list[Book]:
    """Forty books about war, of two of which there are many copies, and thirty about the sea."""
    for name, value in {"MOST_HITS": 9, "MOST_RANKED": 5, "ENOUGH": 4, "FEWEST": 3}.items():
        monkeypatch.setattr(plan, name, value)
    monkeypatch.setattr(tops, "PARTS", (2, 4))
    wars: list[Book] = [BookFactory(title=f"Tale {number:02} of war") for number in range(40)]
    BookFactory.create_batch(30, title="The sea")
    for book in (wars[7], wars[33]):
        CopyFactory.create_batch(4, book=book)
    spelling.count()
    vocabulary.forget()
    tops.forget()
    return wars


@pytest.fixture(params=["among the most popular", "by a walk"])
def way(request: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways by which a search for common words can go."""
    walks = request.param == "by a walk"
    monkeypatch.setattr(plan, "SURE_OF_MANY", 1 if walks else 1e9)
    monkeypatch.setattr(backend.index(), "PRICES", DEAR_LOOK_UPS if walks else DEAR_ROWS)
    return str(request.param)


def whole(typed: str) -> list[Any]:
    """All that is found, page by page."""
    found: list[Any] = []
    after = ""
    while True:
        page = engine.search(Wanted(typed=typed), after=after, page_size=4)
        found += page.book_ids
        after = page.next
        if not after:
            return found


@pytest.mark.usefixtures("way")
def test_all_are_found_once_and_the_most_popular_first(shelved: list[Book]) -> None:
    found = whole("war")
    assert (len(found), set(found)) == (40, {book.pk for book in shelved})
    assert set(found[:2]) == {shelved[7].pk, shelved[33].pk}
    assert not engine.search(Wanted(typed="war")).count.is_exact


@pytest.mark.usefixtures("way")
def test_what_is_saved_later_is_found_too(shelved: list[Book]) -> None:
    engine.search(Wanted(typed="war"))  # from here on it knows where the most popular end
    popular, other = BookFactory(title="One more war"), BookFactory(title="Another war")
    CopyFactory.create_batch(8, book=popular)
    found = whole("war")
    assert found[0] == popular.pk
    assert other.pk in found
    assert len(found) == len(set(found)) == len(shelved) + 2


@pytest.mark.usefixtures("way", "shelved")
def test_common_words_that_seldom_stand_together_are_looked_up_in_all() -> None:
    both = [BookFactory(title=f"The sea and the war, part {number}") for number in range(2)]
    found = engine.search(Wanted(typed="sea war"))
    assert set(found.book_ids) == {book.pk for book in both}
    assert found.count == engine.Count(2, is_exact=True)
