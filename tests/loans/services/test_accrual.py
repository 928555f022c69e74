from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.models import Branch
from loans.models import AccountLine, DatedDay, Policy, WeeklyHours
from loans.services import accrual, calendars, checkout, ledger, payments, renewals, returns
from loans.services.situation import Desk
from members.models import Member
from tests.factories.catalog import BranchFactory, CopyFactory
from tests.factories.loans import LoanFactory
from tests.loans.services.accounts import TERMS, assert_sound, at_night, late_loan, lines

pytestmark = pytest.mark.django_db


def fine_of(member: Member, days: int, terms: dict[str, Any] | None = None) -> int:
    """What a loan due on 6 May costs when it is out for so many days more."""
    late_loan(member, terms=terms)
    accrual.accrue_all(by=at_night(days))
    return ledger.balance(member.pk)


@pytest.mark.parametrize(
    ("days", "terms", "fine"),
    [
        (3, {"grace_days": 2}, 20),
        (3, {"grace_days": 2, "beyond_grace_only": False}, 60),
        (2, {"grace_days": 2}, 0),
        (2, {"grace_days": 2, "beyond_grace_only": False}, 0),
        (9, {"fine_cap": 50}, 50),
        (0, {}, 0),
        (1, {}, 20),
    ],
)
def test_the_vectors_of_the_rules(
    ada: Member, harbour: Branch, days: int, terms: dict[str, Any], fine: int
) -> None:
    assert fine_of(ada, days, terms) == fine


def test_a_library_without_fines_writes_no_lines(ada: Member, at_desk: Desk) -> None:
    loan = late_loan(ada, days=10, terms={"fine_per_day": 0})
    accrual.accrue_all(by=at_night(0))
    returns.take_back(loan.copy.barcode, desk=at_desk)
    assert not AccountLine.objects.exists()


def test_a_loan_from_before_there_were_fines_costs_nothing(ada: Member) -> None:
    LoanFactory(
        member=ada,
        due_at=datetime(2026, 4, 1, tzinfo=UTC),
        loaned_at=datetime(2026, 3, 1, tzinfo=UTC),
    )
    assert accrual.accrue_all(by=at_night(0)).seen == 0
    assert ledger.balance(ada.pk) == 0


def test_the_fine_grows_on_one_line(ada: Member) -> None:
    loan = late_loan(ada)
    for days in (1, 2, 3):
        accrual.accrue_all(by=at_night(days))
    line = AccountLine.objects.get(loan=loan)
    assert (line.amount, line.is_accruing, line.accrued_until) == (60, True, date(2026, 5, 9))


def test_a_night_that_runs_twice_charges_once(ada: Member) -> None:
    late_loan(ada)
    assert accrual.accrue_all(by=at_night(2)).changed == 1
    assert accrual.accrue_all(by=at_night(2)).changed == 0
    assert accrual.accrue_all(by=at_night(1)).changed == 0
    assert ledger.balance(ada.pk) == 40


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    nights=st.lists(st.integers(0, 40), max_size=6),
    last=st.integers(0, 40),
    grace=st.integers(0, 5),
    beyond=st.booleans(),
    cap=st.none() | st.integers(1, 300),
)
def test_day_by_day_comes_to_the_same_as_at_once(
    ada: Member, nights: list[int], last: int, grace: int, beyond: bool, cap: int | None
) -> None:
    AccountLine.objects.update(member=None, is_accruing=False)
    ada.loans.update(
        returned_at=datetime(2026, 6, 30, tzinfo=UTC), recorded_at=datetime(2026, 6, 30, tzinfo=UTC)
    )
    WeeklyHours.objects.get_or_create(branch=BranchFactory(), weekday=6)
    terms = {"grace_days": grace, "beyond_grace_only": beyond, "fine_cap": cap}
    loan = late_loan(ada, terms=terms)
    for night in sorted(night for night in nights if night <= last):
        accrual.accrue_all(by=at_night(night))
    accrual.accrue_all(by=at_night(last))
    until = date(2026, 5, 6) + timedelta(days=last)
    assert ledger.balance(ada.pk) == accrual.amount(loan, until, calendars.of(loan.branch_id))
    assert AccountLine.objects.of_member(ada.pk).count() <= 1


def test_closed_days_cost_nothing_where_the_terms_say_so(ada: Member, harbour: Branch) -> None:
    WeeklyHours.objects.create(branch=harbour, weekday=6)
    assert fine_of(ada, 7) == 120


def test_a_loan_is_fined_by_the_calendar_of_its_branch(ada: Member, harbour: Branch) -> None:
    other = BranchFactory(code="hill", name="Hill branch")
    for weekday in range(1, 7):
        WeeklyHours.objects.create(branch=other, weekday=weekday)
    late_loan(ada)
    late_loan(ada, branch=other)
    accrual.accrue_all(by=at_night(7))
    assert sorted(amount for _kind, amount, _covered in lines(ada)) == [20, 140]


def test_a_loan_costs_no_more_than_the_copy(ada: Member) -> None:
    late_loan(ada, terms={"fine_up_to_copy_value": True}, copy__price_minor=90)
    accrual.accrue_all(by=at_night(30))
    assert ledger.balance(ada.pk) == 90


def test_a_closure_that_is_noted_late_makes_the_fine_smaller(ada: Member, at_desk: Desk) -> None:
    loan = late_loan(ada, days=3)
    accrual.accrue_all(by=at_night(0))
    payments.pay(ada.pk, 60, "cash", desk=at_desk)
    DatedDay.objects.create(branch=loan.branch, on=date(2026, 5, 5), name="Burst pipe")
    returns.take_back(loan.copy.barcode, desk=at_desk)
    assert lines(ada) == [("overdue", 40, 40), ("payment", -60, 40)]
    assert_sound(ada)


def test_the_return_ends_the_growing(ada: Member, at_desk: Desk) -> None:
    loan = late_loan(ada, days=3)
    done = returns.take_back(loan.copy.barcode, desk=at_desk)
    line = AccountLine.objects.get(loan=loan)
    assert (line.amount, line.is_accruing) == (60, False)
    assert done.findings[-1] == {
        "code": "fine",
        "kind": "warning",
        "message": "It costs a fine of €0.60.",
    }


def test_what_lay_in_the_book_drop_came_back_on_the_last_open_day(
    ada: Member, at_desk: Desk, harbour: Branch
) -> None:
    WeeklyHours.objects.create(branch=harbour, weekday=1)  # it is Wednesday
    loan = late_loan(ada, days=3, terms={"fine_open_days_only": False})
    accrual.accrue_all(by=at_night(0))
    done = returns.take_back(
        loan.copy.barcode, desk=at_desk, said=returns.Said(from_book_drop=True)
    )
    assert done.loan is not None
    assert done.loan.returned_at == datetime(2026, 5, 4, 21, 59, 59, tzinfo=UTC)
    assert done.loan.recorded_at == at_desk.now
    assert (done.days_late, ledger.balance(ada.pk)) == (1, 20)


def test_the_book_drop_of_a_day_in_time_costs_nothing(ada: Member, at_desk: Desk) -> None:
    loan = late_loan(ada, days=1)
    accrual.accrue_all(by=at_night(0))
    assert ledger.balance(ada.pk) == 20
    returns.take_back(loan.copy.barcode, desk=at_desk, said=returns.Said(from_book_drop=True))
    assert lines(ada) == []


def test_nothing_came_back_before_it_was_lent(ada: Member, at_desk: Desk) -> None:
    loan = LoanFactory(member=ada, loaned_at=at_desk.now - timedelta(hours=1))
    said = returns.Said(from_book_drop=True)
    done = returns.take_back(loan.copy.barcode, desk=at_desk, said=said)
    assert done.loan
    assert done.loan.returned_at == loan.loaned_at


def test_a_branch_that_never_opens_takes_books_all_the_same(
    ada: Member, at_desk: Desk, harbour: Branch
) -> None:
    for weekday in range(7):
        WeeklyHours.objects.create(branch=harbour, weekday=weekday)
    loan = late_loan(ada, days=3)
    done = returns.take_back(
        loan.copy.barcode, desk=at_desk, said=returns.Said(from_book_drop=True)
    )
    assert done.loan
    assert done.loan.returned_at == at_desk.now


def test_more_time_for_a_late_loan_ends_its_fine_and_begins_anew(
    ada: Member, at_desk: Desk
) -> None:
    Policy.objects.update(fine_per_day=50)
    loan = late_loan(ada, days=2)
    renewals.renew(loan.pk, desk=at_desk)
    assert [line.is_accruing for line in AccountLine.objects.filter(loan=loan)] == [False]
    accrual.accrue_all(by=at_night(16))  # due anew on 20 May, under the policy of the renewal
    assert lines(ada) == [("overdue", 40, 0), ("overdue", 100, 0)]


@pytest.mark.parametrize("limit", [{"fine_cap": 100}, {"fine_up_to_copy_value": True}])
def test_a_loan_that_is_late_twice_costs_no_more_than_one_can(
    ada: Member, at_desk: Desk, limit: dict[str, Any]
) -> None:
    Policy.objects.update(fine_per_day=20, loan_days=2, closed_days="ignore", **limit)
    loan = late_loan(ada, days=4, terms=limit, copy__price_minor=100)
    renewals.renew(loan.pk, desk=at_desk)
    assert ledger.balance(ada.pk) == 80
    accrual.accrue_all(by=at_night(30))
    assert ledger.balance(ada.pk) == 100
    returns.take_back(loan.copy.barcode, desk=replace(at_desk, now=at_night(40).now))
    assert ledger.balance(ada.pk) == 100
    assert_sound(ada)


def test_the_terms_are_those_the_loan_was_made_under(ada: Member, at_desk: Desk) -> None:
    Policy.objects.update(fine_per_day=20)
    loan = checkout.lend_copy(CopyFactory().barcode, ada.pk, desk=at_desk).loan
    Policy.objects.update(fine_per_day=5000)
    accrual.accrue_all(by=at_night(16))
    assert loan.policy_terms["fine_per_day"] == 20
    assert ledger.balance(ada.pk) == 40


def test_the_day_is_that_of_the_branch(ada: Member) -> None:
    far = BranchFactory(code="far", name="Far branch", time_zone="Pacific/Auckland")
    late_loan(ada, branch=far)  # due at 9:59 on 7 May there
    assert accrual.accrue_all(by=at_night(1)).changed == 0
    assert accrual.accrue_all(by=at_night(2)).changed == 1
    assert ledger.balance(ada.pk) == 20


def test_a_credit_is_used_up_by_the_fine_as_it_grows(ada: Member, at_desk: Desk) -> None:
    loan = late_loan(ada, days=2)
    accrual.accrue_all(by=at_night(0))
    payments.pay(ada.pk, 40, "cash", desk=at_desk)
    accrual.accrue_all(by=at_night(1))
    assert AccountLine.objects.get(loan=loan, kind="overdue").rest == 20
    assert_sound(ada)


def test_one_member_who_fails_does_not_stop_the_others(ada: Member, ben: Member) -> None:
    late_loan(ada)
    late_loan(ben)
    real = accrual.accrue_member

    def fails_for_ada(member_id: Any, **more: Any) -> int:
        if member_id == ada.pk:
            raise RuntimeError("a fault")
        return real(member_id, **more)

    with mock.patch.object(accrual, "accrue_member", fails_for_ada):
        report = accrual.accrue_all(by=at_night(1))
    assert (report.seen, report.changed, report.failed) == (2, 1, [ada.pk])
    assert ledger.balance(ben.pk) == 20


def test_a_member_with_many_late_loans_costs_few_queries(
    ada: Member, django_assert_max_num_queries: Any
) -> None:
    for _ in range(5):
        late_loan(ada)
    accrual.accrue_all(by=at_night(1))
    with django_assert_max_num_queries(30):
        accrual.accrue_all(by=at_night(2))
    assert ledger.balance(ada.pk) == 200
    assert TERMS["fine_per_day"] == 20
