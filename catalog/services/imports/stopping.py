"""An import stopped by hand, and files thrown away that nobody came back for."""

from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce

from accounts.models import User
from accounts.services import audit
from catalog import errors
from catalog.models import ImportBatch
from catalog.models.imports import AT_WORK, OVER, Stage
from catalog.services.imports import batches, files
from core import db

KEPT_DAYS: Final = 30
"""How many days a file is kept that is not imported."""
BY_HAND: Final = "stopped"
INTERFACE: Final = "job"


def stop(batch_id: UUID, *, actor: User | None, now: datetime, interface: str) -> ImportBatch:
    """Stop what the worker does with an import, behind the chunk of records that it has in hand.

    What is in the catalogue by then stays and can be taken back; the work can be gone on with.
    Whoever is at work finds the import in another stage at the next chunk, and leaves it alone.
    Raises ``UnknownImport``, ``ImportNotReady``.
    """
    with transaction.atomic():
        batch = db.locked(ImportBatch.objects.filter(pk=batch_id)).first()
        if batch is None:
            raise errors.UnknownImport
        if batch.stage not in AT_WORK:
            raise errors.ImportNotReady(stage=batch.get_stage_display())
        batch.failure = {"code": BY_HAND, "stage": batch.stage}
        batch.stage, batch.finished_at, batch.claimed_at = Stage.FAILED, now, None
        batch.save(update_fields=["failure", "stage", "finished_at", "claimed_at"])
        audit.record(
            "import.stopped",
            actor=actor,
            now=now,
            interface=interface,
            batch=str(batch.pk),
            name=batch.name,
            position=batch.position,
        )
    return batch


def clear(*, now: datetime) -> int:
    """Throw away the files of which not all was imported and which nobody has touched for
    ``KEPT_DAYS``; how many. Of imports that stopped half-way the report stays: what they have
    brought can still be taken back.
    """
    touched_at = Coalesce("finished_at", "started_at", "created_at")
    touched = ImportBatch.objects.annotate(touched_at=touched_at).order_by()
    old = touched.filter(touched_at__lt=now - timedelta(days=KEPT_DAYS))
    never = Q(stage__in=batches.BEFORE) | Q(stage=Stage.FAILED, failure__stage=Stage.CHECKING)
    left = list(old.filter(never).values_list("pk", flat=True))
    begun = list(old.filter(stage__in=OVER).exclude(never).exclude(file=""))
    return sum(_cleared(batch_id, now) for batch_id in left) + sum(map(_emptied, begun))


def _cleared(batch_id: UUID, now: datetime) -> bool:
    """Throw one away; nothing when somebody has taken it up or thrown it away meanwhile."""
    try:
        batches.discard(batch_id, actor=None, now=now, interface=INTERFACE)
    except (errors.UnknownImport, errors.ImportNotReady):
        return False
    return True


def _emptied(batch: ImportBatch) -> bool:
    """Throw its file away; nothing when somebody has gone on with it meanwhile."""
    with transaction.atomic():
        same = ImportBatch.objects.filter(pk=batch.pk, stage__in=OVER, file=batch.file)
        is_done = same.update(file="") > 0
        if is_done:
            transaction.on_commit(partial(files.remove, batch.file))
    return is_done
