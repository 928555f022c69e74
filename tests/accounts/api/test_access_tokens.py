"""What an access token must be, and what else is refused at the doors it opens."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from django.conf import settings
from rest_framework.test import APIClient

from accounts.models import User
from accounts.services import tokens
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
Api = Callable[..., APIClient]
REFRESH, GUARDED = "/api/v1/auth/refresh", "/api/v1/auth/logout-everywhere"


@pytest.fixture
def ada_user() -> User:
    return UserFactory(email="ada@example.org")


@pytest.fixture
def pair(ada_user: User) -> tokens.Pair:
    """JWTs are compared with real time."""
    return tokens.issue(ada_user, now=datetime.now(UTC))  # noqa: TID251


def with_bearer(token: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def claims_of(user: User, **other: Any) -> dict[str, Any]:
    now = datetime.now(UTC)  # noqa: TID251
    claims = {
        "sub": str(user.pk),
        "purpose": "access",
        "jti": "j",
        "era": 0,
        "iat": now,
        "exp": now + timedelta(minutes=5),
    }
    return {name: value for name, value in (claims | other).items() if value is not None}


def signed(claims: dict[str, Any], key: str = settings.JWT_SECRET_KEY, alg: str = "HS256") -> str:
    return jwt.encode(claims, key, algorithm=alg)


def test_a_token_with_all_its_claims_is_accepted(ada_user: User) -> None:
    assert with_bearer(signed(claims_of(ada_user))).post(GUARDED).status_code == 204


@pytest.mark.parametrize(
    "other",
    [
        {"purpose": "verify_email"},
        {"purpose": "refresh"},
        {"purpose": None},
        {"sub": None},
        {"sub": ""},
        {"sub": "me"},
        {"sub": 7},
        {"sub": "0197a3c2-5b1e-7c41-9d0e-2f6f4d1c8a10"},
        {"exp": None},
        {"exp": datetime(2020, 1, 1, tzinfo=UTC)},
        {"jti": None},
        {"era": None},
        {"era": 1},
    ],
)
def test_a_wrong_or_missing_claim_is_refused(ada_user: User, other: dict[str, Any]) -> None:
    answer = with_bearer(signed(claims_of(ada_user, **other))).post(GUARDED)
    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token")


@pytest.mark.parametrize(
    ("key", "alg"),
    [
        ("", "none"),
        ("another key of the right length, thirty-two bytes or more", "HS256"),
        (settings.SECRET_KEY, "HS256"),
        (settings.JWT_SECRET_KEY + "-and-as-long-as-that-algorithm-asks", "HS512"),
        (settings.JWT_SECRET_KEY, "HS384"),
    ],
)
def test_another_key_or_algorithm_is_refused(ada_user: User, key: str, alg: str) -> None:
    assert with_bearer(signed(claims_of(ada_user), key, alg)).post(GUARDED).status_code == 401


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer x",
        "Bearer x y",
        "Bearer ..",
        "Bearer \xff\xfe",
        "Bearer eyJhbGciOiJ9.e30.",
    ],
)
def test_a_broken_header_is_refused(api: Api, header: str) -> None:
    client = api()
    client.credentials(HTTP_AUTHORIZATION=header)
    answer = client.post(GUARDED)
    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token")


@pytest.mark.parametrize("header", ["Basic YWRhOng=", "Token x", ""])
def test_another_scheme_is_nobody(api: Api, header: str) -> None:
    client = api()
    client.credentials(HTTP_AUTHORIZATION=header)
    assert client.post(GUARDED).json()["code"] == "not_authenticated"


def test_a_refresh_token_opens_no_other_door(api: Api, pair: tokens.Pair) -> None:
    assert with_bearer(pair.refresh_token).post(GUARDED).status_code == 401
    body = {"refresh_token": pair.access_token}
    assert api().post(REFRESH, body, format="json").status_code == 401


def test_a_closed_account_does_nothing_more(ada_user: User) -> None:
    client = with_bearer(signed(claims_of(ada_user)))
    User.objects.update(is_active=False)
    assert client.post(GUARDED).status_code == 401


def test_a_deleted_account_is_unknown_and_no_fault(ada_user: User, pair: tokens.Pair) -> None:
    ada_user.delete()
    assert with_bearer(pair.access_token).post(GUARDED).status_code == 401


def test_a_new_password_ends_access_at_once(
    ada_user: User, pair: tokens.Pair, now: datetime
) -> None:
    tokens.end_all(ada_user, now=now)
    assert with_bearer(pair.access_token).post(GUARDED).status_code == 401
