"""Members over REST."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import AuditEntry, User
from members.models import Block, Member, OutboxMessage
from tests.factories.accounts import PASSWORD
from tests.factories.loans import LoanFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
Api = Callable[..., APIClient]
GRACE = {"name": "Grace Kim", "email": "Grace@Example.org", "password": "quiet harbour, tall ships"}


def test_someone_registers(api: Api) -> None:
    answer = api().post("/api/v1/members", GRACE, format="json")
    said = answer.json()
    member = Member.objects.get()
    assert answer.status_code == 201
    assert said["id"] == str(member.pk)
    assert (said["name"], said["email"], said["is_verified"]) == (
        "Grace Kim",
        "grace@example.org",
        False,
    )
    assert (said["card_number"], said["expires_on"]) == (member.card_number, "2027-05-06")
    assert "password" not in answer.content.decode()
    assert OutboxMessage.objects.get().recipient == "grace@example.org"
    assert AuditEntry.objects.get().interface == "api"


def test_a_taken_address_is_a_conflict_in_whatever_case(api: Api) -> None:
    client = api()
    assert client.post("/api/v1/members", GRACE, format="json").status_code == 201
    again = client.post("/api/v1/members", GRACE | {"email": "GRACE@example.ORG"}, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "email_taken")
    assert Member.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": " "}, "name"),
        ({"name": 7}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "nul\0"}, "name"),
        ({"name": None}, "name"),
        ({"email": "no address"}, "email"),
        ({"email": "x" * 250 + "@example.org"}, "email"),
        ({"email": "a@" + "㍿" * 60 + ".example"}, "email"),
        ({"email": 7}, "email"),
        ({"email": "a@b.org\nBcc: c@d.org"}, "email"),
        ({"password": "short"}, "password"),
        ({"password": "password123"}, "password"),
        ({"password": "x" * 201}, "password"),
        ({"password": "nul\0 quiet harbour"}, "password"),
        ({"password": ["x"]}, "password"),
        ({"is_verified": True}, "is_verified"),
        ({"category": "staff"}, "category"),
    ],
)
def test_bad_values_are_told_by_field_and_change_nothing(
    api: Api, change: dict[str, Any], field: str
) -> None:
    answer = api().post("/api/v1/members", GRACE | change, format="json")
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field]
    assert not User.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_a_bad_token_does_not_keep_anyone_from_registering(api: Api) -> None:
    client = api()
    client.credentials(HTTP_AUTHORIZATION="Bearer nonsense")
    assert client.post("/api/v1/members", GRACE, format="json").status_code == 201
    assert client.get("/api/v1/members").status_code == 401


def test_a_library_may_register_at_the_desk_only(api: Api, django_user_model: Any) -> None:
    from members.models import Category

    Category.objects.update(self_registration=False)
    answer = api().post("/api/v1/members", GRACE, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "no_self_registration")


def test_others_members_are_like_nobody(api: Api, ada: Member, ben: Member) -> None:
    client = api(ada.user)
    bodies = []
    for member_id in (ben.pk, uuid4()):
        for method in (client.get, client.delete):
            answer = method(f"/api/v1/members/{member_id}")
            assert answer.status_code == 404
            bodies.append(answer.json() | {"request_id": ""})
    assert all(body == bodies[0] for body in bodies)
    assert Member.objects.filter(pk=ben.pk).exists()


def test_a_member_sees_themselves_and_the_staff_everyone(
    api: Api, ada: Member, vera: User, now: datetime
) -> None:
    Block.objects.create(member=ada, reason="Card lost", blocked_at=now)
    Block.objects.create(member=ada, reason="Long ago", blocked_at=now, lifted_at=now)
    Member.objects.filter(pk=ada.pk).update(note="For staff only")
    own = api(ada.user).get(f"/api/v1/members/{ada.pk}")
    assert own.status_code == 200
    assert own.json() == api(ada.user).get("/api/v1/me").json()
    assert own.json() == api(vera).get(f"/api/v1/members/{ada.pk}").json()
    assert [block["reason"] for block in own.json()["blocks"]] == ["Card lost"]
    assert "For staff only" not in own.content.decode()


def test_strangers_see_nobody(api: Api, ada: Member) -> None:
    for path in ("members", f"members/{ada.pk}", "me"):
        assert api().get(f"/api/v1/{path}").status_code == 401


def test_only_the_staff_has_lists(api: Api, ada: Member, vera: User) -> None:
    assert api(ada.user).get("/api/v1/members").status_code == 403
    assert api(vera).get("/api/v1/members").status_code == 200


def test_the_list_is_paged_by_key_and_searched(api: Api, vera: User) -> None:
    for letter in "EDCBA":
        MemberFactory(name=f"{letter} Kim")
    client = api(vera)
    first = client.get("/api/v1/members?page_size=2&q=kim").json()
    second = client.get(first["next"]).json()
    names = [member["name"] for member in first["results"] + second["results"]]
    assert names == ["A Kim", "B Kim", "C Kim", "D Kim"]
    assert client.get(second["previous"]).json()["results"] == first["results"]
    assert client.get("/api/v1/members?q=zzz").json() == {
        "results": [],
        "next": None,
        "previous": None,
    }


@pytest.mark.parametrize(
    "query", ["page_size=0", "cursor=%00", "q=%00", "q=%07", f"q={'x' * 201}", "colour=red"]
)
def test_a_wrong_query_is_refused(api: Api, vera: User, query: str) -> None:
    assert api(vera).get(f"/api/v1/members?{query}").status_code == 422


def test_a_list_costs_the_same_for_one_member_and_for_twenty(api: Api, vera: User) -> None:
    costs = []
    for count in (1, 19):
        for member in MemberFactory.create_batch(count):
            Block.objects.create(member=member, reason="x", blocked_at=member.created_at)
        with CaptureQueriesContext(connection) as queries:
            api(vera).get("/api/v1/members")
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_members_delete_themselves_once_nothing_is_out(api: Api, ada: Member) -> None:
    loan = LoanFactory(member=ada)
    client = api(ada.user)
    refused = client.delete(f"/api/v1/members/{ada.pk}")
    assert (refused.status_code, refused.json()["code"]) == (409, "has_open_loans")
    loan.delete()
    assert client.delete(f"/api/v1/members/{ada.pk}").status_code == 204
    assert not User.objects.filter(email="ada@example.org").exists()
    assert client.get("/api/v1/me").status_code == 401


def test_librarians_delete_members_and_volunteers_do_not(
    api: Api, ada: Member, vera: User, leo: User
) -> None:
    assert api(vera).delete(f"/api/v1/members/{ada.pk}").status_code == 403
    assert api(leo).delete(f"/api/v1/members/{ada.pk}").status_code == 204
    assert api(leo).delete(f"/api/v1/members/{ada.pk}").status_code == 404


ME = {"name": "Ada Lovelace", "email": "ada@example.org", "phone": "1234", "address": "Quay 1"}


def test_members_change_their_own_data(api: Api, ada: Member) -> None:
    answer = api(ada.user).put("/api/v1/me", ME, format="json")
    assert answer.status_code == 200
    assert {name: answer.json()[name] for name in ME} == ME
    assert answer.json()["is_verified"] is True
    assert answer.json()["card_number"] == ada.card_number


def test_an_edit_of_what_has_changed_since_it_was_looked_at_is_refused(
    api: Api, ada: Member
) -> None:
    client = api(ada.user)
    tag = client.get("/api/v1/me").headers["ETag"]
    done = client.put("/api/v1/me", ME, format="json", headers={"If-Match": tag})
    assert (done.status_code, done.headers["ETag"] != tag) == (200, True)
    for named in (tag, '"zz"'):
        late = client.put(
            "/api/v1/me", ME | {"name": "Ada"}, format="json", headers={"If-Match": named}
        )
        assert (late.status_code, late.json()["code"]) == (412, "stale")
    again = client.put("/api/v1/me", ME, format="json", headers={"If-Match": "*"})
    assert again.status_code == 200


def test_a_new_address_is_not_verified(api: Api, ada: Member) -> None:
    wish = ME | {"email": "NEW@example.org"}
    refused = api(ada.user).put("/api/v1/me", wish, format="json")
    assert (refused.status_code, refused.json()["code"]) == (422, "password_needed")
    refused = api(ada.user).put("/api/v1/me", wish | {"password": "no"}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (422, "not_the_password")
    answer = api(ada.user).put("/api/v1/me", wish | {"password": PASSWORD}, format="json")
    assert (answer.json()["email"], answer.json()["is_verified"]) == ("new@example.org", False)


@pytest.mark.parametrize(
    "change", [{"email": ""}, {"name": None}, {"phone": 7}, {"note": "x"}, {"card_number": "A1"}]
)
def test_bad_changes_are_refused(api: Api, ada: Member, change: dict[str, Any]) -> None:
    assert api(ada.user).put("/api/v1/me", ME | change, format="json").status_code == 422


def test_an_address_of_someone_else_is_a_conflict(api: Api, ada: Member, ben: Member) -> None:
    wish = ME | {"email": ben.email, "password": PASSWORD}
    answer = api(ada.user).put("/api/v1/me", wish, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "email_taken")
    assert Member.objects.get(pk=ada.pk).name == "Ada Nowak"


def test_an_account_without_a_card_has_no_profile(api: Api, vera: User) -> None:
    for answer in (api(vera).get("/api/v1/me"), api(vera).put("/api/v1/me", ME, format="json")):
        assert (answer.status_code, answer.json()["code"]) == (404, "no_membership")
