from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from loans.models import AccountLine, LineKind, Loan
from tests.factories.loans import LoanFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 6, 12, tzinfo=UTC)
ON_SQLITE = {
    "account_one_accruing_line_per_loan": "loans_accountline.loan_id",
    "account_loss_is_charged_once": "loans_accountline.loan_id, loans_accountline.kind",
}


def entered(loan: Loan, **facts: Any) -> AccountLine:
    row = {"kind": LineKind.OVERDUE, "amount": 20, "at": NOON, "interface": "desk", **facts}
    return AccountLine.objects.create(member=loan.member, loan=loan, **row)


def growing(loan: Loan, **facts: Any) -> AccountLine:
    return entered(loan, is_accruing=True, accrued_until=date(2026, 5, 7), **facts)


def refused(law: str, loan: Loan, **facts: Any) -> bool:
    """Whether the database refuses the line, by that law and no other."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        entered(loan, **facts)
    said = str(error.value)
    return law in said or said.endswith(f"failed: {ON_SQLITE.get(law)}")


def test_a_loan_has_one_growing_fine_and_any_number_of_ended_ones() -> None:
    loan = LoanFactory()
    entered(loan)
    entered(loan)
    growing(loan)
    assert refused("account_one_accruing_line_per_loan", loan, is_accruing=True)
    assert growing(LoanFactory()).is_accruing


@pytest.mark.parametrize("kind", [LineKind.REPLACEMENT, LineKind.MANUAL])
def test_only_a_fine_grows(kind: LineKind) -> None:
    assert refused("account_only_fines_grow", LoanFactory(), kind=kind, is_accruing=True)


@pytest.mark.parametrize("kind", [LineKind.REPLACEMENT, LineKind.PROCESSING])
def test_a_loan_is_lost_and_charged_once(kind: LineKind) -> None:
    loan = LoanFactory()
    entered(loan, kind=kind)
    assert refused("account_loss_is_charged_once", loan, kind=kind)
    assert entered(LoanFactory(), kind=kind).amount == 20


def test_charges_by_hand_are_as_many_as_are_made() -> None:
    loan = LoanFactory()
    assert {entered(loan, kind=LineKind.MANUAL).amount for _ in range(2)} == {20}
