from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class IdempotentAnswerQuerySet(models.QuerySet["IdempotentAnswer"]):
    def before(self, at: datetime) -> Self:
        """Answers remembered before ``at``."""
        return self.filter(created_at__lt=at)


class IdempotentAnswer(models.Model):
    """The first answer to a request that carried a key, so that a retry gets the same and changes
    nothing.
    """

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("by")
    )
    key = models.CharField(_("key"), max_length=200)
    fingerprint = models.CharField(_("fingerprint of the request"), max_length=64)
    body = models.TextField(_("answer"), blank=True)
    created_at = models.DateTimeField(_("at"), db_index=True)

    objects = IdempotentAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("remembered answer")
        verbose_name_plural = _("remembered answers")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["actor", "key"], name="idempotency_key_once_per_actor")
        ]

    def __str__(self) -> str:
        return self.key
