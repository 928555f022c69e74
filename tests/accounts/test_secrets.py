"""What is typed to sign in, and what is sent to do so, stands in no log."""

import io
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from rest_framework.test import APIClient

from accounts import jobs
from accounts.models import User
from accounts.services import sign_in
from config import logs
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
NEW = "another long passphrase"


@pytest.fixture
def ada_user() -> User:
    return UserFactory(email="ada@example.org")


@pytest.fixture(params=["json", "console"])
def log(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """All that is logged from DEBUG up, in each of the two styles."""
    made = logs.settings("DEBUG", request.param)
    line = dict(made["formatters"]["line"])
    formatter = line.pop("()")(**line)
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)
    logs.settings("WARNING", "json")


def test_signing_in_by_page(log: io.StringIO, ada_user: User) -> None:
    client = Client()
    for password in ("a wrong guess", PASSWORD):
        client.post("/sign-in", {"email": "ada@example.org", "password": password})
    said = log.getvalue()
    assert "/sign-in" in said
    assert "sign_in.refused" in said
    assert "a wrong guess" not in said
    assert PASSWORD not in said
    assert "ada@example.org" not in without_statements(said)
    assert str(client.session.session_key) not in without_statements(said)


def test_signing_in_and_refreshing_by_rest(log: io.StringIO, ada_user: User) -> None:
    client = APIClient()
    body = {"email": "ada@example.org", "password": PASSWORD}
    pairs = [client.post("/api/v1/auth/login", body, format="json").json()]
    for _ in range(2):  # the second is a replay
        body = {"refresh_token": pairs[0]["refresh_token"]}
        pairs.append(client.post("/api/v1/auth/refresh", body, format="json").json())
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {pairs[1]['access_token']}")
    client.post("/api/v1/auth/logout-everywhere")
    said = log.getvalue()
    assert "refresh.replayed" in said
    assert PASSWORD not in said
    for pair in pairs[:2]:
        assert pair["access_token"] not in said
        assert pair["refresh_token"] not in said


def test_a_fault_while_someone_signs_in(
    log: io.StringIO, ada_user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(user: User, password: str) -> None:
        raise RuntimeError("the database is away")

    monkeypatch.setattr(sign_in, "_fitting", break_down)
    client = Client(raise_request_exception=False)
    answer = client.post("/sign-in", {"email": "ada@example.org", "password": PASSWORD})
    assert answer.status_code == 500
    assert "the database is away" in log.getvalue()
    assert PASSWORD not in log.getvalue()


def test_a_reset_link(log: io.StringIO, ada_user: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    client = Client()
    client.post("/password/reset", {"email": "ada@example.org"})
    jobs.answer_reset_requests()
    found = re.search(r"(/password/reset/(\S+)/(\S+))", str(mail.outbox[-1].body))
    assert found
    client.get(found[1], follow=True)
    client.post("/password/choose", {"password": NEW, "password_again": NEW})
    said = log.getvalue()
    assert "/password/reset/[secret]" in said
    assert found[3] not in said
    assert NEW not in said


def without_statements(said: str) -> str:
    """The log without what Django tells of SQL at DEBUG, which production never turns on."""
    return "\n".join(line for line in said.splitlines() if "django.db.backends" not in line)
