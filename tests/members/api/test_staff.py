"""Notes for the desk, newcomers and protection over REST."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import AuditEntry, User
from members.models import DeskNote, Member, OutboxMessage
from members.services import newcomers, protection
from tests.conftest import NOW
from tests.factories.members import MemberFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("harbour")]
Api = Callable[..., Any]


@pytest.fixture
def waiting(ada: Member) -> Member:
    newcomers.hold_back(ada, now=NOW)
    return ada


def test_a_note_is_left_shown_and_ended(api: Api, vera: User, ada: Member) -> None:
    at = f"/api/v1/members/{ada.pk}/notes"
    made = api(vera).post(at, {"text": " Ask for the  address "}, format="json")
    assert made.status_code == 201
    assert (made.json()["text"], made.json()["made_by"]) == ("Ask for the address", "Vera")
    assert api(vera).get(at).json()["results"] == [made.json()]
    end = f"/api/v1/members/notes/{made.json()['id']}/end"
    assert api(vera).post(end).json()["ended_at"] is not None
    assert api(vera).get(at).json()["results"] == []
    assert api(vera).post(end).json()["code"] == "desk_note_ended"
    assert AuditEntry.objects.get(action="member.note_ended").interface == "api"


def test_notes_are_the_staff_s(api: Api, vera: User, ada: Member) -> None:
    at = f"/api/v1/members/{ada.pk}/notes"
    assert api(ada.user).get(at).status_code == 403
    assert api(ada.user).post(at, {"text": "Hello"}, format="json").status_code == 403
    assert api(vera).post(at, {"text": ""}, format="json").status_code == 422
    assert api(vera).post(at, {"text": "x" * 301}, format="json").status_code == 422
    assert not DeskNote.objects.exists()
    nobody = uuid4()
    assert api(vera).get(f"/api/v1/members/{nobody}/notes").json()["code"] == "unknown_member"
    ended = api(vera).post(f"/api/v1/members/notes/{nobody}/end")
    assert ended.json()["code"] == "unknown_desk_note"


def test_who_waits_is_listed_with_those_who_may_be_the_same(
    api: Api, leo: User, waiting: Member
) -> None:
    twin = MemberFactory(name="Nowak Ada", user=None)
    second = MemberFactory(name="Second")
    newcomers.hold_back(second, now=NOW)
    Member.objects.filter(pk=waiting.pk).update(created_at=NOW.replace(year=2020))
    first = api(leo).get("/api/v1/members/unchecked", {"page_size": "1"}).json()
    (row,) = first["results"]
    assert row["id"] == str(waiting.pk)
    assert row["alike"] == [
        {"id": str(twin.pk), "name": "Nowak Ada", "card_number": twin.card_number}
    ]
    then = api(leo).get(first["next"]).json()
    assert ([each["id"] for each in then["results"]], then["next"]) == ([str(second.pk)], None)


def test_the_list_asks_as_often_for_many_as_for_one(
    api: Api, leo: User, waiting: Member, django_assert_num_queries: Any
) -> None:
    client = api(leo)
    with django_assert_num_queries(10, exact=False):
        client.get("/api/v1/members/unchecked")
    for _ in range(12):
        newcomers.hold_back(MemberFactory(), now=NOW)
    with django_assert_num_queries(10, exact=False):
        assert len(client.get("/api/v1/members/unchecked").json()["results"]) == 13


def test_a_newcomer_is_approved_once(api: Api, leo: User, waiting: Member) -> None:
    at = f"/api/v1/members/{waiting.pk}/approval"
    assert api(leo).post(at).json()["blocks"] == []
    again = api(leo).post(at)
    assert (again.status_code, again.json()["code"]) == (409, "registration_checked_already")


def test_a_newcomer_is_refused_with_a_reason_and_gone(api: Api, leo: User, waiting: Member) -> None:
    at = f"/api/v1/members/{waiting.pk}/refusal"
    assert api(leo).post(at, {}, format="json").status_code == 422
    done = api(leo).post(at, {"reason": "No proof of address"}, format="json")
    assert done.status_code == 204
    assert not Member.objects.filter(pk=waiting.pk).exists()
    assert b"No proof of address" in bytes(OutboxMessage.objects.latest("created_at").raw)


def test_volunteers_check_nobody(api: Api, vera: User, waiting: Member) -> None:
    at = f"/api/v1/members/{waiting.pk}"
    assert api(vera).get("/api/v1/members/unchecked").status_code == 403
    assert api(vera).post(f"{at}/approval").status_code == 403
    assert api(vera).post(f"{at}/refusal", {"reason": "No"}, format="json").status_code == 403


def test_an_administrator_protects_and_every_end_is_refused_with_the_code(
    api: Api, alma: User, leo: User, ada: Member, ben: Member
) -> None:
    at = f"/api/v1/members/{ada.pk}"
    body = {"is_protected": True}
    assert api(leo).put(f"{at}/protection", body, format="json").status_code == 403
    assert api(alma).put(f"{at}/protection", body, format="json").json() == body
    assert api(leo).get(f"{at}/protection").json() == body
    merge = {"member_id": str(ada.pk)}
    for answer in (
        api(leo).delete(at),
        api(ada.user).post("/api/v1/me/leaving"),
        api(leo).post(f"/api/v1/members/{ben.pk}/merge", merge, format="json"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "member_protected")
    objections = api(ada.user).get("/api/v1/me/leaving").json()["objections"]
    assert [each["code"] for each in objections] == ["member_protected"]
    api(alma).put(f"{at}/protection", {"is_protected": False}, format="json")
    assert api(leo).delete(at).status_code == 204
    assert api(leo).get(f"{at}/protection").status_code == 404


def test_a_protected_newcomer_is_not_refused(
    api: Api, leo: User, alma: User, waiting: Member
) -> None:
    protection.choose(waiting.pk, is_protected=True, actor=alma, now=NOW, interface="page")
    at = f"/api/v1/members/{waiting.pk}/refusal"
    answer = api(leo).post(at, {"reason": "No"}, format="json")
    assert answer.json()["code"] == "member_protected"
