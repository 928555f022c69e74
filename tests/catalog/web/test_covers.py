from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from catalog.models import Book
from tests.catalog.services.test_covers import picture
from tests.factories.catalog import BookFactory
from tests.html import assert_valid

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]


def sent(content: bytes) -> dict[str, Any]:
    return {"cover": SimpleUploadedFile("../../evil.html", content, content_type="text/html")}


@pytest.fixture
def covered(signed_in: Browser, leo: User) -> Book:
    book = BookFactory(title="Tides")
    browser = signed_in(leo)
    assert_valid(browser.get(f"/books/{book.pk}/cover"))
    answer = browser.post(f"/books/{book.pk}/cover", sent(picture().getvalue()))
    assert answer["Location"] == f"/books/{book.pk}"
    book.refresh_from_db()
    return book


def test_a_cover_is_seen_on_page_list_and_api(client: Client, covered: Book) -> None:
    large = f"/covers/{covered.pk}/{covered.cover}"
    small = large.replace(".jpg", "-small.jpg")
    assert large in client.get(f"/books/{covered.pk}").content.decode()
    assert small in client.get("/search?q=tides&list=yes").content.decode()
    assert small in client.get("/").content.decode()
    assert client.get(f"/api/v1/books/{covered.pk}").json()["cover_url"] == large


def test_a_picture_is_kept_for_ever_by_whoever_has_it(client: Client, covered: Book) -> None:
    url = f"/covers/{covered.pk}/{covered.cover}"
    answer = client.get(url)
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.getvalue().startswith(b"\xff\xd8")
    again = client.get(url, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.post(url).status_code == 405
    head = client.head(url)
    assert (head.status_code, head["ETag"]) == (200, answer["ETag"])
    head.close()


@pytest.mark.parametrize(
    "name", ["x.jpg", "..%2f..%2fsettings.py", "0" * 20 + ".jpg", "0" * 20 + ".jpg%0a", "%00.jpg"]
)
def test_no_other_file_is_served(client: Client, covered: Book, name: str) -> None:
    assert client.get(f"/covers/{covered.pk}/{name}").status_code == 404
    assert client.get(f"/covers/{uuid4()}/{covered.cover}").status_code == 404


def test_what_is_no_picture_is_told_in_the_form(signed_in: Browser, leo: User) -> None:
    book = BookFactory()
    answer = signed_in(leo).post(f"/books/{book.pk}/cover", sent(b"<script>"))
    assert answer.status_code == 422
    assert_valid(answer)
    assert "not a picture we can use" in answer.content.decode()
    assert signed_in(leo).post(f"/books/{book.pk}/cover").status_code == 422


def test_a_cover_is_removed_by_its_button(signed_in: Browser, leo: User, covered: Book) -> None:
    browser = signed_in(leo)
    url = f"/books/{covered.pk}/cover"
    assert "Remove this cover" in browser.get(url).content.decode()
    assert browser.post(url, {"remove": "yes"}).status_code == 302
    assert Book.objects.get().cover == ""
    assert "Remove this cover" not in browser.get(url).content.decode()
