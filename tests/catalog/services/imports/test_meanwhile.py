"""Somebody catalogues a book in the very moment of an import: one database, a connection each."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest
from django.db import connection

from catalog.models.imports import Duplicates, Stage
from catalog.services import books
from catalog.services.imports import batches, writing
from tests.catalog.services.imports.conftest import Import, rows, through
from tests.factories.accounts import UserFactory
from tests.factories.catalog import BookFactory
from tests.factories.records import marc

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ISBN = "9780547773742"


@pytest.fixture
def deed(now: datetime) -> dict[str, Any]:
    return {"actor": UserFactory(), "now": now, "interface": "page"}


def test_an_update_whose_isbn_another_book_gets_meanwhile_is_decided_anew(
    uploaded: Import, deed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    BookFactory(title="Momo", author="Ende, Michael", year=1973)
    record = marc("Momo", author="Ende, Michael", year="1973", isbn=ISBN)
    write, added = writing.write, []

    def add() -> None:
        facts = books.Facts("Momo", isbns=[ISBN], description="The new edition.")
        added.append(books.add(facts, **deed).book)
        connection.close()

    def too_late(*args: Any) -> None:
        monkeypatch.setattr(writing, "write", write)
        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(add).result()
        write(*args)

    monkeypatch.setattr(writing, "write", too_late)
    batch = through(batches.commit, uploaded(record, duplicates=Duplicates.UPDATE), deed)
    assert (batch.stage, batch.failure) == (Stage.DONE, None)
    assert (rows(batch)[0].verdict, rows(batch)[0].book_id) == ("update", added[0].pk)
