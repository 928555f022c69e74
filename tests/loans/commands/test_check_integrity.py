from datetime import datetime
from io import StringIO

import pytest
from django.core.management import call_command

from accounts.models import AuditEntry, AuditSeal
from accounts.models.audit import Interface
from accounts.services import audit
from loans.services import integrity
from tests.factories.catalog import CopyFactory

pytestmark = pytest.mark.django_db


def test_a_healthy_library_passes() -> None:
    out = StringIO()
    call_command("check_integrity", stdout=out)
    *laws, sum_ = out.getvalue().splitlines()
    assert len(laws) == len(integrity.CHECKS)
    assert all(law.startswith("ok ") for law in laws)
    assert sum_ == f"{len(integrity.CHECKS)} laws checked, 0 broken."


def test_the_whole_trail_is_sealed_and_looked_at_when_asked_for(now: datetime) -> None:
    for number in range(2):
        audit.record("a.deed", actor=None, now=now, interface=Interface.JOB, number=number)
    out = StringIO()
    call_command("check_integrity", "--whole-trail", stdout=out)
    seal = AuditSeal.objects.get()
    assert out.getvalue().startswith(f"The trail ends with seal 1 ({seal.digest}).")
    AuditEntry.objects.filter(data__number=1).update(data={"number": 2})
    told = StringIO()
    with pytest.raises(SystemExit, match="1"):
        call_command("check_integrity", "--whole-trail", stdout=StringIO(), stderr=told)
    assert told.getvalue() == "  Seal 1 of the audit trail does not hold (changed).\n"


def test_it_names_what_is_broken_and_exits_with_1() -> None:
    copy = CopyFactory(is_on_loan=True)
    out, told = StringIO(), StringIO()
    with pytest.raises(SystemExit, match="1"):
        call_command("check_integrity", stdout=out, stderr=told)
    assert "broken  copy_on_loan_has_a_loan" in out.getvalue()
    assert f"Copy {copy.barcode} counts as on loan, but has no open loan." in told.getvalue()


def test_it_says_when_there_is_more() -> None:
    CopyFactory.create_batch(integrity.MOST + 1, is_on_loan=True)
    told = StringIO()
    with pytest.raises(SystemExit):
        call_command("check_integrity", stdout=StringIO(), stderr=told)
    assert len(told.getvalue().splitlines()) == integrity.MOST + 1
    assert "only the first 20" in told.getvalue()
