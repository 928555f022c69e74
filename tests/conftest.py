"""The cast and the hour of every test.

Ada is a member; Ben is another, whose things are none of Ada's business. Vera works the desk, Leo
is a librarian, Alma administers. It is a Wednesday in May, ten in the morning at the harbour
branch.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation
from hypothesis import settings as hypothesis_settings
from rest_framework.test import APIClient

from accounts.models import User
from accounts.models.audit import Interface
from accounts.services import tokens
from catalog.models import Branch
from core import clock
from loans.services.situation import Desk
from members.models import Member
from tests.factories.accounts import UserFactory
from tests.factories.catalog import BranchFactory
from tests.factories.members import MemberFactory
from tests.sessions import Waiting, elsewhere

# An example may take its time: the machine is busy with other tests.
hypothesis_settings.register_profile("library", deadline=None)
hypothesis_settings.load_profile("library")

NOW = datetime(2026, 5, 6, 8, 0, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """Wednesday 6 May 2026, 10:00 in Berlin."""
    return NOW


@pytest.fixture(autouse=True)
def stopped_clock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The edges read the same hour, unless a test runs against a server of its own."""
    if not request.node.get_closest_marker("browser") and not request.node.get_closest_marker(
        "race"
    ):
        monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture(autouse=True)
def _fast_and_apart(settings: Any, tmp_path: Path) -> Iterator[None]:
    """Passwords hash fast, files go to a folder of this test's own, no cache is shared, and no
    language of a page that was asked for is left.
    """
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    cache.clear()
    yield
    cache.clear()
    translation.deactivate()


@pytest.fixture
def harbour(db: None) -> Branch:
    return BranchFactory(code="harbour", name="Harbour branch", time_zone="Europe/Berlin")


@pytest.fixture
def ada(db: None) -> Member:
    return MemberFactory(name="Ada Nowak", user__name="Ada Nowak", user__email="ada@example.org")


@pytest.fixture
def ben(db: None) -> Member:
    return MemberFactory(name="Ben Okafor", user__name="Ben Okafor", user__email="ben@example.org")


@pytest.fixture
def vera(db: None) -> User:
    return UserFactory(name="Vera", email="vera@example.org", role="volunteer")


@pytest.fixture
def leo(db: None) -> User:
    return UserFactory(name="Leo", email="leo@example.org", role="librarian")


@pytest.fixture
def alma(db: None) -> User:
    return UserFactory(name="Alma", email="alma@example.org", role="administrator", is_staff=True)


@pytest.fixture
def at_desk(vera: User, harbour: Branch) -> Desk:
    """Vera at the harbour desk."""
    return Desk(actor=vera, branch=harbour, now=NOW, interface=Interface.DESK)


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """A browser in which a user has signed in."""

    def browser(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="accounts.backends.EmailBackend")
        return client

    return browser


@pytest.fixture
def waiting() -> Iterator[Waiting]:
    """``waiting(deed)``: a deed of another session that has come to wait for a lock of this one."""
    with elsewhere() as begin:
        yield begin


@pytest.fixture
def api() -> Callable[..., APIClient]:
    """A client of the API: ``api()`` for a stranger, ``api(user)`` with a fresh access token."""

    def client(user: User | None = None) -> APIClient:
        made = APIClient()
        if user:
            pair = tokens.issue(user, now=datetime.now(UTC))  # noqa: TID251 - JWTs know real time
            made.credentials(HTTP_AUTHORIZATION=f"Bearer {pair.access_token}")
        return made

    return client
