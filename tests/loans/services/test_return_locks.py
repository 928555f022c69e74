from typing import Any
from unittest import mock

import pytest

from loans import errors
from loans.services import returns
from loans.services.situation import Desk
from members.models import Member
from tests.factories.loans import LoanFactory

pytestmark = pytest.mark.django_db


def test_a_copy_that_was_lent_while_we_waited_is_taken_back_all_the_same(
    ada: Member, at_desk: Desk
) -> None:
    loan, real, calls = LoanFactory(member=ada), returns._locked_borrower, []

    def too_early(loans: Any) -> Any:
        calls.append(loans)
        return None if len(calls) == 1 else real(loans)

    with mock.patch.object(returns, "_locked_borrower", too_early):
        done = returns.take_back(loan.copy.barcode, desk=at_desk)
    assert (done.loan, len(calls)) == (loan, 2)


def test_a_loan_is_ended_by_its_id_once(ada: Member, at_desk: Desk) -> None:
    loan = LoanFactory(member=ada)
    assert returns.return_loan(loan.pk, desk=at_desk).loan == loan
    with pytest.raises(errors.AlreadyReturned):
        returns.return_loan(loan.pk, desk=at_desk)


def test_a_loan_that_nobody_made_is_unknown(ada: Member, at_desk: Desk) -> None:
    with pytest.raises(errors.UnknownLoan):
        returns.return_loan(ada.pk, desk=at_desk)
