from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEntry, User
from tests.factories.catalog import BookFactory, CopyFactory
from tests.html import assert_valid

pytestmark = pytest.mark.django_db


@pytest.fixture
def leos(signed_in: Callable[[User], Client], leo: User) -> Client:
    return signed_in(leo)


def content(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_the_catalogue_is_downloaded_as_a_table(leos: Client) -> None:
    CopyFactory(book=BookFactory(title="=Momo()", author="Ende, Michael"), barcode="B1")
    assert_valid(leos.get("/export"))
    answer = leos.get("/export/file?format=csv")
    assert answer["Content-Disposition"] == 'attachment; filename="books.csv"'
    said = content(answer).decode("utf-8-sig")
    assert "Ende, Michael" in said
    assert "B1" in said
    assert not any(cell.startswith("=") for line in said.splitlines() for cell in line.split(","))
    assert AuditEntry.objects.get().action == "catalogue.exported"


def test_only_what_answers_a_search_is_downloaded(leos: Client) -> None:
    BookFactory(title="Momo")
    BookFactory(title="Krabat")
    said = content(leos.get("/export/file?format=json&q=momo")).decode()
    assert "Momo" in said
    assert "Krabat" not in said


def test_a_format_that_is_none_is_refused_in_the_form(leos: Client) -> None:
    answer = leos.get("/export/file?format=pdf")
    assert answer.status_code == 422
    assert_valid(answer)


def test_an_export_makes_the_same_queries_for_one_book_and_for_many(
    leos: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        CopyFactory(book=BookFactory(title=f"Book {number}", author="Ende, Michael"))
    with django_assert_max_num_queries(16):
        content(leos.get("/export/file?format=marcxml"))
