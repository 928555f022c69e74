"""The lists of lending as files: what they hold, for whom, and that no cell is a formula."""

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import User
from accounts.services import audit
from catalog.models import Branch
from loans.models import DatedDay, YearlyDay
from members.models import Member
from tests.conftest import NOW
from tests.factories.catalog import CopyTypeFactory
from tests.factories.loans import LoanFactory, PolicyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("harbour")]
SignedIn = Callable[[User | None], Client]
BACK: dict[str, Any] = {"returned_at": NOW, "recorded_at": NOW}


def rows(client: Client, url: str, **query: Any) -> list[list[str]]:
    answer = client.get(url, query | {"format": "csv"})
    assert answer["Content-Disposition"].startswith("attachment"), answer.status_code
    said = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    sheet = client.get(url, query | {"format": "xlsx"})
    book = load_workbook(io.BytesIO(b"".join(sheet.streaming_content)))  # type: ignore[attr-defined]
    found = list(csv.reader(io.StringIO(said)))
    assert book.active
    assert book.active.max_row == len(found)
    return found


def test_my_loans_are_two_files_and_only_mine(
    signed_in: SignedIn, ada: Member, ben: Member
) -> None:
    LoanFactory(member=ada, copy__book__title='=HYPERLINK("x")')
    LoanFactory(member=ada, copy__book__title="Emma", **BACK)
    LoanFactory(member=ben)
    client, url = signed_in(ada.user), reverse("loans:mine")
    heading, *at_home = rows(client, url)
    assert [row[0] for row in at_home] == ['\'=HYPERLINK("x")']
    assert [row[0] for row in rows(client, url, list="past")[1:]] == ["Emma"]
    assert "Card" not in heading
    page = client.get(url).content.decode()
    for which in ("csv", "xlsx"):
        assert f"{url}?format={which}&amp;list=past" in page


def test_the_links_of_a_list_that_was_renewed_lead_to_the_list(
    signed_in: SignedIn, ada: Member
) -> None:
    loan = LoanFactory(member=ada)
    url = reverse("loans:renew", args=[loan.pk])
    for headers in ({}, {"HX-Request": "true"}):
        said = signed_in(ada.user).post(url, headers=headers).content.decode()
        assert f'href="{reverse("loans:mine")}?format=csv"' in said


def test_what_a_member_had_is_a_file_for_the_staff(
    signed_in: SignedIn, vera: User, ada: Member
) -> None:
    LoanFactory.create_batch(3, member=ada, **BACK)
    client, url = signed_in(vera), reverse("loans:of_member", args=[ada.pk])
    few = asked(client, url, list="past")
    assert len(rows(client, url, list="past")) == 4
    assert len(rows(client, url)) == 1
    LoanFactory.create_batch(20, member=ada, **BACK)
    assert asked(client, url, list="past") == few
    assert signed_in(ada.user).get(url, {"format": "csv"}).status_code == 403


def test_the_matrix_is_a_file_of_the_day_and_the_branch_that_were_asked_for(
    signed_in: SignedIn, alma: User, ada: Member, harbour: Branch
) -> None:
    film = CopyTypeFactory(code="dvd")
    PolicyFactory(name="@Films", copy_type=film, branch=harbour, valid_from=date(2026, 6, 1))
    client, url = signed_in(alma), reverse("loans:policies")
    heading, row, *_more = rows(client, url, branch="harbour")
    assert (heading[0], dict(zip(heading, row, strict=True))[film.name]) == ("Members", "Default")
    heading, row, *_more = rows(client, url, branch="harbour", on="2026-06-01")
    assert dict(zip(heading, row, strict=True))[film.name] == "'@Films"


def test_all_policies_are_a_file_with_their_terms(
    signed_in: SignedIn, alma: User, harbour: Branch
) -> None:
    PolicyFactory(name="Hill", branch=harbour, fine_per_day=20, ask_borrowed_before=True)
    heading, *found = rows(signed_in(alma), reverse("loans:policies"), list="all")
    said = [dict(zip(heading, row, strict=True)) for row in found]
    hill = next(each for each in said if each["Name"] == "Hill")
    assert hill["Branch"] == "Harbour branch"
    assert hill["Fine a day"] == "0.20"
    assert hill["Ask before lending what the member has had before"] == "yes"
    assert "14 days" in hill["Terms"]


def test_the_special_days_of_a_year_are_a_file(
    signed_in: SignedIn, alma: User, harbour: Branch
) -> None:
    for on in (date(2026, 12, 24), date(2026, 12, 25), date(2027, 1, 2)):
        DatedDay.objects.create(branch=harbour, on=on, name="=Feast")
    YearlyDay.objects.create(branch=harbour, month=5, day=1, name="Labour")
    url = reverse("loans:calendar", args=["harbour"])
    assert rows(signed_in(alma), url, year=2026)[1:] == [
        ["2026-12-24", "2026-12-25", "'=Feast", "closed"],
        ["1 May", "1 May", "Labour", "closed every year"],
    ]
    assert rows(signed_in(alma), url, year=2027)[1][0] == "2027-01-02"


def test_a_timeline_is_a_file_of_all_that_happened(
    signed_in: SignedIn, vera: User, ada: Member
) -> None:
    client, url = signed_in(vera), reverse("loans:timeline_of_member", args=[ada.pk])

    def happen(times: int) -> None:
        loan = LoanFactory(member=ada)
        for _each in range(times):
            audit.record(
                "loan.renewed", actor=vera, now=NOW, interface="desk",
                loan_id=loan.pk, member_id=ada.pk, copy_id=loan.copy_id, book_id=loan.copy.book_id,
            )  # fmt: skip

    happen(1)
    few = asked(client, url)
    happen(30)
    assert len(rows(client, url)) == 32
    assert asked(client, url) == few
    nobody = reverse("loans:timeline_of_member", args=["0197a3c2-5b1e-7c41-9d0e-2f6f4d1c8a10"])
    assert client.get(nobody, {"format": "csv"}).status_code == 404


def asked(client: Client, url: str, **query: Any) -> int:
    """How many statements a file costs somebody who has looked there before: that is noted."""
    client.get(url)
    with CaptureQueriesContext(connection) as made:
        answer = client.get(url, query | {"format": "csv"})
        list(answer.streaming_content)  # type: ignore[attr-defined]
    return len(made)
