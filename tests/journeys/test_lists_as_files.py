"""Every list can be had as a file, by whoever may see the list and nobody else."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from accounts.models import User
from catalog.models import Branch, Stocktake
from catalog.web import results
from loans.services import payments
from loans.services.situation import Desk
from members.models import Member
from tests.factories.catalog import BookFactory, CopyFactory
from tests.factories.loans import LoanFactory
from tests.html import assert_valid

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]


@pytest.fixture
def late(ada: Member, now: datetime) -> Any:
    """Ada has had a book for too long, and another not long enough."""
    copy = CopyFactory(book__title="=Late", call_number="813.54 LEG")
    due = now - timedelta(days=3)
    LoanFactory(member=ada, copy=CopyFactory(book__title="In time"))
    return LoanFactory(member=ada, copy=copy, loaned_at=due - timedelta(days=14), due_at=due)


def rows(browser: Client, address: str) -> list[list[str]]:
    answer = browser.get(f"{address}{'&' if '?' in address else '?'}format=csv")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8")
    said = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(said, newline="")))


def cells_of_workbook(browser: Client, address: str) -> list[Any]:
    answer: Any = browser.get(f"{address}{'&' if '?' in address else '?'}format=xlsx")
    assert answer["Content-Disposition"].endswith('.xlsx"')
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return [cell.value for row in book.worksheets[0].iter_rows() for cell in row]


def test_what_is_overdue_and_what_is_out(signed_in: Browser, vera: User, late: Any) -> None:
    browser = signed_in(vera)
    _heading, *overdue = rows(browser, "/dashboard")
    assert [row[:3] for row in overdue] == [["'=Late", late.copy.barcode, "813.54 LEG"]]
    assert overdue[0][9] == "3"
    assert len(rows(browser, "/dashboard?list=on_loan")) == 3
    assert late.copy.barcode in cells_of_workbook(browser, "/dashboard")


def test_what_a_member_has_at_home(
    signed_in: Browser, vera: User, late: Any, ada: Member, ben: Member
) -> None:
    browser = signed_in(vera)
    assert len(rows(browser, f"/loans/of/{ada.pk}")) == 3
    assert len(rows(browser, f"/loans/of/{ben.pk}")) == 1


def test_members_as_they_were_looked_for(
    signed_in: Browser, vera: User, ada: Member, ben: Member
) -> None:
    browser = signed_in(vera)
    assert [row[0] for row in rows(browser, "/members")[1:]] == ["Ada Nowak", "Ben Okafor"]
    assert [row[0] for row in rows(browser, "/members?q=nowak")[1:]] == ["Ada Nowak"]
    assert ada.card_number in cells_of_workbook(browser, f"/members?q={ada.card_number}")


def test_books_as_they_were_searched_for(
    signed_in: Browser, vera: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for title in ("Tides", "Tides of war", "Moon"):
        CopyFactory(book=BookFactory(title=title))
    found = rows(signed_in(vera), "/search?q=tides")
    assert [row[0] for row in found[1:]] == ["Tides", "Tides of war"]
    assert found[1][-2:] == ["1", "1"]
    monkeypatch.setattr(results, "MOST_FOR_VISITORS", 1)
    assert len(rows(Client(), "/search?q=tides")) == 2
    assert len(rows(signed_in(vera), "/search?q=tides")) == 3


def test_the_shelf_the_pull_list_and_the_money(
    signed_in: Browser, leo: User, ada: Member, at_desk: Desk
) -> None:
    browser, desk = signed_in(leo), replace(at_desk, actor=leo)
    assert rows(browser, "/holds/pull")[0][0] == "Shelf"
    assert rows(browser, "/holds/shelf")[0][0] == "State"
    payments.charge(ada.pk, 250, "A torn page", desk=desk)
    payments.pay(ada.pk, 100, "cash", desk=desk)
    cells = cells_of_workbook(browser, "/cash")
    assert "1.00" in cells
    assert "Change of all debts" in cells


def test_the_trail_with_its_filters(signed_in: Browser, alma: User, leo: User) -> None:
    copy = CopyFactory()
    signed_in(leo).post(f"/copies/{copy.pk}/withdraw", {"reason": ""})
    browser, address = signed_in(alma), "/admin/accounts/auditentry/"
    found = rows(browser, f"{address}?q={copy.pk}")
    assert [row[1] for row in found[1:]] == ["copy.withdrawn"]
    assert found[1][5] == str(copy.pk)
    assert rows(browser, f"{address}?q=loan.")[1:] == []
    assert "format=csv" in browser.get(address).content.decode()


LISTS = ["/copies", "/dashboard", "/members", "/holds/pull", "/holds/shelf", "/cash", "/stocktakes"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("address", [*LISTS, "/admin/accounts/auditentry/"])
def test_a_file_is_for_those_who_may_see_the_list(
    signed_in: Browser, ada: Member, harbour: Branch, address: str, kind: str
) -> None:
    assert ada.user
    for browser in (Client(), signed_in(ada.user)):
        answer = browser.get(f"{address}?format={kind}")
        assert answer.status_code in {302, 403}


def test_another_kind_of_file_is_the_page(
    signed_in: Browser, vera: User, harbour: Branch, now: datetime
) -> None:
    stocktake = Stocktake.objects.create(branch=harbour, opened_at=now)
    browser = signed_in(vera)
    for address in ("/copies", "/members", f"/stocktakes/{stocktake.pk}/report"):
        assert "text/html" in browser.get(f"{address}?format=pdf")["Content-Type"]


@pytest.mark.parametrize(
    "address",
    [
        "/copies?branch=nosuch",
        "/copies?state=zzz",
        "/members?q=" + "x" * 201,
        "/members/expiring?days=zzz",
        "/notices?state=zzz",
        "/search?branch=nosuch",
        "/stocktakes/{stocktake}/report?finding=zzz",
    ],
)
@pytest.mark.parametrize("kind", ["csv", "xlsx", "page"])
def test_a_filter_that_cannot_be_read_gives_no_list_of_everything(
    signed_in: Browser, alma: User, ada: Member, harbour: Branch, now: datetime, address: str,
    kind: str,
) -> None:  # fmt: skip
    stocktake = Stocktake.objects.create(branch=harbour, opened_at=now)
    copy = CopyFactory(branch=harbour)
    answer = signed_in(alma).get(f"{address.format(stocktake=stocktake.pk)}&format={kind}")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert copy.barcode not in page
    assert ada.name not in page
    assert_valid(answer)


def test_no_policies_of_another_branch_than_was_asked_for(
    signed_in: Browser, alma: User, harbour: Branch
) -> None:
    answer = signed_in(alma).get("/policies?branch=nosuch&format=csv")
    assert answer.status_code == 422
