from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from accounts.models import AuditEntry
from accounts.models.audit import Interface
from catalog.models import Branch, Copy
from core.errors import LibraryError
from loans import errors
from loans.models import Loan, Policy
from loans.services import renewals, wording
from loans.services.situation import Desk
from members.errors import UnknownMember
from members.models import Member
from tests.factories.loans import LoanFactory, PolicyFactory

pytestmark = pytest.mark.django_db
SOON = datetime(2026, 5, 8, 21, 59, 59, tzinfo=UTC)
NEW = datetime(2026, 5, 20, 21, 59, 59, tzinfo=UTC)


@pytest.fixture
def loan(ada: Member) -> Loan:
    made: Loan = LoanFactory(member=ada, due_at=SOON)
    return made


def at_home(member: Member, desk: Desk) -> Desk:
    assert member.user
    return replace(desk, actor=member.user, branch=None, interface=Interface.PAGE)


def refusal(loan: Loan, desk: Desk) -> LibraryError:
    with pytest.raises(LibraryError) as refused:
        renewals.renew(loan.pk, desk=desk)
    kept = Loan.objects.get(pk=loan.pk)
    assert (kept.renewals, kept.due_at) == (loan.renewals, loan.due_at)
    return refused.value


def test_it_counts_from_today_under_the_policy_of_today(loan: Loan, at_desk: Desk) -> None:
    done = renewals.renew(loan.pk, desk=at_desk)
    loan.refresh_from_db()
    assert (loan.due_at, loan.renewals, loan.renewed_at) == (NEW, 1, at_desk.now)
    assert loan.policy == Policy.objects.get()
    assert wording.explained(done.steps) == ["14 days → Wed, 20 May 2026"]


def test_the_policy_of_the_lending_branch_decides(
    loan: Loan, at_desk: Desk, harbour: Branch
) -> None:
    PolicyFactory(name="Harbour", branch=harbour, renewal_days=21)
    renewed = renewals.renew(loan.pk, desk=replace(at_desk, branch=None)).loan
    assert renewed.policy_terms["name"] == "Harbour"
    assert renewed.due_on == date(2026, 5, 27)


def test_it_records_the_deed_with_the_day_before(loan: Loan, at_desk: Desk) -> None:
    renewals.renew(loan.pk, desk=at_desk)
    entry = AuditEntry.objects.of_loan(loan.pk).get()
    assert entry.action == "loan.renewed"
    assert entry.data["was_due_at"] == "2026-05-08T21:59:59Z"


def test_a_returned_loan_is_not_renewed(loan: Loan, at_desk: Desk) -> None:
    Loan.objects.update(returned_at=at_desk.now, recorded_at=at_desk.now)
    assert isinstance(refusal(loan, at_desk), errors.NotOnLoan)


def test_nor_is_one_whose_member_has_been_forgotten(loan: Loan, at_desk: Desk) -> None:
    Loan.objects.update(member=None, returned_at=at_desk.now, recorded_at=at_desk.now)
    assert isinstance(refusal(loan, at_desk), errors.NotOnLoan)


def test_a_lost_loan_is_not_renewed_though_its_copy_is_not_marked_any_more(
    loan: Loan, at_desk: Desk
) -> None:
    Loan.objects.update(lost_at=at_desk.now)
    assert isinstance(refusal(loan, at_desk), errors.CopyLost)


def test_a_lost_copy_is_not_renewed(loan: Loan, at_desk: Desk) -> None:
    Copy.objects.update(lost_at=at_desk.now)
    assert isinstance(refusal(loan, at_desk), errors.CopyLost)


def test_a_membership_that_has_ended_renews_nothing(loan: Loan, at_desk: Desk) -> None:
    Member.objects.update(expires_on=date(2026, 5, 5))
    assert isinstance(refusal(loan, at_desk), errors.MemberExpired)


def test_its_last_day_still_counts(loan: Loan, at_desk: Desk) -> None:
    Member.objects.update(expires_on=date(2026, 5, 9))
    assert renewals.renew(loan.pk, desk=at_desk).loan.due_on == date(2026, 5, 9)


def test_a_blocked_member_renews_nothing(loan: Loan, ada: Member, at_desk: Desk) -> None:
    ada.blocks.create(reason="unpaid", blocked_at=at_desk.now)
    assert str(refusal(loan, at_desk)) == "The member is blocked: unpaid."


def test_no_more_renewals_than_the_policy_allows(loan: Loan, at_desk: Desk) -> None:
    Loan.objects.update(renewals=2)
    loan.refresh_from_db()
    said = "It has been renewed 2 times; the policy “Default” allows 2."
    assert str(refusal(loan, at_desk)) == said


def test_a_renewal_that_gives_no_time_is_refused(ada: Member, at_desk: Desk) -> None:
    loan = LoanFactory(member=ada, due_at=NEW)
    said = "Renewing it now would not give more time: it is due on Wed, 20 May 2026 already."
    assert str(refusal(loan, at_desk)) == said


def test_everything_that_stands_against_it_is_told(loan: Loan, ada: Member, at_desk: Desk) -> None:
    ada.blocks.create(reason="unpaid", blocked_at=at_desk.now)
    Copy.objects.update(lost_at=at_desk.now)
    found = refusal(loan, at_desk).findings
    assert [each["code"] for each in found] == ["copy_lost", "member_blocked"]


def test_others_loans_are_as_unknown_as_those_that_are_not(
    ada: Member, ben: Member, loan: Loan, at_desk: Desk
) -> None:
    for loan_id in (loan.pk, uuid4()):
        with pytest.raises(errors.UnknownLoan):
            renewals.renew(loan_id, desk=at_home(ben, at_desk))
    assert renewals.renew(loan.pk, desk=at_home(ada, at_desk)).loan.renewals == 1


def test_all_are_renewed_that_can_be_and_each_has_its_answer(
    loan: Loan, ada: Member, ben: Member, at_desk: Desk
) -> None:
    worn = LoanFactory(member=ada, due_at=SOON, renewals=2)
    LoanFactory(member=ada, due_at=SOON, returned_at=at_desk.now)
    LoanFactory(member=ben, due_at=SOON)
    outcomes = renewals.renew_all(ada.pk, desk=at_home(ada, at_desk))
    told = {each.loan.pk: each.refusal and each.refusal.code for each in outcomes}
    assert told == {loan.pk: None, worn.pk: "renewal_limit_reached"}


def test_nobody_renews_all_of_another(ada: Member, ben: Member, at_desk: Desk) -> None:
    with pytest.raises(errors.NotYourAccount):
        renewals.renew_all(ben.pk, desk=at_home(ada, at_desk))
    with pytest.raises(UnknownMember):
        renewals.renew_all(uuid4(), desk=at_desk)


def test_a_block_of_today_is_one_of_the_branchs_today(ada: Member, at_desk: Desk) -> None:
    """At Kiritimati it is the 7th already, and the block ended with the 6th."""
    loan = LoanFactory(
        member=ada, due_at=SOON, branch__code="k", branch__time_zone="Pacific/Kiritimati"
    )
    noon = replace(at_desk, now=datetime(2026, 5, 6, 12, tzinfo=UTC))
    ada.blocks.create(reason="noise", blocked_at=at_desk.now, until_on=date(2026, 5, 6))
    assert renewals.renew(loan.pk, desk=noon).loan.renewals == 1
