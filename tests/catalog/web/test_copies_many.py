import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from accounts.models import User
from catalog.domain.copies import MOST_AT_ONCE
from catalog.models import Branch, Copy
from tests.catalog.web.test_editing_books import filled
from tests.factories.catalog import BookFactory, BranchFactory, CopyFactory, CopyTypeFactory
from tests.factories.loans import LoanFactory
from tests.html import assert_valid

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]


@pytest.fixture
def browser(signed_in: Browser, leo: User) -> Client:
    return signed_in(leo)


@pytest.fixture(autouse=True)
def _kinds(harbour: Branch) -> None:
    CopyTypeFactory()


def read(answer: Any) -> list[list[str]]:
    said = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(said, newline="")))


def listed(browser: Client, query: str = "") -> list[str]:
    return [row["barcode"] for row in browser.get(f"/copies?{query}").context["rows"]]


def test_copies_stand_in_the_order_of_the_shelves(browser: Client) -> None:
    for number in ("QA76 .C3", "813.54 LEG", "FIC A", "QA9", "82"):
        CopyFactory(call_number=number, barcode=f"B-{number.split()[0]}")
    page = browser.get("/copies")
    assert_valid(page)
    assert listed(browser) == ["B-82", "B-813.54", "B-FIC", "B-QA9", "B-QA76"]


def test_a_list_of_copies_is_narrowed(browser: Client, now: Any) -> None:
    hill = BranchFactory(code="hill", name="Hill")
    CopyFactory(barcode="HILL", branch=hill)
    CopyFactory(barcode="ATTIC", shelf_location="Attic", call_number="813.54")
    CopyFactory(barcode="GONE", withdrawn_at=now)
    LoanFactory(copy=CopyFactory(barcode="LENT", call_number="830"))
    assert set(listed(browser)) == {"HILL", "ATTIC", "LENT"}
    assert listed(browser, "branch=hill") == ["HILL"]
    assert listed(browser, "shelf=Attic") == ["ATTIC"]
    assert listed(browser, "first=813&last=820") == ["ATTIC"]
    assert listed(browser, "state=withdrawn") == ["GONE"]
    assert listed(browser, "state=on_loan") == ["LENT"]
    assert set(listed(browser, "only=never_lent")) == {"HILL", "ATTIC"}
    assert len(listed(browser, "state=all")) == 4
    wrong = browser.get("/copies?state=broken")
    assert wrong.status_code == 422
    assert_valid(wrong)


@pytest.mark.parametrize(
    "address",
    [
        "/copies/many/change?all=1&branch=nosuch",
        "/copies/many/withdraw?all=1&branch=nosuch",
        "/copies/many/delete?all=1&state=zzz",
        "/labels?all=1&branch=nosuch",
    ],
)
def test_a_filter_that_cannot_be_read_chooses_nothing(browser: Client, address: str) -> None:
    copy = CopyFactory()
    for answer in (browser.get(address), browser.post(address, {"sheet": "a4-3x7"})):
        assert answer.status_code == 422
        assert copy.barcode not in answer.content.decode()
        assert_valid(answer)
    assert "Select a valid choice" in browser.get(address).content.decode()


def test_the_file_of_a_list_keeps_its_filters(browser: Client) -> None:
    CopyFactory(barcode="B-1", shelf_location="Attic", note="=cmd()", book__title="+Plus")
    CopyFactory(barcode="B-2")
    page = browser.get("/copies?shelf=Attic&cursor=")
    assert 'href="/copies?shelf=Attic&amp;format=csv"' in page.content.decode()
    answer = browser.get("/copies?shelf=Attic&format=csv")
    assert answer["Content-Disposition"] == 'attachment; filename="copies-2026-05-06.csv"'
    heading, row = read(answer)
    assert row[:2] == ["B-1", "'+Plus"]
    assert row[heading.index("Note")] == "'=cmd()"


def test_the_workbook_of_a_list_has_all_digits_of_a_barcode(browser: Client) -> None:
    copy = CopyFactory()
    answer: Any = browser.get("/copies?format=xlsx")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert book.worksheets[0]["A2"].value == copy.barcode


def test_a_list_costs_as_much_for_many_rows_as_for_one(
    browser: Client, django_assert_num_queries: Any
) -> None:
    CopyFactory()
    with django_assert_num_queries(7):
        browser.get("/copies")
    CopyFactory.create_batch(12)
    with django_assert_num_queries(7):
        browser.get("/copies")


def test_several_copies_are_added_once_however_often_the_button_is_pressed(
    browser: Client,
) -> None:
    url = f"/books/{BookFactory().pk}/copies/many"
    sent = filled(browser.get(url)) | {"count": ["3"], "call_number": ["FIC A"]}
    first, second = browser.post(url, sent), browser.post(url, sent)
    assert (first.status_code, second.status_code) == (302, 302)
    assert Copy.objects.filter(call_number="FIC A").count() == 3


def test_a_run_of_labels_is_added(browser: Client) -> None:
    url = f"/books/{BookFactory().pk}/copies/many"
    sent = filled(browser.get(url)) | {"first_barcode": ["b-08"], "last_barcode": ["B-10"]}
    assert browser.post(url, sent).status_code == 302
    assert set(Copy.objects.values_list("barcode", flat=True)) == {"B-08", "B-09", "B-10"}


@pytest.mark.parametrize(
    "ways",
    [
        {},
        {"count": ["2"], "barcodes": ["B-1"]},
        {"first_barcode": ["B-1"]},
        {"count": ["501"]},
        {"count": ["0"]},
        {"first_barcode": ["B-9"], "last_barcode": ["B-1"]},
        {"barcodes": ["B-1\n<b>"]},
    ],
)
def test_what_is_no_clear_list_of_barcodes_adds_nothing(
    browser: Client, ways: dict[str, list[str]]
) -> None:
    url = f"/books/{BookFactory().pk}/copies/many"
    answer = browser.post(url, filled(browser.get(url)) | ways)
    assert answer.status_code in {409, 422}
    assert_valid(answer)
    assert not Copy.objects.exists()


def test_chosen_copies_and_scanned_ones_are_moved(browser: Client) -> None:
    hill = BranchFactory(code="hill", name="Hill")
    ticked, scanned = CopyFactory(), CopyFactory(barcode="B-7")
    url = f"/copies/many/change?copy={ticked.pk}&copy=nonsense"
    page = browser.get(url)
    assert [row["barcode"] for row in page.context["rows"]] == [ticked.barcode]
    sent = filled(page) | {"branch": [str(hill.pk)], "barcodes": ["b-7\nnobody"]}
    answer = browser.post(url, sent, follow=True)
    assert set(Copy.objects.values_list("branch__code", flat=True)) == {"hill"}
    assert Copy.objects.get(pk=scanned.pk).revision == 2
    said = [str(message) for message in answer.context["messages"]]
    assert said == ["Done for 2 copies.", "No copy has the barcode NOBODY."]


def test_all_of_a_list_are_withdrawn_with_their_reasons(browser: Client) -> None:
    CopyFactory.create_batch(2, shelf_location="Attic")
    LoanFactory(copy=CopyFactory(shelf_location="Attic", barcode="LENT"))
    CopyFactory()
    url = "/copies/many/withdraw?all=yes&shelf=Attic"
    sent = filled(browser.get(url)) | {"reason": ["Worn out"]}
    answer = browser.post(url, sent, follow=True)
    assert Copy.objects.filter(withdrawn_for="Worn out").count() == 2
    assert any("LENT" in str(message) for message in answer.context["messages"])


@pytest.mark.parametrize(
    ("deed", "said"),
    [
        ("change", {"note": ["Box 7"]}),
        ("withdraw", {"reason": ["Worn out"]}),
        ("delete", {}),
    ],
)
def test_as_many_copies_as_are_done_at_once_go_through_the_page(
    browser: Client, deed: str, said: dict[str, list[str]]
) -> None:
    first = CopyFactory()
    alike = {"book": first.book, "branch": first.branch, "copy_type": first.copy_type}
    Copy.objects.bulk_create(Copy(barcode=f"B-{n}", **alike) for n in range(MOST_AT_ONCE - 1))
    url = f"/copies/many/{deed}?all=yes"
    answer = browser.post(url, filled(browser.get(url)) | said, follow=True)
    told = [str(message) for message in answer.context["messages"]]
    assert told == [f"Done for {MOST_AT_ONCE} copies."]


def test_a_list_of_chosen_copies_that_cannot_be_read_is_told(browser: Client) -> None:
    url = f"/copies/many/delete?copy={CopyFactory().pk}"
    answer = browser.post(url, filled(browser.get(url)) | {"copy": ["7,nonsense"]})
    assert answer.status_code == 422
    assert_valid(answer)
    assert Copy.objects.exists()


def test_withdrawn_copies_come_back_and_mistakes_are_deleted(browser: Client, now: Any) -> None:
    gone, wrong = CopyFactory(withdrawn_at=now), CopyFactory()
    for deed, copy in (("bring-back", gone), ("delete", wrong)):
        url = f"/copies/many/{deed}?copy={copy.pk}"
        assert browser.post(url, filled(browser.get(url))).status_code == 302
    assert list(Copy.objects.current()) == [gone]


@pytest.mark.parametrize("deed", ["change", "withdraw", "bring-back", "delete"])
def test_nothing_chosen_is_told(browser: Client, deed: str) -> None:
    url = f"/copies/many/{deed}"
    answer = browser.post(url, filled(browser.get(url)) | {"reason": ["x"]})
    assert answer.status_code == 422
    assert_valid(answer)


def test_a_copy_is_withdrawn_with_its_reason(browser: Client) -> None:
    copy = CopyFactory()
    browser.post(f"/copies/{copy.pk}/withdraw", {"reason": "Given away"})
    copy.refresh_from_db()
    assert copy.withdrawn_for == "Given away"


def test_a_change_of_nothing_is_told_and_changes_nothing(browser: Client) -> None:
    copy = CopyFactory()
    url = f"/copies/many/change?copy={copy.pk}"
    answer = browser.post(url, filled(browser.get(url)))
    assert answer.status_code == 422
    assert "Nothing was chosen to change." in answer.content.decode()
    assert_valid(answer)
    copy.refresh_from_db()
    assert copy.revision == 1
