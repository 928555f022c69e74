from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.audit import Interface
from core.ids import new_id


class NightStep(models.TextChoices):
    """What is done every night, in this order."""

    RENEWALS = "renewals", _("automatic renewals")
    FINES = "fines", _("fines")
    LOST = "lost", _("long overdue")
    SHELF = "shelf", _("hold shelves")
    NOTICES = "notices", _("due and overdue")
    DEEDS = "deeds", _("old deeds of desks")
    HISTORY = "history", _("what is not to be remembered")
    LEAVERS = "leavers", _("members who want to leave")
    RETENTION = "retention", _("what is kept for a time")
    INTEGRITY = "integrity", _("check of the records")


class NightlyRun(models.Model):
    """One run of the night's work: as of which moment, and whether it came to its end.

    While it runs it holds the claim to be the only one, and says now and then that it is alive
    (``alive_at``); whoever finds it silent for too long takes the claim away.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    as_of = models.DateTimeField(_("as of"))
    interface = models.CharField(_("through"), max_length=10, choices=Interface)
    started_at = models.DateTimeField(_("started at"))
    alive_at = models.DateTimeField(_("alive at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    is_running = models.BooleanField(_("running"), default=True)
    is_whole = models.BooleanField(_("with all steps"), default=True)

    class Meta:
        verbose_name = _("night")
        verbose_name_plural = _("nights")
        ordering: ClassVar = ["-started_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["is_running"], condition=Q(is_running=True), name="night_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(is_running=False) | Q(finished_at=None),
                name="night_finished_does_not_run",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["-started_at"], name="night_newest")]

    def __str__(self) -> str:
        return f"{self.as_of:%Y-%m-%d %H:%M}"


class NightlyStep(models.Model):
    """What one step of a night came to: how many it looked at and changed, and how many failed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(NightlyRun, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(_("step"), max_length=10, choices=NightStep)
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"))
    seen = models.PositiveIntegerField(_("looked at"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    failed = models.PositiveIntegerField(_("failed"), default=0)
    is_broken = models.BooleanField(_("broken off"), default=False)

    class Meta:
        verbose_name = _("step of a night")
        verbose_name_plural = _("steps of nights")
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["step", "-finished_at"], name="night_step")]

    def __str__(self) -> str:
        return str(self.get_step_display())
