"""Imports of members as pages show them."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from members import errors
from members.models import MemberImport, MemberImportProfile, MemberImportRow
from members.models.imports import Stage, Verdict


@dataclass(frozen=True)
class Progress:
    """How many rows the present stage has dealt with, and of how many, where it can be told."""

    done: int
    total: int | None


def progress(batch: MemberImport) -> Progress:
    """How far the present stage has come. Taking back deals with the rows that did something."""
    stage = (batch.failure or {}).get("stage", batch.stage)
    if stage not in {Stage.UNDOING, Stage.UNDONE}:
        return Progress(batch.position, batch.total)
    counts = Counter(batch.counts)
    return Progress(counts["undone"] + counts["kept"], counts[Verdict.NEW] + counts[Verdict.UPDATE])


def newest() -> QuerySet[MemberImport]:
    """All imports, to be paged by ``-created_at``, ``-id``."""
    return MemberImport.objects.select_related("created_by", "category")


def one(batch_id: UUID) -> MemberImport:
    """An import. Raises ``UnknownImport``."""
    batch = newest().filter(pk=batch_id).first()
    if batch is None:
        raise errors.UnknownImport
    return batch


def rows(
    batch: MemberImport, verdict: str = "", *, kept: bool = False
) -> QuerySet[MemberImportRow]:
    """The rows of an import, to be paged by ``number``: all, those with a verdict, or those that
    stayed when the import was taken back.
    """
    found = batch.rows.select_related("member")
    if verdict in Verdict.values:
        found = found.filter(verdict=verdict)
    if kept:
        found = found.exclude(outcome__in=["", "undone"])
    return found


def profiles() -> QuerySet[MemberImportProfile]:
    """The ways of reading that were kept, by name."""
    return MemberImportProfile.objects.order_by("name")


def summary(batch: MemberImport) -> dict[str, int]:
    """How many rows have each verdict."""
    return {value: batch.counts.get(value, 0) for value in Verdict.values}
