from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from accounts.models.audit import Interface
from catalog.models import Branch
from loans.models import Loan
from members.models import Member
from tests.factories.catalog import BranchFactory, CopyFactory
from tests.factories.holds import HoldFactory
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


def test_the_note_about_a_copy_is_for_the_desk_and_not_for_members(
    api: Api, vera: User, ada: Member
) -> None:
    copy, silent = CopyFactory(note="A map lies in it.", alerts_at_desk=True), CopyFactory(note="x")
    lent = post(api(vera), OUT, card=ada.card_number, copy_barcode=copy.barcode)
    assert lent.json()["copy_note"] == "A map lies in it."
    assert post(api(vera), BACK, copy_barcode=copy.barcode).json()["copy_note"] != ""
    assert post(api(vera), BACK, copy_barcode=silent.barcode).json()["copy_note"] == ""
    said = {"copy_barcode": copy.barcode, "member_id": str(ada.pk)}
    alone = api(ada.user).post("/api/v1/loans", said, format="json")
    back = api(ada.user).post(f"/api/v1/loans/{alone.json()['id']}/return")
    assert (alone.status_code, back.status_code) == (201, 200)
    assert b"map lies" not in alone.content + back.content


def test_an_empty_resolution_says_nothing(api: Api, vera: User) -> None:
    back = post(api(vera), BACK, copy_barcode=LoanFactory().copy.barcode, resolution="")
    assert back.status_code == 200, back.json()


def test_the_parts_of_a_copy_that_comes_back_are_to_be_counted(
    api: Api, vera: User, ada: Member
) -> None:
    loan = LoanFactory(member=ada, copy__parts="2 discs")
    back = post(api(vera), BACK, copy_barcode=loan.copy.barcode).json()
    assert [(each["code"], each["message"]) for each in back["findings"]] == [
        ("parts_to_count", "Count the parts: 2 discs.")
    ]
    own = LoanFactory(member=ada, copy=loan.copy)
    alone = api(ada.user).post(f"/api/v1/loans/{own.pk}/return").json()
    assert alone["findings"] == [], "nobody of the staff has it in the hand"


def test_the_desk_is_told_of_a_member_what_its_page_shows(
    api: Api, vera: User, ada: Member, now: datetime
) -> None:
    url = "/api/v1/desk/member"
    ada.blocks.create(reason="Conduct", blocked_at=now)
    Member.objects.filter(pk=ada.pk).update(note="Large print", expires_on="2026-05-05")
    LoanFactory(member=ada, loaned_at="2026-04-01T08:00Z", due_at="2026-05-01T21:59:59Z")
    LoanFactory(member=ada)
    HoldFactory(
        member=ada, state="waiting", position=None, expires_on="2026-05-09",
        captured_copy=CopyFactory(on_hold_shelf=True, barcode="30009000000024"),
    )  # fmt: skip
    by_card = api(vera).get(url, {"card": ada.card_number, "branch": "harbour"})
    said = by_card.json()
    codes = [each["code"] for each in said["warnings"]]
    assert codes == ["member_expired", "member_blocked", "note"]
    assert (said["on_loan"], said["overdue"], said["balance"]) == (2, 1, 0)
    assert [each["copy_barcode"] for each in said["ready"]] == ["30009000000024"]
    by_id = api(vera).get(url, {"member_id": str(ada.pk), "branch": "harbour"})
    assert by_id.json() == said
    nobody = api(vera).get(url, {"member_id": str(ada.user_id), "branch": "harbour"})
    assert (nobody.status_code, nobody.json()["code"]) == (404, "unknown_member")
    unknown = api(vera).get(url, {"card": "x", "branch": "harbour"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_card")
    assert api(vera).get(url, {"branch": "harbour"}).status_code == 422
    assert api(ada.user).get(url, {"card": "x", "branch": "harbour"}).status_code == 403
