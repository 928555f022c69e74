"""Guardians: what they may do for a child, and for no other."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models.audit import Interface
from catalog.models import Branch
from loans import errors
from loans.models import HoldState
from loans.selectors import families as seen
from loans.services import checkout, family, holds, renewals
from loans.services.situation import Desk
from members.errors import (
    GuardianAlready,
    GuardiansInCircle,
    GuardianTooYoung,
    NoGuardiansInCategory,
    OwnGuardian,
    UnknownMember,
)
from members.models import Category, Guardianship, Member
from members.services import families
from tests.conftest import NOW
from tests.factories.catalog import CopyFactory
from tests.factories.loans import LoanFactory
from tests.factories.members import CategoryFactory, MemberFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 6)


@pytest.fixture
def mia(db: None) -> Member:
    """A child of twelve, without an account."""
    category = CategoryFactory(code="child")
    Category.objects.filter(pk=category.pk).update(has_guardians=True, own_titles_from_age=12)
    category.refresh_from_db()
    made: Member = MemberFactory(
        name="Mia Nowak", user=None, category=category, born_on=date(2014, 1, 1)
    )
    return made


@pytest.fixture
def guarded(mia: Member, ada: Member) -> Member:
    """Mia, whom Ada looks after."""
    Guardianship.objects.create(guardian=ada, child=mia, since=NOW)
    return mia


@pytest.fixture
def by_ada(ada: Member, at_desk: Desk) -> Desk:
    assert ada.user
    return replace(at_desk, actor=ada.user, branch=None, interface=Interface.PAGE)


@pytest.fixture
def by(at_desk: Desk) -> dict[str, Any]:
    return {"actor": at_desk.actor, "now": at_desk.now, "interface": Interface.PAGE}


def test_a_guardian_renews_what_a_child_has_under_the_child_s_own_rules(
    guarded: Member, by_ada: Desk
) -> None:
    loan = LoanFactory(member=guarded, due_at=NOW + timedelta(days=2))
    assert family.renew(loan.pk, guarded.pk, desk=by_ada).loan.renewals == 1
    guarded.blocks.create(reason="Lost card", blocked_at=NOW)
    (outcome,) = family.renew_all(guarded.pk, desk=by_ada)
    assert outcome.refusal
    assert outcome.refusal.code == "member_blocked"


def test_children_of_others_are_not_there(mia: Member, ben: Member, by_ada: Desk) -> None:
    loan = LoanFactory(member=mia)
    with pytest.raises(UnknownMember):
        family.renew(loan.pk, mia.pk, desk=by_ada)
    with pytest.raises(UnknownMember):
        seen.home(by_ada.actor, mia.pk, NOW, TODAY)
    assert seen.children(by_ada.actor, NOW, TODAY) == []


def test_a_guardian_renews_no_loan_of_others_by_naming_the_child(
    guarded: Member, ben: Member, by_ada: Desk
) -> None:
    loan = LoanFactory(member=ben)
    with pytest.raises(errors.UnknownLoan):
        family.renew(loan.pk, guarded.pk, desk=by_ada)
    with pytest.raises(errors.UnknownLoan):  # nor through the door for one's own loans
        renewals.renew(LoanFactory(member=guarded).pk, desk=by_ada)


def test_a_guardian_does_not_lend_to_a_child(guarded: Member, by_ada: Desk) -> None:
    with pytest.raises(errors.NotYourAccount):
        checkout.lend_copy(CopyFactory().barcode, guarded.pk, desk=by_ada)


def test_a_guardian_waits_for_a_child_and_gives_it_up(
    guarded: Member, by_ada: Desk, harbour: Branch
) -> None:
    hold = holds.on_book(CopyFactory().book_id, guarded.pk, pickup=harbour, desk=by_ada)
    assert hold.member == guarded
    assert holds.cancel(hold.pk, desk=by_ada).state == HoldState.CANCELLED


def test_a_guardian_alone_needs_a_verified_address_to_wait(
    guarded: Member, ada: Member, by_ada: Desk, harbour: Branch
) -> None:
    assert ada.user
    ada.user.email_verified_at = None
    ada.user.save()
    with pytest.raises(errors.EmailNotVerified):
        holds.on_book(CopyFactory().book_id, guarded.pk, pickup=harbour, desk=by_ada)


def test_who_is_no_guardian_neither_places_nor_ends_a_hold(
    mia: Member, by_ada: Desk, at_desk: Desk, harbour: Branch
) -> None:
    book = CopyFactory().book_id
    with pytest.raises(errors.NotYourAccount):
        holds.on_book(book, mia.pk, pickup=harbour, desk=by_ada)
    hold = holds.on_book(book, mia.pk, pickup=harbour, desk=at_desk)
    with pytest.raises(errors.UnknownHold):
        holds.cancel(hold.pk, desk=by_ada)


def test_a_child_that_is_old_enough_hides_titles_and_its_holds(
    guarded: Member, by_ada: Desk, by: dict[str, Any], at_desk: Desk, harbour: Branch
) -> None:
    LoanFactory(member=guarded)
    hold = holds.on_book(CopyFactory().book_id, guarded.pk, pickup=harbour, desk=at_desk)
    assert len(seen.home(by_ada.actor, guarded.pk, NOW, TODAY).holds) == 1
    families.hide_titles(guarded.pk, hides=True, today=TODAY, **by)
    home = seen.home(by_ada.actor, guarded.pk, NOW, TODAY)
    assert (home.child.shows_titles, home.holds, len(home.loans)) == (False, [], 1)
    with pytest.raises(errors.UnknownHold):
        holds.cancel(hold.pk, desk=by_ada)


def test_who_moves_up_is_on_their_own(guarded: Member, by_ada: Desk) -> None:
    Member.objects.filter(pk=guarded.pk).update(category=CategoryFactory())
    assert seen.children(by_ada.actor, NOW, TODAY) == []
    with pytest.raises(UnknownMember):
        family.renew_all(guarded.pk, desk=by_ada)


def test_the_desk_notes_a_guardian_once_and_never_the_child_itself(
    mia: Member, ada: Member, by: dict[str, Any]
) -> None:
    families.add_guardian(mia.pk, ada.card_number, **by)
    with pytest.raises(GuardianAlready):
        families.add_guardian(mia.pk, ada.card_number, **by)
    with pytest.raises(OwnGuardian):
        families.add_guardian(mia.pk, mia.card_number, **by)
    with pytest.raises(NoGuardiansInCategory):
        families.add_guardian(ada.pk, mia.card_number, **by)
    families.end_guardian(mia.pk, ada.pk, **by)
    assert not Guardianship.objects.exists()


def test_a_child_is_nobody_s_guardian_until_it_is_of_age(
    mia: Member, ada: Member, by: dict[str, Any]
) -> None:
    Member.objects.filter(pk=ada.pk).update(born_on=date(2008, 5, 7))
    with pytest.raises(GuardianTooYoung) as refused:
        families.add_guardian(mia.pk, ada.card_number, **by)
    assert (
        str(refused.value) == "Ada Nowak is not yet 18 years old and cannot be anybody's guardian."
    )
    Member.objects.filter(pk=ada.pk).update(born_on=date(2008, 5, 6))
    families.add_guardian(mia.pk, ada.card_number, **by)


def test_nobody_looks_after_those_who_look_after_them(mia: Member, by: dict[str, Any]) -> None:
    Member.objects.filter(pk=mia.pk).update(born_on=None)
    lou, kim = MemberFactory.create_batch(2, category=mia.category)
    families.add_guardian(lou.pk, mia.card_number, **by)
    families.add_guardian(kim.pk, lou.card_number, **by)
    for guardian in (lou, kim):
        with pytest.raises(GuardiansInCircle):
            families.add_guardian(mia.pk, guardian.card_number, **by)
    assert Guardianship.objects.count() == 2


def test_the_family_costs_as_much_for_twenty_as_for_one(
    ada: Member, guarded: Member, by_ada: Desk, django_assert_max_num_queries: Any
) -> None:
    for child in MemberFactory.create_batch(19, category=guarded.category):
        Guardianship.objects.create(guardian=ada, child=child, since=NOW)
    with django_assert_max_num_queries(4):
        assert len(seen.children(by_ada.actor, NOW, TODAY)) == 20
