"""Several who seal and forget in the same moment: one database, a connection each."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from threading import Barrier, Thread
from uuid import UUID

import pytest
from django.db import connection, transaction

from accounts.models import AuditEntry, AuditSeal
from accounts.models.audit import Interface
from accounts.services import audit, seals
from core import ids

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def all_at_once(*deeds: Callable[[], object]) -> None:
    start = Barrier(len(deeds))

    def do(deed: Callable[[], object]) -> None:
        start.wait()
        try:
            deed()
        finally:
            connection.close()

    threads = [Thread(target=do, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def forget(members: Sequence[UUID]) -> None:
    for member in members:
        with transaction.atomic():
            seals.forget(member_id=member, user_id=None)


def test_nobody_is_forgotten_behind_the_back_of_a_sealer(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seals, "BATCH", 7)
    members = [ids.new_id() for _ in range(10)]
    for member in members * 30:
        audit.record("a.deed", actor=None, now=now, interface=Interface.JOB, member_id=member)
    sealing = partial(seals.seal_all, now=now)
    all_at_once(sealing, sealing, partial(forget, members[:4]), partial(forget, members[4:8]))
    seals.seal_all(now=now)
    assert not AuditEntry.objects.filter(seal=None).exists()
    assert set(AuditEntry.objects.values_list("member_id", flat=True)) == {None, *members[8:]}
    assert sum(AuditSeal.objects.values_list("entries", flat=True)) == 300
    assert seals.broken(now=now, whole=True) == []
