from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from tests.factories.catalog import BookFactory, CopyFactory
from tests.html import assert_valid

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]
QUERIES = 3
"""Of the barest page: the book, its other editions, and which copy has a place on a shelf. Names,
headings and a call number ask for more, as many for one copy as for twenty.
"""


def test_a_book_shows_all_that_is_known_of_it(client: Client) -> None:
    book = BookFactory(
        title="Распад",
        alternative_title="Raspad",
        author="Bui︠a︡nov, M. I.",
        isbn="9785892560191",
        subject="Social psychiatry -- Miscellanea",
        publisher="RO",
        year=1999,
        language="rus",
        description="One.\n\nTwo <b>.",
    )
    CopyFactory(book=book, call_number="616 BUI")
    answer = client.get(f"/books/{book.pk}")
    assert_valid(answer)
    page = answer.content.decode()
    for words in ("Распад", "Raspad", "RO, 1999", "Russian", "978-5-89256-019-1", "616 BUI"):
        assert words in page, words
    assert "Two &lt;b&gt;." in page
    assert f"/subjects/{book.subjects.get().pk}" in page
    assert f"/contributors/{book.contributions.get().contributor_id}" in page


def test_the_links_of_a_book_find_it(client: Client) -> None:
    book = BookFactory(author='Tolkien, J. R. R. "Ronald"', subject="Elves -- Fiction (Epic)")
    page = client.get(f"/books/{book.pk}")
    for link in (*page.context["contributors"], *page.context["subjects"]):
        found = client.get(link["url"]).context["books"]
        assert [each["key"] for each in found] == [book.pk], link


def test_readers_do_not_see_barcodes_and_deeds(client: Client) -> None:
    copy = CopyFactory()
    page = client.get(f"/books/{copy.book_id}").content.decode()
    assert copy.barcode not in page
    assert "/edit" not in page


def test_staff_see_what_they_may_do(signed_in: Browser, vera: User, leo: User) -> None:
    copy = CopyFactory()
    url = f"/books/{copy.book_id}"
    volunteer, librarian = signed_in(vera).get(url), signed_in(leo).get(url)
    assert_valid(librarian)
    assert copy.barcode in volunteer.content.decode()
    assert f"/copies/{copy.pk}/edit" not in volunteer.content.decode()
    for deed in (f"{url}/edit", f"{url}/copies/add", f"{url}/withdraw", f"{url}/cover"):
        assert deed in librarian.content.decode()
    assert f"/copies/{copy.pk}/withdraw" in librarian.content.decode()


def test_an_unknown_or_withdrawn_book_is_not_there(client: Client, now: Any) -> None:
    gone = BookFactory(withdrawn_at=now)
    assert client.get(f"/books/{uuid4()}").status_code == 404
    assert client.get(f"/books/{gone.pk}").status_code == 404


def test_a_book_costs_the_same_with_one_copy_and_with_twenty(
    client: Client, django_assert_num_queries: Callable[[int], Any]
) -> None:
    book = CopyFactory().book
    client.get(f"/books/{BookFactory().pk}")  # what a process asks once is asked now
    with django_assert_num_queries(QUERIES):
        client.get(f"/books/{book.pk}")
    CopyFactory.create_batch(20, book=book)
    with django_assert_num_queries(QUERIES):
        client.get(f"/books/{book.pk}")
