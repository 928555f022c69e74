from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import User
from tests.factories.accounts import PASSWORD

Trouble = Callable[[BaseException], None]
pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.edges")]
POLICY = "Content-Security-Policy"


def policy_of(answer: Any) -> dict[str, list[str]]:
    parts = [part.split() for part in answer[POLICY].split(";") if part.strip()]
    return {name: values for name, *values in parts}


def test_the_api_makes_no_session_and_wants_no_form_token(
    api: Callable[..., APIClient], leo: User, trouble: Trouble
) -> None:
    client = api(leo)
    client.handler.enforce_csrf_checks = True
    answer = client.post("/api/v1/test/wishes", {"title": "A"}, format="json")
    assert answer.status_code == 201
    assert answer.cookies == {}
    assert POLICY not in answer
    assert "Cookie" not in answer.get("Vary", "")


def test_a_browser_s_session_does_not_open_the_api(
    signed_in: Callable[[User], Client], leo: User, trouble: Trouble
) -> None:
    answer = signed_in(leo).post(
        "/api/v1/test/wishes", {"title": "A"}, content_type="application/json"
    )
    assert answer.status_code == 401


def test_a_page_may_load_nothing_but_our_own_files(trouble: Trouble) -> None:
    policy = policy_of(Client().get("/test/page"))
    assert policy["default-src"] == ["'none'"]
    assert policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]
    for kind in ("script-src", "style-src", "font-src", "connect-src", "form-action"):
        assert policy[kind] == ["'self'"]
    assert policy["img-src"] == ["'self'", "data:"]
    assert "unsafe" not in str(policy)


@pytest.mark.parametrize("path", ["/test/page", "/nothing", "/api/v1/docs", "/admin/login/"])
def test_every_kind_of_page_has_the_policy(trouble: Trouble, path: str) -> None:
    assert policy_of(Client().get(path))["default-src"] == ["'none'"]


@pytest.mark.parametrize("path", ["/test/page", "/api/v1/test/wishes", "/health"])
def test_every_answer_forbids_guessing_and_framing(trouble: Trouble, path: str) -> None:
    answer = Client().get(path)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"


def test_the_session_is_kept_from_scripts_and_other_sites(leo: User) -> None:
    browser = Client()
    answer = browser.post("/sign-in", {"email": leo.email, "password": PASSWORD})
    assert answer.status_code == 302
    cookie = answer.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_the_api_s_documentation_is_a_page_with_files_of_our_own() -> None:
    answer = Client().get("/api/v1/docs")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "http" not in text.replace("http://testserver", "")
    assert "<script>" not in text
    assert "style=" not in text
    script = Client().get("/api/v1/docs?script=")
    assert script.status_code == 200
    assert script["Content-Type"].startswith("application/javascript")


def test_whose_session_has_ended_is_shown_the_sign_in_page_as_a_whole() -> None:
    answer = Client().get("/loans", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["HX-Redirect"] == "/sign-in?next=/loans"


def test_an_htmx_request_is_known_on_pages_of_the_api_too(trouble: Trouble) -> None:
    answer = Client().get("/api/v1/test/wishes", headers={"HX-Request": "true"})
    assert answer.status_code == 200


def test_a_piece_of_a_page_is_not_replaced_by_the_sign_in_page(client: Client) -> None:
    answer = client.get("/desk", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["HX-Redirect"].startswith("/sign-in?next=")
    assert client.get("/desk").status_code == 302
