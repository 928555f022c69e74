from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import User
from catalog.models import Branch
from catalog.services import merges
from loans.models import Hold, HoldState
from members.models import Member
from tests.factories.catalog import BranchFactory, CopyFactory
from tests.factories.holds import HoldFactory
from tests.factories.loans import LoanFactory

pytestmark = pytest.mark.django_db
Api = Callable[..., APIClient]


def test_a_member_waits_for_a_book(api: Api, ada: Member, ben: Member, harbour: Branch) -> None:
    loan = LoanFactory(due_at=datetime(2026, 5, 13, 21, 59, 59, tzinfo=UTC))
    HoldFactory(book=loan.copy.book, member=ben)
    asked = {"book_id": str(loan.copy.book_id), "pickup_branch": "harbour"}
    answer = api(ada.user).post("/api/v1/holds", asked, format="json")
    assert answer.status_code == 201
    hold = Hold.objects.get(member=ada)
    assert answer.json() == {
        "id": str(hold.pk),
        "book_id": str(loan.copy.book_id),
        "title": loan.copy.book.title,
        "copy_barcode": None,
        "member_id": str(ada.pk),
        "pickup_branch": "harbour",
        "state": "queued",
        "position": 2,
        "estimated_wait_days": 7 + 14 + 2,
        "is_suspended": False,
        "suspended_until": None,
        "placed_at": "2026-05-06T08:00:00+00:00",
        "set_aside_barcode": None,
        "pick_up_by": None,
        "ended_at": None,
        "loan_id": None,
        "deed_id": None,  # nothing that a desk did
    }


def test_a_hold_that_a_desk_placed_says_how_to_undo_it(
    api: Api, vera: User, ada: Member, harbour: Branch
) -> None:
    asked = {"book_id": str(CopyFactory().book_id), "pickup_branch": "harbour"}
    asked["member_id"] = str(ada.pk)
    client = api(vera)
    deed_id = client.post("/api/v1/holds", asked, format="json").json()["deed_id"]
    undone = client.post("/api/v1/desk/undo", {"deed_id": deed_id}, format="json")
    assert (undone.status_code, undone.json()["kind"]) == (200, "place_hold")
    assert not Hold.objects.active().exists()


def test_a_key_places_one_hold(api: Api, ada: Member, harbour: Branch) -> None:
    asked = {"book_id": str(CopyFactory().book_id), "pickup_branch": "harbour"}
    client = api(ada.user)
    first, again = (
        client.post("/api/v1/holds", asked, format="json", HTTP_IDEMPOTENCY_KEY="tap")
        for _ in range(2)
    )
    assert (first.status_code, again.status_code) == (201, 201)
    assert again["Idempotency-Replayed"] == "true"
    assert first.json() == again.json()
    assert Hold.objects.count() == 1


def test_one_copy_can_be_waited_for(api: Api, vera: User, ada: Member, harbour: Branch) -> None:
    copy = LoanFactory().copy
    asked = {"copy_barcode": copy.barcode, "member_id": str(ada.pk), "pickup_branch": "harbour"}
    answer = api(vera).post("/api/v1/holds", asked, format="json")
    assert (answer.status_code, answer.json()["copy_barcode"]) == (201, copy.barcode)


def test_refusals_carry_all_that_was_found(api: Api, ada: Member, harbour: Branch) -> None:
    loan = LoanFactory(member=ada)
    HoldFactory(book=loan.copy.book, member=ada)
    asked = {"book_id": str(loan.copy.book_id), "pickup_branch": "harbour"}
    answer = api(ada.user).post("/api/v1/holds", asked, format="json")
    said = answer.json()
    assert (answer.status_code, said["code"]) == (409, "already_on_hold")
    found = [finding["code"] for finding in said["findings"]]
    assert found == ["already_on_hold", "already_on_loan_to_member"]


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"book_id": None}, 422, "invalid"),
        ({"pickup_branch": "nowhere"}, 422, "unknown_branch"),
        ({"book_id": str(uuid4())}, 404, "unknown_book"),
        ({"member_id": str(uuid4())}, 403, "not_your_account"),
        ({"copy_barcode": "B-1"}, 422, "invalid"),
        ({"wish": "soon"}, 422, "invalid"),
    ],
)
def test_what_makes_no_sense_is_refused(
    api: Api, ada: Member, harbour: Branch, change: dict[str, object], status: int, code: str
) -> None:
    asked = {"book_id": str(CopyFactory().book_id), "pickup_branch": "harbour"}
    answer = api(ada.user).post("/api/v1/holds", asked | change, format="json")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Hold.objects.exists()


def test_someone_without_a_card_waits_for_nothing(api: Api, leo: User, harbour: Branch) -> None:
    asked = {"book_id": str(CopyFactory().book_id), "pickup_branch": "harbour"}
    answer = api(leo).post("/api/v1/holds", asked, format="json")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_member")


def test_members_see_their_own_holds_and_the_staff_all(
    api: Api, ada: Member, ben: Member, vera: User
) -> None:
    mine, theirs = HoldFactory(member=ada), HoldFactory(member=ben)
    own = api(ada.user).get("/api/v1/holds").json()
    assert [hold["id"] for hold in own["results"]] == [str(mine.pk)]
    assert api(ada.user).get(f"/api/v1/holds/{theirs.pk}").status_code == 404
    assert api(ada.user).get(f"/api/v1/holds?member={ben.pk}").json()["results"] == []
    assert len(api(vera).get("/api/v1/holds").json()["results"]) == 2
    assert api(vera).get(f"/api/v1/holds/{theirs.pk}").json()["member_id"] == str(ben.pk)


def test_the_list_is_narrowed(api: Api, vera: User, ada: Member, ben: Member) -> None:
    hill = BranchFactory(code="hill", name="Hill")
    wanted = HoldFactory(member=ada, pickup_branch=hill)
    ended = HoldFactory(member=ben, position=None, state=HoldState.CANCELLED)
    asked = {
        f"member={ada.pk}": [wanted],
        f"book={ended.book_id}": [ended],
        "branch=hill": [wanted],
        "active=true": [wanted],
        "active=false": [ended],
        "state=cancelled": [ended],
        "state=waiting": [],
    }
    for query, expected in asked.items():
        found = api(vera).get(f"/api/v1/holds?{query}").json()["results"]
        assert [hold["id"] for hold in found] == [str(hold.pk) for hold in expected], query
    assert api(vera).get("/api/v1/holds?state=lost").status_code == 422
    assert api(vera).get("/api/v1/holds?colour=red").status_code == 422


def test_holds_of_a_merged_book_are_those_of_the_kept_one(
    api: Api, leo: User, now: datetime, vera: User
) -> None:
    hold, kept = HoldFactory(), CopyFactory().book
    gone = hold.book_id
    merges.merge(gone, kept.pk, actor=leo, now=now, interface="page")
    for book in (gone, kept.pk):
        (found,) = api(vera).get(f"/api/v1/holds?book={book}").json()["results"]
        assert found["id"] == str(hold.pk)


def test_a_hold_is_given_up(api: Api, ada: Member, ben: Member) -> None:
    hold = HoldFactory(member=ada)
    assert api(ben.user).delete(f"/api/v1/holds/{hold.pk}").status_code == 404
    assert api(ada.user).delete(f"/api/v1/holds/{hold.pk}").status_code == 204
    again = api(ada.user).delete(f"/api/v1/holds/{hold.pk}")
    assert (again.status_code, again.json()["code"]) == (409, "hold_ended")


def test_a_hold_rests_and_is_resumed(api: Api, ada: Member) -> None:
    hold = HoldFactory(member=ada)
    CopyFactory(book=hold.book)
    address, client = f"/api/v1/holds/{hold.pk}", api(ada.user)
    said = client.post(f"{address}/suspend", {"until": "2026-06-01"}, format="json").json()
    assert (said["is_suspended"], said["suspended_until"]) == (True, "2026-06-01")
    assert (said["position"], said["estimated_wait_days"]) == (1, None)
    past = client.post(f"{address}/suspend", {"until": "2026-05-06"}, format="json")
    assert (past.status_code, past.json()["code"]) == (422, "day_is_past")
    said = client.post(f"{address}/resume", {}, format="json").json()
    assert (said["is_suspended"], said["estimated_wait_days"]) == (False, 0)
    assert client.post(f"{address}/suspend", {}, format="json").json()["is_suspended"]


def test_the_pickup_branch_is_changed(api: Api, ada: Member) -> None:
    hold = HoldFactory(member=ada)
    BranchFactory(code="hill", name="Hill")
    address = f"/api/v1/holds/{hold.pk}/pickup"
    said = api(ada.user).post(address, {"pickup_branch": "hill"}, format="json").json()
    assert said["pickup_branch"] == "hill"


def test_only_the_staff_change_the_order(api: Api, ada: Member, vera: User) -> None:
    first, second = (hold := HoldFactory()), HoldFactory(book=hold.book, member=ada)
    address = f"/api/v1/holds/{second.pk}/move"
    assert api(ada.user).post(address, {"position": 1}, format="json").status_code == 403
    assert api(vera).post(address, {"position": 1}, format="json").json()["position"] == 1
    first.refresh_from_db()
    assert first.position == 2
    assert api(vera).post(address, {"position": 0}, format="json").status_code == 422


@pytest.mark.parametrize("deed", ["", "/suspend", "/resume", "/pickup", "/move"])
def test_strangers_are_sent_away(api: Api, deed: str) -> None:
    address = f"/api/v1/holds/{HoldFactory().pk}{deed}"
    assert api().post(address, {}, format="json").status_code == 401
    assert api().get("/api/v1/holds").status_code == 401


def test_a_long_list_costs_no_more_statements_than_a_short_one(
    api: Api, vera: User, django_assert_num_queries: Callable[..., CaptureQueriesContext]
) -> None:
    client = api(vera)
    HoldFactory(book=LoanFactory().copy.book)
    with CaptureQueriesContext(connection) as few:
        client.get("/api/v1/holds")
    for _ in range(20):
        HoldFactory(book=LoanFactory().copy.book)
    with django_assert_num_queries(len(few)):
        assert len(client.get("/api/v1/holds").json()["results"]) == 21


def test_the_desk_is_told_whose_turn_it_is(
    api: Api, vera: User, ada: Member, harbour: Branch
) -> None:
    hold = HoldFactory(member=ada)
    copy = CopyFactory(book=hold.book)
    scanned = {"copy_barcode": copy.barcode, "branch": "harbour"}
    said = api(vera).post("/api/v1/desk/return", scanned, format="json").json()
    assert said["next"] == {
        "code": "hold_shelf",
        "message": "Put it on the hold shelf for Ada Nowak until Mon, 11 May 2026.",
        "hold_id": str(hold.pk),
        "to_branch": None,
    }
    shown = api(ada.user).get(f"/api/v1/holds/{hold.pk}").json()
    assert (shown["state"], shown["pick_up_by"]) == ("waiting", "2026-05-11")
    assert shown["set_aside_barcode"] == copy.barcode
    lent = api(vera).post(
        "/api/v1/desk/checkout", scanned | {"member_id": str(ada.pk)}, format="json"
    )
    assert lent.json()["filled_hold_id"] == str(hold.pk)
