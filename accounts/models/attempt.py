from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class AttemptCountQuerySet(models.QuerySet["AttemptCount"]):
    def before(self, at: datetime) -> Self:
        """Counters whose window began before ``at``."""
        return self.filter(window_start__lt=at)


class AttemptCount(models.Model):
    """How often something was tried by one key in one window; shared by all processes."""

    rule = models.CharField(_("rule"), max_length=40)
    key_digest = models.CharField(_("key"), max_length=64)
    window_start = models.DateTimeField(_("since"), db_index=True)
    count = models.PositiveIntegerField(_("attempts"), default=0)

    objects = AttemptCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt counter")
        verbose_name_plural = _("attempt counters")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rule", "key_digest", "window_start"], name="attempt_one_counter_per_window"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.count}"
