from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from accounts.models import AuditEntry
from catalog import errors, jobs
from catalog.models import Book, Copy, ImportBatch
from catalog.models.imports import Stage
from catalog.selectors import copies
from catalog.services.imports import batches, running, stopping, writing
from catalog.web import import_rows
from core import clock
from tests.catalog.services.imports.conftest import Import, through
from tests.factories.catalog import CopyFactory
from tests.factories.records import marc

pytestmark = pytest.mark.django_db
RECORDS = [marc(f"Volume {number}", copies=[(f"V-{number}", "")]) for number in range(6)]


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.services.imports.reading.CHUNK", 2)


def left_behind() -> list[Path]:
    return [path for path in Path(django_settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def stopped_after_a_chunk(batch: ImportBatch, deed: dict[str, Any]) -> ImportBatch:
    """The worker is at it, and after its first chunk somebody presses the button."""

    def press(_batch: ImportBatch) -> None:
        stopping.stop(batch.pk, **deed)

    assert running.go_on(batch.pk, clock=clock.now, tell=press) is False
    return ImportBatch.objects.get(pk=batch.pk)


def test_a_running_import_stops_behind_the_chunk_in_hand_and_can_be_gone_on_with(
    uploaded: Import, deed: dict[str, Any]
) -> None:
    batch = uploaded(*RECORDS)
    batches.commit(batch.pk, **deed)
    done = stopped_after_a_chunk(batch, deed)
    assert (done.stage, done.position, Book.objects.count()) == (Stage.FAILED, 2, 2)
    assert done.failure == {"code": "stopped", "stage": "running"}
    assert done.claimed_at is None
    entry = AuditEntry.objects.get(action="import.stopped")
    assert (entry.actor_id, entry.data["position"]) == (deed["actor"].pk, 2)
    assert jobs.work_on_imports() == 0
    assert Book.objects.count() == 2
    assert through(batches.resume, done, deed).stage == Stage.DONE
    assert sorted(Book.objects.values_list("title", flat=True)) == [
        f"Volume {number}" for number in range(6)
    ]
    assert Copy.objects.count() == 6


def test_a_fault_after_the_stop_leaves_the_import_as_it_was_stopped(
    uploaded: Import, deed: dict[str, Any]
) -> None:
    batch = uploaded(*RECORDS)
    batches.commit(batch.pk, **deed)

    def press_and_fall(_batch: ImportBatch) -> None:
        stopping.stop(batch.pk, **deed)
        raise RuntimeError

    assert running.go_on(batch.pk, clock=clock.now, tell=press_and_fall) is False
    batch.refresh_from_db()
    assert (batch.stage, batch.position) == (Stage.FAILED, 2)
    assert batch.failure == {"code": "stopped", "stage": "running"}
    assert not AuditEntry.objects.filter(action="import.failed").exists()


def test_records_that_are_to_be_judged_anew_are_left_alone_after_the_stop(
    uploaded: Import, deed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = uploaded(*RECORDS)
    batches.commit(batch.pk, **deed)

    def outrun(*_args: Any) -> None:
        raise IntegrityError

    def press(_hand: writing.Hand) -> None:
        stopping.stop(batch.pk, **deed)

    monkeypatch.setattr(writing, "write", outrun)
    monkeypatch.setattr(writing.Hand, "forget", press)
    assert running.go_on(batch.pk, clock=clock.now) is False
    batch.refresh_from_db()
    assert (batch.stage, batch.position, batch.counts) == (Stage.FAILED, 0, {})
    assert batch.failure == {"code": "stopped", "stage": "running"}


def test_what_a_stopped_import_has_brought_can_be_taken_back(
    uploaded: Import, deed: dict[str, Any]
) -> None:
    batch = uploaded(*RECORDS)
    batches.commit(batch.pk, **deed)
    done = stopped_after_a_chunk(batch, deed)
    assert through(batches.undo, done, deed).stage == Stage.UNDONE
    assert not Book.objects.exists()


def test_a_check_that_was_stopped_can_be_thrown_away(
    uploaded: Import, deed: dict[str, Any], django_capture_on_commit_callbacks: Any
) -> None:
    batch = uploaded(*RECORDS)
    batches.check(batch.pk, **deed)
    done = stopped_after_a_chunk(batch, deed)
    assert done.failure == {"code": "stopped", "stage": "checking"}
    with django_capture_on_commit_callbacks(execute=True):
        batches.discard(batch.pk, **deed)
    assert not ImportBatch.objects.exists()
    assert left_behind() == []


def test_nothing_is_left_of_the_file_of_an_import_that_was_stopped_and_taken_back(
    uploaded: Import, deed: dict[str, Any], django_capture_on_commit_callbacks: Any
) -> None:
    batch = uploaded(*RECORDS)
    batches.check(batch.pk, **deed)
    checked = through(batches.resume, stopped_after_a_chunk(batch, deed), deed)
    batches.commit(checked.pk, **deed)
    done = stopped_after_a_chunk(checked, deed)
    with django_capture_on_commit_callbacks(execute=True):
        assert through(batches.undo, done, deed).file == ""
    assert left_behind() == []


def test_a_file_that_nobody_went_on_importing_is_thrown_away_and_its_report_stays(
    uploaded: Import,
    deed: dict[str, Any],
    now: datetime,
    django_capture_on_commit_callbacks: Any,
) -> None:
    batch = uploaded(*RECORDS)
    batches.commit(batch.pk, **deed)
    stopped_after_a_chunk(batch, deed)
    with django_capture_on_commit_callbacks(execute=True):
        assert stopping.clear(now=now + timedelta(days=30)) == 0
        assert left_behind() != []
        assert stopping.clear(now=now + timedelta(days=31)) == 1
        assert stopping.clear(now=now + timedelta(days=31)) == 0
    assert left_behind() == []
    done = ImportBatch.objects.get()
    assert (done.stage, done.file, done.rows.count()) == (Stage.FAILED, "", 2)
    assert import_rows.shown(done, now)["can"]["resume"] is False
    with pytest.raises(errors.ImportNotReady, match="stopped"):
        batches.resume(done.pk, **deed)
    assert through(batches.undo, done, deed).stage == Stage.UNDONE
    assert not Book.objects.exists()


def test_taking_back_goes_on_without_a_file(uploaded: Import, deed: dict[str, Any]) -> None:
    batch = through(batches.commit, uploaded(*RECORDS), deed)
    batches.undo(batch.pk, **deed)
    stopping.stop(batch.pk, **deed)
    assert batches.can_resume(ImportBatch.objects.get())
    assert through(batches.resume, batch, deed).stage == Stage.UNDONE


def test_only_what_is_under_way_can_be_stopped(uploaded: Import, deed: dict[str, Any]) -> None:
    batch = uploaded(RECORDS[0])
    with pytest.raises(errors.ImportNotReady, match="waiting for you"):
        stopping.stop(batch.pk, **deed)
    with pytest.raises(errors.UnknownImport):
        stopping.stop(uuid4(), **deed)


def test_the_command_stops_an_import_and_says_how_far_it_came(
    uploaded: Import, deed: dict[str, Any]
) -> None:
    batch = uploaded(*RECORDS)
    batches.commit(batch.pk, **deed)
    out = StringIO()
    call_command("stop_import", str(batch.pk), stdout=out)
    assert out.getvalue() == "box.mrc: stopped after 0 records\n"
    with pytest.raises(CommandError, match="cannot be done"):
        call_command("stop_import", str(batch.pk))


def test_files_that_nobody_came_back_for_are_thrown_away(
    uploaded: Import,
    deed: dict[str, Any],
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    left, checked, imported = (uploaded(marc(title), name=f"{title}.mrc") for title in "abc")
    later = deed | {"now": now + timedelta(days=20)}
    batches.check(checked.pk, **later)
    running.go_on(checked.pk, clock=clock.now)
    with django_capture_on_commit_callbacks(execute=True):
        through(batches.commit, imported, deed)
    assert stopping.clear(now=now + timedelta(days=30)) == 0
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=31))
    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.clear_uploads() == 1
    assert set(ImportBatch.objects.values_list("name", flat=True)) == {"b.mrc", "c.mrc"}
    assert len(left_behind()) == 1
    assert not ImportBatch.objects.filter(pk=left.pk).exists()
    entry = AuditEntry.objects.get(action="import.discarded")
    assert (entry.actor, entry.interface, entry.data["name"]) == (None, "job", "a.mrc")
    assert stopping.clear(now=now + timedelta(days=51)) == 1
    assert ImportBatch.objects.get().name == "c.mrc"


def test_the_copies_of_an_import_are_told_apart_from_all_others(imported: Import) -> None:
    CopyFactory(barcode="OTHERS")
    batch = imported(marc("Momo", copies=[("M-1", ""), ("M-2", "")]), marc("Krabat"))
    imported(marc("Jim", copies=[("J-1", "")]))
    found = copies.find(copies.Wanted(batch=str(batch.pk)))
    assert sorted(found.values_list("barcode", flat=True)) == ["M-1", "M-2"]
    none = copies.find(copies.Wanted(batch=str(uuid4())))
    assert list(none) == []
