from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from accounts.models import AuditEntry, User
from accounts.models.audit import Interface
from catalog.models import Copy
from loans.models import Loan, Policy
from members.models import Member
from tests.factories.catalog import CopyFactory
from tests.factories.loans import LoanFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
Api = Callable[..., APIClient]
URL = "/api/v1/loans"


def borrow(client: APIClient, member: Member, thing: Copy, **more: Any) -> Any:
    headers = more.pop("headers", {})
    body = {"book_id": str(thing.book_id), "member_id": str(member.pk), **more}
    return client.post(URL, body, format="json", headers=headers)


def test_a_member_borrows_a_book(api: Api, ada: Member) -> None:
    copy = CopyFactory(book__title="A wizard of Earthsea")
    answer = borrow(api(ada.user), ada, copy)
    loan = answer.json()
    assert answer.status_code == 201
    assert loan | {"id": "", "policy": {}, "steps": []} == {
        "id": "",
        "book_id": str(copy.book_id),
        "copy_id": str(copy.pk),
        "copy_barcode": copy.barcode,
        "title": "A wizard of Earthsea",
        "member_id": str(ada.pk),
        "branch": "harbour",
        "loaned_at": "2026-05-06T08:00:00+00:00",
        "due_at": "2026-05-20T21:59:59+00:00",
        "due_on": "2026-05-20",
        "returned_at": None,
        "lost_at": None,
        "claimed_returned_at": None,
        "renewals": 0,
        "is_overdue": False,
        "policy": {},
        "steps": [],
        "findings": [],
        "renewed": False,
        "filled_hold_id": None,
        "deed_id": None,
    }
    kept = Loan.objects.get(pk=loan["id"])
    assert (kept.interface, kept.lent_by) == (Interface.API, ada.user)


def test_the_answer_says_by_which_policy_and_on_what_way(api: Api, ada: Member) -> None:
    loan = borrow(api(ada.user), ada, CopyFactory()).json()
    assert loan["policy"] == Policy.objects.get().terms
    assert (loan["policy"]["name"], loan["policy"]["loan_days"]) == ("Default", 14)
    assert loan["steps"] == [
        {
            "code": "loan_days",
            "days": 14,
            "on": "2026-05-20",
            "message": "14 days → Wed, 20 May 2026",
        }
    ]


def test_a_certain_copy_may_be_asked_for(api: Api, ada: Member, vera: User) -> None:
    copy = CopyFactory()
    body = {"copy_barcode": f" {copy.barcode[:6]} {copy.barcode[6:]}", "member_id": str(ada.pk)}
    answer = api(vera).post(URL, body, format="json")
    assert (answer.status_code, answer.json()["copy_id"]) == (201, str(copy.pk))


def test_a_stranger_is_asked_to_sign_in(api: Api, ada: Member) -> None:
    answer = borrow(api(), ada, CopyFactory())
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="library"')


def test_an_address_that_is_not_verified_borrows_nothing(api: Api) -> None:
    new = MemberFactory(user__email_verified_at=None)
    answer = borrow(api(new.user), new, CopyFactory())
    assert (answer.status_code, answer.json()["code"]) == (403, "email_not_verified")
    assert not Loan.objects.exists()


def test_others_are_none_of_ones_business_whether_they_exist_or_not(
    api: Api, ada: Member, ben: Member
) -> None:
    copy, nobody = CopyFactory(), Member(pk=uuid4())
    for whose in (ben, nobody):
        answer = borrow(api(ada.user), whose, copy)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_your_account")


def test_what_is_not_there_is_not_found(api: Api, ada: Member, vera: User) -> None:
    client = api(vera)
    for body, code in (
        ({"book_id": str(uuid4()), "member_id": str(ada.pk)}, "unknown_book"),
        ({"copy_barcode": "NOPE", "member_id": str(ada.pk)}, "unknown_barcode"),
        ({"book_id": str(CopyFactory().book_id), "member_id": str(uuid4())}, "unknown_member"),
    ):
        answer = client.post(URL, body, format="json")
        assert (answer.status_code, answer.json()["code"]) == (404, code)


def test_a_book_of_which_no_copy_is_free_is_a_conflict(api: Api, ada: Member) -> None:
    lent = LoanFactory().copy
    answer = borrow(api(ada.user), ada, lent)
    assert (answer.status_code, answer.json()["code"]) == (409, "no_copy_free")


def test_a_copy_that_another_has_is_a_conflict_with_its_findings(api: Api, ada: Member) -> None:
    copy = LoanFactory().copy
    body = {"copy_barcode": copy.barcode, "member_id": str(ada.pk)}
    answer = api(ada.user).post(URL, body, format="json")
    said = answer.json()
    assert (answer.status_code, said["code"]) == (409, "copy_on_loan")
    assert said["findings"] == [
        {
            "code": "copy_on_loan",
            "kind": "blocker",
            "message": "This copy is on loan to someone else.",
            "overridable": False,
            "permission": None,
            "needs": [],
        }
    ]


def test_what_must_be_confirmed_is_asked_and_then_done(api: Api, ada: Member, vera: User) -> None:
    copy, client = CopyFactory(damaged_at="2026-05-01T00:00Z"), api(vera)
    body = {"copy_barcode": copy.barcode, "member_id": str(ada.pk)}
    asked = client.post(URL, body, format="json")
    assert (asked.status_code, asked.json()["code"]) == (412, "confirmation_needed")
    token = asked.json()["confirmation_token"]
    done = client.post(URL, body | {"confirmation": token}, format="json")
    assert done.status_code == 201


def test_a_confirmation_of_ones_own_making_is_none(api: Api, ada: Member, vera: User) -> None:
    copy = CopyFactory(damaged_at="2026-05-01T00:00Z")
    body = {"copy_barcode": copy.barcode, "member_id": str(ada.pk), "confirmation": "yes"}
    assert api(vera).post(URL, body, format="json").status_code == 412


def test_a_member_at_a_phone_is_told_about_themselves(api: Api, ada: Member) -> None:
    copy = LoanFactory(member=ada).copy
    body = {"copy_barcode": copy.barcode, "member_id": str(ada.pk)}
    said = api(ada.user).post(URL, body, format="json").json()
    assert said["code"] == "already_on_loan_to_member"
    assert said["detail"] == "The member has this on loan already. It can be renewed."


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"book_id": None}, "book_id"),
        ({"book_id": "one"}, "book_id"),
        ({"book_id": 7}, "book_id"),
        ({"book_id": 10**40}, "book_id"),
        ({"copy_barcode": "C-1"}, "book_id"),
        ({"member_id": ["x"]}, "member_id"),
        ({"colour": "blue"}, "colour"),
        ({"confirmation": "nul\0"}, "confirmation"),
        ({"confirmation": "x" * 1001}, "confirmation"),
    ],
)
def test_bad_values_are_told_by_field_and_change_nothing(
    api: Api, ada: Member, change: dict[str, Any], field: str
) -> None:
    answer = borrow(api(ada.user), ada, CopyFactory(), **change)
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field]
    assert not Loan.objects.exists()


@pytest.mark.parametrize("barcode", ["", "x" * 101, "A\0B", 7])
def test_a_barcode_that_is_none_is_refused(api: Api, vera: User, ada: Member, barcode: Any) -> None:
    body = {"copy_barcode": barcode, "member_id": str(ada.pk)}
    answer = api(vera).post(URL, body, format="json")
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["copy_barcode"])


def test_neither_book_nor_copy_is_refused(api: Api, ada: Member) -> None:
    answer = api(ada.user).post(URL, {"member_id": str(ada.pk)}, format="json")
    assert answer.json()["errors"] == {"book_id": ["Give either book_id or copy_barcode."]}


def test_what_is_not_json_is_refused(api: Api, ada: Member) -> None:
    answer = api(ada.user).post(URL, b"{book_id", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


# --- The same request again ----------------------------------------------------------------------


def test_a_retry_with_the_same_key_gets_the_same_bytes(api: Api, ada: Member) -> None:
    copy, client = CopyFactory(), api(ada.user)
    key = {"Idempotency-Key": "one"}
    first = borrow(client, ada, copy, headers=key)
    again = borrow(client, ada, copy, headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert ("Idempotency-Replayed" in first, again["Idempotency-Replayed"]) == (False, "true")
    assert Loan.objects.count() == 1
    assert AuditEntry.objects.filter(action="loan.checked_out").count() == 1


def test_a_key_is_not_good_for_another_request(api: Api, ada: Member) -> None:
    client, key = api(ada.user), {"Idempotency-Key": "one"}
    borrow(client, ada, CopyFactory(), headers=key)
    other = borrow(client, ada, CopyFactory(), headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert Loan.objects.count() == 1


def test_a_key_is_ones_own(api: Api, ada: Member, ben: Member) -> None:
    key = {"Idempotency-Key": "one"}
    assert borrow(api(ada.user), ada, CopyFactory(), headers=key).status_code == 201
    assert borrow(api(ben.user), ben, CopyFactory(), headers=key).status_code == 201


def test_a_refusal_is_not_kept_under_a_key(api: Api, ada: Member) -> None:
    loan, client, key = LoanFactory(), api(ada.user), {"Idempotency-Key": "one"}
    assert borrow(client, ada, loan.copy, headers=key).status_code == 409
    Loan.objects.update(returned_at=loan.loaned_at, recorded_at=loan.loaned_at)
    Copy.objects.update(is_on_loan=False)
    assert borrow(client, ada, loan.copy, headers=key).status_code == 201


@pytest.mark.parametrize("key", ["x" * 201, "ключ".encode().decode("latin-1")])
def test_a_key_that_is_none_is_refused(api: Api, ada: Member, key: str) -> None:
    answer = borrow(api(ada.user), ada, CopyFactory(), headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_invalid")
    assert not Loan.objects.exists()


def test_the_last_place_under_the_limit_is_given_once(api: Api, ada: Member) -> None:
    Policy.objects.update(loan_limit=1)
    client = api(ada.user)
    assert borrow(client, ada, CopyFactory()).status_code == 201
    second = borrow(client, ada, CopyFactory())
    assert (second.status_code, second.json()["code"]) == (409, "loan_limit_reached")
