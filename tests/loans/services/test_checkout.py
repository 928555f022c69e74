from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry
from accounts.models.audit import Interface
from catalog.errors import UnknownBarcode, UnknownBook
from loans import errors
from loans.models import Loan, Policy
from loans.services import checkout, wording
from loans.services.situation import Desk
from members.models import Member
from tests.factories.catalog import BookFactory, BranchFactory, CopyFactory
from tests.factories.loans import LoanFactory, PolicyFactory
from tests.factories.members import MemberFactory

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


def test_a_confirmation_of_a_count_is_void_when_there_are_other_parts_to_count(
    ada: Member, at_desk: Desk
) -> None:
    copy = CopyFactory(parts="2 discs")
    seen = checkout.look(copy.barcode, ada.pk, desk=at_desk)
    asked = "Count the parts: 2 discs. Are they all there?"
    assert [each["message"] for each in seen.situation.findings] == [asked]
    type(copy).objects.update(parts="2 discs, 100 % of the booklet")
    token = seen.confirmation_token
    with pytest.raises(errors.ConfirmationNeeded) as again:
        checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk, confirmation=token)
    assert "100 % of the booklet" in again.value.findings[0]["message"]


def test_what_was_borrowed_before_is_asked_where_the_policy_asks_for_it(
    ada: Member, ben: Member, at_desk: Desk
) -> None:
    old = LoanFactory(member=ada, returned_at=at_desk.now, recorded_at=at_desk.now)
    copy = CopyFactory(book=old.copy.book)

    def asked(member: Member) -> list[str]:
        return checkout.look(copy.barcode, member.pk, desk=at_desk).situation.confirms

    assert asked(ada) == []
    Policy.objects.update(ask_borrowed_before=True)
    assert (asked(ada), asked(ben)) == (["borrowed_before"], [])
    Loan.objects.update(member=None)
    assert asked(ada) == [], "what the library has forgotten it does not tell"


def test_a_policy_that_does_not_ask_for_past_loans_costs_no_statement(
    ada: Member, at_desk: Desk
) -> None:
    def statements() -> int:
        copy = CopyFactory()
        with CaptureQueriesContext(connection) as made:
            checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk)
        return len(made)

    statements()
    unasked = statements()
    Policy.objects.update(ask_borrowed_before=True)
    assert statements() == unasked + 1
    past = {"returned_at": at_desk.now, "recorded_at": at_desk.now}
    LoanFactory.create_batch(7, member=ada, **past)
    assert statements() == unasked + 1


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


def test_a_renewal_that_would_be_refused_is_not_asked_for(ada: Member, at_desk: Desk) -> None:
    copy = CopyFactory()
    checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk)
    with pytest.raises(errors.DueDateWouldNotMove):
        checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk)


def test_looking_changes_nothing_and_gives_the_yes(ada: Member, at_desk: Desk) -> None:
    copy = CopyFactory(damaged_at=at_desk.now)
    seen = checkout.look(copy.barcode, ada.pk, desk=at_desk)
    assert [each["code"] for each in seen.situation.findings] == ["copy_damaged"]
    assert not Loan.objects.exists()
    lent = checkout.lend_copy(
        copy.barcode, ada.pk, desk=at_desk, confirmation=seen.confirmation_token
    )
    assert lent.loan.is_open


def test_looking_gives_no_yes_to_what_is_blocked_or_needs_none(ada: Member, at_desk: Desk) -> None:
    withdrawn = CopyFactory(damaged_at=at_desk.now, withdrawn_at=at_desk.now)
    for copy in (withdrawn, CopyFactory()):
        assert checkout.look(copy.barcode, ada.pk, desk=at_desk).confirmation_token == ""


def test_a_lost_copy_is_found_again_with_the_yes(ada: Member, at_desk: Desk) -> None:
    copy = CopyFactory(lost_at=at_desk.now)
    token = checkout.look(copy.barcode, ada.pk, desk=at_desk).confirmation_token
    checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk, confirmation=token)
    copy.refresh_from_db()
    assert (copy.lost_at, copy.is_on_loan) == (None, True)


def test_overdue_loans_are_told_beside_the_loan(ada: Member, at_desk: Desk) -> None:
    began, due = datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 4, 30, tzinfo=UTC)
    LoanFactory(member=ada, loaned_at=began, due_at=due)
    lent = checkout.lend_copy(CopyFactory().barcode, ada.pk, desk=at_desk)
    assert [each["message"] for each in lent.findings] == ["The member has 1 overdue loan."]


def test_a_block_of_today_is_one_of_the_branchs_today(ada: Member, at_desk: Desk) -> None:
    """At Kiritimati it is the 7th already, and the block ended with the 6th."""
    far = BranchFactory(code="k", time_zone="Pacific/Kiritimati")
    there = replace(at_desk, branch=far, now=datetime(2026, 5, 6, 12, tzinfo=UTC))
    ada.blocks.create(reason="noise", blocked_at=at_desk.now, until_on=date(2026, 5, 6))
    assert checkout.lend_copy(CopyFactory().barcode, ada.pk, desk=there).loan.is_open
    here = replace(there, branch=at_desk.branch)
    with pytest.raises(errors.MemberBlocked):
        checkout.lend_copy(CopyFactory().barcode, ada.pk, desk=here)


def test_the_closest_policy_decides(ada: Member, at_desk: Desk) -> None:
    PolicyFactory(name="Adults", member_category=ada.category, loan_days=7)
    PolicyFactory(name="Harbour", branch=at_desk.branch, loan_days=28)
    loan = checkout.lend_copy(CopyFactory().barcode, ada.pk, desk=at_desk).loan
    assert (loan.policy_terms["name"], loan.due_on) == ("Harbour", date(2026, 6, 3))


def test_copies_of_the_desks_own_branch_go_first(ada: Member, at_desk: Desk) -> None:
    book = BookFactory()
    CopyFactory(book=book, barcode="A", branch=BranchFactory(code="hill"))
    CopyFactory(book=book, barcode="B", branch=at_desk.branch)
    assert checkout.lend_book(book.pk, ada.pk, desk=at_desk).loan.copy.barcode == "B"
    assert checkout.lend_book(book.pk, _other().pk, desk=at_desk).loan.copy.barcode == "A"


def test_a_book_that_was_withdrawn_is_not_there(ada: Member, at_desk: Desk) -> None:
    book = BookFactory(withdrawn_at=at_desk.now)
    for book_id in (book.pk, uuid4()):
        with pytest.raises(UnknownBook):
            checkout.lend_book(book_id, ada.pk, desk=at_desk)


def _other() -> Member:
    made: Member = MemberFactory()
    return made
