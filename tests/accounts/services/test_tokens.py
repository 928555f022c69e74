import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import jwt
import pytest
from django.conf import settings
from django.db import connection

from accounts import errors
from accounts.domain import attempts
from accounts.models import AuditEntry, RefreshFamily, RefreshToken, User
from accounts.models.audit import Interface
from accounts.services import tokens, users
from core.errors import TooMany
from tests.factories.accounts import UserFactory

MONTH = timedelta(days=30)


@pytest.fixture
def ada_user(db: None) -> User:
    return UserFactory(email="ada@example.org")


def refresh(token: str, now: datetime) -> tokens.Pair:
    return tokens.refresh(token, network="", now=now)


def refused(token: str, now: datetime) -> None:
    with pytest.raises(errors.InvalidToken):
        refresh(token, now)


def test_a_token_is_changed_for_a_new_pair_once(ada_user: User, now: datetime) -> None:
    first = tokens.issue(ada_user, now=now)
    second = refresh(first.refresh_token, now)
    assert {first.refresh_token, first.access_token}.isdisjoint(
        {second.refresh_token, second.access_token}
    )
    refresh(second.refresh_token, now)


def test_a_replay_ends_the_family_for_thief_and_owner_alike(ada_user: User, now: datetime) -> None:
    first = tokens.issue(ada_user, now=now)
    other_device = tokens.issue(ada_user, now=now)
    second = refresh(first.refresh_token, now)
    refused(first.refresh_token, now)
    refused(second.refresh_token, now)
    refresh(other_device.refresh_token, now)


@pytest.mark.django_db(transaction=True)
def test_the_end_of_a_replayed_family_is_committed_before_the_refusal(now: datetime) -> None:
    first = tokens.issue(UserFactory(), now=now)
    refresh(first.refresh_token, now)
    refused(first.refresh_token, now)
    connection.close()  # what was not committed is gone with the connection
    assert RefreshFamily.objects.get().revoked_at == now


def test_a_family_ends_for_good_however_often_it_was_refreshed(
    ada_user: User, now: datetime
) -> None:
    pair = tokens.issue(ada_user, now=now)
    for day in range(1, 30):
        pair = refresh(pair.refresh_token, now + timedelta(days=day))
    refused(pair.refresh_token, now + MONTH)


def test_only_digests_are_kept(ada_user: User, now: datetime) -> None:
    secret = tokens.issue(ada_user, now=now).refresh_token
    row = RefreshToken.objects.values().get()
    assert row["digest"] == hashlib.sha256(secret.encode()).hexdigest()
    assert secret not in str(row)


@pytest.mark.parametrize("garbage", ["", "x", "x" * 4096, "ключ", "eyJhbGciOiJub25lIn0.e30."])
def test_garbage_is_refused(ada_user: User, now: datetime, garbage: str) -> None:
    refused(garbage, now)
    tokens.log_out(garbage, now=now)


def test_an_access_token_does_not_refresh(ada_user: User, now: datetime) -> None:
    refused(tokens.issue(ada_user, now=now).access_token, now)


def test_logging_out_ends_one_device_and_can_be_repeated(ada_user: User, now: datetime) -> None:
    phone, tablet = tokens.issue(ada_user, now=now), tokens.issue(ada_user, now=now)
    later = now + timedelta(hours=1)
    for at in (now, later):
        tokens.log_out(phone.refresh_token, now=at)
    refused(phone.refresh_token, later)
    refresh(tablet.refresh_token, later)
    assert RefreshFamily.objects.get(revoked_at__isnull=False).revoked_at == now


def test_a_used_token_logs_its_device_out_too(ada_user: User, now: datetime) -> None:
    first = tokens.issue(ada_user, now=now)
    second = refresh(first.refresh_token, now)
    tokens.log_out(first.refresh_token, now=now)
    refused(second.refresh_token, now)


def test_everywhere_means_every_device_of_this_person_only(now: datetime, ada_user: User) -> None:
    mine = [tokens.issue(ada_user, now=now) for _ in range(2)]
    bens = tokens.issue(UserFactory(), now=now)
    tokens.log_out_everywhere(ada_user, now=now, interface=Interface.API)
    for pair in mine:
        refused(pair.refresh_token, now)
    refresh(bens.refresh_token, now)
    assert AuditEntry.objects.get().action == "user.signed_out_everywhere"


def test_a_device_that_signs_in_while_all_are_ended_is_ended_with_them(
    ada_user: User, now: datetime
) -> None:
    """Its password was checked a moment before the password was changed."""
    as_checked = User.objects.get(pk=ada_user.pk)
    users.replace_password(
        ada_user, password="another long passphrase", now=now, interface=Interface.PAGE
    )
    refused(tokens.issue(as_checked, now=now).refresh_token, now)


def test_a_closed_account_does_not_refresh(ada_user: User, now: datetime) -> None:
    pair = tokens.issue(ada_user, now=now)
    User.objects.filter(pk=ada_user.pk).update(is_active=False)
    refused(pair.refresh_token, now)


def test_a_deleted_account_does_not_refresh(ada_user: User, now: datetime) -> None:
    pair = tokens.issue(ada_user, now=now)
    ada_user.delete()
    refused(pair.refresh_token, now)


def test_an_administrator_ends_one_device(ada_user: User, alma: User, now: datetime) -> None:
    pair = tokens.issue(ada_user, now=now)
    family = RefreshFamily.objects.get()
    about = {"actor": alma, "now": now, "interface": Interface.ADMIN}
    assert tokens.revoke(family, **about)  # type: ignore[arg-type]
    assert not tokens.revoke(family, **about)  # type: ignore[arg-type]
    refused(pair.refresh_token, now)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.data["user"]) == ("user.device_ended", str(ada_user.pk))


def test_a_network_that_refreshes_without_end_is_refused(
    ada_user: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = attempts.NetworkRule("refresh.network", 2, timedelta(minutes=15))
    monkeypatch.setattr(attempts, "REFRESH_BY_NETWORK", rule)
    for _ in range(2):
        with pytest.raises(errors.InvalidToken):
            tokens.refresh("x", network="192.0.2.1", now=now)
    with pytest.raises(TooMany):
        tokens.refresh("x", network="192.0.2.1", now=now)


def test_families_are_cleared_when_their_time_is_over(ada_user: User, now: datetime) -> None:
    tokens.issue(ada_user, now=now - MONTH - timedelta(seconds=1))
    tokens.issue(ada_user, now=now - MONTH)
    assert tokens.clear(now=now) == 2  # the family and its token
    assert RefreshFamily.objects.count() == RefreshToken.objects.count() == 1


def test_an_access_token_says_for_whom_for_what_and_for_how_long(
    ada_user: User, now: datetime
) -> None:
    claims = jwt.decode(
        tokens.issue(ada_user, now=now).access_token,
        settings.JWT_SECRET_KEY,
        algorithms=["HS256"],
        options={"verify_exp": False},
    )
    assert (claims["sub"], claims["purpose"]) == (str(ada_user.pk), "access")
    assert claims["iat"] == int(now.timestamp())
    assert claims["exp"] - claims["iat"] == 15 * 60


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_eight_refreshes_of_one_token_one_wins(now: datetime) -> None:
    user = UserFactory()

    def attempt(token: str) -> bool:
        try:
            refresh(token, now)
        except errors.InvalidToken:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        for _ in range(5):
            token = tokens.issue(user, now=now).refresh_token
            assert list(pool.map(attempt, [token] * 8)).count(True) == 1
    assert not RefreshFamily.objects.unrevoked().exists()
