from collections.abc import Callable
from uuid import uuid4

import pytest
from defusedxml.ElementTree import fromstring
from django.conf import settings
from django.test import Client

from accounts.models import User
from catalog.models import SavedSearch
from catalog.services import searches
from members.models import Member
from tests.conftest import NOW
from tests.factories.catalog import BookFactory
from tests.html import assert_valid

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def browser(signed_in: Browser, ada: Member) -> Client:
    assert ada.user
    return signed_in(ada.user)


def test_a_search_is_saved_named_anew_and_deleted(browser: Client) -> None:
    sent = {"name": "Sea", "query": "q=tides&cursor=xyz&list=yes&evil=1"}
    assert browser.post("/searches", sent)["Location"] == "/searches"
    saved = SavedSearch.objects.get()
    assert (saved.name, saved.query) == ("Sea", "q=tides")
    page = browser.get("/searches")
    assert_valid(page)
    assert 'href="/search?q=tides"' in page.content.decode()
    browser.post(f"/searches/{saved.pk}", {"name": "The sea"})
    saved.refresh_from_db()
    assert saved.name == "The sea"
    browser.post(f"/searches/{saved.pk}/delete")
    assert not SavedSearch.objects.exists()


def test_a_name_stands_once_and_the_same_search_is_the_same(browser: Client) -> None:
    for query in ("q=tides", "q=tides"):
        assert browser.post("/searches", {"name": "Sea", "query": query}).status_code == 302
    answer = browser.post("/searches", {"name": "Sea", "query": "q=ebb"})
    assert answer.status_code == 409
    assert_valid(answer)
    assert SavedSearch.objects.count() == 1


def test_nobody_sees_or_changes_the_searches_of_another(
    browser: Client, signed_in: Browser, ben: Member
) -> None:
    assert ben.user
    his = searches.keep("His", "q=his", actor=ben.user, now=NOW)
    assert "q=his" not in browser.get("/searches").content.decode()
    assert browser.post(f"/searches/{his.pk}", {"name": "Mine"}).status_code == 404
    assert browser.post(f"/searches/{his.pk}/delete").status_code == 404
    assert browser.post(f"/searches/{uuid4()}/delete").status_code == 404
    his.refresh_from_db()
    assert his.name == "His"


def test_there_is_an_end_to_saving(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searches, "MOST", 1)
    browser.post("/searches", {"name": "One", "query": "q=1"})
    answer = browser.post("/searches", {"name": "Two", "query": "q=2"})
    assert answer.status_code == 409
    assert_valid(answer)


def test_a_feed_holds_the_newest_books_of_a_search(client: Client) -> None:
    old, new = BookFactory(title="Tides one", author="Marsh, Ada"), BookFactory(title="Tides two")
    new.created_at = NOW
    new.save(update_fields=["created_at"])
    BookFactory(title="Mountains")
    answer = client.get("/search.atom", {"q": "tides"})
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = fromstring(answer.content)
    assert [each.findtext(f"{ATOM}title") for each in feed.iter(f"{ATOM}entry")] == [
        "Tides two",
        "Tides one",
    ]
    links = [each.find(f"{ATOM}link") for each in feed.iter(f"{ATOM}entry")]
    assert [link.get("href", "") for link in links if link is not None] == [
        f"{settings.APP_BASE_URL}/books/{each.pk}" for each in (new, old)
    ]
    rss = fromstring(client.get("/search.rss", {"q": "tides"}).content)
    assert [each.findtext("title") for each in rss.iter("item")] == ["Tides two", "Tides one"]


def test_a_feed_that_has_not_changed_is_not_sent_again(client: Client) -> None:
    book = BookFactory(title="Tides")
    tag = client.get("/search.atom", {"q": "tides"})["ETag"]
    again = client.get("/search.atom", {"q": "tides"}, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get("/search.atom", {"q": "ebb"}, headers={"If-None-Match": tag})
    assert other.status_code == 200
    book.version += 1
    book.save(update_fields=["version"])
    news = client.get("/search.atom", {"q": "tides"}, headers={"If-None-Match": tag})
    assert news.status_code == 200


def test_a_feed_of_a_search_that_cannot_be_read_is_empty(client: Client) -> None:
    BookFactory()
    feed = fromstring(client.get("/search.atom", {"branch": "nowhere"}).content)
    assert list(feed.iter(f"{ATOM}entry")) == []


def test_the_only_book_opens_and_shows_the_way_back(client: Client) -> None:
    book = BookFactory(title="The tides")
    answer = client.get("/search", {"q": "tides"})
    assert answer["Location"] == f"/books/{book.pk}?found=tides"
    page = client.get(answer["Location"])
    assert_valid(page)
    assert 'href="/search?q=tides&amp;list=yes"' in page.content.decode()
    assert client.get("/search?q=tides&list=yes").status_code == 200
