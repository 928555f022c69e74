"""The data file of the demo library: whole, clean, and as varied as a town's shelves."""

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from stdnum import isbn

from scripts import demo_text

FILE = Path(__file__).parents[3] / "loans" / "demo" / "titles.jsonl"
LINES = FILE.read_text(encoding="utf-8").splitlines()
TITLES: list[dict[str, Any]] = [json.loads(line) for line in LINES]

REQUIRED = {"lccn", "title", "by", "publisher", "year", "lang", "call"}
OPTIONAL = {
    *("subtitle", "title_latin", "subtitle_latin", "publisher_latin", "skip", "edition"),
    *("pages", "isbn", "subjects", "dewey", "lcc"),
}


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for part in value.values() for text in _texts(part)]
    return [text for part in value for text in _texts(part)] if isinstance(value, list) else []


def test_it_holds_a_town_library_in_a_small_file() -> None:
    assert len(TITLES) >= 1_000
    assert FILE.stat().st_size < 600_000
    assert max(len(line.encode()) for line in LINES) <= 1_000


def test_it_has_the_keys_that_its_readers_know_and_no_empty_values() -> None:
    for title in TITLES:
        assert title.keys() >= REQUIRED, title["lccn"]
        assert title.keys() <= REQUIRED | OPTIONAL, title["lccn"]
        assert all(title.values()), title["lccn"]


def test_it_says_nothing_twice() -> None:
    numbers = [title["lccn"] for title in TITLES]
    isbns = [number for title in TITLES for number in title.get("isbn", [])]
    assert numbers == sorted(set(numbers))
    assert len(isbns) == len(set(isbns))


def test_every_isbn_is_valid_and_has_13_digits() -> None:
    isbns = [number for title in TITLES for number in title.get("isbn", [])]
    assert len(isbns) > 900
    assert [number for number in isbns if len(number) != 13 or not isbn.is_valid(number)] == []


def test_its_text_is_nfc_without_control_characters_or_stray_blanks() -> None:
    for title in TITLES:
        for text in _texts(title):
            assert unicodedata.is_normalized("NFC", text), text
            assert not [sign for sign in text if unicodedata.category(sign) in {"Cc", "Cf"}], text
            assert text == " ".join(text.split()), text
            assert "&#" not in text, text


def test_no_punctuation_of_the_catalogue_card_is_left() -> None:
    for title in TITLES:
        names = [person["name"] for person in title["by"]]
        for text in [title["title"], title.get("subtitle", ""), title["publisher"], *names]:
            assert not re.search(r"[\[\]]|\s[/:;=]$|[,:;]$", text), text


def test_every_contributor_has_a_name_and_a_role() -> None:
    for title in TITLES:
        for person in title["by"]:
            assert person.keys() >= {"name", "role"}
            assert person.keys() <= {"name", "role", "sort", "latin"}
            assert re.fullmatch("[a-z]{3}", person["role"]), title["lccn"]


def test_years_pages_and_articles_are_plausible() -> None:
    for title in TITLES:
        assert 1880 <= title["year"] <= 2016, title["lccn"]
        assert 0 < title.get("pages", 1) <= 3_000, title["lccn"]
        skipped = title["title"][: title.get("skip", 0)]
        assert skipped == "" or skipped[-1] in " '’-", title["lccn"]


def test_every_call_number_could_stand_on_a_label() -> None:
    label = re.compile(r"(J )?(FIC|\d{3}(\.\d{1,3})?) [A-Z0-9]{1,3}")
    assert [title["call"] for title in TITLES if not label.fullmatch(title["call"])] == []


def test_it_speaks_many_languages() -> None:
    languages = [title["lang"] for title in TITLES]
    assert len(set(languages)) >= 12
    assert 0.2 < sum(language != "eng" for language in languages) / len(languages) < 0.45


@pytest.mark.parametrize("script", ["LATIN", "CJK", "HANGUL", "HEBREW", "ARABIC", "CYRILLIC"])
def test_it_is_written_in_many_scripts(script: str) -> None:
    assert sum(script in demo_text.scripts(title["title"]) for title in TITLES) >= 5


def test_a_title_in_another_script_has_its_romanised_form() -> None:
    for title in TITLES:
        if "LATIN" not in demo_text.scripts(title["title"]) and re.search(r"\w", title["title"]):
            is_number = title["title"].isascii()
            assert is_number or "title_latin" in title, title["lccn"]


def test_it_has_fiction_children_s_books_and_every_hundred_of_dewey() -> None:
    calls = [title["call"] for title in TITLES]
    for start in ("FIC", "J FIC", *"0123456789"):
        assert sum(call.startswith(start) for call in calls) >= 10, start
