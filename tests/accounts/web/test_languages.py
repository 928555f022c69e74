from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from members.models import Member

pytestmark = pytest.mark.django_db
FORM = "/language?next=/search"


def spoken(browser: Client) -> str:
    """The language of the start page."""
    return str(browser.get("/")["Content-Language"])


def test_a_browser_gets_what_it_asks_for_until_somebody_chooses() -> None:
    browser = Client(headers={"Accept-Language": "uk, fr;q=0.5"})
    assert spoken(browser) == "uk"
    answer = browser.post("/language", {"language": "ar", "next": "/search"})
    assert answer["Location"] == "/search"
    assert spoken(browser) == "ar"
    assert 'dir="rtl"' in browser.get("/").content.decode()


def test_each_language_is_offered_by_its_own_name(settings: Any) -> None:
    page = Client().get(FORM).content.decode()
    for code, name in settings.LANGUAGES:
        assert f'value="{code}" lang="{code}"' in page
        assert name in page


def test_a_language_that_nobody_speaks_here_is_refused_and_nothing_changes() -> None:
    browser = Client()
    answer = browser.post("/language", {"language": "tlh"})
    assert answer.status_code == 422
    assert spoken(browser) == "en"


def test_nobody_is_led_away(settings: Any) -> None:
    answer = Client().post("/language", {"language": "de", "next": "https://evil.example/"})
    assert answer["Location"] == "/"


def test_the_choice_stays_with_the_account(
    ada: Member, signed_in: Callable[[User], Client]
) -> None:
    assert ada.user
    signed_in(ada.user).post("/language", {"language": "es"})
    ada.user.refresh_from_db()
    assert ada.user.language == "es"


def test_whoever_signs_in_elsewhere_reads_what_they_chose(ada: Member) -> None:
    assert ada.user
    ada.user.language = "fr"
    ada.user.set_password("a long enough passphrase")
    ada.user.save()
    browser = Client(headers={"Accept-Language": "de"})
    browser.post("/sign-in", {"email": ada.user.email, "password": "a long enough passphrase"})
    assert spoken(browser) == "fr"


def test_who_registers_is_written_to_in_the_language_of_the_page() -> None:
    said = {"name": "Olha", "email": "olha@example.org", "password": "a long enough passphrase"}
    browser = Client(headers={"Accept-Language": "uk"})
    assert browser.post("/members/register", said).status_code == 302
    assert User.objects.get(email="olha@example.org").language == "uk"


def test_everybody_else_is_spoken_to_in_the_library_s_language(settings: Any) -> None:
    settings.LANGUAGE_CODE = "de"
    assert User().language == "de"
