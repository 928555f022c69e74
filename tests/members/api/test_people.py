"""Families, memberships and duplicates over REST."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import User
from members.models import Category, Guardianship, Member
from tests.conftest import NOW
from tests.factories.loans import LoanFactory
from tests.factories.members import MemberFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("harbour")]


@pytest.fixture
def child(ada: Member) -> Member:
    """Mia, whom Ada looks after."""
    category = Category.objects.get(code="child")
    made: Member = MemberFactory(
        name="Mia Nowak", user=None, category=category, born_on=date(2012, 1, 1)
    )
    Guardianship.objects.create(guardian=ada, child=made, since=NOW)
    return made


def test_over_rest_guardians_see_their_children_only(
    api: Callable[..., Any], ada: Member, ben: Member, child: Member, leo: User
) -> None:
    loan = LoanFactory(member=child, due_at=NOW + timedelta(days=2))
    (row,) = api(ada.user).get("/api/v1/family").json()["results"]
    assert (row["id"], row["on_loan"]) == (str(child.pk), 1)
    home = api(ada.user).get(f"/api/v1/family/{child.pk}").json()
    assert home["loans"][0]["title"] == loan.copy.book.title
    renew = f"/api/v1/family/{child.pk}/loans/{loan.pk}/renew"
    assert api(ada.user).post(renew, {}, format="json").json()["renewals"] == 1
    for stranger in (ben.user, leo):
        assert api(stranger).get(f"/api/v1/family/{child.pk}").status_code == 404
        assert api(stranger).post(renew, {}, format="json").status_code == 404
    body = {"book_id": str(LoanFactory().copy.book_id), "member_id": str(child.pk)}
    body["pickup_branch"] = "harbour"
    assert api(ada.user).post("/api/v1/holds", body, format="json").status_code == 201
    assert api(ben.user).post("/api/v1/holds", body, format="json").status_code == 403


def test_over_rest_the_staff_look_after_members(
    api: Callable[..., Any], ada: Member, ben: Member, child: Member, leo: User
) -> None:
    at = f"/api/v1/members/{child.pk}"
    added = api(leo).post(f"{at}/guardians", {"card_number": ben.card_number}, format="json")
    assert added.status_code == 201
    assert len(api(leo).get(f"{at}/guardians").json()["results"]) == 2
    assert api(leo).delete(f"{at}/guardians/{ben.pk}").status_code == 204
    Member.objects.filter(pk=child.pk).update(expires_on=date(2026, 5, 20))
    renewed = api(leo).post(f"{at}/renewal", {"expires_on": "2026-05-20"}, format="json")
    assert renewed.json()["expires_on"] == "2027-05-20"
    said = api(leo).get("/api/v1/member-categories").json()["results"]
    assert {"adult", "child"} <= {each["code"] for each in said}
    body = {"member_id": str(ben.pk), "take": ["name"]}
    merged = api(leo).post(f"/api/v1/members/{ada.pk}/merge", body, format="json")
    assert merged.json()["name"] == "Ben Okafor"
    bad = {"member_id": str(child.pk), "take": ["soul"]}
    assert api(leo).post(f"/api/v1/members/{ada.pk}/merge", bad, format="json").status_code == 422
