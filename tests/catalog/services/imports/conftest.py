from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from accounts.models import User
from catalog.models import Branch, ImportBatch, ImportRow
from catalog.models.imports import Duplicates
from catalog.services.imports import batches, running
from core import clock
from tests.factories.catalog import CopyTypeFactory

Import = Callable[..., ImportBatch]


@pytest.fixture
def deed(leo: User, now: datetime) -> dict[str, Any]:
    """Leo, at a page."""
    return {"actor": leo, "now": now, "interface": "page"}


@pytest.fixture
def uploaded(harbour: Branch, deed: dict[str, Any]) -> Import:
    """``uploaded(record, record)``: an import of a file with these records, waiting."""
    CopyTypeFactory()

    def made(*records: bytes, name: str = "box.mrc", **terms: Any) -> ImportBatch:
        batch = batches.upload([b"".join(records)], name, **deed)
        said = {"options": batch.options, "duplicates": Duplicates.SKIP, **terms}
        return batches.arrange(batch.pk, batches.Terms(**said), **deed)

    return made


@pytest.fixture
def imported(uploaded: Import, deed: dict[str, Any]) -> Import:
    """The same, imported."""

    def made(*records: bytes, **terms: Any) -> ImportBatch:
        return through(batches.commit, uploaded(*records, **terms), deed)

    return made


def through(begin: Any, batch: ImportBatch, deed: dict[str, Any]) -> ImportBatch:
    """``batch`` after a long deed that began with ``begin``."""
    begin(batch.pk, **deed)
    assert running.go_on(batch.pk, clock=clock.now) is False
    return ImportBatch.objects.get(pk=batch.pk)


def rows(batch: ImportBatch) -> list[ImportRow]:
    """The verdicts in the order of the file."""
    return list(batch.rows.order_by("number"))


def verdicts(batch: ImportBatch) -> list[str]:
    return [row.verdict for row in rows(batch)]
