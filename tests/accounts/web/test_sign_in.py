from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from accounts.domain import attempts
from accounts.models import User
from tests.factories.accounts import PASSWORD, UserFactory
from tests.html import assert_valid

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]
PAGE = "/sign-in"


@pytest.fixture
def ada_user() -> User:
    return UserFactory(email="ada@example.org", name="Ada Nowak")


def sign_in(client: Client, **other: str) -> Any:
    return client.post(PAGE, {"email": "ada@example.org", "password": PASSWORD} | other)


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("accounts:password_change")).status_code == 200


def test_the_page_is_valid_and_kept_by_no_cache(client: Client) -> None:
    answer = client.get(PAGE)
    assert_valid(answer)
    assert "no-store" in answer["Cache-Control"]


def test_signing_in_leads_to_the_place_where_the_day_begins(client: Client, ada_user: User) -> None:
    answer = sign_in(client, email="ADA@example.org ")
    assert answer["Location"] == reverse("accounts:welcome")
    assert is_signed_in(client)
    ada_user.refresh_from_db()
    assert ada_user.last_login


@pytest.mark.parametrize("email", ["ada@example.org", "nobody@example.org"])
def test_wrong_credentials_are_told_alike_and_nothing_typed_is_lost_but_the_password(
    client: Client, ada_user: User, email: str
) -> None:
    answer = sign_in(client, email=email, password="a wrong guess")
    assert answer.status_code == 401
    assert_valid(answer)
    page = answer.content.decode()
    assert "do not belong together" in page
    assert f'value="{email}"' in page
    assert "a wrong guess" not in page
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "other",
    [
        {"email": ""},
        {"email": "ada"},
        {"password": ""},
        {"password": "x" * 501},
        {"password": "a\0b"},
        {"email": "ada@example.org " * 20},
    ],
)
def test_bad_shapes_are_told_in_the_form(client: Client, other: dict[str, str]) -> None:
    answer = sign_in(client, **other)
    assert answer.status_code == 422
    assert_valid(answer)


def test_a_control_character_is_refused(client: Client) -> None:
    assert sign_in(client, email="a\0@example.org").status_code == 422


def test_a_closed_account_cannot_sign_in(client: Client, ada_user: User) -> None:
    User.objects.update(is_active=False)
    assert sign_in(client).status_code == 401


def test_too_many_failures_are_told_with_the_time_to_wait(client: Client, ada_user: User) -> None:
    for _ in range(attempts.SIGN_IN_BY_ADDRESS.most):
        sign_in(client, password="a wrong guess")
    answer = sign_in(client)
    assert answer.status_code == 429
    assert_valid(answer)
    assert 1 <= int(answer["Retry-After"]) <= 900
    assert not is_signed_in(client)


def test_the_session_is_a_new_one_after_signing_in(client: Client, ada_user: User) -> None:
    """So that who planted a session before does not come in with its owner."""
    client.get(reverse("accounts:password_reset_confirm", args=["a", "b"]))
    planted = client.session.session_key
    assert planted
    sign_in(client)
    assert client.session.session_key not in {None, planted}
    assert not client.session.exists(planted)


def test_a_form_without_its_token_is_refused(ada_user: User) -> None:
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client).status_code == 403


@pytest.mark.parametrize("address", ["/password/change", "/search?q=sea%20birds"])
def test_an_address_of_ours_is_followed(client: Client, ada_user: User, address: str) -> None:
    page = client.get(PAGE, {"next": address})
    assert_valid(page)
    assert page.context["next"] == address
    assert sign_in(client, next=address)["Location"] == address


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)",
     "http:///evil.example", "\thttps://evil.example", "/sign-in", "/sign-in?next=/sign-in", ""],
)  # fmt: skip
def test_an_address_of_someone_else_is_not(client: Client, ada_user: User, address: str) -> None:
    assert client.get(PAGE, {"next": address}).context["next"] == ""
    assert sign_in(client, next=address)["Location"] == reverse("accounts:welcome")


def test_who_is_signed_in_is_sent_on(signed_in: Browser, ada_user: User) -> None:
    client = signed_in(ada_user)
    assert client.get(PAGE)["Location"] == reverse("accounts:welcome")
    assert client.get(PAGE, {"next": "/search"})["Location"] == "/search"


# ------------------------------------------------------------------ welcome


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (None, "loans:mine"),
        ("volunteer", "loans:desk"),
        ("librarian", "loans:dashboard"),
        ("administrator", "loans:dashboard"),
    ],
)
def test_the_day_begins_where_the_work_is(signed_in: Browser, role: str | None, place: str) -> None:
    client = signed_in(UserFactory(role=role))
    assert client.get("/welcome")["Location"] == reverse(place)


def test_a_stranger_is_sent_to_sign_in_and_back(client: Client) -> None:
    assert client.get("/welcome")["Location"] == f"{PAGE}?next=/welcome"


# ------------------------------------------------------------------ signing out


def test_signing_out_ends_this_browser(signed_in: Browser, ada_user: User) -> None:
    client, other = signed_in(ada_user), signed_in(ada_user)
    answer = client.post("/sign-out")
    assert answer["Location"] == reverse("catalog:home")
    assert [str(told) for told in get_messages(answer.wsgi_request)] == ["You have signed out."]
    assert not is_signed_in(client)
    assert is_signed_in(other)


def test_a_link_does_not_sign_anyone_out(signed_in: Browser, ada_user: User) -> None:
    client = signed_in(ada_user)
    assert client.get("/sign-out").status_code == 405
    assert is_signed_in(client)


def test_a_stranger_may_sign_out(client: Client) -> None:
    assert client.post("/sign-out").status_code == 302


def test_everywhere_else_means_every_browser_but_this(signed_in: Browser, ada_user: User) -> None:
    client, other = signed_in(ada_user), signed_in(ada_user)
    answer = client.post("/sign-out/everywhere")
    assert answer["Location"] == reverse("accounts:devices")
    assert is_signed_in(client)
    assert not is_signed_in(other)


def test_who_is_closed_is_out_at_once(signed_in: Browser, ada_user: User) -> None:
    client = signed_in(ada_user)
    User.objects.update(is_active=False)
    assert not is_signed_in(client)
