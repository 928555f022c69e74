"""A catalogue of real books: those of the demo library and some that everybody knows."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from catalog.models import Book
from catalog.search import index, spelling, tops, vocabulary
from catalog.services.books import Facts
from loans.demo import shelves

KNOWN = Path(__file__).with_name("known_titles.tsv")
DAY = datetime(2026, 1, 1, tzinfo=UTC)


def facts() -> Iterator[Facts]:
    """What the records say."""
    yield from map(shelves.facts, shelves.titles())
    for line in KNOWN.read_text(encoding="utf-8").splitlines():
        title, author, year, language, subjects, *isbns = line.split("\t")
        title, _, subtitle = title.partition(" : ")
        yield Facts(
            title=title,
            subtitle=subtitle,
            contributors=[(author, "aut")] if author else [],
            year=int(year),
            language=language,
            subjects=subjects.split("; "),
            isbns=isbns,
        )


@pytest.fixture(scope="module")
def real_books(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The books and what they are found by, once for all tests of a module."""
    records = list(facts())
    with django_db_blocker.unblock(), transaction.atomic():
        books = Book.objects.bulk_create(
            Book(**each.columns, created_at=DAY, updated_at=DAY) for each in records
        )
        index.write_many(
            (source(book, each) for book, each in zip(books, records, strict=True)), are_new=True
        )
        spelling.count()
        yield
        transaction.set_rollback(True)
    vocabulary.forget()


def source(book: Book, said: Facts) -> index.Source:
    """What a record is found by."""
    return index.Source(
        book_id=book.pk,
        title=said.title,
        subtitle=said.subtitle,
        alternative_title=said.alternative_title,
        contributors=[name for name, _role in said.contributors],
        subjects=said.subjects,
        isbns=said.isbns,
        publisher=said.publisher,
        year=said.year,
        language=said.language,
        classification=said.classification,
    )


@pytest.fixture(autouse=True)
def _words_of_this_test() -> Iterator[None]:
    """How common words are is kept in the process: no test knows it of another."""
    yield
    vocabulary.forget()
    tops.forget()
