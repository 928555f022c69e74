from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import AuditEntry, User
from catalog.models import Branch, Copy
from loans.models import Loan, Policy
from members.models import Member
from tests.factories.catalog import CopyFactory

pytestmark = pytest.mark.django_db
Api = Callable[..., APIClient]
WHY = {"reference_only": "An exhibition"}


@pytest.fixture
def kept(harbour: Branch) -> Copy:
    """A copy for use in the library only."""
    made: Copy = CopyFactory(branch=harbour, reference_only=True)
    return made


def lend(client: APIClient, copy: Copy, member: Member, **more: Any) -> Any:
    said = {"copy_barcode": copy.barcode, "member_id": str(member.pk), **more}
    return client.post("/api/v1/loans", said, format="json", headers={"Idempotency-Key": "one"})


def test_a_finding_says_whether_it_can_be_overridden_and_how(
    api: Api, leo: User, ada: Member, kept: Copy
) -> None:
    refused = lend(api(leo), kept, ada)
    assert refused.status_code == 409
    assert refused.json()["findings"] == [
        {
            "code": "reference_only",
            "kind": "blocker",
            "message": "This copy is for use in the library only.",
            "overridable": True,
            "permission": "loans.override_reference",
            "needs": ["comment", "due_on"],
        }
    ]


@pytest.mark.parametrize("path", ["/api/v1/loans", "/api/v1/desk/checkout"])
def test_it_is_lent_with_a_comment_and_a_day(
    api: Api, leo: User, ada: Member, kept: Copy, path: str
) -> None:
    said = {
        "copy_barcode": kept.barcode,
        "member_id": str(ada.pk),
        "overrides": WHY,
        "due_on": "2026-05-09",
        **({"branch": "harbour"} if "desk" in path else {}),
    }
    client, key = api(leo), {"Idempotency-Key": "one"}
    lent = client.post(path, said, format="json", headers=key)
    assert (lent.status_code, lent.json()["due_on"]) == (201, "2026-05-09")
    assert client.post(path, said, format="json", headers=key).json() == lent.json()
    assert AuditEntry.objects.get(action="loan.checked_out").data["overrides"] == WHY


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"overrides": WHY}, 422, "due_date_needed"),
        ({"overrides": WHY, "due_on": "2026-05-01"}, 422, "due_date_needed"),
        ({"overrides": {"reference_only": ""}, "due_on": "2026-05-09"}, 422, "comment_needed"),
        ({"overrides": {"member_expired": "x"}}, 422, "invalid"),
        ({"overrides": ["reference_only"]}, 422, "invalid"),
        ({"overrides": {"reference_only": "x" * 301}}, 422, "invalid"),
        ({"overrides": {"reference_only": 5}}, 422, "invalid"),
        ({"overrides": WHY, "due_on": "soon"}, 422, "invalid"),
    ],
)
def test_what_is_missing_or_odd_is_told(
    api: Api,
    leo: User,
    ada: Member,
    kept: Copy,
    more: dict[str, Any],
    status: int,
    code: str,
) -> None:
    refused = lend(api(leo), kept, ada, **more)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert not Loan.objects.exists()


@pytest.mark.parametrize("path", ["/api/v1/loans", "/api/v1/desk/checkout"])
def test_a_day_is_not_passed_over(
    api: Api, leo: User, ada: Member, harbour: Branch, path: str
) -> None:
    """Whoever names one where the policy says it, staff or member, is told so."""
    said = {
        "copy_barcode": CopyFactory(branch=harbour).barcode,
        "member_id": str(ada.pk),
        "due_on": "2026-05-09",
        **({"branch": "harbour"} if "desk" in path else {}),
    }
    for user in (leo, *([] if "desk" in path else [ada.user])):
        refused = api(user).post(path, said, format="json")
        assert (refused.status_code, refused.json()["code"]) == (422, "due_date_not_asked")
        assert "due_on" in refused.json()["errors"]
    assert not Loan.objects.exists()


def test_a_volunteer_and_a_member_override_nothing(
    api: Api, vera: User, ada: Member, kept: Copy
) -> None:
    for user in (vera, ada.user):
        refused = lend(api(user), kept, ada, overrides=WHY, due_on="2026-05-09")
        assert (refused.status_code, refused.json()["code"]) == (403, "override_not_allowed")


def test_any_copy_of_a_book_can_be_lent_beyond_the_limit(
    api: Api, leo: User, ada: Member, harbour: Branch
) -> None:
    Policy.objects.update(loan_limit=0)
    said = {
        "book_id": str(CopyFactory(branch=harbour).book_id),
        "member_id": str(ada.pk),
        "overrides": {"loan_limit_reached": "School project"},
    }
    assert api(leo).post("/api/v1/loans", said, format="json").status_code == 201
