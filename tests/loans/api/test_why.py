"""Every answer about a loan says which policy decided, and how the due date came about."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from rest_framework.test import APIClient

from catalog.models import Branch
from loans.models import DatedDay, Policy
from members.models import Member
from tests.factories.catalog import CopyFactory
from tests.factories.loans import LoanFactory

pytestmark = pytest.mark.django_db
Api = Callable[..., APIClient]
STEPS = ["14 days → Wed, 20 May 2026", "closed (Inventory) → Thu, 21 May 2026"]


@pytest.fixture(autouse=True)
def inventory(harbour: Branch) -> None:
    DatedDay.objects.create(branch=harbour, on=date(2026, 5, 20), name="Inventory")


def said(steps: list[dict[str, Any]]) -> list[str]:
    return [step["message"] for step in steps]


def test_it_is_told_before_and_after_and_ever_since(api: Api, ada: Member) -> None:
    copy, client = CopyFactory(), api(ada.user)
    asked = {"copy_barcode": copy.barcode, "member_id": str(ada.pk)}
    before = client.get("/api/v1/loans/availability", asked).json()
    assert said(before["steps"]) == STEPS
    assert before["policy"]["scope"] == []
    assert before["why"]["message"] == "No other policy is for this, so the default decides."
    assert before["why"]["sentences"][0].startswith("Lent for 14 days")
    lent = client.post("/api/v1/loans", asked, format="json").json()
    assert said(lent["steps"]) == STEPS
    one = client.get(f"/api/v1/loans/{lent['id']}").json()
    (listed,) = client.get("/api/v1/loans").json()["results"]
    assert one["steps"] == listed["steps"] == lent["steps"]
    assert one["steps"][1] == {
        "code": "closed",
        "days": 0,
        "on": "2026-05-21",
        "message": "closed (Inventory) → Thu, 21 May 2026",
    }


def test_too_soon_says_from_when(api: Api, ada: Member, harbour: Branch) -> None:
    Policy.objects.update(renew_within_days=2)
    loan, client = LoanFactory(member=ada, branch=harbour), api(ada.user)
    answer = client.post(f"/api/v1/loans/{loan.pk}/renew")
    assert (answer.status_code, answer.json()["code"]) == (409, "too_soon")
    assert answer.json()["soonest_on"] == "2026-05-18"
    (outcome,) = client.post("/api/v1/loans/renew-all", {}, format="json").json()["results"]
    assert outcome["refusal"]["soonest_on"] == "2026-05-18"
    assert outcome["refusal"]["message"] == "It can be renewed from Mon, 18 May 2026."


def test_a_policy_that_can_never_lend_is_a_clear_sentence(api: Api, ada: Member) -> None:
    Policy.objects.update(term_bound="exact", term_on=date(2026, 5, 5))
    asked = {"copy_barcode": CopyFactory().barcode, "member_id": str(ada.pk)}
    answer = api(ada.user).post("/api/v1/loans", asked, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "term_is_over")
