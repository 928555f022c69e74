from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ids import new_id


class Subject(models.Model):
    """What books are about, as a heading: "Botany -- History"."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    heading = models.CharField(_("heading"), max_length=300)
    sort_heading = models.CharField(max_length=300, editable=False)

    class Meta:
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")
        ordering: ClassVar = ["sort_heading"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["heading"], name="subject_heading_unique")
        ]
        indexes: ClassVar = [models.Index(fields=["sort_heading"], name="subject_sort")]

    def __str__(self) -> str:
        return self.heading
