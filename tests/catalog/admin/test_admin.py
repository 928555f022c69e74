from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEntry, User
from catalog.models import Book, Branch, Copy, CopyType, Isbn
from catalog.search import engine
from catalog.services import copies
from core import barcodes
from tests.factories.catalog import BookFactory, BranchFactory, CopyFactory, CopyTypeFactory

pytestmark = pytest.mark.django_db
LISTS = [
    "book", "copy", "branch", "copytype", "contributor", "subject", "isbn", "searchentry",
    "barcodeseries",
]  # fmt: skip


@pytest.fixture
def browser(signed_in: Callable[[User], Client], alma: User) -> Client:
    return signed_in(alma)


def book_form(book: Book, **changed: Any) -> dict[str, Any]:
    empty = dict.fromkeys(["subtitle", "alternative_title", "edition", "publisher", "year"], "")
    empty |= dict.fromkeys(["language", "classification", "description"], "")
    rows: dict[str, Any] = {}
    for prefix in ("contributions", "isbns", "-1", "copies"):
        rows |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return empty | rows | {"title": book.title, "seen_revision": book.revision} | changed


@pytest.mark.parametrize("name", LISTS)
def test_every_list_opens_and_can_be_searched(browser: Client, name: str) -> None:
    CopyFactory(book__author="Le Guin", book__isbn="9780547773742", book__subject="Islands")
    for query in ("", "?q=x", "?q=%25", '?q=author:"le'):
        assert browser.get(f"/admin/catalog/{name}/{query}").status_code == 200


@pytest.mark.parametrize("name", ["book", "copy", "isbn"])
def test_a_list_costs_the_same_for_one_row_and_for_twenty(
    browser: Client, django_assert_num_queries: Any, name: str
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    CopyFactory(book__author="One", book__isbn="9780547773742")
    browser.get(f"/admin/catalog/{name}/")
    with CaptureQueriesContext(connection) as one:
        browser.get(f"/admin/catalog/{name}/")
    for number in range(20):
        copy = CopyFactory(book__author=f"Author {number}")
        Isbn.objects.create(book=copy.book, isbn13=f"97800000000{number:02}")
    with django_assert_num_queries(len(one)):
        browser.get(f"/admin/catalog/{name}/")


def test_a_book_is_added_through_the_service(browser: Client) -> None:
    page = browser.get("/admin/catalog/book/add/")
    assert page.status_code == 200
    sent = book_form(Book(title="Tides"), seen_revision="")
    answer = browser.post("/admin/catalog/book/add/", sent)
    assert answer.status_code == 302
    book = Book.objects.get()
    assert (book.sort_title, book.search_entry.title) == ("tides", " tides |")
    assert AuditEntry.objects.get(action="book.added").interface == "admin"


def test_an_edit_goes_through_the_service_and_keeps_the_rest(browser: Client) -> None:
    book = BookFactory(title="Tides", author="Marsh", isbn="9780547773742")
    url = f"/admin/catalog/book/{book.pk}/change/"
    assert browser.get(url).status_code == 200
    answer = browser.post(url, book_form(book, title="The tides", language="eng"))
    assert answer.status_code == 302
    kept = Book.objects.get()
    assert (kept.sort_title, kept.revision, kept.author) == ("tides", 2, "Marsh")
    stale = browser.post(url, book_form(kept, seen_revision=1))
    assert stale.status_code == 412
    assert Book.objects.get().revision == 2


def test_books_and_copies_are_not_deleted_here(browser: Client) -> None:
    copy = CopyFactory()
    for name, key in (("book", copy.book_id), ("copy", copy.pk)):
        assert (
            browser.post(f"/admin/catalog/{name}/{key}/delete/", {"post": "yes"}).status_code == 403
        )


def test_a_withdrawn_book_is_only_looked_at(browser: Client, now: Any) -> None:
    book = BookFactory(withdrawn_at=now)
    url = f"/admin/catalog/book/{book.pk}/change/"
    assert "revision" not in browser.get(url).content.decode()
    assert browser.post(url, book_form(book)).status_code == 403


def copy_form(copy: Any, **changed: Any) -> dict[str, Any]:
    noted = ("shelf_location", "call_number", "acquired_on", "price_minor", "note")
    kept = {"barcode": copy.barcode, "branch": copy.branch_id, "copy_type": copy.copy_type_id}
    return dict.fromkeys(noted, "") | kept | changed


def test_a_copy_gets_the_next_barcode(browser: Client, harbour: Branch) -> None:
    book, kind = BookFactory(), CopyTypeFactory()
    sent = {"book": book.pk, "barcode": "", "branch": harbour.pk, "copy_type": kind.pk}
    assert browser.post("/admin/catalog/copy/add/", sent).status_code == 302
    copy = Copy.objects.get()
    assert len(copy.barcode) == 14
    again = browser.post("/admin/catalog/copy/add/", sent | {"barcode": copy.barcode.lower()})
    assert again.status_code == 200
    assert "barcode" in again.context["adminform"].form.errors


def test_an_edit_of_a_copy_keeps_what_became_of_it(browser: Client, now: Any) -> None:
    copy = CopyFactory(missing_at=now, barcode="B-1")
    url = f"/admin/catalog/copy/{copy.pk}/change/"
    assert browser.get(url).status_code == 200
    assert browser.post(url, copy_form(copy, note="Torn")).status_code == 302
    copy.refresh_from_db()
    assert (copy.note, copy.missing_at, copy.barcode, copy.revision) == ("Torn", now, "B-1", 2)
    assert copy.book.version == 2


def test_an_edit_of_a_copy_that_another_has_changed_meanwhile_is_refused(
    browser: Client, leo: User, now: Any
) -> None:
    copy = CopyFactory()
    url = f"/admin/catalog/copy/{copy.pk}/change/"
    seen = browser.get(url).context["adminform"].form["seen_revision"].value()
    facts = replace(copies.facts_of(copy), note="From a colleague")
    copies.edit(copy.pk, facts, revision=seen, actor=leo, now=now, interface="page")
    stale = browser.post(url, copy_form(copy, note="Torn", seen_revision=seen))
    assert stale.status_code == 412
    copy.refresh_from_db()
    assert (copy.note, copy.revision) == ("From a colleague", 2)


@pytest.mark.parametrize("barcode", [barcodes.numbered(barcodes.CARD, 9, 1), "FINISH"])
def test_a_barcode_that_no_copy_can_have_is_told_in_the_form(browser: Client, barcode: str) -> None:
    copy = CopyFactory(barcode="B-1")
    url = f"/admin/catalog/copy/{copy.pk}/change/"
    answer = browser.post(url, copy_form(copy, barcode=barcode, note="Torn", seen_revision=1))
    form = answer.context["adminform"].form
    assert (answer.status_code, list(form.errors)) == (200, ["barcode"])
    assert form["note"].value() == "Torn"
    Copy.objects.update(barcode=barcode)
    had = copy_form(Copy.objects.get(), note="Torn", seen_revision=1)
    assert browser.post(url, had).status_code == 302
    assert Copy.objects.get().note == "Torn"


def test_a_withdrawn_book_gets_no_copy_and_the_form_says_so(
    browser: Client, harbour: Branch, now: Any
) -> None:
    book, kind = BookFactory(withdrawn_at=now), CopyTypeFactory()
    sent = {"book": book.pk, "barcode": "", "branch": harbour.pk, "copy_type": kind.pk}
    answer = browser.post("/admin/catalog/copy/add/", sent)
    assert list(answer.context["adminform"].form.errors) == ["book"]
    assert not Copy.objects.exists()


def test_a_withdrawn_copy_is_only_looked_at(browser: Client, now: Any) -> None:
    copy = CopyFactory(withdrawn_at=now)
    url = f"/admin/catalog/copy/{copy.pk}/change/"
    assert "revision" not in browser.get(url).content.decode()
    assert browser.post(url, copy_form(copy)).status_code == 403


def test_a_branch_with_a_new_name_is_seen_in_its_books(browser: Client, harbour: Branch) -> None:
    copy, other = CopyFactory(branch=harbour), CopyFactory(branch=BranchFactory(code="hill"))
    sent = {"code": "harbour", "name": "Quay", "time_zone": "Europe/Berlin", "is_active": "on"}
    assert browser.post(f"/admin/catalog/branch/{harbour.pk}/change/", sent).status_code == 302
    copy.book.refresh_from_db()
    other.book.refresh_from_db()
    assert (copy.book.version, other.book.version) == (2, 1)
    bad = browser.post(
        f"/admin/catalog/branch/{harbour.pk}/change/", sent | {"time_zone": "Nowhere"}
    )
    assert bad.status_code == 200


@pytest.mark.parametrize("name", ["branch", "copytype"])
def test_a_code_stays_so_that_books_are_found_by_it(browser: Client, name: str) -> None:
    copy = CopyFactory()
    place, narrowed = {
        "branch": (copy.branch, engine.Wanted(branch="harbour")),
        "copytype": (copy.copy_type, engine.Wanted(copy_type="book")),
    }[name]
    url = f"/admin/catalog/{name}/{place.pk}/change/"
    assert "it stays as it is once saved" in browser.get(url).content.decode()
    sent = {"code": "new", "name": "New", "time_zone": "Europe/Berlin", "is_active": "on"}
    assert browser.post(url, sent).status_code == 302
    kept = type(place).objects.get(pk=place.pk)
    assert (kept.name, kept.code) == ("New", place.code)
    assert list(engine.search(narrowed).book_ids) == [copy.book_id]


@pytest.mark.parametrize("name", ["branch", "copytype"])
def test_a_code_is_chosen_when_a_place_is_added(browser: Client, name: str) -> None:
    sent = {"code": "new", "name": "New", "time_zone": "Europe/Berlin", "is_active": "on"}
    assert browser.post(f"/admin/catalog/{name}/add/", sent).status_code == 302
    places: dict[str, Any] = {"branch": Branch.objects, "copytype": CopyType.objects}
    assert places[name].filter(code="new").exists()


def test_a_heading_is_renamed_in_every_book(browser: Client) -> None:
    book = BookFactory(author="Clemens, Samuel", subject="Rafts")
    person, topic = book.contributions.get().contributor, book.subjects.get()
    base = "/admin/catalog"
    sent = {"name": "Twain, Mark"}
    assert browser.post(f"{base}/contributor/{person.pk}/change/", sent).status_code == 302
    sent = {"heading": "Boats"}
    assert browser.post(f"{base}/subject/{topic.pk}/change/", sent).status_code == 302
    found = engine.search(engine.Wanted(typed="author:twain subject:boats"))
    assert list(found.book_ids) == [book.pk]
    assert Book.objects.get().version == 3
    BookFactory(author="Harte, Bret")
    taken = browser.post(f"{base}/contributor/{person.pk}/change/", {"name": "Harte, Bret"})
    assert taken.status_code == 200
