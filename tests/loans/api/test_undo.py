from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import User
from catalog.models import Branch, Copy
from loans.models import Deed, Loan
from loans.services import checkout, returns
from loans.services.situation import Desk
from members.models import Member
from tests.factories.accounts import UserFactory
from tests.factories.catalog import CopyFactory

pytestmark = pytest.mark.django_db
Api = Callable[..., APIClient]


def lend(client: APIClient, copy: Copy, member: Member, **more: Any) -> Any:
    said = {"copy_barcode": copy.barcode, "member_id": str(member.pk), "branch": "harbour"}
    return client.post("/api/v1/desk/checkout", said | more, format="json")


def undo(client: APIClient, deed_id: Any, **headers: str) -> Any:
    return client.post("/api/v1/desk/undo", {"deed_id": deed_id}, format="json", headers=headers)


def test_an_answer_of_the_desk_says_how_to_undo_it(
    api: Api, vera: User, ada: Member, copy: Copy
) -> None:
    client = api(vera)
    lent = lend(client, copy, ada).json()
    undone = undo(client, lent["deed_id"])
    assert undone.status_code == 200
    assert undone.json() | {"undone_at": ""} == {
        "deed_id": lent["deed_id"],
        "kind": "check_out",
        "sentence": f"“Silence” ({copy.barcode}) lent until Wed, 20 May 2026.",
        "at": lent["loaned_at"],
        "member_id": str(ada.pk),
        "undone_at": "",
    }
    assert not Loan.objects.exists()


def test_returns_and_renewals_say_it_too(api: Api, vera: User, ada: Member, copy: Copy) -> None:
    client = api(vera)
    loan = lend(client, copy, ada).json()
    Loan.objects.update(due_at=datetime(2026, 5, 7, 21, 59, 59, tzinfo=UTC))
    renewed = client.post(f"/api/v1/loans/{loan['id']}/renew", format="json").json()
    assert undo(client, renewed["deed_id"]).status_code == 200
    said = {"copy_barcode": copy.barcode, "branch": "harbour"}
    back = client.post("/api/v1/desk/return", said, format="json").json()
    assert undo(client, back["deed_id"]).status_code == 200
    assert Loan.objects.open().get().renewals == 0


def test_the_same_key_gives_the_same_answer(api: Api, vera: User, ada: Member, copy: Copy) -> None:
    client = api(vera)
    deed = lend(client, copy, ada).json()["deed_id"]
    key = {"Idempotency-Key": "one"}
    assert undo(client, deed, **key).json() == undo(client, deed, **key).json()
    again = undo(client, deed)
    assert (again.status_code, again.json()["code"]) == (409, "already_undone")


def test_a_refusal_names_what_came_later(api: Api, vera: User, ada: Member, copy: Copy) -> None:
    client = api(vera)
    deed = lend(client, copy, ada).json()["deed_id"]
    said = {"copy_barcode": copy.barcode, "branch": "harbour"}
    back = client.post("/api/v1/desk/return", said, format="json").json()
    refused = undo(client, deed)
    assert refused.status_code == 409
    assert refused.json()["code"] == "later_deed"
    assert refused.json()["later"]["deed_id"] == back["deed_id"]
    assert "returned" in refused.json()["detail"]


def test_a_member_alone_has_nothing_to_undo(api: Api, ada: Member, copy: Copy) -> None:
    client = api(ada.user)
    said = {"copy_barcode": copy.barcode, "member_id": str(ada.pk)}
    assert client.post("/api/v1/loans", said, format="json").json()["deed_id"] is None
    assert undo(client, str(uuid4())).status_code == 403
    assert client.get("/api/v1/desk/deeds").status_code == 403
    assert client.get("/api/v1/timeline", {"member": str(ada.pk)}).status_code == 403


@pytest.mark.parametrize("said", [{}, {"deed_id": 5}, {"deed_id": "x"}, {"deed_id": None}])
def test_a_deed_is_named_by_its_id(api: Api, vera: User, said: dict[str, Any]) -> None:
    assert api(vera).post("/api/v1/desk/undo", said, format="json").status_code == 422


def test_unknown_deeds_and_those_of_others(
    api: Api, vera: User, ada: Member, copy: Copy, harbour: Branch
) -> None:
    deed = lend(api(UserFactory(role="volunteer")), copy, ada).json()["deed_id"]
    assert undo(api(vera), deed).json()["code"] == "deed_of_other"
    assert undo(api(vera), str(uuid4())).status_code == 404


def test_the_list_holds_what_i_did_and_can_undo(
    api: Api, vera: User, ada: Member, copy: Copy, at_desk: Desk
) -> None:
    first = checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk).deed
    second = returns.take_back(copy.barcode, desk=at_desk).deed
    lend(api(UserFactory(role="volunteer")), CopyFactory(), ada)
    client = api(vera)

    def listed() -> list[str]:
        return [each["deed_id"] for each in client.get("/api/v1/desk/deeds").json()["results"]]

    assert listed() == [str(second), str(first)]
    undo(client, str(second))
    assert listed() == [str(first)]


@pytest.mark.parametrize("subject", ["member", "copy", "book", "loan"])
def test_a_timeline_tells_what_happened(
    api: Api, vera: User, ada: Member, copy: Copy, at_desk: Desk, subject: str
) -> None:
    loan = checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk).loan
    returns.take_back(copy.barcode, desk=at_desk)
    ids = {"member": ada.pk, "copy": copy.pk, "book": copy.book_id, "loan": loan.pk}
    told = api(vera).get("/api/v1/timeline", {subject: str(ids[subject])}).json()["results"]
    assert [each["sentence"] for each in told] == ["Returned.", "Lent, due Wed, 20 May 2026."]
    assert told[0]["by"] == "Vera"
    assert told[0]["where"] == "Harbour branch"


def test_a_timeline_comes_in_pages_at_the_same_cost(
    api: Api, vera: User, ada: Member, copy: Copy, at_desk: Desk
) -> None:
    client = api(vera)

    def read(**more: str) -> tuple[Any, int]:
        with CaptureQueriesContext(connection) as asked:
            answer = client.get("/api/v1/timeline", {"copy": str(copy.pk), **more}).json()
        return answer, len(asked)

    returns.take_back(copy.barcode, desk=at_desk)
    _, few = read()
    for _ in range(5):
        checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk)
        returns.take_back(copy.barcode, desk=at_desk)
    answer, many = read()
    assert (len(answer["results"]), many) == (11, few + 1)  # the member's name, now that one is
    page, _ = read(page_size="4")
    assert len(page["results"]) == 4
    rest = client.get(page["next"]).json()
    assert rest["results"][0]["id"] < page["results"][-1]["id"]


@pytest.mark.parametrize(
    "query", [{}, {"copy": "x"}, {"member": str(uuid4()), "copy": str(uuid4())}]
)
def test_a_timeline_is_about_one_thing(api: Api, vera: User, query: dict[str, str]) -> None:
    assert api(vera).get("/api/v1/timeline", query).status_code == 422
    assert not Deed.objects.exists()
