import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from catalog.services import books, merges
from tests.factories.catalog import BookFactory, CopyFactory
from tests.html import assert_valid

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]


def test_a_history_shows_who_changed_what_from_what(
    signed_in: Browser, leo: User, now: datetime
) -> None:
    deed: dict[str, Any] = {"actor": leo, "now": now, "interface": "page"}
    facts = books.Facts(title="Tids", contributors=[("Marsh, Ada", "aut")])
    book = books.add(facts, **deed).book
    better = books.Facts(title="Tides", contributors=[("Marsh, Ada", "aut"), ("Bell, B.", "ill")])
    books.edit(book.pk, better, revision=1, **deed)
    gone = BookFactory(title="Ebb")
    merges.merge(gone.pk, book.pk, take=["title"], **deed)
    answer = signed_in(leo).get(f"/books/{book.pk}/history")
    assert_valid(answer)
    events = answer.context["events"]
    assert [str(each["words"]) for each in events] == [
        "Merged into another record",
        "Another record merged into this one",
        "Edited",
        "Added to the catalogue",
    ]
    changes = {str(each["label"]): (each["before"], each["after"]) for each in events[2]["changes"]}
    assert changes == {
        "Title": ("Tids", "Tides"),
        "People and bodies": ("Marsh, Ada", "Marsh, Ada; Bell, B. (illustrator)"),
    }
    assert events[2]["by"] == str(leo)


def test_a_book_is_a_marc_record_to_read_and_to_take_away(client: Client) -> None:
    book = BookFactory(title="Tides", author="Marsh, Ada", isbn="9780547773742")
    answer = client.get(f"/books/{book.pk}/marc")
    assert_valid(answer)
    fields = {field["tag"]: field for field in answer.context["fields"]}
    assert fields["245"]["subfields"][0] == {"code": "a", "value": "Tides"}
    assert "Marsh, Ada" in fields["100"]["subfields"][0]["value"]
    file = client.get(f"/books/{book.pk}/marc.mrc")
    assert file.content.endswith(b"\x1d")
    assert file["Content-Disposition"] == f'attachment; filename="{book.pk}.mrc"'


@pytest.mark.parametrize(
    ("form", "begins"), [("citation.bib", "@book{marsh"), ("citation.ris", "TY  - BOOK")]
)
def test_a_citation_is_a_file(client: Client, form: str, begins: str) -> None:
    book = BookFactory(title="Tides", author="Marsh, Ada")
    answer = client.get(f"/books/{book.pk}/{form}")
    assert answer.content.decode().startswith(begins)
    assert f"/books/{book.pk}" in answer.content.decode()


def test_a_page_says_the_book_to_machines_and_nothing_breaks_out_of_it(client: Client) -> None:
    book = BookFactory(title="</script><b>Tides & ebbs", author="Marsh, Ada")
    CopyFactory(book=book)
    answer = client.get(f"/books/{book.pk}")
    assert_valid(answer)
    (script,) = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', answer.content.decode(), re.S
    )
    said = json.loads(script)
    assert said["name"] == "</script><b>Tides & ebbs"
    assert said["offers"][0]["availability"] == "https://schema.org/InStock"
    assert said["image"].endswith("/drawn.svg")


def test_editions_and_neighbours_stand_on_the_page(client: Client) -> None:
    made = {"title": "Tides", "author": "Marsh, Ada"}
    book = BookFactory(**made, year=1999)
    newer = BookFactory(**made, year=2005)
    BookFactory(title="Tides", author="Other, Ann")
    left, right = (CopyFactory(call_number=f"551.{number}").book for number in (45, 47))
    CopyFactory(book=book, call_number="551.46")
    context = client.get(f"/books/{book.pk}").context
    assert [row["key"] for row in context["editions"]] == [newer.pk]
    assert [row["key"] for row in context["shelf"]] == [left.pk, right.pk]


def test_a_drawn_cover_has_a_tag_and_follows_the_title(client: Client) -> None:
    book = BookFactory(title="Tides & <ebbs>")
    url = f"/covers/{book.pk}/drawn.svg"
    answer = client.get(url)
    assert answer["Content-Type"] == "image/svg+xml"
    assert b"Tides &amp;" in answer.content
    again = client.get(url, headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    book.title = "Ebb"
    book.save(update_fields=["title"])
    assert client.get(url, headers={"If-None-Match": answer["ETag"]}).status_code == 200
