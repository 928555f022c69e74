"""Joining: register, look into the mail, confirm."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from members.models import LinkRequest, Member, OutboxMessage
from members.services import verification
from tests.factories.members import MemberFactory
from tests.html import assert_valid

pytestmark = pytest.mark.django_db
GRACE = {
    "name": "Grace Kim",
    "email": "Grace@Example.org",
    "password": "quiet harbour, tall ships",
}


@pytest.fixture
def newcomer() -> Member:
    member: Member = MemberFactory(
        name="Grace Kim", user__email="grace@example.org", user__email_verified_at=None
    )
    return member


def token_of(member: Member, now: datetime) -> str:
    assert member.user
    return verification.token_for(member, member.user, now=now)


def link_in_the_mail() -> str:
    message = message_from_bytes(bytes(OutboxMessage.objects.get().raw), policy=policy.default)
    body = message.get_body(("plain",))
    assert body
    found = re.search(r"http://testserver(\S+)", body.get_content())
    assert found
    return found[1]


def test_from_the_form_to_the_confirmed_address(client: Client) -> None:
    assert_valid(client.get(reverse("members:register")))
    answer = client.post(reverse("members:register"), GRACE, follow=True)
    assert answer.redirect_chain == [("/members/registered", 302)]
    assert "grace@example.org" in answer.content.decode()
    assert_valid(answer)
    link = link_in_the_mail()
    looked = client.get(link)
    assert_valid(looked)
    assert "Grace Kim" in looked.content.decode()
    assert not Member.objects.get().is_verified, "looking verifies nothing"
    confirmed = client.post("/members/verify", {"token": link.split("token=")[1]}, follow=True)
    assert confirmed.redirect_chain == [("/members/verified", 302)]
    assert_valid(confirmed)
    assert Member.objects.get().is_verified


def test_a_taken_address_is_told_at_its_field_and_nothing_typed_is_lost(
    client: Client, ada: Member
) -> None:
    answer = client.post(reverse("members:register"), GRACE | {"email": "ADA@example.org"})
    assert answer.status_code == 409
    assert answer.context["form"].errors["email"]
    page = answer.content.decode()
    assert 'value="Grace Kim"' in page
    assert GRACE["password"] not in page
    assert_valid(answer)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "nul\0"}, "name"),
        ({"name": "bell\x07"}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"email": "no address"}, "email"),
        ({"email": "x" * 250 + "@example.org"}, "email"),
        ({"password": "short"}, "password"),
        ({"password": "password123"}, "password"),
        ({"password": "grace@example.org"}, "password"),
        ({"password": ""}, "password"),
    ],
)
def test_bad_values_are_told_by_field_and_change_nothing(
    client: Client, change: dict[str, str], field: str
) -> None:
    answer = client.post(reverse("members:register"), GRACE | change)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Member.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_who_has_signed_in_does_not_join_again(
    signed_in: Callable[..., Client], ada: Member
) -> None:
    answer = signed_in(ada.user).get(reverse("members:register"))
    assert answer["Location"] == reverse("members:profile")


def test_a_network_joins_so_often_and_then_waits(client: Client, settings: Any) -> None:
    bad = GRACE | {"password": "password123"}
    answers = [client.post(reverse("members:register"), bad).status_code for _ in range(61)]
    assert set(answers[:60]) == {422}
    last = client.post(reverse("members:register"), bad)
    assert (answers[60], last.status_code) == (429, 429)
    assert int(last["Retry-After"]) > 0


def test_the_page_behind_the_link_tells_no_other_site_its_address(
    client: Client, newcomer: Member, now: datetime
) -> None:
    answer = client.get("/members/verify", {"token": token_of(newcomer, now)})
    assert answer["Referrer-Policy"] == "strict-origin"
    assert "no-store" in answer["Cache-Control"]
    assert 'action="/members/verify"' in answer.content.decode()


def test_the_form_works_in_browsers_that_say_where_it_comes_from(
    newcomer: Member, now: datetime
) -> None:
    client = Client(enforce_csrf_checks=True)
    token = token_of(newcomer, now)
    client.get("/members/verify", {"token": token})
    data = {"token": token, "csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    fine = client.post("/members/verify", data, headers={"origin": "http://testserver"})
    assert fine["Location"] == "/members/verified"
    forged = client.post("/members/verify", data, headers={"origin": "null"})
    assert forged.status_code == 403


def test_confirming_twice_says_so_and_changes_nothing(
    client: Client, newcomer: Member, now: datetime
) -> None:
    token = token_of(newcomer, now)
    client.post("/members/verify", {"token": token})
    verified_at = Member.objects.get().user.email_verified_at  # type: ignore[union-attr]
    assert client.post("/members/verify", {"token": token})["Location"] == "/members/verified"
    assert client.get("/members/verify", {"token": token})["Location"] == "/members/verified"
    assert Member.objects.get().user.email_verified_at == verified_at  # type: ignore[union-attr]


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "\0", "é" * 3000])
def test_a_wrong_link_says_so_and_offers_another(client: Client, token: str) -> None:
    for answer in (
        client.get("/members/verify", {"token": token}),
        client.post("/members/verify", {"token": token}),
    ):
        assert answer.status_code == 410
        assert 'action="/members/verify/resend"' in answer.content.decode()
        assert_valid(answer)


def test_a_link_that_is_too_old_says_so(
    client: Client, newcomer: Member, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = token_of(newcomer, now)
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=24))
    assert client.get("/members/verify", {"token": token}).status_code == 410
    assert client.post("/members/verify", {"token": token}).status_code == 410
    assert not Member.objects.get().is_verified


def test_asking_for_another_link_is_answered_alike_for_everyone(
    client: Client, newcomer: Member, ada: Member
) -> None:
    assert_valid(client.get(reverse("members:resend")))
    pages = set()
    for email in ("grace@example.org", "ada@example.org", "nobody@example.org"):
        answer = client.post(reverse("members:resend"), {"email": email}, follow=True)
        assert answer.redirect_chain == [("/members/verify/resent", 302)]
        pages.add(answer.content)
    assert len(pages) == 1
    assert_valid(answer)
    assert LinkRequest.objects.count() == 3


def test_an_address_that_is_none_is_told(client: Client) -> None:
    answer = client.post(reverse("members:resend"), {"email": "none"})
    assert answer.status_code == 422
    assert_valid(answer)
