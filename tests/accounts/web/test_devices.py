"""Seeing and ending where one is signed in."""

from collections.abc import Callable

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import AuditEntry, BrowserSession, RefreshFamily, User
from accounts.services import tokens
from members.models import Member
from tests.conftest import NOW
from tests.factories.accounts import PASSWORD
from tests.html import assert_valid

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5) AppleWebKit/605.1 Version/18.5 Safari/604.1"


def sign_in(member: Member, agent: str = FIREFOX) -> Client:
    client = Client(headers={"User-Agent": agent})
    answer = client.post("/sign-in", {"email": member.email, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/me/devices").status_code == 200


def test_every_browser_is_listed_with_what_it_is(ada: Member, ben: Member) -> None:
    here = sign_in(ada)
    sign_in(ada, PHONE)
    sign_in(ben, "Strange/1")
    page = here.get("/me/devices")
    assert_valid(page)
    said = page.content.decode()
    assert "Firefox, Linux" in said
    assert "Safari, iPhone" in said
    assert "Strange" not in said
    assert said.count("this browser</p>") + said.count("– this browser") == 1


def test_one_browser_is_ended_from_another(ada: Member) -> None:
    here, there = sign_in(ada), sign_in(ada, PHONE)
    other = BrowserSession.objects.get(agent="Safari, iPhone")
    assert here.post(f"/me/devices/browsers/{other.pk}/end").status_code == 302
    assert is_in(here)
    assert not is_in(there)
    assert here.post(f"/me/devices/browsers/{other.pk}/end").status_code == 404
    assert AuditEntry.objects.filter(action="user.browser_ended").count() == 1


def test_nobody_ends_the_browser_or_device_of_another(ada: Member, ben: Member) -> None:
    assert ben.user
    there, here = sign_in(ben), sign_in(ada)
    tokens.issue(ben.user, now=NOW)
    browser, device = BrowserSession.objects.get(user=ben.user), RefreshFamily.objects.get()
    assert here.post(f"/me/devices/browsers/{browser.pk}/end").status_code == 404
    assert here.post(f"/me/devices/{device.pk}/end").status_code == 404
    assert is_in(there)


def test_an_app_is_ended(ada: Member, api: Callable[..., APIClient]) -> None:
    assert ada.user
    pair = tokens.issue(ada.user, now=NOW, agent="LibraryApp/3 (Android 16)")
    here = sign_in(ada)
    assert "Android" in here.get("/me/devices").content.decode()
    here.post(f"/me/devices/{RefreshFamily.objects.get().pk}/end")
    answer = api().post("/api/v1/auth/refresh", {"refresh_token": pair.refresh_token}, "json")
    assert answer.status_code == 401


def test_signing_out_everywhere_else_leaves_this_browser_alone_on_the_list(ada: Member) -> None:
    here, there = sign_in(ada), sign_in(ada, PHONE)
    here.post("/sign-out/everywhere")
    assert is_in(here)
    assert not is_in(there)
    assert [each.agent for each in BrowserSession.objects.all()] == ["Firefox, Linux"]


def test_signing_out_takes_it_off_the_list(ada: Member) -> None:
    sign_in(ada).post("/sign-out")
    assert not BrowserSession.objects.exists()


def test_a_new_password_keeps_this_browser_only(ada: Member) -> None:
    here, there = sign_in(ada), sign_in(ada, PHONE)
    new = "another long passphrase"
    here.post(
        "/password/change", {"old_password": PASSWORD, "password": new, "password_again": new}
    )
    assert is_in(here)
    assert not is_in(there)
    assert BrowserSession.objects.get().agent == "Firefox, Linux"


def test_where_a_browser_was_is_noted_nowhere(ada: Member) -> None:
    sign_in(ada)
    columns = {field.name for field in BrowserSession._meta.fields}
    assert columns == {"id", "user", "session_key", "agent", "signed_in_at", "expires_at"}


def test_the_session_of_a_user_who_is_deleted_is_gone_too(ada: Member) -> None:
    here = sign_in(ada)
    here.post("/me/delete")
    assert not User.objects.filter(email="ada@example.org").exists()
    assert not is_in(here)
