from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from catalog.domain.records import BookDraft
from catalog.models import Book, Branch, Copy, CopyType
from catalog.services import uploads
from tests.factories.catalog import BookFactory, BranchFactory, CopyTypeFactory
from tests.html import assert_valid

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]
ISBN = "9780547773742"


@pytest.fixture
def browser(signed_in: Browser, leo: User) -> Client:
    return signed_in(leo)


def test_a_scan_of_a_book_that_we_have_leads_to_its_next_copy(browser: Client) -> None:
    book = BookFactory(isbn=ISBN)
    assert_valid(browser.get("/books/new"))
    answer = browser.get("/books/add", {"isbn": "978-0-547-77374-2"})
    assert answer["Location"] == f"/books/{book.pk}/copies/add"


def test_a_scan_of_a_book_in_a_file_fills_the_form(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = BookDraft(
        title="A wizard of Earthsea",
        contributors=(("Le Guin, Ursula K.", "aut"),),
        subjects=("Wizards", "Islands"),
        year=1968,
        language="eng",
    )
    monkeypatch.setattr(uploads, "known", lambda _isbn: draft)
    page = browser.get("/books/add", {"isbn": ISBN})
    assert_valid(page)
    said = page.content.decode()
    for words in ("A wizard of Earthsea", "Le Guin, Ursula K.", "Islands", "1968", ISBN):
        assert words in said, words
    assert "Filled in from a record file" in said


@pytest.mark.parametrize("typed", [ISBN, "12345", "9780547773741", "<b>"])
def test_whatever_is_scanned_there_is_a_form_to_fill_in(browser: Client, typed: str) -> None:
    page = browser.get("/books/add", {"isbn": typed})
    assert_valid(page)
    assert "Fill in the form by hand" in page.content.decode()


def test_a_book_is_added_quickly_and_the_next_can_come(browser: Client) -> None:
    branch, kind = BranchFactory(), CopyTypeFactory()
    assert_valid(browser.get("/books/quick"))
    sent = {
        "key": "k1",
        "title": "Tides",
        "author": "Marsh, Ada; Bell, Ben",
        "barcode": "B-1",
        "branch": branch.pk,
        "copy_type": kind.pk,
    }
    answer = browser.post("/books/quick", sent)
    assert answer["Location"] == f"/books/quick?branch={branch.pk}&copy_type={kind.pk}"
    copy = Copy.objects.get(barcode="B-1")
    assert copy.book.author == "Marsh, Ada; Bell, Ben"
    page = browser.get(answer["Location"])
    assert "“Tides” was added; its copy has the barcode B-1." in page.content.decode()
    browser.post("/books/quick", sent)
    assert Book.objects.count() == 1


def test_a_barcode_that_is_taken_adds_no_book(browser: Client) -> None:
    branch, kind = Branch.objects.get(), CopyType.objects.first()
    assert kind
    both = {"barcode": "B-1", "branch": branch.pk, "copy_type": kind.pk}
    browser.post("/books/quick", {"title": "One", **both})
    answer = browser.post("/books/quick", {"title": "Two", **both})
    assert answer.status_code == 409
    assert_valid(answer)
    assert list(Book.objects.values_list("title", flat=True)) == ["One"]


def test_the_labels_of_the_day_are_one_click_away(browser: Client) -> None:
    BranchFactory(), CopyTypeFactory()
    for page in ("/books/new", "/books/quick"):
        assert "/labels?since=2026-05-06" in browser.get(page).content.decode()
    answer = browser.get("/labels?since=2026-05-06")
    assert_valid(answer)
    assert 'value="2026-05-06"' in answer.content.decode()
    assert_valid(browser.get("/labels?since=<b>"))
