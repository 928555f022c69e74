from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_DAYS = 3650


class KeptFor(models.Model):
    """For how many days something is kept here, where the library wants it otherwise than usual.

    What there is to choose from, and the usual days, stand in ``accounts.services.retention``.
    """

    code = models.CharField(_("what"), max_length=40, primary_key=True)
    days = models.PositiveSmallIntegerField(_("days"), validators=[MaxValueValidator(MOST_DAYS)])

    class Meta:
        verbose_name = _("term of keeping")
        verbose_name_plural = _("terms of keeping")
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return f"{self.code}: {self.days}"
