from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
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


def valid(page: Any) -> str:
    """What a valid page says."""
    assert_valid(page)
    return str(page.content.decode())


def add_url(book: Any) -> str:
    return f"/books/{book.pk}/copies/add"


def test_a_copy_without_a_barcode_gets_the_next_one(browser: Client, harbour: Branch) -> None:
    book = BookFactory(classification="551.4")
    sent = filled(browser.get(add_url(book))) | {"branch": [str(harbour.pk)]}
    assert sent["call_number"] == ["551.4"]
    assert sent["acquired_on"] == ["2026-05-06"]
    answer = browser.post(add_url(book), sent | {"price_minor": ["12,50"]})
    copy = Copy.objects.get()
    assert answer["Location"] == f"/books/{book.pk}"
    assert (len(copy.barcode), copy.price_minor) == (14, 1250)
    assert copy.acquired_on == date(2026, 5, 6)


def test_the_same_form_sent_twice_adds_one_copy(browser: Client) -> None:
    book = BookFactory()
    sent = filled(browser.get(add_url(book))) | {"another": ["yes"]}
    first, second = browser.post(add_url(book), sent), browser.post(add_url(book), sent)
    assert first["Location"] == second["Location"] == add_url(book)
    assert Copy.objects.count() == 1
    browser.post(add_url(book), filled(browser.get(add_url(book))))
    assert Copy.objects.count() == 2


def test_the_next_copy_begins_like_the_last(browser: Client, harbour: Branch) -> None:
    hill = BranchFactory(code="hill", name="Hill")
    copy = CopyFactory(branch=hill, call_number="FIC LEG", shelf_location="Fiction")
    sent = filled(browser.get(add_url(copy.book)))
    assert (sent["branch"], sent["call_number"]) == ([str(hill.pk)], ["FIC LEG"])
    assert sent["shelf_location"] == ["Fiction"]


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("", None),
        ("0", 0),
        ("12", 1200),
        ("12.5", 1250),
        ("12,50", 1250),
        ("21474836.47", 2**31 - 1),
    ],
)
def test_prices_are_exact(browser: Client, typed: str, minor: int | None) -> None:
    book = BookFactory()
    sent = filled(browser.get(add_url(book))) | {"price_minor": [typed]}
    assert browser.post(add_url(book), sent).status_code == 302
    copy = Copy.objects.get()
    assert copy.price_minor == minor
    page = filled(browser.get(f"/copies/{copy.pk}/edit"))
    assert browser.post(f"/copies/{copy.pk}/edit", page).status_code == 302
    copy.refresh_from_db()
    assert copy.price_minor == minor


@pytest.mark.parametrize("typed", ["-1", "1.234", "1,234.50", "NaN", "1e5", "21474836.48", "x"])
def test_prices_that_are_none_are_told(browser: Client, typed: str) -> None:
    book = BookFactory()
    sent = filled(browser.get(add_url(book))) | {"price_minor": [typed]}
    answer = browser.post(add_url(book), sent)
    assert answer.status_code == 422


@pytest.mark.parametrize("day", ["2999-01-01", "0001-01-01"])
def test_a_day_on_which_nothing_can_be_acquired_is_told_at_its_field(
    browser: Client, day: str
) -> None:
    book = BookFactory()
    sent = filled(browser.get(add_url(book))) | {"acquired_on": [day]}
    answer = browser.post(add_url(book), sent)
    assert answer.status_code == 422
    assert "choose a day from 1400" in str(answer.context["form"].errors["acquired_on"])
    assert_valid(answer)
    assert not Copy.objects.exists()


def test_yen_have_no_decimals(browser: Client, settings: Any) -> None:
    settings.CURRENCY = "JPY"
    book = BookFactory()
    page = browser.get(add_url(book))
    browser.post(add_url(book), filled(page) | {"price_minor": ["1980"]})
    assert Copy.objects.get().price_minor == 1980


@pytest.mark.parametrize("barcode", ["ÄÖ", "a b\0", "x" * 41, "<b>", "-1"])
def test_a_barcode_no_scanner_reads_is_told(browser: Client, barcode: str) -> None:
    book = BookFactory()
    sent = filled(browser.get(add_url(book))) | {"barcode": [barcode]}
    assert browser.post(add_url(book), sent).status_code == 422
    assert not Copy.objects.exists()


def test_a_barcode_of_another_copy_is_told_at_its_field(browser: Client) -> None:
    CopyFactory(barcode="B-1")
    book = BookFactory()
    sent = filled(browser.get(add_url(book))) | {"barcode": [" b-1 "]}
    answer = browser.post(add_url(book), sent)
    assert answer.status_code == 409
    assert_valid(answer)
    assert "Another copy already has the barcode B-1." in answer.context["form"].errors["barcode"]


def test_an_edit_notes_what_became_of_a_copy(browser: Client, now: Any) -> None:
    copy = CopyFactory()
    url = f"/copies/{copy.pk}/edit"
    answer = browser.post(url, filled(browser.get(url)) | {"is_missing": ["on"]})
    assert answer["Location"] == f"/books/{copy.book_id}"
    copy.refresh_from_db()
    assert (copy.missing_at, copy.state) == (now, "missing")


def test_a_branch_that_has_closed_keeps_its_copies(browser: Client) -> None:
    old = BranchFactory(code="old", name="Old", is_active=False)
    copy = CopyFactory(branch=old)
    url = f"/copies/{copy.pk}/edit"
    assert browser.post(url, filled(browser.get(url))).status_code == 302
    other = browser.get(add_url(copy.book))
    assert str(old.pk) not in other.content.decode()


def test_a_stale_form_of_a_copy_is_saved_knowingly(browser: Client) -> None:
    copy = CopyFactory(call_number="A")
    url = f"/copies/{copy.pk}/edit"
    mine, theirs = filled(browser.get(url)), filled(browser.get(url))
    browser.post(url, theirs | {"call_number": ["B"]})
    stale = browser.post(url, mine | {"call_number": ["C"]})
    assert stale.status_code == 412
    assert_valid(stale)
    assert [each["now"] for each in stale.context["conflicts"]] == ["B"]
    assert browser.post(url, filled(stale)).status_code == 302
    assert Copy.objects.get().call_number == "C"


def test_a_loan_does_not_make_the_form_of_a_copy_stale(browser: Client) -> None:
    copy = CopyFactory()
    url = f"/copies/{copy.pk}/edit"
    mine = filled(browser.get(url))
    LoanFactory(copy=copy)
    assert browser.post(url, mine | {"note": ["Torn"]}).status_code == 302
    assert Copy.objects.get().is_on_loan


def test_a_copy_is_withdrawn_after_a_question(browser: Client) -> None:
    copy = CopyFactory()
    url = f"/copies/{copy.pk}/withdraw"
    assert_valid(browser.get(url))
    assert browser.post(url)["Location"] == f"/books/{copy.book_id}"
    assert browser.get(url)["Location"] == f"/copies/{copy.pk}/bring-back"
    assert browser.post(url).status_code == 409
    assert not Copy.objects.current().exists()


def test_a_copy_on_loan_says_why_it_stays(browser: Client) -> None:
    copy = LoanFactory().copy
    url = f"/copies/{copy.pk}/withdraw"
    page = browser.get(url)
    assert_valid(page)
    assert "This copy is on loan" in page.content.decode()
    assert browser.post(url).status_code == 409


@pytest.mark.parametrize("deed", ["edit", "withdraw"])
def test_copies_are_for_librarians(signed_in: Browser, vera: User, deed: str) -> None:
    url = f"/copies/{CopyFactory().pk}/{deed}"
    assert signed_in(vera).get(url).status_code == 403
    assert signed_in(vera).post(url).status_code == 403


def test_the_parts_of_a_copy_are_noted_on_its_pages(browser: Client) -> None:
    book = BookFactory()
    sent = filled(browser.get(add_url(book))) | {"parts": ["2 discs"]}
    assert browser.post(add_url(book), sent).status_code == 302
    copy = Copy.objects.get()
    assert copy.parts == "2 discs"
    url = f"/copies/{copy.pk}/edit"
    sent = filled(browser.get(url))
    assert sent["parts"] == ["2 discs"]
    assert browser.post(url, sent | {"parts": ["3 discs"]}).status_code == 302
    assert Copy.objects.get().parts == "3 discs"


def test_a_librarian_brings_a_withdrawn_copy_back(
    signed_in: Browser, leo: User, vera: User, now: Any
) -> None:
    copy = CopyFactory(withdrawn_at=now, withdrawn_for="Worn out", book__title="Tides")
    url, browser = f"/copies/{copy.pk}/bring-back", signed_in(leo)
    assert browser.get(f"/copies/{copy.pk}/edit")["Location"] == url
    assert url in valid(browser.get(f"/books/{copy.book_id}"))
    assert url in valid(browser.get("/copies?state=withdrawn"))
    assert url not in signed_in(vera).get(f"/books/{copy.book_id}").content.decode()
    assert "Worn out" in valid(browser.get(url))
    done = browser.post(url, follow=True)
    assert f"The copy {copy.barcode} is back." in done.content.decode()
    assert Copy.objects.get().withdrawn_at is None
    assert "has not been withdrawn" in valid(browser.get(url))
    assert browser.post(url).status_code == 409


def test_a_librarian_brings_a_withdrawn_book_back(
    signed_in: Browser, leo: User, vera: User, now: Any
) -> None:
    copy = CopyFactory(book__title="Tides")
    url, browser = f"/books/{copy.book_id}/bring-back", signed_in(leo)
    browser.post(f"/books/{copy.book_id}/withdraw")
    assert signed_in(vera).get(f"/books/{copy.book_id}").status_code == 404
    assert browser.get(f"/books/{copy.book_id}")["Location"] == url
    assert "The copy that was withdrawn with it" in valid(browser.get(url))
    done = browser.post(url, follow=True)
    assert "“Tides” is back." in done.content.decode()
    assert copy.barcode in done.content.decode()
    assert "has not been withdrawn" in valid(browser.get(url))
