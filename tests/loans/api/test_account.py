from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from catalog.models import Branch
from loans.models import AccountLine
from loans.services import ledger, payments
from loans.services.situation import Desk
from members.models import Member
from tests.factories.accounts import UserFactory
from tests.loans.services.accounts import late_loan

pytestmark = pytest.mark.django_db
Api = Callable[..., APIClient]


@pytest.fixture
def debt(ada: Member, leo: User, at_desk: Desk) -> AccountLine:
    """Ada owes five."""
    leo_at_desk = Desk(actor=leo, branch=at_desk.branch, now=at_desk.now, interface="desk")
    return payments.charge(ada.pk, 500, "A new card", desk=leo_at_desk)


def ask(client: APIClient, member: Member, what: str, key: str = "", **body: Any) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(
        f"/api/v1/members/{member.pk}/{what}",
        {"branch": "harbour"} | body,
        format="json",
        headers=headers,
    )


def test_members_see_what_they_owe(api: Api, ada: Member, debt: AccountLine) -> None:
    answer = api(ada.user).get("/api/v1/account")
    assert answer.status_code == 200
    assert answer.json() == {
        "currency": "EUR",
        "balance": 500,
        "results": [
            {
                "id": str(debt.pk),
                "kind": "manual",
                "amount": 500,
                "open_amount": 500,
                "at": "2026-05-06T08:00:00+00:00",
                "note": "A new card",
                "loan_id": None,
                "book_id": None,
                "title": "",
                "is_growing": False,
                "method": None,
                "receipt": None,
                "branch": "harbour",
                "reverses_id": None,
                "is_reversed": False,
            }
        ],
        "next": None,
        "previous": None,
    }


def test_an_account_that_is_not_a_members_has_no_account(api: Api) -> None:
    answer = api(UserFactory()).get("/api/v1/account")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_member")


def test_the_account_of_others_is_for_the_staff(
    api: Api, ada: Member, ben: Member, vera: User, debt: AccountLine
) -> None:
    address = f"/api/v1/members/{ada.pk}/account"
    assert api(vera).get(address).json()["balance"] == 500
    assert api(ben.user).get(address).status_code == 403
    assert api(ada.user).get(address).status_code == 403
    assert api().get(address).status_code == 401
    assert api(vera).get(f"/api/v1/members/{debt.pk}/account").status_code == 404


def test_an_account_comes_in_pages(api: Api, ada: Member, debt: AccountLine, vera: User) -> None:
    for _ in range(3):
        ask(api(vera), ada, "payments", amount=10, method="cash")
    first = api(ada.user).get("/api/v1/account?page_size=3").json()
    second = api(ada.user).get(first["next"]).json()
    assert [line["kind"] for line in first["results"] + second["results"]] == [
        "payment",
        "payment",
        "payment",
        "manual",
    ]


def test_a_payment_answers_with_its_receipt(
    api: Api, ada: Member, debt: AccountLine, vera: User
) -> None:
    answer = ask(api(vera), ada, "payments", amount=200, method="cash")
    assert answer.status_code == 201
    said = answer.json()
    assert (said["balance"], said["line"]["receipt"]) == (300, 1)
    assert (said["line"]["amount"], said["line"]["open_amount"]) == (-200, 0)


def test_what_was_paid_or_waived_can_be_undone_by_the_id_in_the_answer(
    api: Api, ada: Member, debt: AccountLine, leo: User
) -> None:
    client = api(leo)
    paid = ask(client, ada, "payments", amount=200, method="cash").json()["deed_id"]
    waived = ask(client, ada, "waivers", amount=100, reason="why").json()["deed_id"]
    assert ask(client, ada, "charges", amount=5, reason="x").json()["deed_id"] is None
    for deed_id in (waived, paid):
        undone = client.post("/api/v1/desk/undo", {"deed_id": deed_id}, format="json")
        assert undone.status_code == 200
    assert ledger.balance(ada.pk) == 505


def test_the_same_key_takes_the_money_once(
    api: Api, ada: Member, debt: AccountLine, vera: User
) -> None:
    first, second = (
        ask(api(vera), ada, "payments", key="one", amount=200, method="cash") for _ in range(2)
    )
    assert first.content == second.content
    assert second["Idempotency-Replayed"] == "true"
    assert ledger.balance(ada.pk) == 300


@pytest.mark.parametrize(
    ("what", "body", "status", "code"),
    [
        ("payments", {"amount": 501, "method": "cash"}, 409, "more_than_owed"),
        ("payments", {"amount": 0, "method": "cash"}, 422, "invalid"),
        ("payments", {"amount": -5, "method": "cash"}, 422, "invalid"),
        ("payments", {"amount": 1.5, "method": "cash"}, 422, "invalid"),
        ("payments", {"amount": True, "method": "cash"}, 422, "invalid"),
        ("payments", {"amount": "5", "method": "cash"}, 422, "invalid"),
        ("payments", {"amount": 10**12, "method": "cash"}, 422, "invalid"),
        ("payments", {"amount": 5, "method": "shells"}, 422, "invalid"),
        ("payments", {"amount": 5}, 422, "invalid"),
        ("payments", {"amount": 5, "method": "cash", "branch": "moon"}, 422, "unknown_branch"),
        ("payments", {"amount": 5, "method": "cash", "tip": 1}, 422, "invalid"),
        ("waivers", {"amount": 501, "reason": "why"}, 409, "more_than_owed"),
        ("waivers", {"amount": 5}, 422, "invalid"),
        ("waivers", {"amount": 5, "reason": "  "}, 422, "invalid"),
        ("charges", {"amount": 5, "reason": "a\x00b"}, 422, "invalid"),
        ("refunds", {"amount": 5, "method": "cash"}, 409, "more_than_credit"),
    ],
)
def test_what_cannot_be_is_refused(
    api: Api,
    ada: Member,
    debt: AccountLine,
    leo: User,
    what: str,
    body: dict[str, Any],
    status: int,
    code: str,
) -> None:
    answer = ask(api(leo), ada, what, **body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert ledger.balance(ada.pk) == 500


def test_librarians_waive_charge_reverse_and_pay_out(
    api: Api, ada: Member, debt: AccountLine, leo: User
) -> None:
    client = api(leo)
    assert ask(client, ada, "charges", amount=100, reason="torn page").json()["balance"] == 600
    waived = ask(client, ada, "waivers", amount=100, reason="why", charge_id=str(debt.pk))
    assert waived.json()["balance"] == 500
    assert ask(client, ada, "payments", amount=500, method="card").json()["balance"] == 0
    taken_back = ask(client, ada, "reversals", line_id=str(debt.pk), reason="it was found")
    assert taken_back.json()["line"]["reverses_id"] == str(debt.pk)
    assert taken_back.json()["balance"] == -400
    assert ask(client, ada, "refunds", amount=400, method="cash").json()["balance"] == 0
    again = ask(client, ada, "reversals", line_id=str(debt.pk), reason="it was found")
    assert (again.status_code, again.json()["code"]) == (409, "already_reversed")


@pytest.mark.parametrize("what", ["waivers", "charges", "refunds", "reversals"])
def test_volunteers_only_take_money(
    api: Api, ada: Member, debt: AccountLine, vera: User, what: str
) -> None:
    bodies: dict[str, dict[str, Any]] = {
        "waivers": {"amount": 5, "reason": "why"},
        "charges": {"amount": 5, "reason": "why"},
        "refunds": {"amount": 5, "method": "cash"},
        "reversals": {"line_id": str(debt.pk), "reason": "why"},
    }
    assert ask(api(vera), ada, what, **bodies[what]).status_code == 403
    assert ledger.balance(ada.pk) == 500


@pytest.mark.parametrize("what", ["payments", "waivers", "charges", "refunds", "reversals"])
def test_members_enter_nothing(api: Api, ada: Member, debt: AccountLine, what: str) -> None:
    bodies: dict[str, dict[str, Any]] = {
        "payments": {"amount": 5, "method": "cash"},
        "refunds": {"amount": 5, "method": "cash"},
        "reversals": {"line_id": str(debt.pk), "reason": "why"},
    }
    body = bodies.get(what, {"amount": 5, "reason": "why"})
    assert ask(api(ada.user), ada, what, **body).status_code == 403


def test_a_long_account_costs_as_many_queries_as_a_short_one(
    api: Api,
    ada: Member,
    debt: AccountLine,
    vera: User,
    django_assert_num_queries: Any,
    harbour: Branch,
) -> None:
    client = api(ada.user)
    with django_assert_num_queries(4):
        client.get("/api/v1/account")
    for _ in range(20):
        ask(api(vera), ada, "payments", amount=10, method="cash")
    with django_assert_num_queries(4):
        assert len(client.get("/api/v1/account").json()["results"]) == 21


def deed(client: APIClient, loan: Any, what: str, body: dict[str, Any] | None = None) -> Any:
    return client.post(f"/api/v1/loans/{loan.pk}/{what}", body or {}, format="json")


def test_a_loan_is_declared_lost(api: Api, ada: Member, vera: User) -> None:
    loan = late_loan(ada)
    answer = deed(api(vera), loan, "lost")
    assert (answer.status_code, answer.json()["returned_at"]) == (200, None)
    assert answer.json()["lost_at"] == "2026-05-06T08:00:00+00:00"
    again = deed(api(vera), loan, "lost")
    assert (again.status_code, again.json()["code"]) == (409, "already_lost")
    assert deed(api(ada.user), loan, "lost").status_code == 403
    unpaid = deed(api(vera), loan, "write-off")
    assert (unpaid.status_code, unpaid.json()["code"]) == (409, "not_settled")


def test_a_claim_is_noted_and_resolved(api: Api, ada: Member, vera: User) -> None:
    client, loan = api(vera), late_loan(ada, days=2)
    assert deed(client, loan, "claim").json()["claimed_returned_at"]
    assert deed(client, loan, "claim/withdrawal").json()["claimed_returned_at"] is None
    deed(client, loan, "claim")
    assert deed(client, loan, "claim/resolution", {"outcome": "somehow"}).status_code == 422
    done = deed(client, loan, "claim/resolution", {"outcome": "found_by_library"})
    assert done.json()["returned_at"]
    assert ledger.balance(ada.pk) == 0
    assert deed(client, loan, "claim/resolution", {"outcome": "not_found"}).status_code == 409


def test_a_claimed_copy_on_the_desk_asks_how_it_came(api: Api, ada: Member, vera: User) -> None:
    client, loan = api(vera), late_loan(ada, days=2)
    deed(client, loan, "claim")
    body = {"copy_barcode": loan.copy.barcode, "branch": "harbour"}
    asked = client.post("/api/v1/desk/return", body, format="json")
    assert (asked.status_code, asked.json()["code"]) == (412, "claim_needs_resolution")
    assert asked.json()["resolutions"] == ["found_by_library", "returned_by_member"]
    said = body | {"resolution": "returned_by_member", "damage": "wet"}
    done = client.post("/api/v1/desk/return", said, format="json")
    assert done.status_code == 200
    assert done.json()["next"]["code"] == "ask_librarian"
    assert ledger.balance(ada.pk) == 40
