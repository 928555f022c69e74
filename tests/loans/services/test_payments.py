from dataclasses import replace

import pytest

from core.errors import NotAllowed
from loans import errors
from loans.models import AccountLine, Policy
from loans.services import accrual, checkout, ledger, payments, renewals
from loans.services.situation import Desk
from members.errors import UnknownMember
from members.models import Member
from members.services import leaving
from tests.factories.catalog import CopyFactory
from tests.loans.services.accounts import at_night, late_loan

pytestmark = pytest.mark.django_db


@pytest.fixture
def debt(ada: Member, office: Desk) -> AccountLine:
    """Ada owes five."""
    return payments.charge(ada.pk, 500, "a lost card", desk=office)


def test_receipts_are_numbered_without_a_gap(
    ada: Member, debt: AccountLine, at_desk: Desk, office: Desk
) -> None:
    first = payments.pay(ada.pk, 200, "cash", desk=at_desk)
    with pytest.raises(errors.MoreThanOwed):
        payments.pay(ada.pk, 301, "cash", desk=at_desk)
    second = payments.pay(ada.pk, 300, "card", desk=at_desk)
    payments.reverse(ada.pk, debt.pk, "it was found", desk=office)
    paid_out = payments.refund(ada.pk, 500, "cash", desk=office)
    assert [first.receipt, second.receipt, paid_out.receipt] == [1, 2, 3]
    assert (second.method, second.branch) == ("card", at_desk.branch)


def test_no_money_is_taken_in_advance(ada: Member, debt: AccountLine, at_desk: Desk) -> None:
    with pytest.raises(errors.MoreThanOwed, match=r"No more than €5\.00 is owed"):
        payments.pay(ada.pk, 501, "cash", desk=at_desk)
    assert ledger.balance(ada.pk) == 500


def test_no_more_is_taken_for_a_charge_than_is_owed_for_it(
    ada: Member, debt: AccountLine, office: Desk
) -> None:
    payments.charge(ada.pk, 100, "a torn page", desk=office)
    with pytest.raises(errors.MoreThanOwed, match=r"€5\.00"):
        payments.pay(ada.pk, 600, "cash", desk=office, charge_id=debt.pk)
    with pytest.raises(errors.MoreThanOwed):
        payments.waive(ada.pk, 600, "a hard month", desk=office, charge_id=debt.pk)


def test_no_more_is_waived_than_is_owed(ada: Member, debt: AccountLine, office: Desk) -> None:
    payments.waive(ada.pk, 500, "a hard month", desk=office)
    with pytest.raises(errors.MoreThanOwed, match=r"€0\.00"):
        payments.waive(ada.pk, 1, "a hard month", desk=office)


def test_no_more_is_paid_out_than_there_is(ada: Member, debt: AccountLine, office: Desk) -> None:
    with pytest.raises(errors.MoreThanCredit, match=r"€0\.00"):
        payments.refund(ada.pk, 1, "cash", desk=office)


def test_an_amount_is_more_than_nothing(ada: Member, debt: AccountLine, office: Desk) -> None:
    for amount in (0, -5):
        with pytest.raises(errors.AmountNotPositive):
            payments.pay(ada.pk, amount, "cash", desk=office)
        with pytest.raises(errors.AmountNotPositive):
            payments.charge(ada.pk, amount, "reason", desk=office)


def test_volunteers_take_money_and_nothing_else(
    ada: Member, debt: AccountLine, at_desk: Desk
) -> None:
    assert payments.pay(ada.pk, 100, "cash", desk=at_desk).receipt
    with pytest.raises(NotAllowed):
        payments.waive(ada.pk, 100, "a hard month", desk=at_desk)
    with pytest.raises(NotAllowed):
        payments.charge(ada.pk, 100, "a lost card", desk=at_desk)
    with pytest.raises(NotAllowed):
        payments.refund(ada.pk, 100, "cash", desk=at_desk)
    with pytest.raises(NotAllowed):
        payments.reverse(ada.pk, debt.pk, "by mistake", desk=at_desk)


def test_members_do_not_pay_by_saying_so(ada: Member, debt: AccountLine, at_desk: Desk) -> None:
    assert ada.user
    with pytest.raises(NotAllowed):
        payments.pay(ada.pk, 100, "cash", desk=replace(at_desk, actor=ada.user))


def test_what_is_not_there_is_told(
    ada: Member, ben: Member, debt: AccountLine, office: Desk
) -> None:
    nobody = CopyFactory().pk
    with pytest.raises(UnknownMember):
        payments.pay(nobody, 100, "cash", desk=office)
    with pytest.raises(errors.UnknownLine):
        payments.pay(ben.pk, 100, "cash", desk=office, charge_id=debt.pk)
    with pytest.raises(errors.UnknownLine):
        payments.reverse(ada.pk, nobody, "by mistake", desk=office)


def test_a_growing_fine_is_waived_and_not_reversed(ada: Member, office: Desk) -> None:
    loan = late_loan(ada, days=2)
    accrual.accrue_all(by=at_night(0))
    line = AccountLine.objects.get(loan=loan)
    with pytest.raises(errors.StillGrowing):
        payments.reverse(ada.pk, line.pk, "by mistake", desk=office)
    waiver = payments.waive(ada.pk, 40, "a hard month", desk=office, charge_id=line.pk)
    assert waiver.loan == loan
    accrual.accrue_all(by=at_night(1))
    assert ledger.balance(ada.pk) == 20


def test_a_debt_beyond_the_limit_stops_borrowing(
    ada: Member, debt: AccountLine, office: Desk
) -> None:
    Policy.objects.update(debt_limit=499)
    with pytest.raises(errors.DebtLimitReached, match=r"owes €5\.00; .* allows €4\.99"):
        checkout.lend_copy(CopyFactory().barcode, ada.pk, desk=office)
    payments.pay(ada.pk, 1, "cash", desk=office)
    assert checkout.lend_copy(CopyFactory().barcode, ada.pk, desk=office).loan.is_open


def test_a_debt_beyond_the_limit_stops_renewing(
    ada: Member, debt: AccountLine, office: Desk
) -> None:
    loan = late_loan(ada)
    Policy.objects.update(debt_limit=100)
    with pytest.raises(errors.DebtLimitReached):
        renewals.renew(loan.pk, desk=office)


def test_overdue_loans_stop_borrowing_where_there_is_a_limit(ada: Member, office: Desk) -> None:
    late_loan(ada, days=2)
    copy = CopyFactory()
    assert checkout.look(copy.barcode, ada.pk, desk=office).situation.refusal is None
    Policy.objects.update(overdue_limit=1)
    with pytest.raises(errors.OverdueLoans):
        checkout.lend_copy(copy.barcode, ada.pk, desk=office)
    Policy.objects.update(overdue_limit=2)
    assert checkout.lend_copy(copy.barcode, ada.pk, desk=office).loan.is_open


def test_nobody_leaves_with_an_open_account(ada: Member, debt: AccountLine, office: Desk) -> None:
    with pytest.raises(errors.HasDebt, match=r"€5\.00"):
        leaving.remove(ada.pk, actor=office.actor, now=office.now, interface="page")
    payments.pay(ada.pk, 500, "cash", desk=office)
    payments.reverse(ada.pk, debt.pk, "it was found", desk=office)
    with pytest.raises(errors.HasCredit, match=r"€5\.00"):
        leaving.remove(ada.pk, actor=office.actor, now=office.now, interface="page")
    payments.refund(ada.pk, 500, "cash", desk=office)
    leaving.remove(ada.pk, actor=office.actor, now=office.now, interface="page")
    assert AccountLine.objects.filter(member=None, note="").count() == 4
    with pytest.raises(UnknownMember):
        payments.reverse(ada.pk, debt.pk, "too late", desk=office)
