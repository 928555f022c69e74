"""One's own account over REST."""

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from accounts.models.audit import Interface
from loans.models import Loan
from members.models import LeaveRequest, Member, MemberView
from tests.conftest import NOW
from tests.factories.accounts import PASSWORD
from tests.factories.loans import LoanFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def ada_s(api: Callable[..., APIClient], ada: Member) -> APIClient:
    return api(ada.user)


def test_the_history_is_off_and_can_be_chosen(ada_s: APIClient, ada: Member) -> None:
    path = "/api/v1/me/privacy"
    assert ada_s.get(path).json() == {"keeps_history": False, "months": None}
    said = {"keeps_history": True, "months": 24}
    assert ada_s.put(path, said, "json").json() == said | {"forgotten": 0}
    assert ada_s.get(path).json() == said
    LoanFactory(member=ada, loaned_at=NOW - 90 * DAY, returned_at=NOW - 60 * DAY)
    off = ada_s.put(path, {"keeps_history": False}, "json").json()
    assert off == {"keeps_history": False, "months": None, "forgotten": 1}
    assert not Loan.objects.filter(member=ada).exists()


@pytest.mark.parametrize(
    "said", [{}, {"keeps_history": True, "months": 0}, {"keeps_history": True, "months": "x"}]
)
def test_what_cannot_be_chosen_is_refused(ada_s: APIClient, said: dict[str, Any]) -> None:
    assert ada_s.put("/api/v1/me/privacy", said, "json").status_code == 422


def test_who_looked_is_listed(ada_s: APIClient, ada: Member, ben: Member, leo: User) -> None:
    for who in (ada, ben):
        MemberView.objects.create(member=who, actor=leo, at=NOW, interface=Interface.DESK)
    (row,) = ada_s.get("/api/v1/me/views").json()["results"]
    assert (row["by"], row["interface"]) == ("Leo", "desk")


def test_leaving_waits_says_why_and_can_be_withdrawn(ada_s: APIClient, ada: Member) -> None:
    loan = LoanFactory(member=ada)
    path = "/api/v1/me/leaving"
    asked = ada_s.post(path, {}, "json")
    assert asked.status_code == 202
    (why,) = asked.json()["objections"]
    assert (why["code"], why["things"]) == ("has_open_loans", [loan.copy.book.title])
    assert ada_s.get(path).json()["asked_at"] is not None
    assert ada_s.delete(path).status_code == 204
    assert ada_s.delete(path).json()["code"] == "not_leaving"
    assert not LeaveRequest.objects.exists()


def test_with_nothing_against_it_one_is_gone(ada_s: APIClient) -> None:
    assert ada_s.post("/api/v1/me/leaving", {}, "json").status_code == 204
    assert not Member.objects.exists()
    assert ada_s.get("/api/v1/me").status_code == 401


def test_one_s_data_are_a_zip(ada_s: APIClient) -> None:
    answer: Any = ada_s.get("/api/v1/me/data")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert "Ada Nowak" in archive.read("profile.json").decode()


def test_an_app_sees_itself_and_ends_another(
    ada_s: APIClient, ada: Member, api: Callable[..., APIClient]
) -> None:
    other = api().post(
        "/api/v1/auth/login",
        {"email": ada.email, "password": PASSWORD},
        "json",
        headers={"User-Agent": "LibraryApp/3 (Android 16)"},
    )
    rows = ada_s.get("/api/v1/me/sessions").json()["results"]
    (found,) = [row for row in rows if row["agent"] == "Android"]
    assert (found["kind"], len(rows)) == ("app", 2)
    assert ada_s.delete(f"/api/v1/me/sessions/{found['id']}").status_code == 204
    assert ada_s.delete(f"/api/v1/me/sessions/{found['id']}").status_code == 404
    spent = {"refresh_token": other.json()["refresh_token"]}
    assert api().post("/api/v1/auth/refresh", spent, "json").status_code == 401


def test_a_new_password_ends_every_sign_in(ada_s: APIClient, ada: Member) -> None:
    said = {"old_password": "not this one", "password": "quiet harbour, tall ships"}
    assert ada_s.put("/api/v1/me/password", said, "json").json()["code"] == "wrong_password"
    said["old_password"] = PASSWORD
    assert ada_s.put("/api/v1/me/password", said, "json").status_code == 204
    assert ada_s.get("/api/v1/me").status_code == 401
    assert User.objects.get(pk=ada.user_id).check_password("quiet harbour, tall ships")
