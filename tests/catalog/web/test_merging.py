from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from catalog.models import Book
from catalog.models.headings import CONTRIBUTORS, SUBJECTS
from catalog.services import heading_deeds, merges
from tests.factories.catalog import BookFactory, CopyFactory
from tests.html import assert_valid

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]


@pytest.fixture
def pair() -> tuple[Book, Book]:
    made = {"title": "Tides", "author": "Marsh, Ada", "year": 1999}
    return BookFactory(**made), BookFactory(**made, publisher="Faber")


def test_records_of_one_book_are_suggested(
    signed_in: Browser, leo: User, pair: tuple[Book, Book]
) -> None:
    BookFactory(title="Tides", author="Marsh, Ada", year=2001)
    BookFactory(title="Tides", author="Other, Ann", year=1999)
    answer = signed_in(leo).get("/books/duplicates")
    assert_valid(answer)
    (group,) = answer.context["groups"]
    assert [row["key"] for row in group] == [book.pk for book in pair]
    assert group[1]["merge_url"] == f"/books/{pair[0].pk}/merge?other={pair[1].pk}"


def test_both_are_seen_side_by_side_and_merged(
    signed_in: Browser, leo: User, pair: tuple[Book, Book]
) -> None:
    kept, gone = pair
    copy = CopyFactory(book=gone)
    browser, url = signed_in(leo), f"/books/{kept.pk}/merge"
    page = browser.get(url, {"other": str(gone.pk)})
    assert_valid(page)
    (row,) = page.context["rows"]
    assert (row["name"], row["kept"], row["other"], row["is_taken"]) == (
        "publisher",
        "",
        "Faber",
        True,
    )
    sent = {"other": gone.pk, "other_revision": 1, "revision": 1, "take": ["publisher"]}
    answer = browser.post(url, sent)
    assert answer["Location"] == f"/books/{kept.pk}"
    kept.refresh_from_db()
    copy.refresh_from_db()
    assert (kept.publisher, copy.book_id) == ("Faber", kept.pk)


def test_the_other_record_can_be_scanned(
    signed_in: Browser, leo: User, pair: tuple[Book, Book]
) -> None:
    copy = CopyFactory(book=pair[1])
    browser, url = signed_in(leo), f"/books/{pair[0].pk}/merge"
    assert browser.get(url, {"other": copy.barcode}).context["other"] == pair[1]
    unknown = browser.get(url, {"other": "no such"})
    assert_valid(unknown)
    assert "No other record has this number" in unknown.content.decode()
    empty = browser.get(url)
    assert [row["key"] for row in empty.context["candidates"]] == [pair[1].pk]


def test_whoever_has_edited_meanwhile_is_not_overruled(
    signed_in: Browser, leo: User, pair: tuple[Book, Book]
) -> None:
    kept, gone = pair
    sent = {"other": gone.pk, "other_revision": 1, "revision": 7}
    answer = signed_in(leo).post(f"/books/{kept.pk}/merge", sent)
    assert answer.status_code == 412
    assert_valid(answer)
    assert Book.objects.current().filter(pk=gone.pk).exists()


def test_the_old_address_leads_to_the_kept_book_for_people_and_programs(
    client: Client, leo: User, now: datetime, pair: tuple[Book, Book]
) -> None:
    kept, gone = pair
    merges.merge(gone.pk, kept.pk, actor=leo, now=now, interface="page")
    for address in ("/books", "/api/v1/books"):
        answer = client.get(f"{address}/{gone.pk}")
        assert (answer.status_code, answer["Location"]) == (301, f"{address}/{kept.pk}")


def test_a_merge_is_undone_from_the_page(
    signed_in: Browser, leo: User, vera: User, pair: tuple[Book, Book], now: datetime
) -> None:
    kept, gone = pair
    merges.merge(gone.pk, kept.pk, actor=leo, now=now, interface="page")
    undo = f"/books/{kept.pk}/part/{gone.pk}"
    browser = signed_in(leo)
    for url in (f"/books/{kept.pk}/merge", f"/books/{kept.pk}/history"):
        page = browser.get(url)
        assert_valid(page)
        assert undo in page.content.decode()
    assert undo not in signed_in(vera).get(f"/books/{kept.pk}/history").content.decode()
    assert browser.post(undo)["Location"] == f"/books/{gone.pk}"
    assert browser.get(f"/books/{gone.pk}").status_code == 200
    assert browser.post(undo).status_code == 404


def test_records_that_are_two_books_leave_the_list(
    signed_in: Browser, leo: User, pair: tuple[Book, Book]
) -> None:
    browser = signed_in(leo)
    assert_valid(browser.get("/books/duplicates"))
    answer = browser.post(f"/books/{pair[0].pk}/apart", {"other": str(pair[1].pk)})
    assert answer["Location"] == "/books/duplicates"
    assert browser.get("/books/duplicates").context["groups"] == []


def test_a_merged_name_comes_back_from_its_page(
    signed_in: Browser, leo: User, now: datetime
) -> None:
    BookFactory(author="Twain, Mark", subject="Sea")
    BookFactory(author="Clemens, S.", subject="Ocean")
    browser = signed_in(leo)
    for kind, kept, gone, url in (
        (CONTRIBUTORS, "Twain, Mark", "Clemens, S.", "contributors"),
        (SUBJECTS, "Sea", "Ocean", "subjects"),
    ):
        stays, goes = (kind.rows.get(**{kind.column: name}).pk for name in (kept, gone))
        heading_deeds.merge(kind, goes, stays, actor=leo, now=now, interface="page")
        page = browser.get(f"/{url}/{stays}")
        assert_valid(page)
        undo = f"/{url}/{stays}/part/{goes}"
        assert undo in page.content.decode()
        assert "/part/" not in Client().get(f"/{url}/{stays}").content.decode()
        assert browser.post(undo)["Location"] == f"/{url}/{goes}"
        assert gone in browser.get(f"/{url}/{goes}").content.decode()
