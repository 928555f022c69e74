"""The fine of a loan that counts as lost by its terms, though the night that would have noticed was
missed.
"""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from catalog.models import Branch
from loans.models import AccountLine, Loan
from loans.services import accrual, ledger, lost, renewals, returns
from loans.services.situation import Desk
from members.models import Member
from tests.loans.services.accounts import assert_sound, at_night, late_loan, lines

pytestmark = pytest.mark.django_db


def given_up(member: Member, **more: Any) -> Loan:
    """A loan due on 6 May that counts as lost ten days later, with nobody to notice it."""
    return late_loan(member, terms={"lost_after_days": 10, **more})


def test_the_fine_grows_no_further_than_to_the_day_it_counts_as_lost(ada: Member) -> None:
    given_up(ada)
    assert accrual.accrue_all(by=at_night(15)).changed == 1
    line = AccountLine.objects.get()
    assert (line.amount, line.accrued_until) == (10 * 20, date(2026, 5, 16))
    assert accrual.accrue_all(by=at_night(20)).changed == 0


def test_a_loss_that_is_noticed_late_costs_no_more(ada: Member) -> None:
    given_up(ada, replacement_price=0, processing_fee=0)
    assert lost.count_long_overdue(by=at_night(15)).changed == 1
    assert ledger.balance(ada.pk) == 10 * 20


def test_a_copy_that_is_back_before_the_loss_is_noticed_costs_no_more(
    ada: Member, at_desk: Desk
) -> None:
    loan = given_up(ada)
    returns.take_back(loan.copy.barcode, desk=replace(at_desk, now=at_night(15).now))
    assert lines(ada) == [("overdue", 10 * 20, 0)]
    assert_sound(ada)


def test_more_time_after_the_loss_costs_no_more(
    ada: Member, at_desk: Desk, harbour: Branch
) -> None:
    loan = given_up(ada)
    renewals.renew(loan.pk, desk=replace(at_desk, now=at_night(15).now))
    assert lines(ada) == [("overdue", 10 * 20, 0)]


def test_a_term_that_cannot_be_read_keeps_no_book_from_coming_back(
    ada: Member, at_desk: Desk
) -> None:
    loan = given_up(ada, lost_after_days="soon")
    returns.take_back(loan.copy.barcode, desk=replace(at_desk, now=at_night(3).now))
    assert lines(ada) == [("overdue", 3 * 20, 0)]
