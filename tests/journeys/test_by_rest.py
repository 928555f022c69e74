"""The same way by REST, as the phone app of the original system goes it."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import TestCase
from rest_framework.test import APIClient

from accounts.models import AuditEntry
from catalog.models import Branch
from tests.factories.catalog import CopyFactory
from tests.journeys.conftest import Calendar, link_in_the_letter_to

pytestmark = pytest.mark.django_db
ZOE = {"name": "Zoë Ünal", "email": "zoe@example.org", "password": "hazel wind over dunes"}


class App:
    """A client that knows the paths and keeps its tokens."""

    def __init__(self) -> None:
        self.client = APIClient()
        self.refresh_token = ""

    def post(self, path: str, status: int, **body: object) -> dict[str, object]:
        with TestCase.captureOnCommitCallbacks(execute=True):
            answer = self.client.post(f"/api/v1/{path}", body, format="json")
        assert answer.status_code == status, answer.content
        return dict(answer.json()) if answer.content else {}

    def get(self, path: str) -> dict[str, object]:
        answer = self.client.get(f"/api/v1/{path}")
        assert answer.status_code == 200, answer.content
        return dict(answer.json())

    def takes(self, pair: dict[str, object]) -> None:
        assert pair["token_type"] == "bearer"
        self.refresh_token = str(pair["refresh_token"])
        self.client.credentials(HTTP_AUTHORIZATION=f"Bearer {pair['access_token']}")


def test_from_joining_to_bringing_the_book_back(calendar: Calendar, harbour: Branch) -> None:
    copy = CopyFactory()
    app = App()
    member = app.post("members", 201, **ZOE)
    assert (member["name"], member["is_verified"]) == ("Zoë Ünal", False)
    credentials = {"email": ZOE["email"], "password": ZOE["password"]}
    app.takes(app.post("auth/login", 200, **credentials))
    wish = {"book_id": str(copy.book_id), "member_id": member["id"]}
    assert app.post("loans", 403, **wish)["code"] == "email_not_verified"

    link = link_in_the_letter_to("zoe@example.org")
    token = parse_qs(urlsplit(link).query)["token"][0]
    for _ in range(2):  # doing it again changes nothing
        assert app.post("members/verify", 200, token=token)["is_verified"] is True

    loan = app.post("loans", 201, **wish)
    assert (loan["book_id"], loan["returned_at"]) == (str(copy.book_id), None)
    assert app.post("loans", 409, **wish)["code"]
    assert app.get(f"books/{copy.book_id}")["copies_available"] == 0
    app.takes(app.post("auth/refresh", 200, refresh_token=app.refresh_token))

    calendar.days_pass(5)
    renewed = app.post(f"loans/{loan['id']}/renew", 200)
    assert str(renewed["due_at"]) > str(loan["due_at"])
    returned = app.post(f"loans/{loan['id']}/return", 200)
    assert returned["returned_at"] is not None
    assert app.post(f"loans/{loan['id']}/return", 409)["code"] == "already_returned"
    assert app.get(f"books/{copy.book_id}")["copies_available"] == 1
    deeds = AuditEntry.objects.of_loan(loan["id"]).values_list("action", "interface")  # type: ignore[arg-type]
    assert list(deeds) == [
        ("loan.checked_out", "api"), ("loan.renewed", "api"), ("loan.returned", "api")
    ]  # fmt: skip

    app.post("auth/logout", 204, refresh_token=app.refresh_token)
    assert app.post("auth/refresh", 401, refresh_token=app.refresh_token)["code"] == "invalid_token"
