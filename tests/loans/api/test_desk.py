from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from accounts.models.audit import Interface
from catalog.models import Branch
from loans.models import Loan
from members.models import Member
from tests.factories.catalog import BranchFactory, CopyFactory
from tests.factories.loans import LoanFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("harbour")]
Api = Callable[..., APIClient]
OUT, BACK = "/api/v1/desk/checkout", "/api/v1/desk/return"


def post(client: APIClient, url: str, **body: Any) -> Any:
    headers = body.pop("headers", {})
    return client.post(url, {"branch": "harbour", **body}, format="json", headers=headers)


def test_a_copy_is_lent_by_card_or_by_member(
    api: Api, vera: User, ada: Member, harbour: Branch
) -> None:
    client = api(vera)
    for whose in ({"card": ada.card_number}, {"member_id": str(ada.pk)}):
        answer = post(client, OUT, copy_barcode=CopyFactory().barcode, **whose)
        assert (answer.status_code, answer.json()["member_id"]) == (201, str(ada.pk))
    loan = Loan.objects.first()
    assert loan
    assert (loan.branch, loan.interface, loan.lent_by) == (harbour, Interface.DESK, vera)


def test_what_must_be_confirmed_is_asked_and_then_done(api: Api, vera: User, ada: Member) -> None:
    copy, client = CopyFactory(damaged_at="2026-05-01T00:00Z"), api(vera)
    asked = post(client, OUT, card=ada.card_number, copy_barcode=copy.barcode)
    assert asked.status_code == 412
    token = asked.json()["confirmation_token"]
    done = post(client, OUT, card=ada.card_number, copy_barcode=copy.barcode, confirmation=token)
    assert done.status_code == 201


def test_a_card_is_no_copy_and_a_copy_is_no_card(api: Api, vera: User, ada: Member) -> None:
    copy, client = CopyFactory(), api(vera)
    card = post(client, OUT, card=ada.card_number, copy_barcode=ada.card_number)
    assert (card.status_code, card.json()["code"]) == (404, "unknown_barcode")
    swapped = post(client, OUT, card=copy.barcode, copy_barcode=copy.barcode)
    assert (swapped.status_code, swapped.json()["code"]) == (404, "unknown_card")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"branch": "moon"}, "branch"),
        ({"branch": ""}, "branch"),
        ({"card": ""}, "card"),
        ({"copy_barcode": None}, "copy_barcode"),
        ({"member_id": "0197a3c2-5b1e-7c41-9d0e-2f6f4d1c8a10"}, "card"),
        ({"colour": "blue"}, "colour"),
    ],
)
def test_bad_values_are_told_by_field(
    api: Api, vera: User, ada: Member, body: dict[str, Any], field: str
) -> None:
    said = {"card": ada.card_number, "copy_barcode": CopyFactory().barcode, **body}
    answer = post(api(vera), OUT, **said)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
    assert not Loan.objects.exists()


def test_a_copy_comes_back_and_it_is_said_where_it_goes(api: Api, vera: User, ada: Member) -> None:
    hill = BranchFactory(code="hill", name="Hill branch")
    loan = LoanFactory(member=ada, copy__branch=hill)
    said = post(api(vera), BACK, copy_barcode=loan.copy.barcode).json()
    assert (said["loan"]["id"], said["copy_barcode"]) == (str(loan.pk), loan.copy.barcode)
    assert said["next"] == {
        "code": "send_to_branch",
        "message": "Send it to Hill branch.",
        "to_branch": "hill",
        "hold_id": None,
    }
    assert [each["code"] for each in said["findings"]] == ["other_branch"]


def test_a_copy_that_was_not_on_loan_is_no_error(api: Api, vera: User) -> None:
    answer = post(api(vera), BACK, copy_barcode=CopyFactory().barcode)
    assert (answer.status_code, answer.json()["loan"]) == (200, None)
    assert answer.json()["findings"][0]["code"] == "not_on_loan"


def test_a_scan_that_is_sent_again_is_answered_as_before(api: Api, vera: User) -> None:
    barcode, client = LoanFactory().copy.barcode, api(vera)
    key = {"Idempotency-Key": "scan-1"}
    first = post(client, BACK, copy_barcode=barcode, headers=key)
    again = post(client, BACK, copy_barcode=barcode, headers=key)
    assert (again.content, again["Idempotency-Replayed"]) == (first.content, "true")


def test_an_unknown_barcode_is_not_found(api: Api, vera: User) -> None:
    answer = post(api(vera), BACK, copy_barcode="NOPE")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_barcode")


@pytest.mark.parametrize("url", [OUT, BACK])
def test_the_desk_is_for_the_staff(api: Api, ada: Member, url: str) -> None:
    assert post(api(), url).status_code == 401
    refused = post(api(ada.user), url, copy_barcode=CopyFactory().barcode)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
