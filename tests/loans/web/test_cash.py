from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalog.models import Branch
from core import tables
from loans.selectors import accounts
from loans.services import payments
from loans.services.situation import Desk
from members.models import Member
from tests.factories.catalog import BranchFactory
from tests.html import assert_valid, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("harbour")]
SignedIn = Callable[[User | None], Client]


@pytest.fixture
def a_day(ada: Member, office: Desk) -> Desk:
    """Ten charged; seven paid in cash and two by card, of which one was typed wrongly."""
    line = payments.charge(ada.pk, 1000, "A new card", desk=office)
    payments.pay(ada.pk, 700, "cash", desk=office)
    payments.pay(ada.pk, 100, "card", desk=office)
    wrong = payments.pay(ada.pk, 100, "card", desk=office)
    payments.reverse(ada.pk, wrong.pk, "typed twice", desk=office)
    payments.waive(ada.pk, 50, "a hard month", desk=office)
    payments.reverse(ada.pk, line.pk, "it was found", desk=office)
    payments.refund(ada.pk, 300, "cash", desk=office)
    return office


def test_a_day_adds_up(a_day: Desk, harbour: Branch, ada: Member) -> None:
    report = accounts.cash(harbour, a_day.now.date())
    found = [(each.kind, each.method, each.count, each.amount) for each in report.taken]
    assert found == [
        ("payment", "card", 2, 200),
        ("reversal", "card", 1, -100),
        ("payment", "cash", 1, 700),
        ("payout", "cash", 1, -300),
    ]
    assert (report.total, report.of_method("cash"), report.of_method("card")) == (500, 400, 100)
    assert report.change == sum(line.amount for line in ada.account_lines.all())


def test_a_day_is_that_of_the_branch(a_day: Desk, ada: Member, harbour: Branch) -> None:
    late = replace(a_day, now=datetime(2026, 5, 6, 22, 30, tzinfo=UTC))  # 0:30 on 7 May there
    payments.charge(ada.pk, 600, "A bag", desk=late)
    payments.pay(ada.pk, 100, "cash", desk=late)
    assert accounts.cash(harbour, datetime(2026, 5, 7, tzinfo=UTC).date()).total == 100
    assert accounts.cash(harbour, datetime(2026, 5, 6, tzinfo=UTC).date()).total == 500


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("name", ["cash", "cash_file"])
def test_the_ends_of_the_calendar_have_a_report(
    signed_in: SignedIn, leo: User, harbour: Branch, zone: str, day: str, name: str
) -> None:
    Branch.objects.filter(pk=harbour.pk).update(time_zone=zone)
    answer = signed_in(leo).get(reverse(f"loans:{name}"), {"branch": "harbour", "day": day})
    assert answer.status_code == 200


def test_the_report_of_today(signed_in: SignedIn, leo: User, a_day: Desk) -> None:
    said = words(signed_in(leo).get(reverse("loans:cash")))
    assert "Payments (cash) 1 €7.00" in said
    assert "Reversed (card) 1 -€1.00" in said
    assert "Change of all debts" in said


def test_a_quiet_day_says_so(signed_in: SignedIn, leo: User) -> None:
    said = words(signed_in(leo).get(reverse("loans:cash")))
    assert "No money changed hands." in said


def test_another_branch_and_day(signed_in: SignedIn, leo: User, a_day: Desk) -> None:
    BranchFactory(code="hill", name="Hill branch")
    said = words(signed_in(leo).get(reverse("loans:cash") + "?branch=hill&day=2026-05-05"))
    assert "Hill branch" in said
    assert "No money changed hands." in said


@pytest.mark.parametrize("query", ["branch=moon", "day=yesterday", "day=9999-99-99"])
def test_a_question_that_makes_no_sense_is_told(signed_in: SignedIn, leo: User, query: str) -> None:
    for name in ("cash", "cash_file"):
        answer = signed_in(leo).get(f"{reverse(f'loans:{name}')}?{query}")
        assert answer.status_code == 422
        assert_valid(answer)


def test_the_report_as_a_file(signed_in: SignedIn, leo: User, a_day: Desk) -> None:
    answer = signed_in(leo).get(reverse("loans:cash_file"))
    assert answer["Content-Disposition"] == 'attachment; filename="cash-harbour-2026-05-06.csv"'
    lines = answer.content.decode("utf-8-sig").split("\r\n")
    assert lines[0] == "Cash report,Harbour branch,2026-05-06"
    assert "Payments (cash),1,7.00" in lines
    assert "Total,,5.00" in lines


def test_no_cell_is_a_formula() -> None:
    assert tables.safe("=1+1") == "'=1+1"
    assert tables.safe("Harbour") == "Harbour"


def test_volunteers_do_not_see_the_cash(signed_in: SignedIn, vera: User) -> None:
    assert signed_in(vera).get(reverse("loans:cash")).status_code == 403
