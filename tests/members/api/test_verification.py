"""Showing that an address is one's own, over REST."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from rest_framework.test import APIClient
from rest_framework_simplejwt.tokens import Token

from accounts.models import AuditEntry
from accounts.services import tokens
from core import clock
from members.models import LinkRequest, Member, OutboxMessage
from members.services import verification
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
Api = Callable[..., APIClient]
GRACE = {"name": "Grace Kim", "email": "Grace@Example.org", "password": "quiet harbour, tall ships"}


@pytest.fixture
def newcomer() -> Member:
    member: Member = MemberFactory(name="Grace Kim", user__email_verified_at=None)
    return member


def token_of(member: Member, now: datetime, **claims: Any) -> str:
    assert member.user
    if not claims:
        return verification.token_for(member, member.user, now=now)
    token = verification.VerifyEmailToken()
    token.set_exp(from_time=now)
    token["sub"], token["email"] = str(member.pk), member.user.email
    for name, value in claims.items():
        token[name] = value
    return str(token)


def test_a_token_verifies_and_does_so_again(api: Api, newcomer: Member, now: datetime) -> None:
    token = token_of(newcomer, now)
    for _ in range(2):
        answer = api().post("/api/v1/members/verify", {"token": token}, format="json")
        assert answer.status_code == 200
        assert answer.json() == {
            "id": str(newcomer.pk),
            "name": "Grace Kim",
            "email": newcomer.email,
            "is_verified": True,
        }
    assert AuditEntry.objects.filter(action="member.verified").count() == 1


def forged(member: Member, now: datetime) -> str:
    head, body, _signature = token_of(member, now).split(".")
    return f"{head}.{body}.{'A' * 43}"


def without_algorithm(member: Member, now: datetime) -> str:
    _head, body, _signature = token_of(member, now).split(".")
    return f"eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{body}."


def for_access(member: Member, now: datetime) -> str:
    assert member.user
    return tokens.issue(member.user, now=now).access_token


class OtherPurpose(Token):
    token_type = "reset"
    lifetime = timedelta(hours=1)


def for_something_else(member: Member, now: datetime) -> str:
    token = OtherPurpose()
    token["sub"], token["email"] = str(member.pk), member.email
    return str(token)


@pytest.mark.parametrize(
    "make",
    [
        forged,
        without_algorithm,
        for_access,
        for_something_else,
        lambda member, now: token_of(member, now, email="other@example.org"),
        lambda member, now: token_of(member, now, sub="no uuid"),
        lambda member, now: token_of(member, now, sub=None),
        lambda member, now: token_of(member, now, exp="soon"),
        lambda member, now: token_of(member, now - django_settings.VERIFICATION_TOKEN_TTL),
        lambda member, now: "nonsense",
        lambda member, now: "é.ü.ö",
    ],
)
def test_any_other_token_is_refused(
    api: Api, newcomer: Member, now: datetime, make: Callable[[Member, datetime], str]
) -> None:
    body = {"token": make(newcomer, now)}
    answer = api().post("/api/v1/members/verify", body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (401, "verification_failed")
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert not Member.objects.get().is_verified


def test_a_token_of_verification_opens_nothing(api: Api, newcomer: Member, now: datetime) -> None:
    client = api()
    token = token_of(newcomer, datetime.now(UTC))  # noqa: TID251 - access tokens know real time
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    assert client.get("/api/v1/me").status_code == 401


def test_a_token_lasts_to_its_last_second(
    api: Api, newcomer: Member, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = token_of(newcomer, now)
    last = now + timedelta(hours=24) - timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: last)
    answer = api().post("/api/v1/members/verify", {"token": token}, format="json")
    assert answer.status_code == 200


def test_a_member_who_has_left_is_unknown(api: Api, newcomer: Member, now: datetime) -> None:
    token = token_of(newcomer, now)
    newcomer.delete()
    answer = api().post("/api/v1/members/verify", {"token": token}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_member")


@pytest.mark.parametrize("body", [{}, {"token": ""}, {"token": 7}, {"token": "x", "more": 1}])
def test_what_is_no_token_at_all_is_invalid(api: Api, body: dict[str, Any]) -> None:
    assert api().post("/api/v1/members/verify", body, format="json").status_code == 422


def test_asking_for_a_link_is_answered_alike_for_everyone(
    api: Api, newcomer: Member, ada: Member
) -> None:
    answers = [
        api().post("/api/v1/members/verify/resend", {"email": email}, format="json")
        for email in (newcomer.email, ada.email, "nobody@example.org")
    ]
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.content for answer in answers}) == 1
    assert LinkRequest.objects.count() == 3
    assert not OutboxMessage.objects.exists()
