from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from django.conf import settings
from rest_framework.test import APIClient

from accounts.domain import attempts
from accounts.models import RefreshFamily, User
from accounts.services import tokens
from core import clock
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
Api = Callable[..., APIClient]
LOGIN, REFRESH, LOGOUT = "/api/v1/auth/login", "/api/v1/auth/refresh", "/api/v1/auth/logout"
EVERYWHERE = "/api/v1/auth/logout-everywhere"
GUARDED = EVERYWHERE


@pytest.fixture
def ada_user() -> User:
    return UserFactory(email="ada@example.org")


@pytest.fixture(autouse=True)
def _real_time(monkeypatch: pytest.MonkeyPatch, stopped_clock: None) -> None:
    """JWTs are compared with real time."""
    monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC))  # noqa: TID251


def post(client: APIClient, path: str, **body: Any) -> Any:
    return client.post(path, body, format="json")


def log_in(client: APIClient) -> dict[str, str]:
    pair: dict[str, str] = post(client, LOGIN, email="ada@example.org", password=PASSWORD).json()
    return pair


def with_bearer(token: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


# ------------------------------------------------------------------ login


def test_signing_in_gives_a_pair_that_no_cache_keeps(api: Api, ada_user: User) -> None:
    answer = post(api(), LOGIN, email="ADA@example.org", password=PASSWORD)
    assert answer.status_code == 200
    assert set(answer.json()) == {"access_token", "refresh_token", "token_type"}
    assert answer.json()["token_type"] == "bearer"
    assert answer["Cache-Control"] == "no-store"
    assert with_bearer(answer.json()["access_token"]).post(GUARDED).status_code == 204


@pytest.mark.parametrize("email", ["ada@example.org", "nobody@example.org"])
def test_wrong_credentials_are_told_alike(api: Api, ada_user: User, email: str) -> None:
    answer = post(api(), LOGIN, email=email, password="a wrong guess")
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_credentials")
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["message"] == answer.json()["detail"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "ada"}, "email"),
        ({"email": 7}, "email"),
        ({"email": f"{'x' * 250}@example.org"}, "email"),
        ({"email": "ada\0@example.org"}, "email"),
        ({"password": ""}, "password"),
        ({"password": 12345678901}, "password"),
        ({"password": True}, "password"),
        ({"password": ["a"]}, "password"),
        ({"password": "x" * 501}, "password"),
        ({"password": "nul\0"}, "password"),
        ({"remember": True}, "remember"),
    ],
)
def test_bad_shapes_are_told_by_field(
    api: Api, ada_user: User, body: dict[str, Any], field: str
) -> None:
    answer = post(api(), LOGIN, **{"email": "ada@example.org", "password": PASSWORD} | body)
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field]
    assert PASSWORD not in answer.content.decode()


@pytest.mark.parametrize("path", [LOGIN, REFRESH, LOGOUT])
@pytest.mark.parametrize(("body", "status"), [(b"{", 400), (b"[]", 422), (b"{}", 422)])
def test_what_is_no_command_is_refused(api: Api, path: str, body: bytes, status: int) -> None:
    answer = api().post(path, body, content_type="application/json")
    assert answer.status_code == status


def test_too_many_failures_are_told_with_the_time_to_wait(api: Api, ada_user: User) -> None:
    client = api()
    for _ in range(attempts.SIGN_IN_BY_ADDRESS.most):
        post(client, LOGIN, email="ada@example.org", password="a wrong guess")
    answer = post(client, LOGIN, email="ada@example.org", password=PASSWORD)
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_attempts")
    assert 1 <= int(answer["Retry-After"]) <= 900
    elsewhere = APIClient(REMOTE_ADDR="198.51.100.7")
    assert post(elsewhere, LOGIN, email="ada@example.org", password=PASSWORD).status_code == 200


def test_a_closed_account_cannot_sign_in(api: Api) -> None:
    UserFactory(email="eve@example.org", is_active=False)
    assert post(api(), LOGIN, email="eve@example.org", password=PASSWORD).status_code == 401


def test_a_stale_token_in_the_header_does_not_bar_the_door(ada_user: User) -> None:
    """Apps send their old token with every request, this one too."""
    client = with_bearer("stale")
    assert post(client, LOGIN, email="ada@example.org", password=PASSWORD).status_code == 200


# ------------------------------------------------------------------ refresh


def test_refreshing_gives_another_pair(api: Api, ada_user: User) -> None:
    pair = log_in(api())
    answer = post(api(), REFRESH, refresh_token=pair["refresh_token"])
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert answer.json()["token_type"] == "bearer"
    assert answer.json()["refresh_token"] != pair["refresh_token"]
    assert with_bearer(answer.json()["access_token"]).post(GUARDED).status_code == 204


def test_a_replay_is_refused_and_ends_the_family(api: Api, ada_user: User) -> None:
    pair = log_in(api())
    newer = post(api(), REFRESH, refresh_token=pair["refresh_token"]).json()
    for token in (pair["refresh_token"], newer["refresh_token"]):
        answer = post(api(), REFRESH, refresh_token=token)
        assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token")
    assert RefreshFamily.objects.get().revoked_at


@pytest.mark.parametrize("token", ["", "x", " ", "ключ", "x" * 4096])
def test_an_unknown_token_is_refused(api: Api, token: str) -> None:
    assert post(api(), REFRESH, refresh_token=token).status_code == 401


@pytest.mark.parametrize("token", [None, 7, {}, "x" * 4097, "nul\0"])
def test_what_cannot_be_a_token_is_a_bad_shape(api: Api, token: object) -> None:
    for path in (REFRESH, LOGOUT):
        answer = post(api(), path, refresh_token=token)
        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["refresh_token"])


def test_a_network_that_refreshes_without_end_has_to_wait(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = attempts.NetworkRule("refresh.network", 1, timedelta(minutes=15))
    monkeypatch.setattr(attempts, "REFRESH_BY_NETWORK", rule)
    post(api(), REFRESH, refresh_token="x")
    answer = post(api(), REFRESH, refresh_token="x")
    assert answer.status_code == 429
    assert "Retry-After" in answer


def test_a_closed_or_deleted_account_does_not_refresh(api: Api, ada_user: User) -> None:
    pairs = [log_in(api()) for _ in range(2)]
    User.objects.update(is_active=False)
    assert post(api(), REFRESH, refresh_token=pairs[0]["refresh_token"]).status_code == 401
    ada_user.delete()
    assert post(api(), REFRESH, refresh_token=pairs[1]["refresh_token"]).status_code == 401


# ------------------------------------------------------------------ logout


def test_logging_out_ends_the_device_as_often_as_it_is_said(api: Api, ada_user: User) -> None:
    pair = log_in(api())
    for _ in range(2):
        answer = post(api(), LOGOUT, refresh_token=pair["refresh_token"])
        assert (answer.status_code, answer.content) == (204, b"")
    assert post(api(), REFRESH, refresh_token=pair["refresh_token"]).status_code == 401


@pytest.mark.parametrize("token", ["", "x", "eyJhbGciOiJub25lIn0.e30.", "x" * 4096])
def test_logging_out_with_garbage_is_fine(api: Api, token: str) -> None:
    assert post(api(), LOGOUT, refresh_token=token).status_code == 204


def test_everywhere_ends_every_device_and_this_token(api: Api, ada_user: User) -> None:
    pairs = [log_in(api()) for _ in range(2)]
    client = with_bearer(pairs[0]["access_token"])
    assert client.post(EVERYWHERE).status_code == 204
    assert client.post(EVERYWHERE).status_code == 401
    for pair in pairs:
        assert post(api(), REFRESH, refresh_token=pair["refresh_token"]).status_code == 401


def test_everywhere_needs_to_know_who_asks(api: Api) -> None:
    answer = api().post(EVERYWHERE)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")


# ------------------------------------------------------------------ access tokens


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


def test_a_refresh_token_opens_no_other_door(api: Api, ada_user: User) -> None:
    pair = log_in(api())
    assert with_bearer(pair["refresh_token"]).post(GUARDED).status_code == 401
    assert post(api(), REFRESH, refresh_token=pair["access_token"]).status_code == 401


def test_a_closed_account_does_nothing_more(ada_user: User) -> None:
    client = with_bearer(signed(claims_of(ada_user)))
    User.objects.update(is_active=False)
    assert client.post(GUARDED).status_code == 401


def test_a_deleted_account_is_unknown_and_no_fault(api: Api, ada_user: User) -> None:
    pair = log_in(api())
    ada_user.delete()
    assert with_bearer(pair["access_token"]).post(GUARDED).status_code == 401


def test_a_new_password_ends_access_at_once(api: Api, ada_user: User) -> None:
    pair = log_in(api())
    tokens.end_all(ada_user, now=clock.now())
    assert with_bearer(pair["access_token"]).post(GUARDED).status_code == 401


@pytest.mark.parametrize("path", [LOGIN, REFRESH, LOGOUT, EVERYWHERE])
def test_the_doors_are_for_posting_only(api: Api, path: str, ada_user: User) -> None:
    assert api(ada_user).get(path).status_code == 405
