from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from accounts.models.audit import Interface
from members.models import MemberImport, MemberImportRow
from members.services.imports import batches, running
from tests.conftest import NOW
from tests.factories.members import CategoryFactory

Import = Callable[..., MemberImport]


@pytest.fixture
def deed(leo: User) -> dict[str, Any]:
    """Leo does it, on a page."""
    CategoryFactory()
    return {"actor": leo, "now": NOW, "interface": Interface.PAGE}


@pytest.fixture
def imported(deed: dict[str, Any]) -> Import:
    """``imported("name;card\\n...")``: uploaded and brought in; ``dry=True`` only checks it."""

    def through(table: str | bytes, *, dry: bool = False, **terms: Any) -> MemberImport:
        content = table if isinstance(table, bytes) else table.encode()
        batch = batches.upload([content], "list.csv", **deed)
        said = {"columns": batch.columns, **terms}
        batches.arrange(batch.pk, batches.Terms(**said), **deed)
        begin = batches.check if dry else batches.commit
        begin(batch.pk, in_background=False, **deed)
        running.go_on(batch.pk, clock=lambda: NOW)
        batch.refresh_from_db()
        return batch

    return through


def verdicts(batch: MemberImport) -> list[tuple[str, str]]:
    """The verdict and the code of each row, in order."""
    rows = MemberImportRow.objects.filter(batch=batch).order_by("number")
    return [(row.verdict, row.code) for row in rows]
