from dataclasses import replace
from datetime import date, timedelta

import pytest

from accounts.models import AuditEntry, User
from accounts.models.audit import Interface
from catalog.models import Branch, Copy
from loans import errors
from loans.domain.overrides import OVERRIDES, Given
from loans.models import DatedDay, Deed, HoldState, Loan, Policy
from loans.services import checkout, payments, renewals, returns, undo
from loans.services.situation import Desk
from members.models import BlockKind, Member, Stops
from members.services import blocks
from tests.factories.catalog import CopyFactory
from tests.factories.holds import HoldFactory
from tests.factories.loans import LoanFactory
from tests.factories.members import MemberFactory
from tests.loans.services.accounts import late_loan

pytestmark = pytest.mark.django_db
WHY = "The teacher asked for it"


def over(*codes: str, due_on: date | None = None, why: str = WHY) -> Given:
    return Given(dict.fromkeys(codes, why), due_on)


def stand_in_the_way(code: str, member: Member, copy: Copy, office: Desk) -> None:
    """Make it so that ``code`` blocks."""
    if code == "loan_limit_reached":
        Policy.objects.update(loan_limit=0)
    elif code == "debt_limit_reached":
        Policy.objects.update(debt_limit=0)
        payments.charge(member.pk, 100, "A card", desk=office)
    elif code == "overdue_loans":
        Policy.objects.update(overdue_limit=1)
        late_loan(member, days=2)
    elif code == "reference_only":
        Copy.objects.filter(pk=copy.pk).update(reference_only=True)
    elif code == "age_restricted":
        Policy.objects.update(min_age=16)
        Member.objects.filter(pk=member.pk).update(born_on=date(2016, 1, 1))
    else:
        HoldFactory(book=copy.book)


@pytest.mark.parametrize("code", list(OVERRIDES))
def test_each_can_be_lifted_with_its_own_permission_and_a_comment(
    code: str, ada: Member, copy: Copy, office: Desk, at_desk: Desk
) -> None:
    stand_in_the_way(code, ada, copy, office)
    due_on = date(2026, 5, 9) if code == "reference_only" else None
    given = over(code, due_on=due_on)
    seen = checkout.look(copy.barcode, ada.pk, desk=office).situation.findings
    assert [each["code"] for each in seen if each["kind"] == "blocker"] == [code]
    assert seen[0]["permission"] == OVERRIDES[code].permission
    with pytest.raises(errors.OverrideNotAllowed):
        checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk, given=given)
    with pytest.raises(errors.CommentNeeded):
        checkout.lend_copy(
            copy.barcode, ada.pk, desk=office, given=over(code, due_on=due_on, why=" ")
        )
    checkout.lend_copy(copy.barcode, ada.pk, desk=office, given=given)
    entry = AuditEntry.objects.get(action="loan.checked_out")
    assert entry.data["overrides"] == {code: WHY}
    assert Deed.objects.get().before["overrides"] == {code: WHY}


def test_what_cannot_be_lifted_goes_on_blocking(ada: Member, copy: Copy, office: Desk) -> None:
    Policy.objects.update(loan_limit=0)
    Member.objects.filter(pk=ada.pk).update(expires_on=date(2026, 5, 1))
    with pytest.raises(errors.MemberExpired) as refused:
        checkout.lend_copy(
            copy.barcode,
            ada.pk,
            desk=office,
            given=over("loan_limit_reached", "member_expired"),
        )
    told = {each["code"]: each["overridable"] for each in refused.value.findings}
    assert told == {"member_expired": False, "loan_limit_reached": True}


def test_what_was_not_named_goes_on_blocking(ada: Member, copy: Copy, office: Desk) -> None:
    Policy.objects.update(loan_limit=0, debt_limit=0)
    payments.charge(ada.pk, 100, "A card", desk=office)
    with pytest.raises(errors.DebtLimitReached):
        checkout.lend_copy(copy.barcode, ada.pk, desk=office, given=over("loan_limit_reached"))


def test_what_does_not_block_is_not_recorded(ada: Member, copy: Copy, office: Desk) -> None:
    checkout.lend_copy(copy.barcode, ada.pk, desk=office, given=over("loan_limit_reached"))
    assert AuditEntry.objects.get(action="loan.checked_out").data["overrides"] == {}


@pytest.mark.parametrize("due_on", [None, date(2026, 5, 5)])
def test_a_reference_copy_needs_a_day_to_come(
    ada: Member, copy: Copy, office: Desk, due_on: date | None
) -> None:
    Copy.objects.update(reference_only=True)
    with pytest.raises(errors.DueDateNeeded):
        checkout.lend_copy(
            copy.barcode, ada.pk, desk=office, given=over("reference_only", due_on=due_on)
        )


def test_the_day_set_by_hand_is_kept_and_explained(ada: Member, copy: Copy, office: Desk) -> None:
    Copy.objects.update(reference_only=True)
    given = over("reference_only", due_on=date(2026, 5, 6))
    done = checkout.lend_copy(copy.barcode, ada.pk, desk=office, given=given)
    assert [step.reason for step in done.steps] == ["set_by_hand"]
    assert done.loan.due_at.astimezone(done.loan.branch.zone).date() == date(2026, 5, 6)


@pytest.mark.parametrize(
    ("ends_on", "reasons"),
    [
        (date(2026, 5, 8), ["set_by_hand", "membership_ends"]),
        (date(2026, 5, 10), ["set_by_hand", "membership_ends", "closed_before_end"]),
    ],
)
def test_no_day_set_by_hand_is_later_than_the_membership(
    ada: Member, copy: Copy, office: Desk, harbour: Branch, ends_on: date, reasons: list[str]
) -> None:
    DatedDay.objects.bulk_create(
        DatedDay(branch=harbour, on=date(2026, 5, day), name="Fair") for day in (9, 10)
    )
    Copy.objects.update(reference_only=True)
    Member.objects.filter(pk=ada.pk).update(expires_on=ends_on)
    given = over("reference_only", due_on=date(2036, 5, 3))
    done = checkout.lend_copy(copy.barcode, ada.pk, desk=office, given=given)
    assert [step.reason for step in done.steps] == reasons
    assert done.loan.due_at.astimezone(done.loan.branch.zone).date() == date(2026, 5, 8)


def test_no_day_is_later_than_the_longest_loan(ada: Member, copy: Copy, office: Desk) -> None:
    """Even for who is a member to the end of the calendar, which comes earlier west of UTC."""
    Copy.objects.update(reference_only=True)
    Branch.objects.update(time_zone="America/New_York")
    Member.objects.filter(pk=ada.pk).update(expires_on=date.max)
    for due_on in (date.max, date(2036, 5, 4)):
        given = over("reference_only", due_on=due_on)
        with pytest.raises(errors.DueDateTooFar):
            checkout.lend_copy(copy.barcode, ada.pk, desk=office, given=given)
    given = over("reference_only", due_on=date(2036, 5, 3))
    done = checkout.lend_copy(copy.barcode, ada.pk, desk=office, given=given)
    assert done.loan.due_on == date(2036, 5, 3)


@pytest.mark.parametrize("codes", [(), ("reference_only", "loan_limit_reached")])
def test_a_day_that_nothing_asks_for_is_refused(
    ada: Member, copy: Copy, office: Desk, codes: tuple[str, ...]
) -> None:
    Policy.objects.update(loan_limit=0 if codes else 10)
    given = over(*codes, due_on=date(2026, 5, 9))
    with pytest.raises(errors.DueDateNotAsked):
        checkout.lend_copy(copy.barcode, ada.pk, desk=office, given=given)
    assert not Loan.objects.exists()


def test_a_copy_set_aside_goes_out_only_on_purpose_and_its_hold_is_first_again(
    ada: Member, ben: Member, copy: Copy, harbour: Branch, office: Desk
) -> None:
    hold = HoldFactory(book=copy.book, member=ben, pickup_branch=harbour)
    returns.take_back(copy.barcode, desk=office)
    with pytest.raises(errors.HeldForOther):
        checkout.lend_copy(copy.barcode, ada.pk, desk=office)
    done = checkout.lend_copy(copy.barcode, ada.pk, desk=office, given=over("held_for_other"))
    hold.refresh_from_db()
    assert (hold.state, hold.position) == (HoldState.QUEUED, 1)
    assert done.deed
    undo.undo(done.deed, desk=office)
    hold.refresh_from_db()
    assert (hold.state, hold.captured_copy) == (HoldState.WAITING, copy)


def test_members_lift_nothing_for_themselves(leo: User, copy: Copy, office: Desk) -> None:
    himself = MemberFactory(user=leo)
    Policy.objects.update(loan_limit=0)
    alone = replace(office, interface=Interface.API)
    with pytest.raises(errors.OverrideNotAllowed) as refused:
        checkout.lend_copy(copy.barcode, himself.pk, desk=alone, given=over("loan_limit_reached"))
    assert not refused.value.findings[0]["overridable"]


def test_a_confirmation_is_still_asked_for(ada: Member, copy: Copy, office: Desk) -> None:
    Policy.objects.update(loan_limit=0)
    Copy.objects.update(damaged_at=office.now)
    given = over("loan_limit_reached")
    with pytest.raises(errors.ConfirmationNeeded) as asked:
        checkout.lend_copy(copy.barcode, ada.pk, desk=office, given=given)
    token = asked.value.extra["confirmation_token"]
    checkout.lend_copy(copy.barcode, ada.pk, desk=office, given=given, confirmation=token)
    assert Loan.objects.exists()


# --- Blocks stop what they say --------------------------------------------------------------------


def block(member: Member, leo: User, desk: Desk, *stops: Stops, **more: object) -> None:
    blocks.block(
        member.pk,
        kind=BlockKind.CONDUCT,
        reason="Torn pages",
        until_on=None,
        stops=stops,
        actor=leo,
        now=desk.now,
        interface=Interface.PAGE,
        **more,  # type: ignore[arg-type]
    )


def test_a_block_on_renewing_leaves_borrowing_alone(
    ada: Member, leo: User, copy: Copy, at_desk: Desk
) -> None:
    block(ada, leo, at_desk, Stops.RENEWING)
    loan = checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk).loan
    with pytest.raises(errors.MemberBlocked, match="Torn pages"):
        renewals.renew(loan.pk, desk=replace(at_desk, now=at_desk.now + timedelta(days=1)))


def test_a_block_on_borrowing_leaves_renewing_alone(
    ada: Member, leo: User, copy: Copy, at_desk: Desk
) -> None:
    loan = LoanFactory(member=ada)
    block(ada, leo, at_desk, Stops.BORROWING)
    with pytest.raises(errors.MemberBlocked):
        checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk)
    renewals.renew(loan.pk, desk=replace(at_desk, now=at_desk.now + timedelta(days=1)))


def test_a_block_stands_from_its_first_day(
    ada: Member, leo: User, copy: Copy, at_desk: Desk
) -> None:
    block(ada, leo, at_desk, *Stops, from_on=date(2026, 5, 7))
    checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk)
    tomorrow = replace(at_desk, now=at_desk.now + timedelta(days=1))
    with pytest.raises(errors.MemberBlocked):
        checkout.lend_copy(CopyFactory().barcode, ada.pk, desk=tomorrow)
