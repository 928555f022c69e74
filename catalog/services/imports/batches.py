"""What people do with imports: upload a file, say how to read it, have it checked, have it
imported, and have it taken back.

The long part of each deed is done in the background; see ``running``.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.services import audit
from catalog import errors
from catalog.models import Branch, CopyType, ImportBatch
from catalog.models.imports import Duplicates, Stage
from catalog.services.imports import files, profiles, undoing
from catalog.services.imports.deciding import TABLES
from catalog.services.imports.running import options_of
from core import background, db, text

JOB: Final = "catalog.jobs.work_on_imports"
BEFORE: Final = (Stage.UPLOADED, Stage.CHECKED)
"""Stages in which nothing of the file is in the catalogue yet."""


@dataclass(frozen=True)
class Terms:
    """How a file is to be read, and what is to become of its records. ``branch`` and ``copy_type``
    are for copies that name none we know; ``keep_as`` keeps the reading as a profile.
    """

    options: dict[str, Any] = field(default_factory=dict)
    duplicates: Duplicates = Duplicates.SKIP
    branch: Branch | None = None
    copy_type: CopyType | None = None
    copies_each: int = 0
    keep_as: str = ""


def upload(
    parts: Iterable[bytes],
    name: str,
    *,
    actor: User | None,
    now: datetime,
    interface: str,
    is_upload: bool = True,
) -> ImportBatch:
    """Keep a file of records as a new import. Nothing is imported yet.

    Raises ``ImportTooLarge``, ``ImportUnreadable``.
    """
    shown = text.one_line(name.replace("\\", "/").rsplit("/", 1)[-1]).replace("\0", "")[-200:]
    kept = files.keep(parts, shown, is_upload=is_upload)
    try:
        options: dict[str, Any] = {}
        copies_each = 0
        if kept.form in TABLES:
            columns = files.columns(kept.name, kept.form, options_of(ImportBatch(created_at=now)))
            options = {"columns": list(columns.guess)}
            copies_each = 0 if columns.is_ours else 1
        with transaction.atomic():
            batch = ImportBatch.objects.create(
                name=shown or kept.form.value,
                file=kept.name,
                size=kept.size,
                sha256=kept.sha256,
                format=kept.form.value,
                options=options,
                copies_each=copies_each,
                branch=Branch.objects.open().order_by("code").first(),
                copy_type=CopyType.objects.order_by("name").first(),
                created_by=actor,
                created_at=now,
            )
            _record("import.uploaded", batch, actor, now, interface, size=batch.size)
    except BaseException:
        files.remove(kept.name)
        raise
    return batch


def arrange(
    batch_id: UUID, terms: Terms, *, actor: User | None, now: datetime, interface: str
) -> ImportBatch:
    """Say how the file is read, before it is checked or imported.

    Raises ``UnknownImport``, ``ImportNotReady``, ``ProfileTaken``.
    """
    with transaction.atomic():
        batch = _locked(batch_id, *BEFORE)
        batch.options, batch.duplicates = terms.options, terms.duplicates
        batch.branch = terms.branch or batch.branch
        batch.copy_type = terms.copy_type or batch.copy_type
        batch.copies_each, batch.stage = terms.copies_each, Stage.UPLOADED
        batch.save()
        if terms.keep_as:
            profiles.keep(terms.keep_as, batch, now=now)
        _record("import.arranged", batch, actor, now, interface, duplicates=batch.duplicates)
    return batch


def check(
    batch_id: UUID,
    terms: Terms | None = None,
    *,
    actor: User | None,
    now: datetime,
    interface: str,
    in_background: bool = True,
) -> ImportBatch:
    """Have the file checked: a verdict on each record, and nothing changed. With ``terms`` it is
    read as they say from now on, as ``arrange`` has it.

    Raises ``UnknownImport``, ``ImportNotReady``.
    """
    with transaction.atomic():
        if terms:
            arrange(batch_id, terms, actor=actor, now=now, interface=interface)
        batch = _locked(batch_id, *BEFORE)
        batch.rows.all().delete()
        return _begin(batch, Stage.CHECKING, actor, now, interface, in_background)


def commit(
    batch_id: UUID, *, actor: User | None, now: datetime, interface: str, in_background: bool = True
) -> ImportBatch:
    """Have the file imported. What was not checked before is judged on the way.

    Raises ``UnknownImport``, ``ImportNotReady``.
    """
    with transaction.atomic():
        batch = _locked(batch_id, *BEFORE)
        return _begin(batch, Stage.RUNNING, actor, now, interface, in_background)


def resume(batch_id: UUID, *, actor: User | None, now: datetime, interface: str) -> ImportBatch:
    """Try again from where reading failed. Raises ``UnknownImport``, ``ImportNotReady``."""
    with transaction.atomic():
        batch = _locked(batch_id, Stage.FAILED)
        if not can_resume(batch):
            raise errors.ImportNotReady(stage=batch.get_stage_display())
        stage = Stage((batch.failure or {}).get("stage", Stage.RUNNING))
        position, counts = batch.position, batch.counts
        batch.failure = None
        begun = _begin(batch, stage, actor, now, interface, in_background=True)
        begun.position, begun.counts = position, counts
        begun.save(update_fields=["position", "counts"])
    return begun


def undo(
    batch_id: UUID, *, actor: User | None, now: datetime, interface: str, in_background: bool = True
) -> ImportBatch:
    """Have all taken back that the import has brought, but for what has since been lent, held or
    changed. It can be asked for again when that is no longer so.

    Raises ``UnknownImport``, ``ImportNotReady``, ``NothingToUndo``.
    """
    with transaction.atomic():
        batch = _locked(batch_id, Stage.DONE, Stage.UNDONE, Stage.FAILED)
        left = batch.rows.filter(verdict__in=undoing.DOES_SOMETHING).exclude(outcome=undoing.UNDONE)
        was_checking = (batch.failure or {}).get("stage") == Stage.CHECKING
        if was_checking or not left.exists():
            raise errors.NothingToUndo
        counts = batch.counts
        counts.pop("kept", None)
        begun = _begin(batch, Stage.UNDOING, actor, now, interface, in_background)
        begun.counts = counts
        begun.save(update_fields=["counts"])
    return begun


def discard(batch_id: UUID, *, actor: User | None, now: datetime, interface: str) -> None:
    """Forget a file that was not imported. Raises ``UnknownImport``, ``ImportNotReady``."""
    with transaction.atomic():
        batch = _locked(batch_id, *BEFORE, Stage.FAILED)
        if batch.stage == Stage.FAILED and (batch.failure or {}).get("stage") != Stage.CHECKING:
            raise errors.ImportNotReady(stage=batch.get_stage_display())
        _record("import.discarded", batch, actor, now, interface)
        batch.delete()
        transaction.on_commit(lambda: files.remove(batch.file))


def can_resume(batch: ImportBatch) -> bool:
    """Whether work that stopped can be gone on with: taking back asks for no file."""
    was_undoing = (batch.failure or {}).get("stage") == Stage.UNDOING
    return batch.stage == Stage.FAILED and (was_undoing or bool(batch.file))


def _begin(
    batch: ImportBatch,
    stage: Stage,
    actor: User | None,
    now: datetime,
    interface: str,
    in_background: bool,
) -> ImportBatch:
    """Let the worker, or whoever asks, do the long part."""
    batch.stage, batch.started_at, batch.finished_at, batch.worked_for = stage, now, None, actor
    batch.position, batch.bytes_read, batch.counts, batch.claimed_at = 0, 0, {}, None
    batch.save()
    _record(f"import.{stage.value}", batch, actor, now, interface)
    if in_background:
        background.soon(JOB)
    return batch


def _locked(batch_id: UUID, *stages: Stage) -> ImportBatch:
    batch = db.locked(ImportBatch.objects.filter(pk=batch_id)).first()
    if batch is None:
        raise errors.UnknownImport
    if batch.stage not in stages:
        raise errors.ImportNotReady(stage=batch.get_stage_display())
    return batch


def _record(
    deed: str, batch: ImportBatch, actor: User | None, now: datetime, interface: str, **data: Any
) -> None:
    audit.record(
        deed,
        actor=actor,
        now=now,
        interface=interface,
        batch=str(batch.pk),
        name=batch.name,
        **data,
    )
