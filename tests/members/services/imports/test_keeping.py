"""How long the file of an import is kept, and when the whole of it can be thrown away."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage

from members import errors
from members.models import MemberImport
from members.models.imports import Stage
from members.services.imports import batches, keeping, running
from tests.conftest import NOW
from tests.members.services.imports.conftest import Import

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=keeping.LEFT_DAYS + 1)
LIST = "name,card\nAda,A1\nBo,B1\n"


@pytest.fixture
def stopped(deed: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    """``stopped(rows)``: an import that was stopped when so many rows were in the library."""
    monkeypatch.setattr(running, "CHUNK", 1)

    def through(rows: int) -> MemberImport:
        batch = batches.upload([LIST.encode()], "list.csv", **deed)
        batches.arrange(batch.pk, batches.Terms(batch.columns), **deed)
        batches.check(batch.pk, in_background=False, **deed)
        running.go_on(batch.pk, clock=lambda: NOW)
        batches.commit(batch.pk, in_background=False, **deed)
        for _ in range(rows):
            running.go_on(batch.pk, clock=lambda: NOW, seconds=0)
        return batches.stop(batch.pk, **deed)

    return through


def test_what_was_stopped_before_anything_was_imported_is_thrown_away(
    stopped: Any, deed: dict[str, Any], django_capture_on_commit_callbacks: Any
) -> None:
    batch = stopped(0)
    with django_capture_on_commit_callbacks(execute=True):
        batches.discard(batch.pk, **deed)
    assert not MemberImport.objects.exists()
    assert not default_storage.exists(batch.file)


def test_what_has_begun_to_be_imported_is_not(stopped: Any, deed: dict[str, Any]) -> None:
    with pytest.raises(errors.ImportNotReady):
        batches.discard(stopped(1).pk, **deed)


def test_the_file_of_what_stopped_half_way_goes_and_the_report_stays(
    stopped: Any, deed: dict[str, Any], django_capture_on_commit_callbacks: Any
) -> None:
    batch = stopped(1)
    assert keeping.clear(NOW) == 0
    assert default_storage.exists(batch.file)
    with django_capture_on_commit_callbacks(execute=True):
        assert keeping.clear(LATER) == 0
    assert not default_storage.exists(batch.file)
    with pytest.raises(errors.ImportNotReady):
        batches.resume(batch.pk, **deed)
    assert batch.rows.get().name == "Ada"
    batches.undo(batch.pk, in_background=False, **deed)
    running.go_on(batch.pk, clock=lambda: NOW)
    batch.refresh_from_db()
    assert batch.stage == Stage.UNDONE


def test_an_import_goes_with_its_report_in_the_end(imported: Import) -> None:
    imported(LIST)
    assert keeping.clear(NOW + timedelta(days=401)) == 1
    assert not MemberImport.objects.exists()
