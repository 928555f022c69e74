from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.domain import attempts
from accounts.models import RefreshFamily, User
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


@pytest.mark.parametrize("path", [LOGIN, REFRESH, LOGOUT, EVERYWHERE])
def test_the_doors_are_for_posting_only(api: Api, path: str, ada_user: User) -> None:
    assert api(ada_user).get(path).status_code == 405
