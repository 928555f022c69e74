from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest

from accounts.models import AuditEntry, User
from core.errors import NotAllowed
from loans import errors
from loans.models import AccountLine, Loan
from loans.services import accrual, checkout, ledger, lost, payments, renewals, returns
from loans.services.situation import Desk
from members.models import Member
from tests.factories.catalog import CopyFactory
from tests.factories.loans import LoanFactory
from tests.loans.services.accounts import assert_sound, at_night, late_loan, lines

pytestmark = pytest.mark.django_db


def later(desk: Desk, days: int) -> Desk:
    return replace(desk, now=desk.now + timedelta(days=days))


def test_a_lost_copy_is_charged_with_its_price_and_the_fee(ada: Member, at_desk: Desk) -> None:
    loan = late_loan(ada, days=2, copy__price_minor=1290)
    lost.declare(loan.pk, desk=at_desk)
    loan.refresh_from_db()
    loan.copy.refresh_from_db()
    assert loan.is_open
    assert loan.lost_at == loan.copy.lost_at == at_desk.now
    assert loan.copy.is_on_loan
    assert lines(ada) == [("overdue", 40, 0), ("replacement", 1290, 0), ("processing", 300, 0)]
    assert AuditEntry.objects.filter(action="loan.lost", loan_id=loan.pk).count() == 1


def test_a_copy_without_a_price_costs_what_the_policy_says(ada: Member, at_desk: Desk) -> None:
    lost.declare(late_loan(ada).pk, desk=at_desk)
    assert lines(ada) == [("replacement", 2000, 0), ("processing", 300, 0)]


def test_a_library_may_charge_nothing_for_lost_copies(ada: Member, at_desk: Desk) -> None:
    free = {"processing_fee": 0, "replacement_price": 0}
    lost.declare(late_loan(ada, terms=free).pk, desk=at_desk)
    assert lines(ada) == []


def test_the_fine_rests_while_the_copy_is_lost(ada: Member, at_desk: Desk) -> None:
    loan = late_loan(ada, days=2)
    lost.declare(loan.pk, desk=at_desk)
    assert accrual.accrue_all(by=at_night(9)).seen == 0
    loan.refresh_from_db()
    assert not accrual.accrue(loan, by=at_night(9))


def test_it_is_lost_only_once(ada: Member, at_desk: Desk) -> None:
    loan = late_loan(ada)
    lost.declare(loan.pk, desk=at_desk)
    with pytest.raises(errors.AlreadyLost):
        lost.declare(loan.pk, desk=at_desk)


def test_what_is_back_is_not_lost(ada: Member, at_desk: Desk) -> None:
    loan = late_loan(ada)
    returns.take_back(loan.copy.barcode, desk=at_desk)
    with pytest.raises(errors.NotOnLoan):
        lost.declare(loan.pk, desk=at_desk)


def test_members_do_not_declare_copies_lost(ada: Member, at_desk: Desk) -> None:
    loan = late_loan(ada)
    assert ada.user
    with pytest.raises(NotAllowed):
        lost.declare(loan.pk, desk=replace(at_desk, actor=ada.user))


def test_a_loan_that_nobody_made_is_unknown(at_desk: Desk) -> None:
    with pytest.raises(errors.UnknownLoan):
        lost.declare(CopyFactory().pk, desk=at_desk)


def test_a_lost_loan_takes_no_place_and_is_not_renewed(ada: Member, at_desk: Desk) -> None:
    loan = late_loan(ada)
    lost.declare(loan.pk, desk=at_desk)
    loan.policy = None
    with pytest.raises(errors.CopyLost):
        renewals.renew(loan.pk, desk=at_desk)
    found = checkout.look(CopyFactory().barcode, ada.pk, desk=at_desk).situation
    assert found.data["count"] == found.data["overdue"] == 0


@pytest.mark.parametrize(
    ("mode", "paid", "given_back", "balance"),
    [
        # nothing paid: the charges are gone, the fine runs on to the day it came back
        ("unpaid", 0, 2300, 5 * 20),
        ("all", 0, 2300, 5 * 20),
        # the replacement paid, the fee not: the fee goes, the money for the copy is kept or not
        ("unpaid", 2000, 300, 5 * 20),
        ("all", 2000, 2300, 5 * 20 - 2000),
        # all is paid: nothing is given back, and the fine does not run on
        ("unpaid", 2300, 0, 2 * 20),
        ("all", 2300, 2300, 5 * 20 - 2300),
        ("nothing", 0, 0, 2300 + 2 * 20),
    ],
)
def test_a_lost_copy_is_found(
    ada: Member, at_desk: Desk, mode: str, paid: int, given_back: int, balance: int
) -> None:
    loan = late_loan(ada, days=2, terms={"found_refund": mode})
    lost.declare(loan.pk, desk=at_desk)
    left = paid
    for line in AccountLine.objects.filter(kind__in=lost.LOST_CHARGES).order_by("at", "id"):
        if part := min(left, line.amount):
            payments.pay(ada.pk, part, "cash", desk=at_desk, charge_id=line.pk)
            left -= part
    done = returns.take_back(loan.copy.barcode, desk=later(at_desk, 3))
    loan.refresh_from_db()
    loan.copy.refresh_from_db()
    assert loan.returned_at
    assert (loan.copy.lost_at, loan.copy.is_on_loan) == (None, False)
    assert ledger.balance(ada.pk) == balance
    assert any(told["code"] == "given_back" for told in done.findings) == bool(given_back)
    assert_sound(ada)


def test_what_was_waived_of_a_lost_copy_is_not_paid_out(
    ada: Member, at_desk: Desk, leo: User
) -> None:
    loan = late_loan(ada, days=2, terms={"found_refund": "all", "processing_fee": 0})
    lost.declare(loan.pk, desk=at_desk)
    price = AccountLine.objects.get(kind="replacement")
    payments.waive(
        ada.pk, 1500, "a hard month", desk=replace(at_desk, actor=leo), charge_id=price.pk
    )
    payments.pay(ada.pk, 500, "cash", desk=at_desk, charge_id=price.pk)
    returns.take_back(loan.copy.barcode, desk=at_desk)
    assert ledger.balance(ada.pk) == 40 - 500
    assert_sound(ada)


def test_a_copy_that_is_found_too_late_stays_paid_for(ada: Member, at_desk: Desk) -> None:
    loan = late_loan(ada, days=2)
    lost.declare(loan.pk, desk=at_desk)
    returns.take_back(loan.copy.barcode, desk=later(at_desk, 91))
    assert lines(ada) == [("overdue", 40, 0), ("replacement", 2000, 0), ("processing", 300, 0)]
    assert not AccountLine.objects.growing().exists()


@pytest.mark.parametrize("end", ["written off", "found too late"])
def test_a_fine_that_rests_asks_no_price_of_today(ada: Member, at_desk: Desk, end: str) -> None:
    terms = {"fine_up_to_copy_value": True, "processing_fee": 0}
    loan = late_loan(ada, days=2, terms=terms, copy__price_minor=30)
    lost.declare(loan.pk, desk=at_desk)
    payments.pay(ada.pk, 60, "cash", desk=at_desk)
    type(loan.copy).objects.update(price_minor=1000)
    if end == "written off":
        lost.write_off(loan.pk, desk=later(at_desk, 5))
    else:
        returns.take_back(loan.copy.barcode, desk=later(at_desk, 91))
    assert lines(ada)[0] == ("overdue", 30, 30)
    assert not AccountLine.objects.growing().exists()
    settled = AuditEntry.objects.get(action="account.settled")
    assert (settled.loan_id, settled.data["amount"]) == (loan.pk, 30)


def test_the_last_day_still_counts(ada: Member, at_desk: Desk) -> None:
    loan = late_loan(ada, days=2, terms={"fine_per_day": 0})
    lost.declare(loan.pk, desk=at_desk)
    returns.take_back(loan.copy.barcode, desk=later(at_desk, 90))
    assert ledger.balance(ada.pk) == 0


def test_a_charge_that_was_reversed_is_not_given_back_again(
    ada: Member, at_desk: Desk, leo: User
) -> None:
    loan = late_loan(ada, terms={"found_refund": "all", "processing_fee": 0})
    lost.declare(loan.pk, desk=at_desk)
    price = AccountLine.objects.get(kind="replacement")
    payments.reverse(ada.pk, price.pk, "it was an old copy", desk=replace(at_desk, actor=leo))
    returns.take_back(loan.copy.barcode, desk=at_desk)
    assert ledger.balance(ada.pk) == 0


@pytest.mark.parametrize(("days", "is_lost"), [(29, False), (30, True)])
def test_what_is_overdue_for_too_long_counts_as_lost(ada: Member, days: int, is_lost: bool) -> None:
    loan = late_loan(ada, terms={"lost_after_days": 30})
    report = lost.count_long_overdue(by=at_night(days))
    loan.refresh_from_db()
    assert (loan.lost_at is not None, report.changed) == (is_lost, int(is_lost))
    assert lost.count_long_overdue(by=at_night(days)).changed == 0


def test_without_a_number_of_days_nothing_becomes_lost_by_itself(ada: Member) -> None:
    late_loan(ada)
    late_loan(ada, terms={"lost_after_days": None})
    assert lost.long_overdue(at_night(400).now) == []


def test_a_loan_that_came_back_meanwhile_does_not_become_lost(ada: Member, at_desk: Desk) -> None:
    loan = late_loan(ada, terms={"lost_after_days": 30})
    returns.take_back(loan.copy.barcode, desk=at_desk)
    assert lost.count_long_overdue(by=at_night(31), loans=[loan.pk]).changed == 0


def test_a_loan_that_was_renewed_meanwhile_does_not_become_lost(ada: Member) -> None:
    loan = late_loan(ada, terms={"lost_after_days": 30})
    Loan.objects.update(due_at=at_night(40).now)
    assert lost.count_long_overdue(by=at_night(31), loans=[loan.pk]).changed == 0


def test_one_loan_that_fails_does_not_stop_the_others(ada: Member, ben: Member) -> None:
    first = late_loan(ada, days=1, terms={"lost_after_days": 3})
    late_loan(ben, terms={"lost_after_days": 3})
    real = lost.count_as_lost

    def fails_for_ada(loan: Loan, **more: Any) -> Loan:
        if loan.pk == first.pk:
            raise RuntimeError("a fault")
        return real(loan, **more)

    with mock.patch.object(lost, "count_as_lost", fails_for_ada):
        report = lost.count_long_overdue(by=at_night(4))
    assert (report.seen, report.changed, report.failed) == (2, 1, [first.pk])


@pytest.mark.parametrize("term", ["soon", True, [30], -1, 10**9])
def test_a_term_that_cannot_be_read_fails_by_that_loan_only(
    ada: Member, ben: Member, term: Any
) -> None:
    odd = late_loan(ada, days=1, terms={"lost_after_days": term})
    late_loan(ben, terms={"lost_after_days": 3})
    report = lost.count_long_overdue(by=at_night(4))
    assert (report.seen, report.changed, report.failed) == (2, 1, [odd.pk])
    odd.refresh_from_db()
    assert odd.lost_at is None


def test_a_copy_is_found_in_time_from_the_day_its_loss_was_noticed(
    ada: Member, at_desk: Desk
) -> None:
    """Who is told of a loss late has as many days to bring the copy as anybody."""
    loan = late_loan(ada, terms={"lost_after_days": 10, "found_within_days": 5})
    lost.count_long_overdue(by=at_night(15))
    returns.take_back(loan.copy.barcode, desk=replace(at_desk, now=at_night(20).now))
    assert ledger.balance(ada.pk) == 20 * 20
    assert_sound(ada)


def test_a_return_without_a_loan_touches_no_account(at_desk: Desk) -> None:
    copy = CopyFactory(lost_at=at_desk.now)
    LoanFactory(copy=copy, returned_at=at_desk.now)
    returns.take_back(copy.barcode, desk=at_desk)
    assert not AccountLine.objects.exists()


def test_a_lost_loan_is_closed_when_it_is_paid_for(ada: Member, at_desk: Desk) -> None:
    loan = late_loan(ada, days=2)
    lost.declare(loan.pk, desk=at_desk)
    with pytest.raises(errors.NotSettled, match=r"still €23\.40 owed"):
        lost.write_off(loan.pk, desk=at_desk)
    payments.pay(ada.pk, 2340, "cash", desk=at_desk)
    lost.write_off(loan.pk, desk=later(at_desk, 5))
    loan.refresh_from_db()
    loan.copy.refresh_from_db()
    assert not loan.is_open
    assert (loan.copy.is_on_loan, loan.copy.state) == (False, "lost")
    assert ledger.balance(ada.pk) == 0
    done = returns.take_back(loan.copy.barcode, desk=later(at_desk, 9))
    assert [told["code"] for told in done.findings][:2] == ["not_on_loan", "found_again"]
    assert ledger.balance(ada.pk) == 0


def test_a_copy_stays_lost_though_its_mark_was_taken_off(ada: Member, at_desk: Desk) -> None:
    loan = late_loan(ada, terms={"processing_fee": 0, "replacement_price": 0})
    lost.declare(loan.pk, desk=at_desk)
    type(loan.copy).objects.update(lost_at=None)
    lost.write_off(loan.pk, desk=later(at_desk, 1))
    loan.copy.refresh_from_db()
    assert (loan.copy.lost_at, loan.copy.is_on_loan) == (at_desk.now, False)


def test_a_loan_that_is_not_lost_is_not_written_off(ada: Member, at_desk: Desk) -> None:
    with pytest.raises(errors.NotLost):
        lost.write_off(late_loan(ada).pk, desk=at_desk)
