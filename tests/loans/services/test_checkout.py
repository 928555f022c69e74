from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from accounts.models import AuditEntry
from accounts.models.audit import Interface
from catalog.errors import UnknownBarcode
from loans import errors
from loans.models import Loan, Policy
from loans.services import checkout, wording
from loans.services.situation import Desk
from members.models import Member
from tests.factories.catalog import BookFactory, CopyFactory
from tests.factories.loans import LoanFactory

pytestmark = pytest.mark.django_db


def by_oneself(member: Member, desk: Desk) -> Desk:
    assert member.user
    return replace(desk, actor=member.user, branch=None, interface=Interface.API)


def test_it_lends_a_copy_until_the_end_of_the_fourteenth_local_day(
    ada: Member, at_desk: Desk
) -> None:
    copy = CopyFactory()
    lent = checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk)
    copy.refresh_from_db()
    assert lent.loan.due_at == datetime(2026, 5, 20, 21, 59, 59, tzinfo=UTC)
    assert wording.explained(lent.steps) == ["14 days → Wed, 20 May 2026"]
    assert copy.is_on_loan
    assert copy.last_seen_at == at_desk.now


def test_it_records_who_lent_what_to_whom(ada: Member, at_desk: Desk) -> None:
    copy = CopyFactory()
    loan = checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk).loan
    entry = AuditEntry.objects.of_loan(loan.pk).get()
    assert (entry.action, entry.actor) == ("loan.checked_out", at_desk.actor)
    assert (entry.copy_id, entry.member_id, entry.book_id) == (copy.pk, ada.pk, copy.book_id)


def test_it_refuses_a_copy_that_someone_else_has(ada: Member, ben: Member, at_desk: Desk) -> None:
    copy = LoanFactory(member=ben).copy
    with pytest.raises(errors.CopyOnLoan):
        checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk)
    assert Loan.objects.count() == 1


def test_it_refuses_an_unknown_barcode(ada: Member, at_desk: Desk) -> None:
    with pytest.raises(UnknownBarcode, match="NOPE"):
        checkout.lend_copy("nope", ada.pk, desk=at_desk)


def test_it_refuses_a_blocked_member(ada: Member, at_desk: Desk) -> None:
    ada.blocks.create(reason="unpaid", blocked_at=at_desk.now)
    with pytest.raises(errors.MemberBlocked, match="unpaid"):
        checkout.lend_copy(CopyFactory().barcode, ada.pk, desk=at_desk)


def test_it_tells_everything_it_found_and_not_only_the_first(ada: Member, at_desk: Desk) -> None:
    ada.blocks.create(reason="unpaid", blocked_at=at_desk.now)
    Member.objects.filter(pk=ada.pk).update(expires_on=date(2026, 5, 5))
    with pytest.raises(errors.MemberExpired) as refused:
        checkout.lend_copy(CopyFactory(reference_only=True).barcode, ada.pk, desk=at_desk)
    found = [finding["code"] for finding in refused.value.findings]
    assert found == ["member_expired", "member_blocked", "reference_only"]


def test_it_refuses_one_loan_more_than_the_policy_allows(ada: Member, at_desk: Desk) -> None:
    Policy.objects.update(loan_limit=2)
    LoanFactory.create_batch(2, member=ada)
    with pytest.raises(errors.LoanLimitReached, match="has 2 loans; the policy “Default” allows 2"):
        checkout.lend_copy(CopyFactory().barcode, ada.pk, desk=at_desk)


def test_a_copy_the_member_has_is_renewed_once_confirmed(ada: Member, at_desk: Desk) -> None:
    loan = LoanFactory(member=ada, due_at=datetime(2026, 5, 8, 21, 59, 59, tzinfo=UTC))
    with pytest.raises(errors.ConfirmationNeeded) as asked:
        checkout.lend_copy(loan.copy.barcode, ada.pk, desk=at_desk)
    token = asked.value.extra["confirmation_token"]
    lent = checkout.lend_copy(loan.copy.barcode, ada.pk, desk=at_desk, confirmation=token)
    assert lent.renewed
    assert lent.loan.pk == loan.pk
    assert lent.loan.renewals == 1


def test_a_confirmation_is_void_when_the_situation_has_changed(ada: Member, at_desk: Desk) -> None:
    copy = CopyFactory(damaged_at=at_desk.now)
    token = checkout.look(copy.barcode, ada.pk, desk=at_desk).confirmation_token
    LoanFactory(member=ada, copy__book=copy.book)
    with pytest.raises(errors.ConfirmationNeeded):
        checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk, confirmation=token)


def test_a_confirmation_is_good_for_one_member_only(
    ada: Member, ben: Member, at_desk: Desk
) -> None:
    copy = CopyFactory(damaged_at=at_desk.now)
    token = checkout.look(copy.barcode, ada.pk, desk=at_desk).confirmation_token
    with pytest.raises(errors.ConfirmationNeeded):
        checkout.lend_copy(copy.barcode, ben.pk, desk=at_desk, confirmation=token)


def test_members_lend_to_themselves_but_not_to_others(
    ada: Member, ben: Member, at_desk: Desk
) -> None:
    copy = CopyFactory()
    alone = by_oneself(ada, at_desk)
    with pytest.raises(errors.NotYourAccount):
        checkout.lend_copy(copy.barcode, ben.pk, desk=alone)
    assert checkout.lend_copy(copy.barcode, ada.pk, desk=alone).loan.member == ada


def test_a_member_who_is_alone_cannot_confirm(ada: Member, at_desk: Desk) -> None:
    copy = CopyFactory(damaged_at=at_desk.now)
    with pytest.raises(errors.CopyDamaged) as refused:
        checkout.lend_copy(copy.barcode, ada.pk, desk=by_oneself(ada, at_desk))
    assert [each["kind"] for each in refused.value.findings] == ["blocker"]


def test_the_book_level_loan_takes_the_first_free_copy_by_barcode(
    ada: Member, at_desk: Desk
) -> None:
    book = BookFactory()
    for barcode in ("C-3", "C-1", "C-2"):
        CopyFactory(book=book, barcode=barcode)
    LoanFactory(copy=book.copies.get(barcode="C-1"))
    assert checkout.lend_book(book.pk, ada.pk, desk=at_desk).loan.copy.barcode == "C-2"


def test_the_book_level_loan_refuses_when_no_copy_is_free(ada: Member, at_desk: Desk) -> None:
    book = LoanFactory().copy.book
    CopyFactory(book=book, lost_at=at_desk.now)
    with pytest.raises(errors.NoCopyFree):
        checkout.lend_book(book.pk, ada.pk, desk=at_desk)
