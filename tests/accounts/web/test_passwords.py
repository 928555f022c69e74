import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts import jobs
from accounts.domain import attempts
from accounts.models import ResetRequest, User
from tests.factories.accounts import PASSWORD, UserFactory
from tests.html import assert_valid

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]
NEW = "another long passphrase"


@pytest.fixture
def ada_user() -> User:
    return UserFactory(email="ada@example.org", name="Ada Nowak")


def works(client: Client, password: str) -> bool:
    return (
        client.post("/sign-in", {"email": "ada@example.org", "password": password}).status_code
        == 302
    )


# ------------------------------------------------------------------ changing


def change(client: Client, **other: str) -> Any:
    typed = {"old_password": PASSWORD, "password": NEW, "password_again": NEW} | other
    return client.post("/password/change", typed)


def test_the_page_for_changing_is_valid_and_for_who_has_signed_in(
    client: Client, signed_in: Browser, ada_user: User
) -> None:
    assert client.get("/password/change")["Location"] == "/sign-in?next=/password/change"
    page = signed_in(ada_user).get("/password/change")
    assert_valid(page)
    assert "at least 10 characters" in page.content.decode()


def test_a_new_password_ends_every_browser_but_this(signed_in: Browser, ada_user: User) -> None:
    client, other = signed_in(ada_user), signed_in(ada_user)
    session = client.session.session_key
    assert change(client)["Location"] == reverse("accounts:welcome")
    assert client.get("/password/change").status_code == 200
    assert client.session.session_key != session
    assert other.get("/password/change").status_code == 302
    assert not works(Client(), PASSWORD)
    assert works(Client(), NEW)


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"old_password": "a wrong guess"}, "old_password"),
        ({"old_password": ""}, "old_password"),
        ({"password": "short", "password_again": "short"}, "password"),
        ({"password": "x" * 501, "password_again": "x"}, "password"),
        ({"password": f"{NEW} "}, "password_again"),
        ({"password_again": ""}, "password_again"),
    ],
)
def test_a_bad_change_is_told_at_its_field_and_changes_nothing(
    signed_in: Browser, ada_user: User, other: dict[str, str], field: str
) -> None:
    client = signed_in(ada_user)
    answer = change(client, **other)
    assert answer.status_code == 422
    assert_valid(answer)
    assert field in answer.context["form"].errors
    assert NEW not in answer.content.decode()
    assert works(Client(), PASSWORD)


def test_the_present_password_cannot_be_guessed_without_end(
    signed_in: Browser, ada_user: User
) -> None:
    client = signed_in(ada_user)
    for _ in range(attempts.PASSWORD_BY_USER.most):
        change(client, old_password="a wrong guess")
    answer = change(client)
    assert answer.status_code == 429
    assert "Retry-After" in answer


# ------------------------------------------------------------------ losing


@pytest.fixture
def mailbox(settings: Any) -> list[Any]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return mail.outbox


def link_to_ada(client: Client) -> str:
    client.post("/password/reset", {"email": "ada@example.org"})
    assert jobs.answer_reset_requests() == 1
    found = re.search(r"http://testserver(/password/reset/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def test_the_same_is_told_whether_or_not_there_is_an_account(
    client: Client, ada_user: User
) -> None:
    assert_valid(client.get("/password/reset"))
    pages = []
    for email in ("ada@example.org", "nobody@example.org"):
        answer = client.post("/password/reset", {"email": email})
        assert answer["Location"] == "/password/reset/sent"
        page = client.get("/password/reset/sent")
        assert_valid(page)
        pages.append(page.content)
    assert len(set(pages)) == 1
    assert ResetRequest.objects.count() == 2


@pytest.mark.parametrize("email", ["", "ada", f"{'x' * 250}@example.org"])
def test_what_is_no_address_is_told_in_the_form(client: Client, email: str) -> None:
    answer = client.post("/password/reset", {"email": email})
    assert answer.status_code == 422
    assert_valid(answer)
    assert not ResetRequest.objects.exists()


def test_a_control_character_is_refused(client: Client) -> None:
    assert client.post("/password/reset", {"email": "a\0@example.org"}).status_code == 422
    assert not ResetRequest.objects.exists()


def test_asking_without_end_is_refused(client: Client) -> None:
    for number in range(attempts.RESET_BY_NETWORK.most):
        client.post("/password/reset", {"email": f"a{number}@example.org"})
    assert client.post("/password/reset", {"email": "ada@example.org"}).status_code == 429


def test_a_link_leads_to_a_new_password(
    client: Client, mailbox: list[Any], signed_in: Browser, ada_user: User
) -> None:
    other = signed_in(ada_user)
    landing = client.get(link_to_ada(client))
    assert landing["Location"] == "/password/choose"
    assert_valid(client.get("/password/choose"))
    done = client.post("/password/choose", {"password": NEW, "password_again": NEW})
    assert done["Location"] == reverse("accounts:password_reset_done")
    assert_valid(client.get(done["Location"]))
    assert works(Client(), NEW)
    assert other.get("/password/change").status_code == 302


def test_the_secret_is_not_in_the_page_nor_in_an_address_that_others_see(
    client: Client, mailbox: list[Any], ada_user: User
) -> None:
    link = link_to_ada(client)
    secret = link.rsplit("/", 1)[1]
    landing = client.get(link)
    assert secret not in landing["Location"]
    assert landing["Referrer-Policy"] == "same-origin"
    assert "no-store" in landing["Cache-Control"]
    page = client.get("/password/choose")
    assert secret not in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_a_link_opens_once(client: Client, mailbox: list[Any], ada_user: User) -> None:
    link = link_to_ada(client)
    client.get(link)
    client.post("/password/choose", {"password": NEW, "password_again": NEW})
    again = client.get(link, follow=True)
    assert again.status_code == 410
    assert_valid(again)
    typed = {"password": PASSWORD, "password_again": PASSWORD}
    assert client.post("/password/choose", typed).status_code == 410
    assert works(Client(), NEW)


@pytest.mark.parametrize("link", ["/password/reset/x/y", "/password/reset/MQ/set-password"])
def test_a_made_up_link_opens_nothing(client: Client, link: str) -> None:
    assert client.get(link, follow=True).status_code == 410


def test_without_a_link_there_is_nothing_to_choose(client: Client) -> None:
    assert client.get("/password/choose").status_code == 410


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"password": "short", "password_again": "short"}, "password"),
        ({"password": NEW, "password_again": PASSWORD}, "password_again"),
        ({}, "password"),
    ],
)
def test_a_bad_choice_leaves_the_link_open(
    client: Client, mailbox: list[Any], ada_user: User, typed: dict[str, str], field: str
) -> None:
    client.get(link_to_ada(client))
    answer = client.post("/password/choose", typed)
    assert answer.status_code == 422
    assert_valid(answer)
    assert field in answer.context["form"].errors
    assert works(Client(), PASSWORD)
    assert client.get("/password/choose").status_code == 410  # signing in has made it void
