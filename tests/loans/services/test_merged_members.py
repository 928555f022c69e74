"""Two records of one person become one: nothing is lost, nothing is there twice."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps

from accounts.models import AuditEntry, User
from accounts.models.audit import Interface
from accounts.services import seals
from catalog.models import Branch, SavedSearch
from catalog.services import searches
from core.errors import StalePrecondition
from loans.models import AccountLine, Hold, HoldState, Loan
from loans.selectors import timeline
from loans.services import checkout, holds, integrity, ledger, payments, undo
from loans.services.situation import Desk
from members import errors, selectors
from members.models import (
    Block,
    Bounce,
    DeskNote,
    Guardianship,
    LeaveRequest,
    Member,
    MemberMerge,
    MemberView,
    Notice,
    NoticeState,
    OldCard,
    UnwantedNotice,
    Why,
)
from members.services import blocks, cards, leaving, merging
from tests.conftest import NOW
from tests.factories.catalog import BookFactory, CopyFactory
from tests.factories.loans import LoanFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db

FOLLOWS = {
    *("loans.AccountLine", "loans.Hold", "loans.Loan", "members.Block", "members.Bounce"),
    *("members.DeskNote", "members.Guardianship", "members.LeaveRequest", "members.Letter"),
    *("members.MemberMerge", "members.MemberView", "members.Notice", "members.OldCard"),
    *("members.MemberPhoto", "members.UnwantedNotice"),
    *("members.MemberImportRow", "members.RollOverMember"),
}


@pytest.fixture
def by(leo: User) -> dict[str, Any]:
    return {"actor": leo, "now": NOW, "interface": Interface.PAGE}


@pytest.fixture
def office(at_desk: Desk, leo: User) -> Desk:
    return replace(at_desk, actor=leo)


def test_every_table_that_knows_members_is_thought_of() -> None:
    """A new one has to follow in ``merging`` or in one of its ``FOLLOWERS``."""
    known = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Member
    }
    assert known == FOLLOWS


def test_loans_and_money_follow_and_the_balance_is_the_sum(
    ada: Member, ben: Member, office: Desk, by: dict[str, Any]
) -> None:
    loan, past = LoanFactory(member=ben), LoanFactory(member=ben, returned_at=NOW)
    payments.charge(ben.pk, 300, "A torn page", desk=office)
    paid = payments.pay(ben.pk, 100, "cash", desk=office)
    payments.charge(ada.pk, 70, "A wet page", desk=office)
    owed = ledger.balance(ada.pk) + ledger.balance(ben.pk)

    merging.merge(ben.pk, ada.pk, **by)

    assert ledger.balance(ada.pk) == owed == 270
    assert not Member.objects.filter(pk=ben.pk).exists()
    assert set(Loan.objects.of_member(ada.pk)) == {loan, past}
    assert AccountLine.objects.get(receipt=paid.receipt).member_id == ada.pk
    broken = {found.check.code for found in integrity.faults(NOW) if found.faults}
    assert broken <= {"loans_are_in_the_trail"}  # the factory tells the trail nothing


def test_wishes_and_what_was_told_follow(ada: Member, ben: Member, by: dict[str, Any]) -> None:
    told: dict[str, Any] = {"event": "due_soon", "subject": uuid4(), "on": NOW.date()}
    once = {"told_at": NOW, "send_at": NOW, "state": NoticeState.SENT}
    for member in (ada, ben):
        Notice.objects.create(member=member, **told, **once)
    Notice.objects.create(member=ben, **told | {"subject": uuid4()}, **once)
    UnwantedNotice.objects.create(member=ben, event="due_soon")
    Bounce.objects.create(member=ben, address=ben.email, said="550 no such user", at=NOW)
    MemberView.objects.create(member=ben, at=NOW, interface=Interface.PAGE)

    merging.merge(ben.pk, ada.pk, **by)

    assert Notice.objects.filter(member=ada).count() == 2
    for model in (UnwantedNotice, Bounce, MemberView):
        assert model._default_manager.filter(member=ada).count() == 1


def test_a_wish_to_leave_is_of_the_record_that_goes(
    ada: Member, ben: Member, by: dict[str, Any]
) -> None:
    LeaveRequest.objects.create(member=ben, asked_at=NOW)
    merging.merge(ben.pk, ada.pk, **by)
    assert not leaving.waiting()


def test_what_one_record_has_to_its_credit_pays_for_the_other(
    ada: Member, ben: Member, office: Desk, by: dict[str, Any]
) -> None:
    charge = payments.charge(ada.pk, 70, "A wet page", desk=office)
    payments.charge(ben.pk, 50, "A torn page", desk=office)
    payments.pay(ben.pk, 50, "cash", desk=office)
    first = AccountLine.objects.filter(member=ben, amount__gt=0).get()
    payments.reverse(ben.pk, first.pk, "A mistake", desk=office)
    assert ledger.balance(ben.pk) == -50
    merging.merge(ben.pk, ada.pk, **by)
    charge.refresh_from_db()
    assert (ledger.balance(ada.pk), charge.rest) == (20, 20)


def test_who_waits_under_both_records_waits_once_in_the_better_place(
    ada: Member, ben: Member, at_desk: Desk, harbour: Branch, by: dict[str, Any]
) -> None:
    book = CopyFactory(is_on_loan=False).book
    between = MemberFactory()
    for member in (ben, between, ada):
        holds.on_book(book.pk, member.pk, pickup=harbour, desk=at_desk)
    merging.merge(ben.pk, ada.pk, **by)
    queue = Hold.objects.queue_of(book.pk).values_list("member_id", "position")
    assert list(queue) == [(ada.pk, 1), (between.pk, 2)]
    assert Hold.objects.filter(state=HoldState.CANCELLED, member=ada).count() == 1


def test_two_copies_that_are_set_aside_stay_so(
    ada: Member, ben: Member, harbour: Branch, by: dict[str, Any]
) -> None:
    book = BookFactory()
    for member in (ada, ben):
        copy = CopyFactory(book=book, branch=harbour, on_hold_shelf=True)
        Hold.objects.create(
            book=book,
            member=member,
            pickup_branch=harbour,
            state=HoldState.WAITING,
            captured_copy=copy,
            placed_at=NOW,
            captured_at=NOW,
            waiting_since=NOW,
            expires_on=NOW.date(),
            interface=Interface.PAGE,
            pickup_days=5,
        )
    merging.merge(ben.pk, ada.pk, **by)
    assert Hold.objects.captured().filter(member=ada).count() == 2


def test_both_cards_are_known_and_the_other_is_answered_with_its_reason(
    ada: Member, ben: Member, by: dict[str, Any]
) -> None:
    cards.replace(ben.pk, why=Why.LOST, **by)
    ben.refresh_from_db()
    merging.merge(ben.pk, ada.pk, take=["card"], **by)
    assert selectors.holder(ben.card_number) == ada.pk
    with pytest.raises(errors.CardReplaced, match="merged"):
        selectors.holder(ada.card_number)
    assert OldCard.objects.filter(member=ada).count() == 2


def test_blocks_notes_and_family_follow_and_nobody_guards_themselves(
    ada: Member, ben: Member, by: dict[str, Any]
) -> None:
    child, other = MemberFactory.create_batch(2)
    blocks.block(ben.pk, reason="Lost card", until_on=None, **by)
    DeskNote.objects.create(member=ben, text="Ask for the address", made_at=NOW)
    for guardian, ward in ((ada, child), (ben, child), (ben, other), (ben, ada)):
        Guardianship.objects.create(guardian=guardian, child=ward, since=NOW)
    merging.merge(ben.pk, ada.pk, **by)
    assert Block.objects.get().member_id == DeskNote.objects.get().member_id == ada.pk
    ties = set(Guardianship.objects.values_list("guardian_id", "child_id"))
    assert ties == {(ada.pk, child.pk), (ada.pk, other.pk)}


def test_of_two_accounts_the_chosen_one_stays_with_the_searches_of_both(
    ada: Member, ben: Member, by: dict[str, Any]
) -> None:
    assert ada.user
    assert ben.user
    for user in (ada.user, ben.user):
        searches.keep("Tides", "q=tides", actor=user, now=NOW)
    merging.merge(ben.pk, ada.pk, take=["account", "name"], **by)
    ada.refresh_from_db()
    assert (ada.user_id, ada.name) == (ben.user.pk, "Ben Okafor")
    assert not User.objects.by_email("ada@example.org").exists()
    names = SavedSearch.objects.filter(user=ada.user).values_list("name", flat=True)
    assert sorted(names) == ["Tides", "Tides (2)"]


def test_the_account_of_someone_on_the_staff_is_not_closed(
    ada: Member, leo: User, by: dict[str, Any]
) -> None:
    double = MemberFactory(user=leo)
    merging.merge(double.pk, ada.pk, **by)
    assert User.objects.filter(pk=leo.pk).exists()
    assert not Member.objects.filter(user=leo).exists()


def test_the_past_of_both_is_one_and_the_trail_holds(
    ada: Member, ben: Member, at_desk: Desk, by: dict[str, Any]
) -> None:
    copy = CopyFactory(branch=at_desk.branch)
    checkout.lend_copy(copy.barcode, ben.pk, desk=at_desk)
    seals.seal_all(now=NOW)
    merging.merge(ben.pk, ada.pk, **by)
    said = set(timeline.of("member", ada.pk).values_list("action", flat=True))
    assert {"loan.checked_out", "member.merged", "member.merged_away"} <= said
    seals.seal_all(now=NOW)
    assert seals.broken(now=NOW, whole=True) == []
    kept = MemberMerge.objects.get(gone_id=ben.pk)
    assert kept.before["gone"]["name"] == "Ben Okafor"


def test_a_deed_of_the_desk_before_the_merge_is_not_undone_into_nobody(
    ada: Member, ben: Member, at_desk: Desk, by: dict[str, Any]
) -> None:
    copy = CopyFactory(branch=at_desk.branch)
    lent = checkout.lend_copy(copy.barcode, ben.pk, desk=at_desk)
    assert lent.deed
    merging.merge(ben.pk, ada.pk, **by)
    with pytest.raises(Exception, match=r".") as refused:
        undo.undo(lent.deed, desk=at_desk)
    assert getattr(refused.value, "code", "")
    assert Loan.objects.open().get(copy=copy).member_id == ada.pk


def test_a_record_that_was_changed_meanwhile_is_not_merged(
    ada: Member, ben: Member, by: dict[str, Any]
) -> None:
    with pytest.raises(StalePrecondition):
        merging.merge(ben.pk, ada.pk, revisions=(ben.revision, ada.revision + 1), **by)
    with pytest.raises(errors.SameMember):
        merging.merge(ada.pk, ada.pk, **by)
    assert not AuditEntry.objects.filter(action="member.merged").exists()


def test_merged_twice_the_first_id_still_leads_to_the_last(
    ada: Member, ben: Member, by: dict[str, Any]
) -> None:
    third = MemberFactory()
    merging.merge(third.pk, ben.pk, **by)
    merging.merge(ben.pk, ada.pk, **by)
    assert set(MemberMerge.objects.values_list("gone_id", "kept_id")) == {
        (third.pk, ada.pk),
        (ben.pk, ada.pk),
    }
