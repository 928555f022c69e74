"""The trail, closed batch by batch."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry, AuditSeal, User
from accounts.models.audit import Interface
from accounts.services import audit, seals
from core import ids
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def happen(
    number: int,
    now: datetime,
    *,
    actor: User | None = None,
    member_id: UUID | None = None,
    **data: Any,
) -> None:
    for _ in range(number):
        audit.record(
            "loan.returned",
            actor=actor,
            now=now,
            interface=Interface.DESK,
            member_id=member_id,
            **data,
        )


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seals, "BATCH", 3)


@pytest.fixture
def sealed(small_batches: None, now: datetime) -> None:
    """Eight entries under three seals."""
    happen(8, now, days=3)
    assert seals.seal_all(now=now) == 8


def test_every_entry_is_sealed_once_in_batches(sealed: None, now: datetime) -> None:
    found = AuditSeal.objects.order_by("number").values_list("number", "entries")
    assert list(found) == [(1, 3), (2, 3), (3, 2)]
    assert not AuditEntry.objects.filter(seal=None).exists()
    assert seals.seal_all(now=now) == 0
    happen(1, now)
    assert seals.seal_all(now=now) == 1
    assert seals.broken(now=now) == []


def test_an_entry_that_is_changed_is_noticed(sealed: None, now: datetime) -> None:
    entry = AuditEntry.objects.order_by("id")[4]
    AuditEntry.objects.filter(pk=entry.pk).update(data={"days": 4})
    assert seals.broken(now=now) == [seals.Broken(2, "changed")]


def test_an_entry_that_is_taken_out_is_noticed(sealed: None, now: datetime) -> None:
    AuditEntry.objects.order_by("id")[4].delete()
    assert seals.broken(now=now) == [seals.Broken(2, "changed")]


def test_an_entry_that_is_slipped_in_is_noticed(sealed: None, now: datetime) -> None:
    happen(1, now - timedelta(days=1))
    AuditEntry.objects.filter(seal=None).update(seal=1)
    assert seals.broken(now=now) == [seals.Broken(1, "changed")]


def test_a_seal_that_is_taken_out_with_its_entries_is_noticed(sealed: None, now: datetime) -> None:
    AuditEntry.objects.filter(seal=2).delete()
    AuditSeal.objects.filter(number=2).delete()
    assert seals.broken(now=now) == [seals.Broken(3, "gap"), seals.Broken(3, "changed")]


def test_a_seal_that_is_made_anew_breaks_the_next(sealed: None, now: datetime) -> None:
    AuditEntry.objects.filter(seal=2).update(action="loan.renewed")
    forged = AuditSeal.objects.get(number=2)
    AuditEntry.objects.filter(seal=2).update(seal=None)
    AuditEntry.objects.filter(seal=3).update(seal=None)
    AuditSeal.objects.filter(number__gt=1).delete()
    kept = AuditSeal.objects.create(number=3, entries=2, salt="x", digest="y", sealed_at=now)
    assert forged.number == 2
    assert [each.number for each in seals.broken(now=now)] == [3, 3]
    kept.delete()
    assert seals.broken(now=now) == []


def test_what_was_looked_at_longest_ago_is_looked_at_next(
    sealed: None, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seals, "VERIFIED_AT_ONCE", 2)
    seals.broken(now=now)
    seen = AuditSeal.objects.filter(verified_at=now).order_by("number")
    assert list(seen.values_list("number", flat=True)) == [2, 3]
    AuditEntry.objects.filter(seal=1).update(action="loan.renewed")
    later = now + timedelta(days=1)
    assert seals.broken(now=later) == [seals.Broken(1, "changed")]
    assert AuditSeal.objects.filter(verified_at=later).count() == 1
    assert seals.broken(now=later, whole=True) == [seals.Broken(1, "changed")]
    assert AuditSeal.objects.filter(verified_at=later).count() == 2


def test_people_are_forgotten_and_the_seals_hold(small_batches: None, now: datetime) -> None:
    gone, stays, member = UserFactory(), UserFactory(), ids.new_id()
    gone_id = str(gone.pk)
    happen(1, now, actor=gone, member_id=member)
    happen(1, now, actor=stays, member_id=member)
    happen(1, now, actor=gone, member_id=uuid4(), user=gone.pk)
    happen(1, now, actor=stays, user=stays.pk)
    seals.seal_all(now=now)
    happen(1, now, actor=gone, member_id=member)  # not sealed yet
    assert seals.forget(member_id=member, user_id=gone.pk) == 4
    gone.delete()
    assert list(AuditEntry.objects.order_by("id").values_list("actor", flat=True)) == [
        None,
        stays.pk,
        None,
        stays.pk,
        None,
    ]
    assert AuditEntry.objects.exclude(member_id=None).count() == 1
    assert not AuditEntry.objects.filter(data__user=gone_id).exists()
    seals.seal_all(now=now)
    assert seals.broken(now=now, whole=True) == []
    for entry in AuditEntry.objects.all():
        assert gone_id not in f"{entry.data} {entry.proofs}"
        assert str(member) not in f"{entry.data} {entry.proofs}"


def test_a_proof_that_is_changed_is_noticed(small_batches: None, now: datetime) -> None:
    member = ids.new_id()
    happen(1, now, member_id=member)
    seals.seal_all(now=now)
    seals.forget(member_id=member, user_id=None)
    AuditEntry.objects.update(proofs={"member": "0" * 64})
    assert seals.broken(now=now) == [seals.Broken(1, "changed")]


def test_nobody_is_forgotten_for_nothing(now: datetime, leo: User) -> None:
    happen(2, now, actor=leo)
    assert seals.forget(member_id=None, user_id=None) == 0
    assert AuditEntry.objects.filter(actor=leo).count() == 2


def test_an_account_cannot_go_before_it_is_forgotten(now: datetime) -> None:
    gone = UserFactory()
    happen(1, now, actor=gone)
    with pytest.raises(ProtectedError):
        gone.delete()


def test_forgetting_costs_the_same_for_one_entry_and_for_many(now: datetime) -> None:
    costs = []
    for number in (1, 30):
        member = ids.new_id()
        happen(number, now, member_id=member)
        seals.seal_all(now=now)
        with CaptureQueriesContext(connection) as queries:
            seals.forget(member_id=member, user_id=None)
        costs.append(len(queries))
    assert costs[0] == costs[1]
