from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from catalog.models import Branch
from loans.services import checkout, returns
from loans.services.situation import Desk
from members.models import Member
from tests.conftest import NOW
from tests.factories.catalog import CopyFactory
from tests.factories.loans import LoanFactory
from tests.html import assert_valid, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("harbour")]
SignedIn = Callable[[User | None], Client]
LATE: dict[str, Any] = {"loaned_at": "2026-04-01T08:00Z", "due_at": "2026-05-03T21:59:59Z"}


def queries(client: Client, url: str) -> int:
    client.get(url)  # the first look at a member is noted
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_the_day_at_a_glance(
    signed_in: SignedIn, vera: User, ada: Member, ben: Member, at_desk: Desk
) -> None:
    LoanFactory(member=ada, copy__book__title="Emma", **LATE)
    LoanFactory(member=ben, due_at="2026-05-06T21:59:59Z")
    back = checkout.lend_copy(CopyFactory().barcode, ben.pk, desk=at_desk).loan
    returns.return_loan(back.pk, desk=at_desk)
    Member.objects.filter(pk=ada.pk).update(created_at=NOW)
    response = signed_in(vera).get(reverse("loans:dashboard"))
    assert {tile.label: tile.value for tile in response.context["tiles"]} == {
        "On loan": 2,
        "Due today": 1,
        "Overdue": 1,
        "Lent today": 1,
        "Returned today": 1,
        "New members this week": 1,
        "Mail waiting": 0,
        "Mail not sent": 0,
        "To fetch for holds": 0,
        "Hold shelf to clear": 0,
        "The night's work": "–",
        "Faults in the records": "–",
        "Notices not sent this week": 0,
    }
    text = words(response)
    assert "Wednesday, 6 May 2026" in text
    assert "Emma" in text
    assert "Ada Nowak – 3 May 2026 3" in text


def test_the_day_is_that_of_the_branch(signed_in: SignedIn, vera: User, harbour: Branch) -> None:
    harbour.time_zone = "Pacific/Kiritimati"  # where it is ten at night
    harbour.save()
    LoanFactory(due_at="2026-05-06T09:59:59Z")
    LoanFactory(due_at="2026-05-06T10:00:00Z")
    response = signed_in(vera).get(reverse("loans:dashboard"))
    assert response.context["tiles"][1].value == 1


def test_a_quiet_day_is_no_empty_page(signed_in: SignedIn, vera: User) -> None:
    text = words(signed_in(vera).get(reverse("loans:dashboard")))
    assert "Nothing is overdue" in text
    assert "Nothing has been lent or taken back today yet." in text


def test_the_dashboard_costs_the_same_on_a_busy_day(
    signed_in: SignedIn, vera: User, at_desk: Desk
) -> None:
    client, url = signed_in(vera), reverse("loans:dashboard")
    LoanFactory(**LATE)
    returns.take_back(LoanFactory().copy.barcode, desk=at_desk)
    few = queries(client, url)
    LoanFactory.create_batch(19, **LATE)
    for loan in LoanFactory.create_batch(10):
        returns.take_back(loan.copy.barcode, desk=at_desk)
    assert queries(client, url) == few


def test_the_staff_see_a_members_loans(signed_in: SignedIn, vera: User, ada: Member) -> None:
    LoanFactory(member=ada, copy__book__title="Emma")
    LoanFactory(member=ada, copy__book__title="Ulysses", returned_at=NOW)
    client, url = signed_in(vera), reverse("loans:of_member", args=[ada.pk])
    text = words(client.get(url))
    assert "1 book on loan" in text
    assert "Emma" in text
    assert "Ulysses" in text
    piece = client.get(url, headers={"HX-Request": "true"})
    assert [each.get("id") for each in assert_valid(piece)] == ["loans"]


def test_nobody_else_does(signed_in: SignedIn, vera: User, ada: Member) -> None:
    url = reverse("loans:of_member", args=[ada.pk])
    assert signed_in(ada.user).get(url).status_code == 403
    nobody = reverse("loans:of_member", args=["0197a3c2-5b1e-7c41-9d0e-2f6f4d1c8a10"])
    assert signed_in(vera).get(nobody).status_code == 404


def test_a_members_loans_cost_the_same_for_one_and_for_twenty(
    signed_in: SignedIn, vera: User, ada: Member
) -> None:
    client, url = signed_in(vera), reverse("loans:of_member", args=[ada.pk])
    LoanFactory(member=ada, copy__book__author="Austen, Jane")
    LoanFactory(member=ada, returned_at=NOW)
    few = queries(client, url)
    LoanFactory.create_batch(19, member=ada)
    LoanFactory.create_batch(19, member=ada, returned_at=NOW)
    assert queries(client, url) == few
