"""What a policy says of renewals: from which day they count, and how soon they may come."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from loans import errors
from loans.domain import due_dates, renewals
from loans.models import Loan, Policy
from loans.services import checkout, wording
from loans.services import renewals as renewing
from loans.services.situation import Desk
from members.models import Member
from tests.factories.catalog import CopyFactory
from tests.factories.loans import LoanFactory

pytestmark = pytest.mark.django_db
DUE = datetime(2026, 5, 20, 21, 59, 59, tzinfo=UTC)


def loan_of(member: Member, **said: Any) -> Loan:
    loan: Loan = LoanFactory(member=member, **said)
    return loan


def test_it_counts_from_today_unless_the_policy_says_otherwise(ada: Member, at_desk: Desk) -> None:
    desk = replace(at_desk, now=at_desk.now + timedelta(days=10))
    done = renewing.renew(loan_of(ada).pk, desk=desk)
    assert done.loan.due_at == datetime(2026, 5, 30, 21, 59, 59, tzinfo=UTC)
    assert wording.explained(done.steps) == ["14 days → Sat, 30 May 2026"]


def test_it_can_count_from_the_old_due_date(ada: Member, at_desk: Desk) -> None:
    Policy.objects.update(renew_from="due_date", renewal_days=7)
    done = renewing.renew(loan_of(ada).pk, desk=at_desk)
    assert done.loan.due_at == DUE + timedelta(days=7)
    assert wording.explained(done.steps) == [
        "counted from the old due date, Wed, 20 May 2026",
        "7 days → Wed, 27 May 2026",
    ]
    kept = Loan.objects.get(pk=done.loan.pk)
    assert due_dates.remembered(kept.due_steps) == list(done.steps)


def test_counted_from_an_old_due_date_it_must_still_give_time(ada: Member, at_desk: Desk) -> None:
    Policy.objects.update(renew_from="due_date")
    loan = loan_of(
        ada,
        loaned_at=datetime(2026, 4, 1, tzinfo=UTC),
        due_at=datetime(2026, 4, 15, 21, 59, 59, tzinfo=UTC),
    )
    with pytest.raises(errors.DueDateWouldNotMove):
        renewing.renew(loan.pk, desk=at_desk)
    Policy.objects.update(renewal_days=21)
    assert renewing.renew(loan.pk, desk=at_desk).loan.due_at.date() == date(2026, 5, 6)


def test_too_soon_says_from_when(ada: Member, at_desk: Desk) -> None:
    Policy.objects.update(renew_within_days=3)
    loan = loan_of(ada)
    with pytest.raises(errors.TooSoon, match=r"from Sun, 17 May 2026") as refused:
        renewing.renew(loan.pk, desk=at_desk)
    assert refused.value.extra == {"soonest_on": date(2026, 5, 17)}
    assert refused.value.findings[0]["code"] == "too_soon"
    on_the_day = replace(at_desk, now=datetime(2026, 5, 16, 22, 0, tzinfo=UTC))  # the 17th there
    assert renewing.renew(loan.pk, desk=on_the_day).loan.renewals == 1


def test_the_day_is_told_even_when_another_refusal_comes_first(ada: Member, at_desk: Desk) -> None:
    Policy.objects.update(renew_within_days=3, renewal_limit=0)
    with pytest.raises(errors.RenewalLimitReached) as refused:
        renewing.renew(loan_of(ada).pk, desk=at_desk)
    codes = [finding["code"] for finding in refused.value.findings]
    assert codes == ["renewal_limit_reached", "too_soon", "due_date_would_not_move"]
    assert refused.value.extra == {"soonest_on": date(2026, 5, 17)}


def test_every_refusal_has_its_place_in_the_order_of_the_rules() -> None:
    every = renewals.Facts(
        is_returned=True,
        is_claimed=True,
        is_lost=True,
        is_expired=True,
        is_blocked=True,
        owes_too_much=True,
        held_for_other=True,
        renewals=2,
        renewal_limit=2,
        soonest_on=date(2026, 5, 17),
        today=date(2026, 5, 6),
        now=DUE,
        due_at=DUE,
        new_due_at=DUE,
    )
    assert renewals.refusals(every) == [
        "not_on_loan",
        "claimed_returned",
        "copy_lost",
        "member_expired",
        "member_blocked",
        "debt_limit_reached",
        "renewal_limit_reached",
        "held_for_other",
        "too_soon",
        "due_date_would_not_move",
    ]


def test_a_loan_keeps_the_steps_to_its_due_date(ada: Member, at_desk: Desk) -> None:
    Member.objects.filter(pk=ada.pk).update(expires_on=date(2026, 5, 9))
    loan = checkout.lend_copy(CopyFactory().barcode, ada.pk, desk=at_desk).loan
    kept = due_dates.remembered(Loan.objects.get(pk=loan.pk).due_steps)
    assert wording.explained(kept) == [
        "14 days → Wed, 20 May 2026",
        "the membership ends → Sat, 9 May 2026",
    ]


def test_someone_too_young_is_refused_with_the_policy_and_the_age(
    ada: Member, at_desk: Desk
) -> None:
    Policy.objects.update(min_age=16)
    copy = CopyFactory()
    Member.objects.filter(pk=ada.pk).update(born_on=date(2010, 5, 7))
    with pytest.raises(errors.AgeRestricted, match=r"“Default” lends this from the age of 16"):
        checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk)
    Member.objects.filter(pk=ada.pk).update(born_on=date(2010, 5, 6))
    assert checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk).loan.is_open
