from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.models import AuditEntry
from core.errors import NotAllowed
from loans import errors
from loans.models import Loan, Policy
from loans.services import (
    accrual,
    checkout,
    claims,
    ledger,
    lost,
    payments,
    renewals,
    returns,
)
from loans.services.claims import Outcome
from loans.services.situation import Desk
from members.models import Member
from tests.factories.catalog import CopyFactory
from tests.loans.services.accounts import assert_sound, at_night, late_loan, lines

pytestmark = pytest.mark.django_db


@pytest.fixture
def claimed(ada: Member, at_desk: Desk) -> Loan:
    """A loan two days late that Ada says she has returned."""
    return claims.claim(late_loan(ada, days=2).pk, desk=at_desk)


@pytest.fixture
def next_week(at_desk: Desk) -> Desk:
    return replace(at_desk, now=at_desk.now + timedelta(days=7))


def test_the_fine_rests_on_the_day_of_the_claim(ada: Member, claimed: Loan) -> None:
    assert ledger.balance(ada.pk) == 40
    assert accrual.accrue_all(by=at_night(9)).seen == 0
    assert claimed.is_open


def test_a_claimed_loan_takes_no_place_and_is_not_overdue(
    ada: Member, claimed: Loan, at_desk: Desk
) -> None:
    Policy.objects.update(loan_limit=1, overdue_limit=1)
    assert checkout.lend_copy(CopyFactory().barcode, ada.pk, desk=at_desk).loan.is_open


def test_a_claimed_loan_is_not_renewed(claimed: Loan, at_desk: Desk) -> None:
    with pytest.raises(errors.ClaimedReturned):
        renewals.renew(claimed.pk, desk=at_desk)


def test_a_claimed_loan_does_not_become_lost_by_itself(ada: Member, at_desk: Desk) -> None:
    loan = late_loan(ada, terms={"lost_after_days": 3})
    claims.claim(loan.pk, desk=at_desk)
    assert lost.long_overdue(at_night(30).now) == []
    assert lost.count_long_overdue(by=at_night(30), loans=[loan.pk]).changed == 0


def test_a_claim_is_made_once_and_not_of_what_is_lost(
    ada: Member, claimed: Loan, at_desk: Desk
) -> None:
    with pytest.raises(errors.ClaimedReturned):
        claims.claim(claimed.pk, desk=at_desk)
    gone = late_loan(ada)
    lost.declare(gone.pk, desk=at_desk)
    with pytest.raises(errors.AlreadyLost):
        claims.claim(gone.pk, desk=at_desk)


def test_a_claimed_copy_that_comes_back_asks_how(claimed: Loan, next_week: Desk) -> None:
    with pytest.raises(errors.ClaimNeedsResolution) as asked:
        returns.take_back(claimed.copy.barcode, desk=next_week)
    assert asked.value.extra["resolutions"] == ["found_by_library", "returned_by_member"]
    assert [each["kind"] for each in asked.value.findings] == ["confirm"]
    claimed.refresh_from_db()
    assert claimed.is_open


def test_the_days_of_a_claim_cost_nothing_when_the_copy_is_lost_and_found(
    ada: Member, at_desk: Desk, next_week: Desk
) -> None:
    loan = late_loan(ada, days=2, terms={"found_refund": "nothing"})
    claims.claim(loan.pk, desk=at_desk)
    claims.resolve(loan.pk, Outcome.NOT_FOUND, desk=next_week)
    owed = ledger.balance(ada.pk)
    returns.take_back(loan.copy.barcode, desk=next_week)
    assert ledger.balance(ada.pk) == owed == 40 + 2300


def test_the_days_of_a_claim_cost_nothing_when_the_loan_is_written_off(
    ada: Member, at_desk: Desk, next_week: Desk
) -> None:
    loan = late_loan(ada, days=2)
    claims.claim(loan.pk, desk=at_desk)
    claims.resolve(loan.pk, Outcome.NOT_FOUND, desk=next_week)
    payments.pay(ada.pk, ledger.balance(ada.pk), "cash", desk=next_week)
    lost.write_off(loan.pk, desk=next_week)
    assert ledger.balance(ada.pk) == 0
    assert_sound(ada)


def test_found_in_the_library_it_costs_nothing(ada: Member, claimed: Loan, next_week: Desk) -> None:
    said = returns.Said(resolution="found_by_library")
    done = returns.take_back(claimed.copy.barcode, desk=next_week, said=said)
    assert done.loan
    assert done.loan.returned_at == next_week.now
    assert lines(ada) == []


def test_brought_by_the_member_it_costs_as_much_as_on_the_day_of_the_claim(
    ada: Member, claimed: Loan, next_week: Desk
) -> None:
    said = returns.Said(resolution="returned_by_member")
    returns.take_back(claimed.copy.barcode, desk=next_week, said=said)
    assert lines(ada) == [("overdue", 40, 0)]


@pytest.mark.parametrize(
    ("outcome", "balance", "is_open"),
    [
        (Outcome.FOUND_BY_LIBRARY, 0, False),
        (Outcome.RETURNED_BY_MEMBER, 40, False),
        (Outcome.NOT_FOUND, 40 + 2300, True),
    ],
)
def test_a_claim_is_resolved(
    ada: Member, claimed: Loan, next_week: Desk, outcome: Outcome, balance: int, is_open: bool
) -> None:
    loan = claims.resolve(claimed.pk, outcome, desk=next_week)
    loan.refresh_from_db()
    assert (loan.is_open, loan.lost_at is not None) == (is_open, is_open)
    assert ledger.balance(ada.pk) == balance
    told = AuditEntry.objects.of_loan(loan.pk).filter(action="loan.claim_resolved").get()
    assert told.data == {"outcome": outcome.value}
    assert_sound(ada)


def test_a_member_who_finds_it_at_home_goes_on_with_the_loan(
    ada: Member, claimed: Loan, next_week: Desk
) -> None:
    claims.withdraw(claimed.pk, desk=next_week)
    assert ledger.balance(ada.pk) == 9 * 20
    claimed.refresh_from_db()
    assert claimed.claimed_returned_at is None


def test_what_nobody_claimed_is_not_resolved(ada: Member, at_desk: Desk) -> None:
    loan = late_loan(ada)
    with pytest.raises(errors.NotClaimed):
        claims.resolve(loan.pk, Outcome.NOT_FOUND, desk=at_desk)
    with pytest.raises(errors.NotClaimed):
        claims.withdraw(loan.pk, desk=at_desk)


def test_members_do_not_note_claims_by_themselves(ada: Member, at_desk: Desk) -> None:
    assert ada.user
    with pytest.raises(NotAllowed):
        claims.claim(late_loan(ada).pk, desk=replace(at_desk, actor=ada.user))


def test_damage_is_noted_at_the_return(ada: Member, at_desk: Desk) -> None:
    loan = late_loan(ada, copy__note="signed by the author")
    done = returns.take_back(loan.copy.barcode, desk=at_desk, said=returns.Said(damage="torn page"))
    loan.copy.refresh_from_db()
    assert loan.copy.damaged_at == at_desk.now
    assert loan.copy.note == "signed by the author · torn page"
    assert done.next == "ask_librarian"
