from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import AuditEntry, User
from accounts.models.audit import Interface
from catalog.models import Branch
from members import errors, selectors
from members.models import Category, Member
from members.services import memberships, profile, registration, roll_over
from tests.conftest import NOW
from tests.factories.members import CategoryFactory, MemberFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 6)
FAR = date(9999, 12, 31)


@pytest.fixture
def by(leo: User) -> dict[str, Any]:
    return {"actor": leo, "now": NOW, "today": TODAY, "interface": Interface.PAGE}


@pytest.fixture
def deed(by: dict[str, Any]) -> dict[str, Any]:
    """The same, where the day is told by the hour."""
    return {name: said for name, said in by.items() if name != "today"}


@pytest.fixture
def child(db: None) -> Category:
    """Up to 17, then adult."""
    adult = CategoryFactory()
    made: Category = CategoryFactory(code="child")
    Category.objects.filter(pk=made.pk).update(max_age=17, moves_up_to=adult)
    made.refresh_from_db()
    return made


def test_a_renewal_is_noted_and_cannot_be_pressed_twice(by: dict[str, Any]) -> None:
    member = MemberFactory(expires_on=date(2026, 5, 20))
    seen = member.expires_on
    assert memberships.renew(member.pk, seen=seen, **by).expires_on == date(2027, 5, 20)
    with pytest.raises(errors.MembershipChanged):
        memberships.renew(member.pk, seen=seen, **by)
    entry = AuditEntry.objects.get(action="member.renewed")
    assert (entry.member_id, entry.data["expires_on"]) == (member.pk, "2027-05-20")


def test_nobody_is_renewed_for_longer_than_the_term_that_is_left(by: dict[str, Any]) -> None:
    member = MemberFactory(expires_on=date(2027, 5, 7))
    with pytest.raises(errors.RenewedAlready):
        memberships.renew(member.pk, seen=None, **by)


def test_of_many_those_who_were_changed_meanwhile_are_passed_over(by: dict[str, Any]) -> None:
    first, second = MemberFactory.create_batch(2, expires_on=date(2026, 5, 1))
    seen = {first.pk: date(2026, 5, 1), second.pk: date(2026, 4, 30)}
    done = memberships.renew_many(seen, **by)
    assert ([each.pk for each in done.done], done.passed) == ([first.pk], 1)
    second.refresh_from_db()
    assert second.expires_on == date(2026, 5, 1)


def test_who_has_outgrown_a_category_is_listed_from_the_birthday_on(child: Category) -> None:
    born = {"category": child, "born_on": date(2008, 5, 6)}
    grown = MemberFactory(**born)
    MemberFactory(category=child, born_on=date(2008, 5, 7))
    MemberFactory(category=child, born_on=None)
    assert list(selectors.outgrown(TODAY)) == [grown]
    Category.objects.filter(pk=child.pk).update(moves_up_to=None)
    assert list(selectors.outgrown(TODAY)) == []


def test_many_move_up_and_only_into_what_was_shown(child: Category, by: dict[str, Any]) -> None:
    grown, young, other = (
        MemberFactory(category=child, born_on=date(year, 1, 1)) for year in (2000, 2015, 2000)
    )
    assert child.moves_up_to_id
    seen = dict.fromkeys([grown.pk, young.pk], child.moves_up_to_id) | {other.pk: child.pk}
    done = memberships.move_up_many(seen, **by)
    assert ([each.pk for each in done.done], done.passed) == ([grown.pk], 2)
    codes = dict(Member.objects.values_list("pk", "category__code"))
    assert codes == {grown.pk: "adult", young.pk: "child", other.pk: "child"}


def test_the_categories_that_come_with_the_library_have_guardians_for_children() -> None:
    child = Category.objects.select_related("moves_up_to").get(code="child")
    assert (child.has_guardians, child.max_age, child.own_titles_from_age) == (True, 17, 14)
    assert child.moves_up_to
    assert child.moves_up_to.code == "adult"


def test_no_membership_is_said_to_end_later_than_anybody_lives(
    ada: Member, by: dict[str, Any], deed: dict[str, Any]
) -> None:
    said = registration.Facts(name="Eve", category=ada.category, expires_on=FAR)
    with pytest.raises(errors.EndsTooLate) as refused:
        registration.enrol(said, **by)
    assert str(refused.value) == "A membership can end on 6 May 2176 at the latest."
    with pytest.raises(errors.EndsTooLate):
        profile.edit(ada.pk, said, revision=None, **deed)
    with pytest.raises(errors.EndsTooLate):
        roll_over.carry_out(roll_over.Terms({"5a": "6a"}, FAR), seen=None, **by)
    latest = replace(said, expires_on=date(2176, 5, 6))
    assert profile.edit(ada.pk, latest, revision=None, **deed).expires_on == date(2176, 5, 6)


def test_one_that_never_ends_from_before_can_be_looked_at_and_is_not_renewed(
    by: dict[str, Any], deed: dict[str, Any], signed_in: Any, harbour: Branch
) -> None:
    member = MemberFactory(name="Ada", expires_on=FAR)
    page = signed_in(by["actor"]).get(reverse("members:renew", args=[member.pk]))
    assert page.status_code == 200
    with pytest.raises(errors.RenewedAlready):
        memberships.renew(member.pk, seen=None, **by)
    said = registration.Facts(name="Ada Nowak", category=member.category, expires_on=FAR)
    assert profile.edit(member.pk, said, revision=None, **deed).name == "Ada Nowak"
