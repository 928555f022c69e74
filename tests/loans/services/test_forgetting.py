from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest import mock

import pytest

from accounts.models import AuditEntry, KeptFor
from accounts.models.audit import Interface
from accounts.services import seals
from catalog.models import Branch, Copy
from loans.models import AccountLine, Deed, Hold, Loan, NightStep, Policy
from loans.services import checkout, forgetting, holds, integrity, nightly, payments, returns, undo
from loans.services.by import ByItself
from loans.services.situation import Desk
from members.models import Member
from members.services import privacy
from tests.factories.catalog import BookFactory, CopyFactory
from tests.factories.loans import LoanFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LATER = 20 * DAY


def at(now: datetime) -> ByItself:
    return ByItself(now, Interface.JOB)


def lent_and_returned(member: Member, desk: Desk, *, days: int = 5) -> Loan:
    copy = CopyFactory(branch=desk.branch)
    checkout.lend_copy(copy.barcode, member.pk, desk=desk)
    returns.take_back(copy.barcode, desk=replace(desk, now=desk.now + days * DAY))
    return Loan.objects.get(copy=copy)


def named(member: Member) -> list[AuditEntry]:
    """What the trail still tells of the member and a book."""
    return [each for each in AuditEntry.objects.of_member(member.pk) if each.copy_id]


def choose(member: Member, now: datetime, *, keeps: bool, months: int | None = None) -> int:
    assert member.user
    return privacy.choose(
        member.pk,
        keeps_history=keeps,
        months=months,
        actor=member.user,
        now=now,
        interface=Interface.PAGE,
    )


def test_nobody_keeps_a_history_who_has_not_chosen_it(ada: Member) -> None:
    assert not ada.keeps_history


def test_a_returned_loan_loses_its_member_and_keeps_what_is_counted(
    ada: Member, at_desk: Desk, now: datetime
) -> None:
    Member.objects.filter(pk=ada.pk).update(born_on=date(2015, 1, 1))
    loan = lent_and_returned(ada, at_desk)
    seals.seal_all(now=now)
    report = forgetting.forget_all(by=at(now + LATER))
    loan.refresh_from_db()
    assert (report.seen, report.changed, report.failed) == (1, 1, [])
    assert (loan.member, loan.age_band, loan.member_category) == (None, "6-12", ada.category)
    assert (loan.branch, loan.copy_id) == (at_desk.branch, loan.copy.pk)
    assert named(ada) == []
    assert not Deed.objects.exists()
    assert seals.broken(now=now, whole=True) == []
    assert [found.faults for found in integrity.faults(now + LATER) if found.faults] == []


@pytest.mark.parametrize(
    ("born_on", "band"), [(date(2013, 5, 7), "13-17"), (date(2013, 5, 8), "6-12")]
)
def test_the_age_is_that_of_the_day_at_the_branch_where_it_was_lent(
    ada: Member, at_desk: Desk, now: datetime, born_on: date, band: str
) -> None:
    """Half past midnight in Berlin, when it is the day before by UTC."""
    Member.objects.filter(pk=ada.pk).update(born_on=born_on)
    loan = lent_and_returned(ada, replace(at_desk, now=datetime(2026, 5, 6, 22, 30, tzinfo=UTC)))
    forgetting.forget_all(by=at(now + LATER))
    loan.refresh_from_db()
    assert loan.age_band == band


def test_it_stays_for_as_long_as_the_desk_may_need_it(
    ada: Member, at_desk: Desk, now: datetime
) -> None:
    loan = lent_and_returned(ada, at_desk, days=5)
    assert forgetting.forget_all(by=at(now + 19 * DAY)).changed == 0
    KeptFor.objects.create(code=forgetting.ENDED.code, days=3)
    assert forgetting.forget_all(by=at(now + 19 * DAY)).changed == 1
    loan.refresh_from_db()
    assert loan.member is None


def test_what_is_still_out_keeps_its_member_and_the_trail(
    ada: Member, at_desk: Desk, now: datetime
) -> None:
    copy = CopyFactory(branch=at_desk.branch)
    checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk)
    lent_and_returned(ada, at_desk)
    forgetting.forget_all(by=at(now + 100 * DAY))
    assert list(Loan.objects.filter(member=ada).values_list("copy", flat=True)) == [copy.pk]
    assert {each.copy_id for each in named(ada)} == {copy.pk}


def test_doing_it_again_changes_nothing(ada: Member, at_desk: Desk, now: datetime) -> None:
    lent_and_returned(ada, at_desk)
    forgetting.forget_all(by=at(now + LATER))
    assert forgetting.due(now + LATER) == []


@pytest.fixture
def dear(db: None) -> None:
    Policy.objects.update(fine_per_day=20)


@pytest.mark.usefixtures("dear")
def test_an_open_fee_keeps_its_loan_and_a_settled_one_goes_with_it(
    ada: Member, at_desk: Desk, now: datetime
) -> None:
    loan = lent_and_returned(ada, at_desk, days=40)
    owed = AccountLine.objects.of_member(ada.pk).balance()
    assert owed > 0
    forgetting.forget_all(by=at(now + 90 * DAY))
    assert Loan.objects.get(pk=loan.pk).member == ada
    assert AccountLine.objects.of_member(ada.pk).balance() == owed
    payments.pay(ada.pk, owed, "cash", desk=replace(at_desk, now=now + 91 * DAY))
    forgetting.forget_all(by=at(now + 92 * DAY))
    assert Loan.objects.get(pk=loan.pk).member == ada  # paid yesterday
    forgetting.forget_all(by=at(now + 120 * DAY))
    assert Loan.objects.get(pk=loan.pk).member is None
    assert not AccountLine.objects.exclude(member=None).exists()
    assert AccountLine.objects.count() == 2
    assert not AuditEntry.objects.filter(member_id=ada.pk, action__startswith="account").exists()


@pytest.mark.usefixtures("dear")
def test_what_is_owed_stays_the_same_when_one_payment_was_for_two_fees(
    ada: Member, at_desk: Desk, now: datetime
) -> None:
    for _ in range(2):
        lent_and_returned(ada, at_desk, days=40)
    owed = AccountLine.objects.of_member(ada.pk).balance()
    payments.pay(ada.pk, owed - 10, "cash", desk=replace(at_desk, now=now + 41 * DAY))
    forgetting.forget_all(by=at(now + 90 * DAY))
    assert AccountLine.objects.of_member(ada.pk).balance() == 10
    assert AccountLine.objects.of_member(ada.pk).count() == 3
    assert Loan.objects.filter(member=ada).count() == 2


def test_holds_that_ended_are_forgotten_and_those_that_wait_are_not(
    ada: Member, at_desk: Desk, harbour: Branch, now: datetime
) -> None:
    books = BookFactory.create_batch(2)
    for book in books:
        CopyFactory(book=book, branch=harbour)
        holds.on_book(book.pk, ada.pk, pickup=harbour, desk=at_desk)
    over = Hold.objects.get(book=books[0])
    holds.cancel(over.pk, desk=at_desk)
    forgetting.forget_all(by=at(now + LATER))
    assert list(Hold.objects.filter(member=ada).values_list("book", flat=True)) == [books[1].pk]
    told = AuditEntry.objects.of_member(ada.pk).exclude(book_id=None)
    assert {each.book_id for each in told} == {books[1].pk}


def test_a_checkout_that_was_undone_is_no_longer_told_either(
    ada: Member, at_desk: Desk, now: datetime
) -> None:
    copy: Copy = CopyFactory(branch=at_desk.branch)
    made = checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk)
    assert made.deed
    undo.undo(made.deed, desk=at_desk)
    lent_and_returned(ada, at_desk)
    forgetting.forget_all(by=at(now + LATER))
    assert named(ada) == []


def test_a_loan_that_members_made_for_themselves_does_not_name_them_as_the_one_who_lent(
    ada: Member, at_desk: Desk, now: datetime
) -> None:
    assert ada.user
    copy = CopyFactory(branch=at_desk.branch)
    own = replace(at_desk, actor=ada.user, interface=Interface.API)
    checkout.lend_copy(copy.barcode, ada.pk, desk=own)
    returns.take_back(copy.barcode, desk=at_desk)
    forgetting.forget_all(by=at(now + LATER))
    assert Loan.objects.get().lent_by is None
    assert not AuditEntry.objects.filter(actor=ada.user).exclude(copy_id=None).exists()


def test_a_kept_history_stays_and_one_of_some_months_goes_when_it_is_old(
    ada: Member, at_desk: Desk, now: datetime
) -> None:
    choose(ada, now, keeps=True)
    loan = lent_and_returned(ada, at_desk)
    assert forgetting.due(now + 4000 * DAY) == []
    choose(ada, now, keeps=True, months=3)
    assert forgetting.forget_all(by=at(now + 90 * DAY)).changed == 0
    assert forgetting.forget_all(by=at(now + 100 * DAY)).changed == 1
    assert Loan.objects.get(pk=loan.pk).member is None


def test_turning_it_off_forgets_what_is_there_and_says_how_many(
    ada: Member, ben: Member, at_desk: Desk, now: datetime
) -> None:
    choose(ada, now, keeps=True)
    for who in (ada, ada, ben):
        lent_and_returned(who, at_desk)
    later = now + LATER
    asked = privacy.to_be_forgotten(ada, keeps_history=False, months=None, now=later)
    assert asked == 2
    assert Loan.objects.filter(member=ada).count() == 2
    assert choose(ada, later, keeps=False) == 2
    assert not Loan.objects.filter(member=ada).exists()
    assert Loan.objects.filter(member=ben).count() == 1


def test_one_member_who_fails_does_not_keep_the_others_remembered(
    ada: Member, ben: Member, at_desk: Desk, now: datetime
) -> None:
    lent_and_returned(ada, at_desk)
    lent_and_returned(ben, at_desk)
    first = min(ada.pk, ben.pk)
    real = forgetting.forget

    def trouble(member: Member, now: datetime) -> int:
        if member.pk == first:
            raise RuntimeError
        return real(member, now)

    with mock.patch.object(forgetting, "forget", trouble):
        report = forgetting.forget_all(by=at(now + LATER))
    assert (report.seen, report.changed, report.failed) == (2, 1, [first])
    assert forgetting.due(now + LATER) == [first]


def test_the_night_does_it_late_as_well_and_says_how_many(
    ada: Member, harbour: Branch, at_desk: Desk, now: datetime
) -> None:
    lent_and_returned(ada, at_desk)
    night = nightly.run(
        now + LATER, clock=lambda: now + LATER, interface="job", steps=[NightStep.HISTORY]
    )
    (step,) = night.steps.all()
    assert (step.seen, step.changed, step.failed, step.is_broken) == (1, 1, 0, False)


def test_the_cost_of_a_member_does_not_grow_with_their_loans(
    ada: Member, ben: Member, now: datetime, django_assert_max_num_queries: Any
) -> None:
    for who, count in ((ada, 1), (ben, 40)):
        for _ in range(count):
            LoanFactory(member=who, loaned_at=now - 90 * DAY, returned_at=now - 60 * DAY)
    for who in (ada, ben):
        with django_assert_max_num_queries(24):
            forgetting.forget_all(by=at(now), members=[who.pk])
    assert not Loan.objects.exclude(member=None).exists()
