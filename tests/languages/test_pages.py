"""Every page that readers and members see is translated, wherever it may lead."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import trans_real

from accounts.models import User
from members.models import Member
from tests import html
from tests.access import doors
from tests.access.matrix import MATRIX
from tests.access.test_matrix import address_of
from tests.languages.catalogues import OTHERS, forms, read
from tests.languages.pseudo import Pseudo, untranslated

pytestmark = pytest.mark.django_db
PAGES = [
    route
    for route, row in MATRIX.items()
    if row.get("GET", "-----")[1] == doors.OPEN
    and not route.startswith(("api/", "health"))
    and not route.endswith("/marc")  # is in the language of the record
]
QUESTIONS = ("search?q=Σιωπή", "search?q=Σιωπ", "search?q=Σεφέρης&sort=title", "search?q=")


@pytest.fixture
def pseudo(monkeypatch: pytest.MonkeyPatch) -> Pseudo:
    made = Pseudo("de")
    monkeypatch.setitem(trans_real._translations, "de", made)  # type: ignore[attr-defined]
    return made


def test_no_word_on_a_reader_s_page_is_left_in_english(
    pseudo: Pseudo,
    things: dict[str, str],
    ada: Member,
    signed_in: Callable[[User], Client],
    settings: Any,
) -> None:
    assert ada.user
    settings.LIBRARY_NAME = "Βιβλιοθήκη"
    reader, member = Client(), signed_in(ada.user)
    left: dict[str, set[str]] = {}
    for browser in (reader, member):
        browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "de"
        for route in [*PAGES, *QUESTIONS]:
            answer = browser.get(address_of(route, things), follow=True)
            is_page = answer.get("Content-Type", "").startswith("text/html")
            if is_page and (words := untranslated(html.assert_valid(answer))):
                left.setdefault(route, set()).update(words)
    assert left == {}
    assert len(pseudo.asked) > 100
    assert {code: said for code in OTHERS if (said := _english(code, pseudo.asked))} == {}
    assert _uncollected(pseudo.asked) == set()


def _uncollected(asked: set[str]) -> set[str]:
    """What is said and in no catalogue, ours or Django's: `make messages` was not run."""
    ours = {text for message in read("fr") for text in forms(message)[0]}
    catalogue: Any = trans_real.translation("fr")
    keys = catalogue._catalog.keys()  # no mapping, though it looks like one
    theirs = {key[0] if isinstance(key, tuple) else key for key in keys}
    return {text for text in asked if text.rpartition(chr(4))[2] not in ours} - theirs


def _english(code: str, asked: set[str]) -> list[str]:
    """What these pages say that a catalogue has no translation of."""
    found = (forms(message) for message in read(code))
    return [texts[0] for texts, given in found if texts[0] in asked and not all(given)]
