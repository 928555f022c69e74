"""What people do with lists of members: upload one, say how to read it, have it checked, have it
imported, and have it taken back.

The long part of each deed is done in the background; see ``running``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.services import audit
from core import background, clock, db, filing, text
from members import errors
from members.domain import column_names
from members.models import Category, MemberImport, MemberImportProfile
from members.models.imports import AT_WORK, OVER, Stage
from members.services import memberships
from members.services.imports import files, undoing

JOB: Final = "members.jobs.work_on_imports"
BEFORE: Final = (Stage.UPLOADED, Stage.CHECKED)
"""Stages in which nothing of the file is in the library yet."""


@dataclass(frozen=True)
class Terms:
    """How a list is read, and what becomes of its rows; see ``MemberImport``. ``keep_as`` keeps
    the reading as a profile.
    """

    columns: Sequence[str]
    keeps: Sequence[str] = ()
    category: Category | None = None
    expires_on: date | None = None
    sends_links: bool = False
    keep_as: str = ""


def upload(
    parts: Iterable[bytes],
    name: str,
    *,
    actor: User | None,
    now: datetime,
    interface: str,
    is_upload: bool = True,
) -> MemberImport:
    """Keep a list of members as a new import. Nothing is imported yet.

    Raises ``ImportTooLarge``, ``ImportUnreadable``, ``NoCategoryYet``.
    """
    shown = text.one_line(name.replace("\\", "/").rsplit("/", 1)[-1]).replace("\0", "")[-200:]
    category = Category.objects.order_by("name").first()
    if category is None:
        raise errors.NoCategoryYet
    kept, form = files.keep(parts, is_upload=is_upload)
    try:
        header, _samples = files.header(kept.name, form)
        with transaction.atomic():
            batch = MemberImport.objects.create(
                name=shown or form,
                file=kept.name,
                size=kept.size,
                sha256=kept.sha256,
                format=form,
                columns=column_names.guess(header),
                category=category,
                created_by=actor,
                created_at=now,
            )
            _record("uploaded", batch, actor, now, interface, size=batch.size)
    except BaseException:
        filing.remove(kept.name)
        raise
    return batch


def arrange(
    batch_id: UUID, terms: Terms, *, actor: User | None, now: datetime, interface: str
) -> MemberImport:
    """Say how the list is read, before it is checked or imported.

    Raises ``UnknownImport``, ``ImportNotReady``, ``NoNameColumn``, ``EndsTooLate``.
    """
    memberships.demand_end(terms.expires_on, clock.day(now))
    if not {"name", "given_name", "family_name"} & set(terms.columns):
        raise errors.NoNameColumn
    with transaction.atomic():
        batch = _locked(batch_id, *BEFORE)
        batch.columns, batch.keeps = list(terms.columns), sorted(terms.keeps)
        batch.category = terms.category or batch.category
        batch.expires_on, batch.sends_links = terms.expires_on, terms.sends_links
        batch.stage = Stage.UPLOADED
        batch.save()
        if terms.keep_as:
            _keep_profile(terms, batch, now)
        _record("arranged", batch, actor, now, interface, keeps=batch.keeps)
    return batch


def _keep_profile(terms: Terms, batch: MemberImport, now: datetime) -> None:
    header, _samples = files.header(batch.file, batch.format)
    columns = {text.folded(name): each for name, each in zip(header, terms.columns, strict=False)}
    said = {"columns": columns, "keeps": sorted(terms.keeps)}
    MemberImportProfile.objects.update_or_create(
        name=terms.keep_as, defaults=said, create_defaults={**said, "created_at": now}
    )


def profile(name: str, batch: MemberImport) -> Mapping[str, Any]:
    """``columns`` and ``keeps`` as they were kept under ``name``, for the columns of ``batch``.
    Raises ``UnknownProfile``, ``ImportNotReady`` once its file is not to be read any more.
    """
    if batch.stage not in BEFORE:
        raise errors.ImportNotReady(stage=batch.get_stage_display())
    found = MemberImportProfile.objects.filter(name=name).first()
    if found is None:
        raise errors.UnknownProfile(profile=name)
    header, _samples = files.header(batch.file, batch.format)
    columns = [found.columns.get(text.folded(name), "") for name in header]
    return {"columns": columns, "keeps": found.keeps}


def check(
    batch_id: UUID, *, actor: User | None, now: datetime, interface: str, in_background: bool = True
) -> MemberImport:
    """Have the list checked: a verdict on each row, and nothing changed.

    Raises ``UnknownImport``, ``ImportNotReady``.
    """
    return _begin(batch_id, BEFORE, Stage.CHECKING, actor, now, interface, in_background)


def commit(
    batch_id: UUID, *, actor: User | None, now: datetime, interface: str, in_background: bool = True
) -> MemberImport:
    """Have the list imported. Every row is judged anew on the way.

    Raises ``UnknownImport``, ``ImportNotReady``.
    """
    return _begin(batch_id, BEFORE, Stage.RUNNING, actor, now, interface, in_background)


def resume(batch_id: UUID, *, actor: User | None, now: datetime, interface: str) -> MemberImport:
    """Try again from where the work stopped. Raises ``UnknownImport``, ``ImportNotReady``."""
    with transaction.atomic():
        batch = _locked(batch_id, Stage.FAILED)
        if not can_resume(batch):
            raise errors.ImportNotReady(stage=batch.get_stage_display())
        batch.stage = Stage((batch.failure or {}).get("stage", Stage.RUNNING))
        batch.failure, batch.finished_at, batch.started_at = None, None, now
        batch.worked_for = actor
        batch.save()
        _record("resumed", batch, actor, now, interface)
        background.soon(JOB)
    return batch


def stop(batch_id: UUID, *, actor: User | None, now: datetime, interface: str) -> MemberImport:
    """Stop the work on an import behind the rows in hand. What was done by then stays; the work can
    be gone on with, or taken back. Raises ``UnknownImport``, ``ImportNotReady``.
    """
    with transaction.atomic():
        batch = _locked(batch_id, *AT_WORK)
        batch.failure = {"code": "stopped", "stage": batch.stage}
        batch.stage, batch.finished_at, batch.claimed_at = Stage.FAILED, now, None
        batch.save(update_fields=["failure", "stage", "finished_at", "claimed_at"])
        _record("stopped", batch, actor, now, interface, position=batch.position)
    return batch


def undo(
    batch_id: UUID, *, actor: User | None, now: datetime, interface: str, in_background: bool = True
) -> MemberImport:
    """Have all taken back that the import has done, but for members who have used the library or
    been changed since. It can be asked for again when that is no longer so.

    Raises ``UnknownImport``, ``ImportNotReady``, ``NothingToUndo``.
    """
    with transaction.atomic():
        batch = _locked(batch_id, *OVER)
        if not can_undo(batch):
            raise errors.NothingToUndo
        counts = {name: count for name, count in batch.counts.items() if name != "kept"}
        return _begin(
            batch_id, OVER, Stage.UNDOING, actor, now, interface, in_background, counts=counts
        )


def can_undo(batch: MemberImport) -> bool:
    """Whether something is left of an import that can be taken back."""
    was_checking = (batch.failure or {}).get("stage") == Stage.CHECKING
    return batch.stage in OVER and not was_checking and undoing.left(batch).exists()


def can_resume(batch: MemberImport) -> bool:
    """Whether work that stopped can be gone on with: taking back asks for no file."""
    was_undoing = (batch.failure or {}).get("stage") == Stage.UNDOING
    return batch.stage == Stage.FAILED and (was_undoing or bool(batch.file))


def can_discard(batch: MemberImport) -> bool:
    """Whether nothing of the list has come into the library. The rows of a dry run did nothing."""
    if batch.stage != Stage.FAILED:
        return batch.stage in BEFORE
    was_checking = (batch.failure or {}).get("stage") == Stage.CHECKING
    return was_checking or not batch.rows.filter(verdict__in=undoing.DOES_SOMETHING).exists()


def discard(batch_id: UUID, *, actor: User | None, now: datetime, interface: str) -> None:
    """Forget a list that was not imported. Raises ``UnknownImport``, ``ImportNotReady``."""
    with transaction.atomic():
        batch = _locked(batch_id, *BEFORE, Stage.FAILED)
        if not can_discard(batch):
            raise errors.ImportNotReady(stage=batch.get_stage_display())
        _record("discarded", batch, actor, now, interface)
        batch.delete()
        transaction.on_commit(lambda: filing.remove(batch.file))


def _begin(
    batch_id: UUID,
    stages: Sequence[Stage],
    stage: Stage,
    actor: User | None,
    now: datetime,
    interface: str,
    in_background: bool,
    counts: Mapping[str, int] | None = None,
) -> MemberImport:
    """Let the worker, or whoever asks, do the long part."""
    with transaction.atomic():
        batch = _locked(batch_id, *stages)
        if stage != Stage.UNDOING:
            batch.rows.all().delete()
        batch.stage, batch.started_at, batch.finished_at, batch.worked_for = stage, now, None, actor
        batch.position, batch.claimed_at, batch.failure = 0, None, None
        batch.counts = dict(counts or {})
        batch.save()
        _record(stage.value, batch, actor, now, interface)
        if in_background:
            background.soon(JOB)
    return batch


def _locked(batch_id: UUID, *stages: Stage) -> MemberImport:
    batch = db.locked(MemberImport.objects.filter(pk=batch_id)).first()
    if batch is None:
        raise errors.UnknownImport
    if batch.stage not in stages:
        raise errors.ImportNotReady(stage=batch.get_stage_display())
    return batch


def _record(
    deed: str, batch: MemberImport, actor: User | None, now: datetime, interface: str, **data: Any
) -> None:
    audit.record(
        f"member_import.{deed}",
        actor=actor,
        now=now,
        interface=interface,
        batch=str(batch.pk),
        **data,
    )
