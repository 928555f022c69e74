from datetime import datetime

import pytest
from django.db import transaction

from accounts.models import AuditEntry, User
from accounts.models.audit import Interface
from accounts.services import audit, seals
from core.ids import new_id
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_an_entry_says_what_when_who_and_through_which_door(now: datetime, vera: User) -> None:
    member, loan = new_id(), new_id()
    audit.record(
        "loan.renewed", actor=vera, now=now, interface=Interface.DESK, member_id=member,
        loan_id=loan, times=2, by=member,
    )  # fmt: skip
    entry = AuditEntry.objects.of_loan(loan).get()
    assert (entry.action, entry.at, entry.actor, entry.interface) == (
        "loan.renewed", now, vera, "desk",
    )  # fmt: skip
    assert entry.data == {"times": 2, "by": str(member)}
    assert list(AuditEntry.objects.of_member(member)) == [entry]


def test_an_entry_outlives_whoever_did_it(now: datetime) -> None:
    user = UserFactory()
    audit.record("a.deed", actor=user, now=now, interface=Interface.PAGE)
    seals.forget(member_id=None, user_id=user.pk)
    user.delete()
    assert AuditEntry.objects.get().actor is None


def test_what_is_rolled_back_leaves_no_entry(now: datetime) -> None:
    with transaction.atomic():
        audit.record("a.deed", actor=None, now=now, interface=Interface.JOB)
        transaction.set_rollback(True)
    assert not AuditEntry.objects.exists()


def test_entries_of_a_thing_come_oldest_first(now: datetime) -> None:
    loan = new_id()
    for action in ("loan.checked_out", "loan.renewed", "loan.returned"):
        audit.record(action, actor=None, now=now, interface=Interface.DESK, loan_id=loan)
    told = [entry.action for entry in AuditEntry.objects.of_loan(loan)]
    assert told == ["loan.checked_out", "loan.renewed", "loan.returned"]
