"""Imports as pages and programs show them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import F, QuerySet

from catalog import errors
from catalog.models import Copy, ImportBatch, ImportProfile, ImportRow
from catalog.models.imports import OVER, Stage, Verdict
from core import db

NEWEST: Final = 20
"""Imports among which one chooses."""


@dataclass(frozen=True)
class Progress:
    """How far a stage has come: a share from 0 to 1 (``None`` where it cannot be told), and the
    seconds it will take on at the pace so far.
    """

    done: int
    total: int | None
    share: float | None
    seconds_left: int | None

    @property
    def percent(self) -> int | None:
        """The share in whole hundredths, rounded down: 100 is the end."""
        return None if self.share is None else int(self.share * 100)


def newest() -> QuerySet[ImportBatch]:
    """All imports, to be paged by ``-created_at``, ``-id``."""
    return ImportBatch.objects.select_related("created_by", "branch", "copy_type")


def one(batch_id: UUID) -> ImportBatch:
    """An import. Raises ``UnknownImport``."""
    batch = newest().filter(pk=batch_id).first()
    if batch is None:
        raise errors.UnknownImport
    return batch


def rows(batch: ImportBatch, verdict: str = "", *, kept: bool = False) -> QuerySet[ImportRow]:
    """The records of an import, to be paged by ``number``: all, those with a verdict, or those that
    stayed when the import was taken back.
    """
    found = batch.rows.all()
    if verdict in Verdict.values:
        found = found.filter(verdict=verdict)
    if kept:
        found = found.exclude(outcome__in=["", "undone"])
    return found


def copies_made(batch_id: UUID | str) -> db.IdsIn:
    """The ids of the copies that an import has made, for ``pk__in``."""
    found = ImportRow.objects.filter(batch__id=batch_id, made__has_key="copies").order_by()
    return db.IdsIn(found.values(ids=F("made__copies")))


def copies_left(batch_id: UUID) -> int:
    """How many of the copies that an import has made are there still."""
    return Copy.objects.filter(pk__in=copies_made(batch_id)).count()


def with_copies(chosen: str = "") -> list[tuple[str, str]]:
    """The newest imports that can have brought copies, and the one that is ``chosen``, each as its
    id and what it is called.
    """
    rows = ImportBatch.objects.filter(stage__in=[Stage.RUNNING, *OVER])
    found = list(rows[:NEWEST])
    if chosen and chosen not in {str(each.pk) for each in found}:
        found += rows.filter(pk=chosen)
    return [(str(each.pk), each.name) for each in found]


def profiles(form: str) -> QuerySet[ImportProfile]:
    """The profiles for files of a format, by name."""
    return ImportProfile.objects.filter(format=form)


def progress(batch: ImportBatch, now: datetime) -> Progress:
    """How far the present stage has come."""
    if batch.stage == Stage.UNDOING:
        done = batch.counts.get("undone", 0) + batch.counts.get("kept", 0)
        return _paced(batch, done, batch.total, _share(done, batch.total), now)
    share = _share(batch.position, batch.total)
    if share is None:
        share = _share(batch.bytes_read, batch.size)
    return _paced(batch, batch.position, batch.total, share, now)


def _share(done: int, of: int | None) -> float | None:
    return min(done / of, 1.0) if of else None


def _paced(
    batch: ImportBatch, done: int, total: int | None, share: float | None, now: datetime
) -> Progress:
    left = None
    if share and batch.started_at:
        spent = (now - batch.started_at).total_seconds()
        left = round(spent * (1 - share) / share)
    return Progress(done, total, share, left)


def summary(batch: ImportBatch) -> dict[str, Any]:
    """How many records have each verdict, and the copies made for them."""
    verdicts: dict[str, int] = {value: batch.counts.get(value, 0) for value in Verdict.values}
    return {**verdicts, "copies": batch.counts.get("copies", 0)}
