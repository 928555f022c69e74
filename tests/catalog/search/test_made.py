"""Entries made ready ahead are those that the index itself makes of the same documents."""

from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from catalog.models import SearchEntry
from catalog.search import backend, documents, filling, made, postgres, sqlite
from catalog.search.documents import Document, Held, Source
from catalog.services.imports import findable
from core.ids import new_id
from tests.catalog.domain.records import samples
from tests.factories.catalog import BookFactory

FILES = (
    "marc/lc_books_all_2016/lc_books_1k.mrc",
    "marc/multiscript/test_data.utf8.mrc",
    "marc/unimarc/testunimarc.dat",
)
HELD = [Held("Harbour", "book", "823.914 LEG"), Held("o-hara", "large", "")]
LONG = Source(
    UUID(int=1),
    "so " * 20_000 + "far",
    contributors=["Way, Milky", *(f"Star {n}" for n in range(9_000))],
    description="away",
)


def of_samples() -> list[Document]:
    drafts = [reading.draft for name in FILES for reading in samples.readings(name)]
    found = [findable.source(draft, new_id(), HELD) for draft in drafts if draft]
    return [documents.document(each) for each in [*found, LONG, Source(UUID(int=2), "!")]]


@pytest.mark.postgres
@pytest.mark.django_db
def test_words_in_binary_are_the_words_that_postgres_reads_as_text() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE made (at int, ahead tsvector, text tsvector)")
        copy: Any = cursor.copy
        with copy("COPY made (at, ahead) FROM STDIN (FORMAT BINARY)") as rows:
            rows.set_types(("int4", "bytea"))
            for at, each in enumerate(of_samples()):
                rows.write_row((at, made.vector(each)))
        for at, each in enumerate(of_samples()):
            cursor.execute(
                "UPDATE made SET text = %s::tsvector WHERE at = %s", [postgres.vector(each), at]
            )
        cursor.execute("SELECT count(*), count(*) FILTER (WHERE ahead <> text) FROM made")
        assert cursor.fetchone() == (len(of_samples()), 0)


def test_texts_ahead_are_those_that_sqlite_is_given() -> None:
    for each in of_samples():
        assert list(made.on_sqlite(each).words) == sqlite._texts(each)


@pytest.mark.django_db
def test_what_is_filled_in_is_what_the_index_writes() -> None:
    books = BookFactory.create_batch(3)
    given = [documents.document(Source(book.pk, book.title, held=HELD)) for book in books]
    SearchEntry.objects.all().delete()
    backend.index().write_new(given)
    one = entries()
    backend.index().remove([book.pk for book in books])
    on = made.on_postgres if connection.vendor == "postgresql" else made.on_sqlite
    filling.fill([(each.book_id, on(each)) for each in given])
    assert entries() == one


def entries() -> list[dict[str, Any]]:
    found = SearchEntry.objects.order_by("number").values()
    return [{name: said for name, said in each.items() if name != "number"} for each in found]
