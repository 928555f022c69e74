"""What was done and taken back since stands in nobody's way; a write-off does."""

from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.models import User
from loans import errors
from loans.models import AccountLine, Deed, DeedKind
from loans.services import ledger, lost, payments, returns, undo
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


def an_hour_later(desk: Desk) -> Desk:
    return replace(desk, now=desk.now + timedelta(hours=1))


@pytest.mark.parametrize("kind", [DeedKind.PAY, DeedKind.WAIVE])
def test_what_made_a_write_off_possible_stays_and_the_write_off_is_named(
    ada: Member, at_desk: Desk, leo: User, kind: DeedKind
) -> None:
    loan, desk = late_loan(ada, days=2), replace(at_desk, actor=leo)
    lost.declare(loan.pk, desk=desk)
    owed = ledger.balance(ada.pk)
    settled = an_hour_later(desk)
    if kind == DeedKind.PAY:
        payments.pay(ada.pk, owed, "cash", desk=settled)
    else:
        payments.waive(ada.pk, owed, "A hard month", desk=settled)
    lost.write_off(loan.pk, desk=an_hour_later(settled))
    with pytest.raises(errors.LaterDeed, match="Written off") as refused:
        undo.undo(Deed.objects.get(kind=kind).id, desk=an_hour_later(an_hour_later(settled)))
    assert refused.value.extra["later"]["at"] == an_hour_later(settled).now
    assert ledger.balance(ada.pk) == 0
    assert_sound(ada)


def test_a_payment_for_something_else_is_undone_after_a_write_off(
    ada: Member, at_desk: Desk, leo: User
) -> None:
    loan, desk = late_loan(ada, days=2), replace(at_desk, actor=leo)
    lost.declare(loan.pk, desk=desk)
    payments.pay(ada.pk, ledger.balance(ada.pk), "cash", desk=desk)
    card = payments.charge(ada.pk, 500, "A new card", desk=desk)
    payments.pay(ada.pk, 500, "cash", desk=an_hour_later(desk), charge_id=card.pk)
    lost.write_off(loan.pk, desk=an_hour_later(desk))
    undo.undo(Deed.objects.latest("seq").id, desk=an_hour_later(an_hour_later(desk)))
    assert ledger.balance(ada.pk) == 500


def test_a_payment_after_a_write_off_is_undone(ada: Member, at_desk: Desk, leo: User) -> None:
    loan, desk = late_loan(ada, days=2), replace(at_desk, actor=leo)
    lost.declare(loan.pk, desk=desk)
    owed = ledger.balance(ada.pk)
    paid = payments.pay(ada.pk, owed, "cash", desk=desk)
    lost.write_off(loan.pk, desk=desk)
    payments.reverse(ada.pk, paid.pk, "It was not theirs", desk=an_hour_later(desk))
    payments.pay(ada.pk, owed, "cash", desk=an_hour_later(desk))
    undo.undo(Deed.objects.latest("seq").id, desk=an_hour_later(desk))
    assert ledger.balance(ada.pk) == owed


def test_a_return_whose_refund_paid_for_another_lost_book_stays_once_that_is_written_off(
    ada: Member, at_desk: Desk, leo: User
) -> None:
    desk, terms = replace(at_desk, actor=leo), {"found_refund": "all"}
    found, gone = (late_loan(ada, days=2, terms=terms) for _ in range(2))
    lost.declare(found.pk, desk=desk)
    payments.pay(ada.pk, ledger.balance(ada.pk), "cash", desk=desk)
    lost.declare(gone.pk, desk=desk)
    payments.pay(ada.pk, 40, "cash", desk=desk)  # the fines
    back = returns.take_back(found.copy.barcode, desk=an_hour_later(desk))
    assert back.deed
    assert ledger.balance(ada.pk) == 0
    late = an_hour_later(an_hour_later(desk))
    lost.write_off(gone.pk, desk=late)
    with pytest.raises(errors.LaterDeed) as refused:
        undo.undo(back.deed, desk=an_hour_later(late))
    assert refused.value.extra["later"]["at"]
    assert ledger.balance(ada.pk) == 0
    assert_sound(ada)
