"""What the tables refuse, whoever writes to them."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AttemptCount, IdempotentAnswer, RefreshFamily, RefreshToken
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def a_family(now: datetime) -> RefreshFamily:
    return RefreshFamily.objects.create(
        user=UserFactory(), sign_in_era=0, created_at=now, expires_at=now + timedelta(days=1)
    )


def test_a_family_has_one_unused_token_at_most(now: datetime) -> None:
    family = a_family(now)
    RefreshToken.objects.create(family=family, digest="a", issued_at=now, used_at=now)
    RefreshToken.objects.create(family=family, digest="b", issued_at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        RefreshToken.objects.create(family=family, digest="c", issued_at=now)


def test_a_refresh_token_is_one_of_a_kind(now: datetime) -> None:
    RefreshToken.objects.create(family=a_family(now), digest="a", issued_at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        RefreshToken.objects.create(family=a_family(now), digest="a", issued_at=now)


def test_a_key_is_answered_once_for_each_person(now: datetime) -> None:
    ada, ben = UserFactory(), UserFactory()
    for actor in (ada, ben):
        IdempotentAnswer.objects.create(actor=actor, key="k", fingerprint="f", created_at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        IdempotentAnswer.objects.create(actor=ada, key="k", fingerprint="g", created_at=now)


def test_a_window_has_one_counter_for_each_key(now: datetime) -> None:
    AttemptCount.objects.create(rule="r", key_digest="d", window_start=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        AttemptCount.objects.create(rule="r", key_digest="d", window_start=now)


def test_a_family_lives_until_it_or_its_account_or_its_era_ends(now: datetime) -> None:
    families = {name: a_family(now) for name in ("live", "ended", "old", "closed", "before")}
    families["ended"].revoked_at = now
    families["old"].expires_at = now
    families["closed"].user.is_active = False
    families["before"].user.sign_in_era = 1
    assert [name for name, family in families.items() if family.is_live(now)] == ["live"]
