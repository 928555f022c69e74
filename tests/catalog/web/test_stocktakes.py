import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from catalog.models import Branch, Copy, Stocktake, StocktakeLine
from tests.catalog.web.test_editing_books import filled
from tests.factories.catalog import CopyFactory
from tests.factories.loans import LoanFactory
from tests.html import assert_valid

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def browser(signed_in: Browser, leo: User) -> Client:
    return signed_in(leo)


@pytest.fixture
def url(harbour: Branch, browser: Client) -> str:
    """All of the harbour branch is counted."""
    page = browser.get("/stocktakes/open")
    sent = filled(page) | {"branch": [str(harbour.pk)]}
    address = browser.post("/stocktakes/open", sent)["Location"]
    assert browser.post("/stocktakes/open", sent)["Location"] == address
    return str(address)


def test_a_stocktake_is_in_the_list(browser: Client, url: str) -> None:
    page = browser.get("/stocktakes")
    assert_valid(page)
    assert url in page.content.decode()
    assert_valid(browser.get(url))


def test_each_scan_is_answered_by_a_sentence_and_a_sound(browser: Client, url: str) -> None:
    here, lent = CopyFactory(book__title="Tides"), LoanFactory().copy
    answer = browser.post(url, {"scan": here.barcode, "key": "k1"}, headers=HTMX)
    said = answer.content.decode()
    assert_valid(answer)
    assert 'data-sound="ok"' in said
    assert "Tides" in said
    assert 'id="stocktake-progress"' in said
    assert "1 of 1 copies" in said
    stop = browser.post(url, {"scan": lent.barcode, "key": "k2"}, headers=HTMX).content.decode()
    assert 'data-sound="stop"' in stop
    assert "Take it back at the desk." in stop


def test_a_scan_sent_again_after_a_lost_answer_gets_the_same_answer(
    browser: Client, url: str
) -> None:
    sent = {"scan": CopyFactory().barcode, "key": "k1"}
    first = browser.post(url, sent, headers=HTMX).content.decode()
    again = browser.post(url, sent, headers=HTMX).content.decode()
    assert "Counted already" not in first + again
    other = browser.post(url, sent | {"key": "k2"}, headers=HTMX).content.decode()
    assert "Counted already" in other
    assert StocktakeLine.objects.count() == 1


def test_without_script_the_answer_is_the_page_with_what_was_scanned(
    browser: Client, url: str
) -> None:
    copy = CopyFactory(book__title="Tides")
    assert "Tides" in browser.post(url, {"scan": copy.barcode}).content.decode()
    again = browser.get(url)
    assert_valid(again)
    assert "Tides" in again.content.decode()


@pytest.mark.parametrize("scan", ["<x>", "a\0b", "x" * 101])
def test_what_is_no_scan_is_told_and_not_counted(browser: Client, url: str, scan: str) -> None:
    answer = browser.post(url, {"scan": scan, "key": "k"}, headers=HTMX)
    assert answer.status_code == 422
    assert 'data-sound="stop"' in answer.content.decode()
    assert not StocktakeLine.objects.exists()


def test_the_report_can_be_had_as_a_file(browser: Client, url: str) -> None:
    missing, lent = CopyFactory(barcode="MISSING"), LoanFactory().copy
    browser.post(url, {"scan": lent.barcode})
    browser.post(url, {"scan": CopyFactory().barcode})
    page = browser.get(f"{url}/report")
    assert_valid(page)
    assert_valid(browser.get(f"{url}/report?finding=missing"))
    assert_valid(browser.get(f"{url}/report?finding=in_place"))
    answer: Any = browser.get(f"{url}/report?format=csv")
    said = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(said, newline="")))
    assert [row[:2] for row in rows[1:]] == [
        ["On loan, but here", lent.barcode],
        ["Missing", missing.barcode],
    ]


def test_closing_asks_and_marks(browser: Client, url: str, now: Any) -> None:
    missing, spared = CopyFactory(), CopyFactory()
    page = browser.get(f"{url}/close")
    assert_valid(page)
    sent = {"missing": "mark", "spared": [str(spared.pk)], "key": "k"}
    answer = browser.post(f"{url}/close", sent)
    assert answer["Location"] == f"{url}/report"
    assert Copy.objects.get(pk=missing.pk).missing_at == now
    assert Copy.objects.get(pk=spared.pk).missing_at is None
    report = browser.get(f"{url}/report")
    assert_valid(report)
    assert "marked as missing" in report.content.decode()
    assert browser.get(url)["Location"] == f"{url}/report"
    late = browser.post(url, {"scan": spared.barcode, "key": "k9"}, headers=HTMX)
    assert late.status_code == 409
    assert 'data-sound="stop"' in late.content.decode()
    assert browser.post(f"{url}/close", sent | {"key": "other"}).status_code == 409


def test_volunteers_scan_and_librarians_open_and_close(
    signed_in: Browser, vera: User, url: str
) -> None:
    volunteer = signed_in(vera)
    assert volunteer.post(url, {"scan": "NOBODY-1"}).status_code == 200
    assert volunteer.get("/stocktakes/open").status_code == 403
    assert volunteer.get(f"{url}/close").status_code == 403
    assert Stocktake.objects.filter(closed_at=None).count() == 1


def test_what_is_out_of_order_is_called_so_while_the_count_goes_on(
    browser: Client, url: str
) -> None:
    for number in ("FIC A", "FIC B", "FIC X", "FIC C", "FIC D", "FIC E"):
        browser.post(url, {"scan": CopyFactory(call_number=number).barcode})
    for address in (f"{url}/report", f"{url}/report?finding=out_of_order"):
        rows = browser.get(address).context["rows"]
        assert [(row["call_number"], row["finding"]) for row in rows] == [("FIC X", "Out of order")]


def test_a_scan_is_taken_back_by_a_key_or_at_its_line(browser: Client, url: str) -> None:
    first, second = CopyFactory(book__title="Tides"), CopyFactory(book__title="Ebb")
    for number, copy in enumerate((first, second)):
        browser.post(url, {"scan": copy.barcode, "key": f"k{number}"}, headers=HTMX)
    of_first = StocktakeLine.objects.get(copy=first)
    assert_valid(browser.get(url))
    sent = {"scan": "undo", "key": "u1"}
    for _again in range(2):  # a lost answer is asked for once more
        said = browser.post(url, sent, headers=HTMX)
        assert_valid(said)
        assert "Taken back" in said.content.decode()
        assert "Ebb" in said.content.decode()
        assert StocktakeLine.objects.get() == of_first
    said = browser.post(url, sent | {"key": "u2", "undone": str(of_first.pk)}, headers=HTMX)
    assert f'id="scan-{of_first.pk}" hx-swap-oob="delete"' in said.content.decode()
    assert not StocktakeLine.objects.exists()
    nothing = browser.post(url, {"scan": "undo", "key": "u3"}, headers=HTMX)
    assert nothing.status_code == 409
    assert "counted nothing here" in nothing.content.decode()


def test_a_librarian_takes_back_a_volunteers_scan_in_the_report(
    browser: Client, signed_in: Browser, vera: User, url: str
) -> None:
    volunteer = signed_in(vera)
    volunteer.post(url, {"scan": "NOBODY-1"})
    browser.post(url, {"scan": "NOBODY-2"})
    own, other = StocktakeLine.objects.order_by("-barcode")
    shown = volunteer.get(f"{url}/report").content.decode()
    assert f"/scans/{other.pk}/undo" in shown
    assert f"/scans/{own.pk}/undo" not in shown
    assert volunteer.post(f"{url}/scans/{own.pk}/undo").status_code == 403
    assert_valid(browser.get(f"{url}/report"))
    done = browser.post(f"{url}/scans/{other.pk}/undo", follow=True)
    assert_valid(done)
    assert "Taken back: NOBODY-1" in done.content.decode()
    assert StocktakeLine.objects.get() == own
