"""What was charged for a lost copy, when the copy turns up after its loan was written off."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from accounts.models import AuditEntry, User
from catalog.services import copies
from loans import errors
from loans.models import AccountLine, Deed, Loan, NightStep
from loans.services import (
    forgetting,
    ledger,
    lost,
    nightly,
    payments,
    returns,
    turned_up,
    undo,
)
from loans.services.situation import Desk
from members.models import Member
from tests.loans.services.accounts import assert_sound, at_night, late_loan, lines
from tests.loans.services.losses import ALL, PAID, lent_again, night, on_day, written_off

pytestmark = pytest.mark.django_db


def test_what_was_paid_is_given_back_and_the_fine_stays(ada: Member, at_desk: Desk) -> None:
    loan = written_off(ada, at_desk)
    assert night(8) == []
    returns.take_back(loan.copy.barcode, desk=on_day(at_desk, 9))
    assert ledger.balance(ada.pk) == 0
    assert night(10) == [True]
    assert ledger.balance(ada.pk) == -PAID
    assert lines(ada)[0] == ("overdue", 40, 40)
    assert AccountLine.objects.filter(kind="found", loan=loan, branch=loan.branch).count() == 2
    assert AuditEntry.objects.filter(action="account.refunded", loan_id=loan.pk).count() == 2
    assert_sound(ada)


def test_it_is_given_back_once(ada: Member, at_desk: Desk) -> None:
    loan = written_off(ada, at_desk)
    returns.take_back(loan.copy.barcode, desk=on_day(at_desk, 1))
    assert night(2) == [True]
    assert night(3) == []
    assert not turned_up.give_back(loan.pk, by=at_night(3))
    assert ledger.balance(ada.pk) == -PAID


@pytest.mark.parametrize(("found_on", "is_in_time"), [(90, True), (91, False)])
def test_the_time_ends_with_the_day_on_which_it_was_found(
    ada: Member, at_desk: Desk, found_on: int, is_in_time: bool
) -> None:
    loan = written_off(ada, at_desk)
    returns.take_back(loan.copy.barcode, desk=on_day(at_desk, found_on))
    assert night(95) == [True] * is_in_time  # the nights between were missed


@pytest.mark.parametrize("mode", ["nothing", "unpaid"])
def test_what_was_paid_is_kept_where_the_policy_says_so(
    ada: Member, at_desk: Desk, mode: str
) -> None:
    loan = written_off(ada, at_desk, found_refund=mode)
    returns.take_back(loan.copy.barcode, desk=on_day(at_desk, 1))
    assert not any(night(2))
    assert ledger.balance(ada.pk) == 0


def test_what_was_waived_is_no_money(ada: Member, at_desk: Desk, leo: User) -> None:
    loan = late_loan(ada, days=2, terms=ALL)
    lost.declare(loan.pk, desk=at_desk)
    payments.waive(ada.pk, ledger.balance(ada.pk), "a hard month", desk=replace(at_desk, actor=leo))
    lost.write_off(loan.pk, desk=at_desk)
    returns.take_back(loan.copy.barcode, desk=on_day(at_desk, 1))
    assert night(2) == []
    assert ledger.balance(ada.pk) == 0


def struck_off(loan: Loan, _ben: Member, desk: Desk) -> None:
    facts = replace(copies.facts_of(loan.copy), is_lost=False)
    copies.edit(
        loan.copy_id,
        facts,
        revision=loan.copy.revision,
        actor=desk.actor,
        now=desk.now,
        interface=desk.interface,
    )


@pytest.mark.parametrize("found", [lent_again, struck_off])
def test_however_it_is_found(
    ada: Member, ben: Member, at_desk: Desk, found: Callable[[Loan, Member, Desk], None]
) -> None:
    loan = written_off(ada, at_desk)
    loan.copy.refresh_from_db()
    found(loan, ben, on_day(at_desk, 1))
    assert night(2) == [True]
    assert ledger.balance(ada.pk) == -PAID


def test_a_return_that_was_undone_found_nothing(ada: Member, at_desk: Desk) -> None:
    loan = written_off(ada, at_desk)
    done = returns.take_back(loan.copy.barcode, desk=on_day(at_desk, 1))
    assert done.deed
    undo.undo(done.deed, desk=on_day(at_desk, 1))
    assert night(2) == []


@pytest.mark.parametrize("found", ["taken in", "lent again"])
def test_what_the_night_gave_back_stands_in_the_way_of_undoing(
    ada: Member, ben: Member, at_desk: Desk, found: str
) -> None:
    loan, desk = written_off(ada, at_desk), on_day(at_desk, 1)
    if found == "taken in":
        returns.take_back(loan.copy.barcode, desk=desk)
    else:
        lent_again(loan, ben, desk)
    deed = Deed.objects.latest("seq").id
    assert night(2) == [True]
    with pytest.raises(errors.LaterDeed, match=r"€20\.00"):
        undo.undo(deed, desk=on_day(at_desk, 2))
    loan.copy.refresh_from_db()
    assert loan.copy.lost_at is None
    for line in AccountLine.objects.filter(kind="found"):
        ledger.reverse(line, by=on_day(at_desk, 2))
    undo.undo(deed, desk=on_day(at_desk, 2))
    loan.copy.refresh_from_db()
    assert (loan.copy.state, ledger.balance(ada.pk)) == ("lost", 0)


def test_a_copy_that_is_given_away_is_not_found(ada: Member, at_desk: Desk) -> None:
    loan = written_off(ada, at_desk)
    type(loan.copy).objects.filter(pk=loan.copy_id).update(lost_at=None, withdrawn_at=at_desk.now)
    assert night(2) == []


def test_a_withdrawn_copy_that_is_taken_in_is_found(ada: Member, at_desk: Desk, leo: User) -> None:
    loan = written_off(ada, at_desk)
    desk = on_day(at_desk, 1)
    copies.withdraw(loan.copy_id, actor=leo, now=desk.now, interface="page")
    assert night(2) == []
    returns.take_back(loan.copy.barcode, desk=on_day(at_desk, 3))
    assert night(4) == [True]
    assert ledger.balance(ada.pk) == -PAID


def test_nothing_is_given_back_to_nobody(ada: Member, at_desk: Desk) -> None:
    loan = written_off(ada, at_desk)
    returns.take_back(loan.copy.barcode, desk=on_day(at_desk, 1))
    Loan.objects.filter(pk=loan.pk).update(member=None)
    assert night(2) == []


def test_one_whose_terms_cannot_be_read_fails_alone(
    ada: Member, ben: Member, at_desk: Desk
) -> None:
    odd, other = written_off(ada, at_desk), written_off(ben, at_desk)
    Loan.objects.filter(pk=odd.pk).update(policy_terms=ALL | {"found_within_days": "long"})
    for loan in (odd, other):
        returns.take_back(loan.copy.barcode, desk=on_day(at_desk, 1))
    by = at_night(2)
    ran = nightly.run(by.now, clock=lambda: by.now, interface="job", steps=[NightStep.LOST])
    step = ran.steps.get()
    assert (step.seen, step.changed, step.failed, step.is_broken) == (2, 1, 1, False)
    assert ledger.balance(ben.pk) == -PAID


def left_of(member: Member, days: int) -> int:
    """How many loans are known to be of a member after a night."""
    assert not forgetting.forget_all(by=at_night(days)).failed
    return Loan.objects.of_member(member.pk).count()


@pytest.mark.parametrize(
    ("terms", "stays"),
    [({}, 1), ({"found_refund": "nothing"}, 0), ({"found_refund": "unpaid"}, 0)],
)
def test_whose_it_was_is_known_as_long_as_something_could_be_given_back(
    ada: Member, at_desk: Desk, terms: dict[str, Any], stays: int
) -> None:
    loan = written_off(ada, at_desk, **terms)
    assert left_of(ada, 89) == stays
    assert AccountLine.objects.filter(loan=loan, member=ada).count() == 3 * stays
    assert left_of(ada, 92) == 0
    assert not AccountLine.objects.filter(member=ada).exists()


def test_terms_that_cannot_be_read_are_no_reason_to_remember(ada: Member, at_desk: Desk) -> None:
    loan = written_off(ada, at_desk)
    Loan.objects.filter(pk=loan.pk).update(policy_terms=ALL | {"found_within_days": "long"})
    assert left_of(ada, 20) == 0
