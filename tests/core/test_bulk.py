"""Many rows at once, on either database."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from accounts.models import AuditEntry
from accounts.services import audit
from core import bulk
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)


def entries(count: int) -> list[AuditEntry]:
    """So many entries of the trail."""
    actor = UserFactory()
    for number in range(count):
        audit.record(
            "book.added",
            actor=actor,
            now=NOW + timedelta(minutes=number),
            interface="page",
            book_id=uuid4(),
            title=f"„{number}“",
        )
    return list(AuditEntry.objects.order_by("id"))


def test_each_row_gets_its_own_values_of_every_kind_and_others_keep_theirs() -> None:
    first, second, third = entries(3)
    loan = uuid4()
    changed = [
        (second.pk, None, loan, NOW, {"title": "zwei", "parts": [1, None]}, {"actor": "a%b'c"}),
        (first.pk, third.actor_id, None, third.at, {}, None),
    ]
    columns = ("actor_id", "loan_id", "at", "data", "proofs")
    with transaction.atomic():
        assert bulk.update(AuditEntry, columns, changed) == 2
    told = AuditEntry.objects.order_by("id").values_list("pk", *columns)
    assert list(told[:2]) == sorted(changed)
    assert told[2] == (third.pk, third.actor_id, None, third.at, third.data, None)
    assert list(AuditEntry.objects.filter(proofs__isnull=True).order_by("id")) == [first, third]


def test_rows_that_are_not_there_are_not_made() -> None:
    (only,) = entries(1)
    rows = [(only.pk, "loan.renewed"), (only.pk + 1000, "loan.renewed")]
    assert bulk.update(AuditEntry, ("action",), rows) == 1
    assert AuditEntry.objects.get().action == "loan.renewed"


def test_nothing_to_change_is_no_fault() -> None:
    (only,) = entries(1)
    assert bulk.update(AuditEntry, ("action",), []) == 0
    assert AuditEntry.objects.get().action == only.action
