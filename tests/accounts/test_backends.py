import pytest
from django.contrib import auth
from django.test import RequestFactory

from accounts.domain import attempts
from accounts.models import User
from core.errors import TooMany
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada_user() -> User:
    return UserFactory(email="ada@example.org")


def test_django_s_own_door_knows_them_too(ada_user: User) -> None:
    assert auth.authenticate(username="ADA@example.org", password=PASSWORD) == ada_user
    assert auth.authenticate(username="ada@example.org", password="a wrong guess") is None
    assert auth.authenticate(username=None, password=None) is None


def test_django_s_own_door_has_the_limits_of_ours(ada_user: User) -> None:
    request = RequestFactory(REMOTE_ADDR="192.0.2.1").post("/")
    for _ in range(attempts.SIGN_IN_BY_ADDRESS.most):
        auth.authenticate(request, username="ada@example.org", password="a wrong guess")
    with pytest.raises(TooMany):
        auth.authenticate(request, username="ada@example.org", password=PASSWORD)
    elsewhere = RequestFactory(REMOTE_ADDR="198.51.100.7").post("/")
    found = auth.authenticate(elsewhere, username="ada@example.org", password=PASSWORD)
    assert found == ada_user
