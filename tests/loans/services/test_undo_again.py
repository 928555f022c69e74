"""What was done and taken back since stands in nobody's way."""

from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.models import User
from loans.models import AccountLine, Deed, DeedKind
from loans.services import ledger, payments, returns, undo
from loans.services.situation import Desk
from members.models import Member
from tests.loans.services.accounts import assert_sound, late_loan

pytestmark = pytest.mark.django_db


def test_a_waiver_that_was_taken_back_keeps_no_return(
    ada: Member, at_desk: Desk, leo: User
) -> None:
    loan = late_loan(ada, days=3)
    office = replace(at_desk, actor=leo)
    returns.take_back(loan.copy.barcode, desk=office)
    fine = AccountLine.objects.get(loan=loan)
    office = replace(office, now=office.now + timedelta(hours=1))
    payments.waive(ada.pk, 20, "Kind", desk=office, charge_id=fine.pk)
    undo.undo(Deed.objects.get(kind=DeedKind.WAIVE).id, desk=office)
    undo.undo(Deed.objects.get(kind=DeedKind.RETURN).id, desk=office)
    loan.refresh_from_db()
    assert loan.is_open
    assert ledger.balance(ada.pk) == 0
    assert_sound(ada)
