"""Work that is done in stages and in the background, such as an import: a chunk a transaction, and
where it stands written with it.

Whoever is killed in mid-chunk leaves nothing of the chunk behind, and whoever goes on begins at it.
Two who are at the same work do not disturb each other: it is locked for each chunk, and a chunk
that is not the next one is left alone. The model has ``stage``, ``position`` and ``claimed_at``.
"""

from datetime import datetime, timedelta
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core import db

Work = TypeVar("Work", bound=models.Model)

CLAIM_HOLDS: Final = timedelta(minutes=2)
"""How long after its last word whoever is at a work is taken to be alive."""


class Stage(models.TextChoices):
    """Where an import stands."""

    UPLOADED = "uploaded", _("waiting for you")
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked")
    RUNNING = "running", _("being imported")
    DONE = "done", _("imported")
    UNDOING = "undoing", _("being taken back")
    UNDONE = "undone", _("taken back")
    FAILED = "failed", _("stopped")


AT_WORK: Final = (Stage.CHECKING, Stage.RUNNING, Stage.UNDOING)
"""Stages in which the worker has something to do."""
OVER: Final = (Stage.DONE, Stage.UNDONE, Stage.FAILED)
"""Stages that are finished."""
AFTER: Final = {
    Stage.CHECKING: Stage.CHECKED,
    Stage.RUNNING: Stage.DONE,
    Stage.UNDOING: Stage.UNDONE,
}
"""The stage that follows when the worker has done its part."""
MARKS: Final = {
    Stage.UPLOADED: "waiting",
    Stage.CHECKING: "at_work",
    Stage.CHECKED: "checked",
    Stage.RUNNING: "at_work",
    Stage.DONE: "done",
    Stage.UNDOING: "at_work",
    Stage.UNDONE: "undone",
    Stage.FAILED: "stopped",
}
"""The mark of each stage, see ``core.templatetags.ui``."""


class Overtaken(Exception):
    """Someone else is at this work, or it has been stopped."""


def claim(rows: QuerySet[Work], pk: UUID, now: datetime) -> Work | None:
    """The one of ``rows`` with this ``pk``, for the caller alone; nothing when it is in other hands
    or there is nothing to do.
    """
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM_HOLDS)
    mine = rows.filter(free, pk=pk, stage__in=AT_WORK).order_by()
    return rows.get(pk=pk) if mine.update(claimed_at=now) else None


def release(work: models.Model) -> None:
    """Leave ``work`` to whoever comes next."""
    type(work)._default_manager.filter(pk=work.pk).update(claimed_at=None)


def lock(work: Any, position: int | None) -> None:
    """Lock ``work`` to the end of the transaction, and with it whatever else is at the same stage:
    of two at once the one sees what the other has brought, also where no unique constraint would
    tell. Raises ``Overtaken`` when it is at another stage by now, or not at ``position`` any more.
    """
    same = type(work)._default_manager.filter(stage=work.stage).order_by("pk")
    now = {each.pk: each for each in db.locked(same)}.get(work.pk)
    if now is None or (position is not None and now.position != position):
        raise Overtaken
