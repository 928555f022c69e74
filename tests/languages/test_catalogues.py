"""The catalogues of translations: whole where members look, and true to what they translate."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from scripts import messages
from tests.languages.catalogues import OTHERS, forms, path_of, read
from tests.languages.facing import faces_members

NUMBERS = {
    "%d",
    *(f"%({name}){kind}" for name in ("n", "count", "number", "days") for kind in "sd"),
}
_PLACES = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{\w*\}|</?\w+|&\w+;|https?://\S+")


def translated(code: str) -> Iterator[tuple[list[str], list[str]]]:
    for message in read(code):
        texts, given = forms(message)
        if any(texts) and all(given):
            yield texts, given


def test_there_is_one_for_each_language() -> None:
    assert sorted(folder.name for folder in messages.LOCALE.iterdir()) == sorted(OTHERS)


@pytest.mark.parametrize("code", OTHERS)
def test_what_members_see_is_all_there(code: str) -> None:
    missing = [
        message.id
        for message in read(code)
        if message.id
        and any(faces_members(path) for path, _line in message.locations)
        and not (all(forms(message)[1]) and not message.fuzzy)
    ]
    assert missing == []


@pytest.mark.parametrize("code", OTHERS)
def test_nothing_is_left_to_a_guess(code: str) -> None:
    assert [message.id for message in read(code) if message.fuzzy and message.id] == []


@pytest.mark.parametrize("code", OTHERS)
def test_places_for_names_and_marks_stay_as_they_are(code: str) -> None:
    for texts, given in translated(code):
        wanted = [Counter(_places(form)) for form in texts]
        for form in given:
            assert any(_fits(Counter(_places(form)), each) for each in wanted), form


def _fits(found: "Counter[str]", wanted: "Counter[str]") -> bool:
    """All the places are there; a form for one or two may say the number in a word."""
    return found <= wanted and set(wanted) - set(found) <= NUMBERS


def _places(form: str) -> list[str]:
    return [found.group() for found in _PLACES.finditer(form)]


@pytest.mark.parametrize("code", OTHERS)
def test_it_begins_and_ends_as_what_it_translates(code: str) -> None:
    for texts, given in translated(code):
        for form in given:
            assert form == form.strip() or texts[0] != texts[0].strip(), form
            assert form.endswith("\n") == texts[0].endswith("\n"), form


@pytest.mark.parametrize("code", OTHERS)
def test_what_the_library_reads_is_what_translators_wrote(code: str) -> None:
    compiled = path_of(code).with_suffix(".mo").read_bytes()
    assert compiled == messages.compiled(path_of(code)), "Run make messages."
