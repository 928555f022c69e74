from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import AuditEntry, User
from catalog.models import Branch
from loans.domain.due_dates import end_of
from loans.models import Loan
from members.models import Member
from tests.factories.loans import LoanFactory

pytestmark = pytest.mark.django_db
Api = Callable[..., APIClient]
URL = "/api/v1/branches/harbour/calendar"
CLOSED = {"weekday": 6, "is_open": False, "opens_at": None, "closes_at": None}
PLAN: dict[str, Any] = {
    "weekly": [
        {"weekday": 0, "is_open": True, "opens_at": "10:00:00", "closes_at": "18:00:00"},
        CLOSED,
    ],
    "days": [
        {"on": "2026-05-20", "name": "Inventory", "is_open": False},
        {"on": "2026-05-24", "name": "Book fair", "is_open": True},
    ],
    "yearly": [{"month": 12, "day": 25, "name": "Christmas"}],
}


def test_a_calendar_is_replaced_and_tells_what_falls_on_closed_days(
    api: Api, alma: User, harbour: Branch
) -> None:
    loan = LoanFactory(branch=harbour, due_at=end_of(date(2026, 5, 20), harbour.zone))
    answer = api(alma).put(URL, PLAN, format="json")
    assert answer.status_code == 200
    assert answer.json() == {
        "branch": "harbour",
        **PLAN,
        "due_on_closed_days": [{"on": "2026-05-20", "loans": 1}],
    }
    assert api(alma).get(URL).json() == answer.json()
    moved = api(alma).post(f"{URL}/moves", {}, format="json")
    assert (moved.status_code, moved.json()) == (200, {"moved": 1, "left": 0})
    assert Loan.objects.get(pk=loan.pk).due_at == datetime(2026, 5, 21, 21, 59, 59, tzinfo=UTC)
    assert api(alma).get(URL).json()["due_on_closed_days"] == []
    assert AuditEntry.objects.filter(action="loan.due_moved").count() == 1


def test_moving_is_done_once_for_a_key(api: Api, alma: User, harbour: Branch) -> None:
    LoanFactory(branch=harbour, due_at=end_of(date(2026, 5, 20), harbour.zone))
    client = api(alma)
    client.put(URL, PLAN, format="json")
    first, second = (
        client.post(f"{URL}/moves", {}, format="json", headers={"Idempotency-Key": "m1"})
        for _ in "12"
    )
    assert first.json() == second.json() == {"moved": 1, "left": 0}


def test_special_days_of_the_past_can_be_left_out(api: Api, alma: User, harbour: Branch) -> None:
    client = api(alma)
    client.put(URL, PLAN, format="json")
    found = client.get(URL, {"since": "2026-05-21"}).json()["days"]
    assert [each["name"] for each in found] == ["Book fair"]


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ({"weekly": [{**CLOSED, "weekday": day} for day in range(7)]}, 409, "never_open"),
        ({"weekly": [CLOSED, CLOSED]}, 422, "invalid"),
        ({"weekly": [{**CLOSED, "opens_at": "10:00", "closes_at": "18:00"}]}, 422, "invalid"),
        (
            {"weekly": [{**CLOSED, "is_open": True, "opens_at": "18:00", "closes_at": "10:00"}]},
            422,
            "invalid",
        ),
        ({"weekly": [{**CLOSED, "is_open": True, "opens_at": "18:00"}]}, 422, "invalid"),
        ({"weekly": [{**CLOSED, "weekday": 7}]}, 422, "invalid"),
        ({"yearly": [{"month": 2, "day": 30, "name": "Never"}]}, 422, "invalid"),
        ({"days": [{"on": "2026-05-32", "name": "Never"}]}, 422, "invalid"),
        ({"days": [{"on": "2026-05-20", "name": "\u0000"}]}, 422, "invalid"),
        ({"hours": []}, 422, "invalid"),
        ({"weekly": None}, 422, "invalid"),
    ],
)
def test_what_is_no_calendar_is_refused(
    api: Api, alma: User, harbour: Branch, said: dict[str, Any], status: int, code: str
) -> None:
    answer = api(alma).put(URL, {"weekly": [], **said}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_29_february_can_be_a_yearly_day(api: Api, alma: User, harbour: Branch) -> None:
    said = {"weekly": [], "yearly": [{"month": 2, "day": 29, "name": "Leap day"}]}
    assert api(alma).put(URL, said, format="json").json()["yearly"] == said["yearly"]


def test_an_unknown_branch_is_refused(api: Api, alma: User) -> None:
    answer = api(alma).get("/api/v1/branches/nowhere/calendar")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_the_staff_read_and_administrators_write(
    api: Api, ada: Member, vera: User, leo: User, alma: User, harbour: Branch
) -> None:
    who = {"anyone": None, "member": ada.user, "volunteer": vera, "librarian": leo, "admin": alma}
    found = {}
    for role, user in who.items():
        client = api(user)
        found[role] = [
            client.get(URL).status_code,
            client.put(URL, {"weekly": []}, format="json").status_code,
            client.post(f"{URL}/moves", {}, format="json").status_code,
        ]
    assert found == {
        "anyone": [401, 401, 401],
        "member": [403, 403, 403],
        "volunteer": [200, 403, 403],
        "librarian": [200, 403, 403],
        "admin": [200, 200, 200],
    }
