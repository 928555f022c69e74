"""What is one's own is not like what is another's, though the address looks the same."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from rest_framework.test import APIClient

from loans.models import Loan
from members.models import Member
from tests.conftest import NOW
from tests.factories.catalog import CopyFactory
from tests.factories.loans import LoanFactory

Api = Callable[..., APIClient]
pytestmark = pytest.mark.django_db


@pytest.fixture
def loan(ada: Member, harbour: object) -> Loan:
    made: Loan = LoanFactory(
        member=ada, loaned_at=NOW - timedelta(days=10), due_at=NOW + timedelta(days=4)
    )
    return made


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "members/{member}", 200),
        ("get", "loans/{loan}", 200),
        ("post", "loans/{loan}/renew", 200),
        ("post", "loans/{loan}/return", 200),
        ("delete", "members/{member}", 409),  # not while a book is at home
    ],
)
def test_a_member_may_by_program(
    api: Api, ada: Member, loan: Loan, method: str, path: str, status: int
) -> None:
    address = f"/api/v1/{path.format(member=ada.pk, loan=loan.pk)}"
    client = api(ada.user)
    answer = getattr(client, method)(address, **({"format": "json"} if method == "post" else {}))
    assert answer.status_code == status


def test_a_member_renews_by_page(signed_in: Callable[..., Client], ada: Member, loan: Loan) -> None:
    assert signed_in(ada.user).post(f"/loans/{loan.pk}/renew").status_code == 200


def test_a_list_of_loans_holds_one_s_own_only(api: Api, ada: Member, ben: Member) -> None:
    own, _other = LoanFactory(member=ada), LoanFactory(member=ben)
    rows = api(ada.user).get("/api/v1/loans").json()["results"]
    assert [row["id"] for row in rows] == [str(own.pk)]


def test_asking_for_another_s_loans_shows_none(api: Api, ada: Member, ben: Member) -> None:
    LoanFactory(member=ben)
    answer = api(ada.user).get("/api/v1/loans", {"member_id": str(ben.pk)})
    assert answer.status_code == 422 or answer.json()["results"] == []


def test_a_member_cannot_borrow_for_another(
    api: Api, ada: Member, ben: Member, harbour: object
) -> None:
    copy = CopyFactory()
    body = {"book_id": str(copy.book_id), "member_id": str(ben.pk)}
    answer = api(ada.user).post("/api/v1/loans", body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_account")
    assert not Loan.objects.exists()


def test_a_closed_account_opens_nothing(api: Api, ada: Member) -> None:
    client = api(ada.user)
    assert ada.user
    ada.user.is_active = False
    ada.user.save()
    assert client.get("/api/v1/me").status_code == 401
