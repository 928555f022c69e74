from datetime import datetime
from typing import ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models import Branch
from core.ids import new_id


class DeedKind(models.TextChoices):
    """What a desk does and can take back."""

    CHECK_OUT = "check_out", _("lent")
    RETURN = "return", _("taken back")
    RENEW = "renew", _("renewed")
    PLACE_HOLD = "place_hold", _("hold placed")
    CANCEL_HOLD = "cancel_hold", _("hold cancelled")
    FILL_HOLD = "fill_hold", _("hold filled")
    PAY = "pay", _("paid")
    WAIVE = "waive", _("waived")


class DeedQuerySet(models.QuerySet["Deed"]):
    def standing(self) -> Self:
        """Deeds that have not been undone."""
        return self.filter(undone_at=None)

    def at_desk(self, actor_id: UUID, branch_id: UUID | None, since: datetime) -> Self:
        """What one person has done at one desk since then, the last first."""
        return self.filter(actor=actor_id, branch=branch_id, at__gte=since).order_by("-seq")

    def touching(self, subjects: "set[UUID]") -> Self:
        """Deeds that changed any of these rows."""
        return self.filter(subjects__subject__in=subjects).distinct()


class Deed(models.Model):
    """One desk deed with what was before it, so that it can be undone while nothing later
    depends on it.

    ``seq`` orders deeds as they were committed under the locks of their rows.
    """

    seq = models.BigAutoField(primary_key=True)
    id = models.UUIDField(default=new_id, editable=False, unique=True)
    kind = models.CharField(_("deed"), max_length=12, choices=DeedKind)
    at = models.DateTimeField(_("at"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    branch = models.ForeignKey(Branch, null=True, on_delete=models.PROTECT, related_name="+")
    interface = models.CharField(_("through"), max_length=10)
    sentence = models.CharField(_("what was done"), max_length=300)
    before = models.JSONField(_("state before"), encoder=DjangoJSONEncoder, default=dict)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    objects = DeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("desk deed")
        verbose_name_plural = _("desk deeds")
        ordering: ClassVar = ["-seq"]
        indexes: ClassVar = [
            models.Index(fields=["actor", "branch", "-seq"], name="deed_of_desk"),
        ]

    def __str__(self) -> str:
        return self.sentence


class DeedSubject(models.Model):
    """A row that a deed changed: a loan, a copy, a hold, an account line."""

    deed = models.ForeignKey(Deed, on_delete=models.CASCADE, related_name="subjects")
    subject = models.UUIDField()

    class Meta:
        verbose_name = _("subject of a deed")
        verbose_name_plural = _("subjects of deeds")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject", "deed"], name="deed_subject_once")
        ]

    def __str__(self) -> str:
        return str(self.subject)
