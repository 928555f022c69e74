"""Protected members stay: whatever would end their record is refused."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, User
from accounts.models.audit import Interface
from members import errors
from members.models import Category, LeaveRequest, Member
from members.services import leaving, memberships, merging, newcomers, protection
from tests.conftest import NOW
from tests.factories.members import MemberFactory
from tests.html import words

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]


@pytest.fixture
def by(alma: User) -> dict[str, Any]:
    return {"actor": alma, "now": NOW, "interface": Interface.PAGE}


@pytest.fixture
def shielded(ada: Member, by: dict[str, Any]) -> Member:
    return protection.choose(ada.pk, is_protected=True, **by)


def test_each_change_is_in_the_trail_once(ada: Member, by: dict[str, Any]) -> None:
    for is_protected in (True, True, False, False):
        protection.choose(ada.pk, is_protected=is_protected, **by)
    entries = AuditEntry.objects.filter(member_id=ada.pk).order_by("id")
    actions = list(entries.values_list("action", flat=True))
    assert actions == ["member.protected", "member.unprotected"]
    with pytest.raises(errors.UnknownMember):
        protection.choose(uuid4(), is_protected=True, **by)


def test_it_is_not_deleted_until_the_protection_is_off(
    shielded: Member, by: dict[str, Any]
) -> None:
    with pytest.raises(errors.MemberProtected):
        leaving.remove(shielded.pk, **by)
    protection.choose(shielded.pk, is_protected=False, **by)
    leaving.remove(shielded.pk, **by)
    assert not Member.objects.filter(pk=shielded.pk).exists()


def test_it_does_not_leave_by_itself_at_once_or_later(shielded: Member, by: dict[str, Any]) -> None:
    with pytest.raises(errors.MemberProtected):
        leaving.ask(shielded.pk, **by)
    assert not LeaveRequest.objects.exists()
    LeaveRequest.objects.create(member=shielded, asked_at=NOW)
    assert not leaving.carry_out(shielded.pk, now=NOW, interface=Interface.JOB)
    protection.choose(shielded.pk, is_protected=False, **by)
    assert leaving.carry_out(shielded.pk, now=NOW, interface=Interface.JOB)


def test_it_is_not_merged_away_but_others_into_it(
    shielded: Member, ben: Member, by: dict[str, Any]
) -> None:
    with pytest.raises(errors.MemberProtected):
        merging.merge(shielded.pk, ben.pk, **by)
    with pytest.raises(errors.MemberProtected):
        merging.merge(ben.pk, shielded.pk, take=["account"], **by)
    account = shielded.user
    merging.merge(ben.pk, shielded.pk, **by)
    shielded.refresh_from_db()
    assert (shielded.is_protected, shielded.user) == (True, account)


def test_a_newcomer_who_is_protected_is_not_refused(shielded: Member, by: dict[str, Any]) -> None:
    newcomers.hold_back(shielded, now=NOW)
    with pytest.raises(errors.MemberProtected):
        newcomers.refuse(shielded.pk, reason="No", **by)
    assert Member.objects.filter(pk=shielded.pk).exists()


def test_moving_many_up_passes_it_over_and_says_so(
    by: dict[str, Any], signed_in: SignedIn, leo: User
) -> None:
    child, adult = Category.objects.get(code="child"), Category.objects.get(code="adult")
    grown = MemberFactory.create_batch(2, category=child, born_on=date(2000, 1, 1), user=None)
    protection.choose(grown[0].pk, is_protected=True, **by)
    seen = [f"{each.pk}={adult.pk}" for each in grown]
    page = signed_in(leo).post(reverse("members:move_up_many"), {"seen": seen}, follow=True)
    assert "Done for 1 member." in words(page)
    assert "1 is protected and was left as is." in words(page)
    assert [Member.objects.get(pk=each.pk).category for each in grown] == [child, adult]
    done = memberships.move_up_many({grown[0].pk: adult.pk}, **by, today=date(2026, 5, 6))
    assert (done.passed, done.protected) == (0, 1)


def test_an_administrator_protects_on_the_member_s_page_and_the_desk_reads_why(
    ada: Member, alma: User, leo: User, signed_in: SignedIn
) -> None:
    page, protect = (reverse(f"members:{name}", args=[ada.pk]) for name in ("member", "protect"))
    assert protect not in signed_in(leo).get(page).content.decode()
    assert "cannot go" in words(signed_in(alma).get(protect))
    done = signed_in(alma).post(protect, {"wanted": "yes"}, follow=True)
    assert "The member is protected." in words(done)
    delete = reverse("members:delete", args=[ada.pk])
    assert "Ada Nowak is protected" in words(signed_in(leo).get(delete))
    assert signed_in(leo).post(delete).status_code == 409
    assert "can be deleted" in words(signed_in(alma).get(protect))
    off = signed_in(alma).post(protect, {"wanted": "no"}, follow=True)
    assert "The protection is taken off." in words(off)


def test_the_member_reads_it_too_and_the_administration_does_not_delete_it(
    shielded: Member, alma: User, signed_in: SignedIn
) -> None:
    own = signed_in(shielded.user)
    assert "Ada Nowak is protected" in words(own.get("/me/delete"))
    assert own.post("/me/delete").status_code == 409
    url = reverse("admin:members_member_delete", args=[shielded.pk])
    assert signed_in(alma).post(url, {"post": "yes"}).status_code == 403
    assert Member.objects.filter(pk=shielded.pk).exists()
