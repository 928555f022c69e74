"""What the library knows and a form does not, a page and the API say with one voice."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape
from rest_framework.test import APIClient

from accounts.models import User
from catalog.models import Book
from members.models import Member
from tests.factories.accounts import PASSWORD
from tests.factories.catalog import BookFactory, CopyFactory

Api = Callable[..., APIClient]
Browser = Callable[[User], Client]
pytestmark = pytest.mark.django_db
ISBN = "9780547773742"


def one_voice(page: Any, answer: Any, status: int, code: str) -> None:
    """Both have the same status, and the page shows the sentence of the API."""
    assert (page.status_code, answer.status_code) == (status, status)
    said = answer.json()
    assert said["code"] == code
    assert escape(said["detail"]) in page.content.decode()


def test_an_isbn_that_another_book_has(api: Api, signed_in: Browser, leo: User) -> None:
    BookFactory(isbn=ISBN)
    page = signed_in(leo).post(
        "/books/add",
        {"title": "A", "isbns": ISBN, "contributors_name": "B", "contributors_role": "aut",
         "key": "k"},
    )  # fmt: skip
    sent = {"title": "A", "author": "B", "isbn": ISBN}
    answer = api(leo).post("/api/v1/books", sent, format="json")
    one_voice(page, answer, 409, "isbn_taken")
    assert Book.objects.count() == 1


def test_a_barcode_that_another_copy_has(api: Api, signed_in: Browser, leo: User) -> None:
    copy = CopyFactory()
    typed = {"barcode": copy.barcode, "branch": copy.branch_id, "copy_type": copy.copy_type_id}
    page = signed_in(leo).post(f"/books/{copy.book_id}/copies/add", typed | {"key": "k"})
    sent = {"barcode": copy.barcode, "branch": copy.branch.code, "type": copy.copy_type.code}
    answer = api(leo).post(f"/api/v1/books/{copy.book_id}/copies", sent, format="json")
    one_voice(page, answer, 409, "barcode_taken")


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"email": "ADA@example.org"}, 409, "email_taken"),
        ({"password": "password12"}, 422, "weak_password"),
        ({"password": "short"}, 422, "weak_password"),
        ({"password": "ben.okafor.1234", "email": "ben.okafor@example.org"}, 422, "weak_password"),
    ],
)
def test_whoever_cannot_register_like_this(
    api: Api, ada: Member, changed: dict[str, str], status: int, code: str
) -> None:
    typed = {"name": "Ben Okafor", "email": "b@example.org", "password": PASSWORD} | changed
    page = Client().post("/members/register", typed)
    answer = api().post("/api/v1/members", typed, format="json")
    one_voice(page, answer, status, code)
    assert Member.objects.count() == 1


def test_a_wrong_password(api: Api, ada: Member) -> None:
    typed = {"email": "ada@example.org", "password": "not the right one"}
    page = Client().post("/sign-in", typed)
    answer = api().post("/api/v1/auth/login", typed, format="json")
    one_voice(page, answer, 401, "wrong_credentials")
