from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.contributor import Contributor
from catalog.models.subject import Subject


class ContributorAlias(models.Model):
    """Another name of a contributor: a pen name, another spelling, or one that was merged away.

    Whoever enters it in a book means the contributor, and the book is found by it.
    """

    contributor = models.ForeignKey(Contributor, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(_("name"), max_length=300)
    sort_name = models.CharField(max_length=300, editable=False)

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering: ClassVar = ["sort_name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name"], name="contributor_alias_unique")
        ]

    def __str__(self) -> str:
        return self.name


class SubjectAlias(models.Model):
    """Another heading for a subject, of which the library uses the subject's own."""

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="aliases")
    heading = models.CharField(_("heading"), max_length=300)
    sort_heading = models.CharField(max_length=300, editable=False)

    class Meta:
        verbose_name = _("other heading")
        verbose_name_plural = _("other headings")
        ordering: ClassVar = ["sort_heading"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["heading"], name="subject_alias_unique")
        ]

    def __str__(self) -> str:
        return self.heading
