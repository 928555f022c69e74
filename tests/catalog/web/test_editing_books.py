from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEntry, User
from catalog.models import Book, Contribution, Isbn
from tests.factories.catalog import BookFactory, CopyFactory
from tests.factories.loans import LoanFactory
from tests.html import assert_valid, elements

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]


def filled(page: Any) -> dict[str, Any]:
    """What a browser would send of the page's main form, untouched."""
    sent: dict[str, Any] = {}
    for form in elements(assert_valid(page)):
        if form.tag != "form" or form.get("class") != "form":
            continue
        for field in form.iter("input"):
            if field.get("type") == "checkbox" and field.get("checked") is None:
                continue
            sent.setdefault(str(field.get("name")), []).append(field.get("value") or "")
        for area in form.iter("textarea"):
            sent[str(area.get("name"))] = [(area.text or "").lstrip("\n")]
        for select in form.iter("select"):
            options = list(select.iter("option"))
            chosen = [each for each in options if each.get("selected") is not None]
            value = (chosen or options)[0].get("value") or ""
            sent.setdefault(str(select.get("name")), []).append(value)
    return sent


NEW = {
    "isbns": ["978-0-547-77374-2\r\n978-3-16-148410-0"],
    "title": ["  A wizard of\tEarthsea "],
    "contributors_name": ["Le Guin, Ursula K.", "", "Robbins, Ruth"],
    "contributors_role": ["aut", "aut", "ill"],
    "subjects": ["Wizards -- Fiction\nIslands\n\nWizards -- Fiction"],
    "year": ["2012"],
    "language": ["eng"],
}


def test_a_book_is_added_as_it_was_written(signed_in: Browser, leo: User) -> None:
    browser = signed_in(leo)
    page = browser.get("/books/add")
    answer = browser.post("/books/add", filled(page) | NEW)
    book = Book.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/books/{book.pk}")
    assert (book.title, book.year, book.language) == ("A wizard of Earthsea", 2012, "eng")
    assert [each.isbn13 for each in book.isbns.all()] == ["9780547773742", "9783161484100"]
    made = [(each.contributor.name, each.role) for each in book.contributions.all()]
    assert made == [("Le Guin, Ursula K.", "aut"), ("Robbins, Ruth", "ill")]
    assert {each.heading for each in book.subjects.all()} == {"Wizards -- Fiction", "Islands"}
    assert AuditEntry.objects.get(action="book.added").interface == "page"


def test_the_same_form_sent_twice_adds_one_book(signed_in: Browser, leo: User) -> None:
    browser = signed_in(leo)
    sent = filled(browser.get("/books/add")) | NEW
    first, second = browser.post("/books/add", sent), browser.post("/books/add", sent)
    assert first["Location"] == second["Location"]
    assert Book.objects.count() == 1


def test_the_same_form_with_other_words_is_another_book(signed_in: Browser, leo: User) -> None:
    browser = signed_in(leo)
    sent = filled(browser.get("/books/add")) | {"title": ["One"]}
    browser.post("/books/add", sent)
    browser.post("/books/add", sent | {"title": ["Two"]})
    assert set(Book.objects.values_list("title", flat=True)) == {"One", "Two"}


def test_a_refused_form_can_be_sent_again(signed_in: Browser, leo: User) -> None:
    BookFactory(isbn="9780547773742")
    browser = signed_in(leo)
    sent = filled(browser.get("/books/add")) | NEW
    refused = browser.post("/books/add", sent)
    assert refused.status_code == 409
    assert "already has a book with the ISBN 9780547773742" in refused.content.decode()
    again = filled(refused)
    assert again["contributors_name"] == ["Le Guin, Ursula K.", "Robbins, Ruth", "", "", ""]
    assert browser.post("/books/add", again | {"isbns": [""]}).status_code == 302


def test_the_copy_can_follow_at_once(signed_in: Browser, leo: User) -> None:
    browser = signed_in(leo)
    sent = filled(browser.get("/books/add")) | NEW | {"with_copy": ["yes"]}
    answer = browser.post("/books/add", sent)
    assert answer["Location"] == f"/books/{Book.objects.get().pk}/copies/add"


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"title": [""]}, "This field is required"),
        ({"title": ["\u200b"]}, "This field is required"),
        ({"title": ["a\0b"]}, "Null characters"),
        ({"title": ["a\x07b"]}, "Control characters"),
        ({"title": ["x" * 501]}, "at most 500"),
        ({"isbns": ["12-345678-9"]}, "nine digits"),
        ({"isbns": ["979-0-2600-0043-8"]}, "printed music"),
        ({"isbns": ["9780547773743"]}, "check digit"),
        ({"isbns": ["9780547773742\n" * 80]}, None),
        ({"year": ["99999"]}, "2200"),
        ({"year": ["x"]}, "whole number"),
        ({"language": ["klingon"]}, "valid choice"),
        ({"contributors_role": ["xxx"]}, "Choose what"),
        ({"contributors_name": ["x" * 301], "contributors_role": ["aut"]}, "300"),
        ({"contributors_name": ["a\0"], "contributors_role": ["aut"]}, "Control characters"),
        ({"subjects": ["x" * 301]}, "too long"),
    ],
)
def test_bad_values_are_told_and_nothing_typed_is_lost(
    signed_in: Browser, leo: User, bad: dict[str, Any], said: str | None
) -> None:
    browser = signed_in(leo)
    answer = browser.post("/books/add", filled(browser.get("/books/add")) | NEW | bad)
    if said is None:
        assert answer.status_code == 302
        return
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Book.objects.exists()
    if "\\x0" not in str(bad):
        assert filled(answer)["subjects"] == bad.get("subjects", NEW["subjects"])


def test_an_untouched_edit_changes_nothing(signed_in: Browser, leo: User) -> None:
    book = BookFactory(author="Le Guin", isbn="9780547773742", subject="Wizards", language="mul")
    rows = list(Contribution.objects.values_list("pk")), list(Isbn.objects.values_list("pk"))
    browser = signed_in(leo)
    url = f"/books/{book.pk}/edit"
    assert browser.post(url, filled(browser.get(url))).status_code == 302
    assert (list(Contribution.objects.values_list("pk")), list(Isbn.objects.values_list("pk"))) == (
        rows
    )
    assert Book.objects.get().revision == 1


def test_an_edit_replaces_the_record(signed_in: Browser, leo: User) -> None:
    book = BookFactory(author="Le Guin", isbn="9780547773742", subject="Wizards")
    browser = signed_in(leo)
    url = f"/books/{book.pk}/edit"
    answer = browser.post(url, filled(browser.get(url)) | {"title": ["Earthsea"], "subjects": [""]})
    assert answer["Location"] == f"/books/{book.pk}"
    book.refresh_from_db()
    assert (book.title, book.sort_title, book.revision) == ("Earthsea", "earthsea", 2)
    assert not book.subjects.exists()
    changed = AuditEntry.objects.get(action="book.edited").data["changed"]
    assert changed == ["subjects", "title"]


def test_a_stale_form_shows_what_differs_and_is_saved_knowingly(
    signed_in: Browser, leo: User, alma: User
) -> None:
    book = BookFactory(title="Earthsea", author="Le Guin")
    url = f"/books/{book.pk}/edit"
    first, second = signed_in(leo), signed_in(alma)
    mine, theirs = filled(first.get(url)), filled(second.get(url))
    second.post(url, theirs | {"title": ["A wizard of Earthsea"], "publisher": ["Parnassus"]})
    stale = first.post(url, mine | {"title": ["Earthsea I"]})
    assert stale.status_code == 412
    page = stale.content.decode()
    assert "A wizard of Earthsea" in page
    assert "Parnassus" in page
    assert Book.objects.get().title == "A wizard of Earthsea"
    again = filled(stale)
    assert again["title"] == ["Earthsea I"]
    assert first.post(url, again).status_code == 302
    assert Book.objects.get().title == "Earthsea I"


def test_a_book_is_withdrawn_after_a_question(signed_in: Browser, leo: User) -> None:
    book = CopyFactory(book__title="Earthsea").book
    browser = signed_in(leo)
    page = browser.get(f"/books/{book.pk}/withdraw")
    assert_valid(page)
    assert "Its one copy is withdrawn with it." in page.content.decode()
    assert browser.post(f"/books/{book.pk}/withdraw")["Location"] == "/"
    assert Client().get(f"/books/{book.pk}").status_code == 404
    assert browser.get(f"/books/{book.pk}")["Location"] == f"/books/{book.pk}/bring-back"


def test_a_book_on_loan_says_why_it_stays(signed_in: Browser, leo: User) -> None:
    book = LoanFactory().copy.book
    browser = signed_in(leo)
    page = browser.get(f"/books/{book.pk}/withdraw")
    assert_valid(page)
    assert "A copy of this book is on loan" in page.content.decode()
    assert browser.post(f"/books/{book.pk}/withdraw").status_code == 409
    assert Book.objects.current().filter(pk=book.pk).exists()


@pytest.mark.parametrize("deed", ["edit", "withdraw", "cover", "copies/add"])
def test_the_deeds_are_for_librarians(
    client: Client, signed_in: Browser, vera: User, leo: User, deed: str, now: Any
) -> None:
    url = f"/books/{BookFactory().pk}/{deed}"
    assert client.get(url)["Location"].endswith(f"?next={url}")
    assert signed_in(vera).get(url).status_code == 403
    assert signed_in(vera).post(url).status_code == 403
    gone = BookFactory(withdrawn_at=now)
    assert signed_in(leo).get(f"/books/{gone.pk}/{deed}").status_code == 404
