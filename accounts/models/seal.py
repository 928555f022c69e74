from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditSeal(models.Model):
    """A batch of the trail, closed for good: its digest covers the entries that name it and the
    seal before it. Numbers go from 1 without a gap.
    """

    number = models.PositiveBigIntegerField(_("number"), primary_key=True)
    entries = models.PositiveIntegerField(_("entries"))
    salt = models.CharField(max_length=64, editable=False)
    digest = models.CharField(_("digest"), max_length=64)
    sealed_at = models.DateTimeField(_("sealed at"))
    verified_at = models.DateTimeField(_("found intact at"), null=True, blank=True)

    class Meta:
        verbose_name = _("seal of the trail")
        verbose_name_plural = _("seals of the trail")
        ordering: ClassVar = ["-number"]

    def __str__(self) -> str:
        return f"{self.number} ({self.digest})"
