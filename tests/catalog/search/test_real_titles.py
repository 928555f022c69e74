"""Real titles in many scripts: each is found by its own words, whoever types them."""

from typing import Any

import pytest

from catalog.models import Book
from catalog.search import engine
from catalog.services import books
from loans.demo import shelves

FOREIGN = 130
ENGLISH = 40


@pytest.fixture
def shelved(db: None, leo: Any, now: Any) -> list[dict[str, Any]]:
    """Some of the demo library's records, those in other scripts and languages first."""
    by_script = sorted(shelves.titles(), key=lambda each: ("title_latin" not in each, each["lccn"]))
    chosen = by_script[:FOREIGN] + by_script[-ENGLISH:]
    for record in chosen:
        books.add(shelves.facts(record), actor=leo, now=now, interface="command")
    return chosen


def first(typed: str) -> list[Book]:
    found = engine.search(engine.Wanted(typed=typed), page_size=5)
    by_id = Book.objects.in_bulk(found.book_ids)
    return [by_id[book_id] for book_id in found.book_ids]


def test_each_is_found_by_its_title_in_either_script(shelved: list[dict[str, Any]]) -> None:
    for record in shelved:
        for typed in filter(None, (record["title"], record.get("title_latin"))):
            for said in (typed, typed.upper(), f" {typed.lower()}!"):
                assert record["title"] in [book.title for book in first(said)], said


def test_each_is_found_by_its_number_and_its_maker(shelved: list[dict[str, Any]]) -> None:
    for record in shelved:
        for number in record.get("isbn", ())[:1]:
            assert [book.isbn for book in first(number)] == [number]
        sort = record["by"][0].get("sort") or record["by"][0]["name"]
        wanted = engine.Wanted(typed=f'author:"{sort}"', ordering="title")
        found = engine.search(wanted, page_size=200).book_ids
        assert Book.objects.filter(pk__in=found, title=record["title"]).exists(), sort


def test_those_in_other_scripts_stand_among_the_rest(shelved: list[dict[str, Any]]) -> None:
    romanised = [each for each in shelved if "title_latin" in each]
    assert romanised
    for record in romanised:
        book = Book.objects.filter(title=record["title"]).first()
        assert book is not None
        assert book.sort_title[:1].isascii(), book.sort_title
