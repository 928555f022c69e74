from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import errors
from accounts.domain import attempts
from accounts.models import AttemptCount, User
from accounts.services import sign_in
from core.errors import TooMany
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
HERE, ELSEWHERE = "192.0.2.1", "198.51.100.7"


@pytest.fixture
def ada_user() -> User:
    return UserFactory(email="ada@example.org")


def check(email: str, password: str, now: datetime, network: str = HERE) -> User:
    return sign_in.check(email, password, network=network, now=now)


def fail(email: str, now: datetime, network: str = HERE) -> None:
    with pytest.raises(errors.WrongCredentials):
        check(email, "a wrong guess", now, network)


@pytest.mark.parametrize("written", ["ada@example.org", "ADA@example.org", " ada@example.org"])
def test_it_knows_who_it_is_however_the_address_is_written(
    ada_user: User, now: datetime, written: str
) -> None:
    assert check(written, PASSWORD, now) == ada_user


@pytest.mark.parametrize("password", ["", PASSWORD.upper(), f"{PASSWORD} ", "x" * 500])
def test_it_refuses_any_other_password(ada_user: User, now: datetime, password: str) -> None:
    with pytest.raises(errors.WrongCredentials):
        check(ada_user.email, password, now)


def outcomes(now: datetime) -> dict[str, str]:
    """What is answered to a stranger, to a wrong password, and at three kinds of closed door."""
    UserFactory(email="known@example.org")
    UserFactory(email="closed@example.org", is_active=False)
    User.objects.filter(pk=UserFactory(email="without@example.org").pk).update(
        password=make_password(None)
    )
    said = {}
    for name in ("nobody", "known", "closed", "without"):
        with pytest.raises(errors.WrongCredentials) as refusal:
            check(f"{name}@example.org", "a wrong guess", now)
        said[name] = str(refusal.value)
    return said


def test_nothing_that_is_said_tells_whether_there_is_an_account(now: datetime) -> None:
    assert len(set(outcomes(now).values())) == 1


def test_a_password_is_hashed_once_whoever_there_is_or_is_not(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hashing is what takes time: done for known addresses only, it would name them."""
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: Any, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    for name in ("known", "closed", "without"):
        UserFactory(email=f"{name}@example.org", is_active=name != "closed")
    User.objects.filter(email="without@example.org").update(password=make_password(None))
    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    for name in ("nobody", "known", "closed", "without"):
        hashed.clear()
        fail(f"{name}@example.org", now)
        assert hashed == ["a wrong guess"], name


def test_the_database_is_asked_the_same_whoever_there_is_or_is_not(
    ada_user: User, now: datetime
) -> None:
    shapes = []
    for email in ("nobody@example.org", ada_user.email):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            fail(email, now)
        shapes.append([query["sql"].split("WHERE")[0][:60] for query in queries])
    assert shapes[0] == shapes[1]


def test_after_ten_failures_from_one_network_an_address_is_closed_to_it(
    ada_user: User, now: datetime
) -> None:
    for _ in range(attempts.SIGN_IN_BY_ADDRESS.most):
        fail(ada_user.email, now)
    with pytest.raises(TooMany) as refusal:
        check(ada_user.email, PASSWORD, now)
    assert refusal.value.retry_after == 900
    assert check(ada_user.email, PASSWORD, now, ELSEWHERE) == ada_user
    assert check(ada_user.email, PASSWORD, now + timedelta(minutes=15)) == ada_user


def test_a_stranger_who_fails_without_end_does_not_shut_the_owner_out(
    ada_user: User, now: datetime
) -> None:
    for quarter in range(4):
        then = now + timedelta(minutes=15 * quarter)
        for _ in range(attempts.SIGN_IN_BY_ADDRESS.most):
            fail(ada_user.email, then, ELSEWHERE)
        for _ in range(5):
            with pytest.raises(TooMany):
                check(ada_user.email, "a wrong guess", then, ELSEWHERE)
    assert check(ada_user.email, PASSWORD, now + timedelta(minutes=59)) == ada_user


def test_many_networks_together_reach_the_limit_of_an_address(
    ada_user: User, now: datetime
) -> None:
    for number in range(attempts.SIGN_IN_BY_ADDRESS_ANYWHERE.most):
        fail(ada_user.email, now, f"198.51.100.{number}")
    with pytest.raises(TooMany):
        check(ada_user.email, PASSWORD, now)


def test_an_address_nobody_has_is_closed_as_well(now: datetime) -> None:
    for _ in range(attempts.SIGN_IN_BY_ADDRESS.most):
        fail("nobody@example.org", now)
    with pytest.raises(TooMany):
        check("nobody@example.org", PASSWORD, now)


def test_a_network_that_fails_with_many_addresses_is_closed(ada_user: User, now: datetime) -> None:
    for number in range(attempts.SIGN_IN_BY_NETWORK.most):
        fail(f"guess{number}@example.org", now)
    with pytest.raises(TooMany):
        check(ada_user.email, PASSWORD, now)
    assert check(ada_user.email, PASSWORD, now, ELSEWHERE) == ada_user


def test_whoever_gets_in_is_not_counted(ada_user: User, now: datetime) -> None:
    """A school of three hundred signs in from one network, and one person many times a day."""
    for _ in range(3):
        check(ada_user.email, PASSWORD, now)
    assert set(AttemptCount.objects.values_list("count", flat=True)) == {0}


def test_limits_can_be_turned_off_for_load_tests(
    ada_user: User, now: datetime, settings: Any
) -> None:
    settings.RATE_LIMITS = False
    for _ in range(attempts.SIGN_IN_BY_ADDRESS.most + 1):
        fail(ada_user.email, now)
    assert not AttemptCount.objects.exists()
    assert check(ada_user.email, PASSWORD, now) == ada_user
