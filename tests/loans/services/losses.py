"""What the tests of copies share that turn up after their loans were written off."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from loans.models import Loan
from loans.services import checkout, ledger, lost, payments, returns, turned_up
from loans.services.situation import Desk
from members.models import Member
from tests.loans.services.accounts import at_night, late_loan

ALL = {"found_refund": "all"}
PAID = 2000 + 300


def on_day(desk: Desk, days: int) -> Desk:
    return replace(desk, now=desk.now + timedelta(days=days))


def written_off(member: Member, desk: Desk, **terms: Any) -> Loan:
    """A loan two days late whose copy was lost and paid for, and which was closed."""
    loan = late_loan(member, days=2, terms={**ALL, **terms})
    lost.declare(loan.pk, desk=desk)
    payments.pay(member.pk, ledger.balance(member.pk), "cash", desk=desk)
    return lost.write_off(loan.pk, desk=desk)


def night(days: int) -> list[bool]:
    """What each loan that is due gets."""
    by = at_night(days)
    return [turned_up.give_back(pk, by=by) for pk in turned_up.due(by.now)]


def taken_in(loan: Loan, _ben: Member, desk: Desk) -> None:
    returns.take_back(loan.copy.barcode, desk=desk)


def lent_again(loan: Loan, ben: Member, desk: Desk) -> None:
    look = checkout.look(loan.copy.barcode, ben.pk, desk=desk)
    checkout.lend_copy(loan.copy.barcode, ben.pk, desk=desk, confirmation=look.confirmation_token)
