from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.ids import new_id
from members.models.member import Member


class BlockQuerySet(models.QuerySet["Block"]):
    def in_force(self, today: date) -> Self:
        """Blocks that stand on ``today``; the last day still counts."""
        return self.filter(Q(until_on=None) | Q(until_on__gte=today), lifted_at=None)


class Block(models.Model):
    """Someone on the staff has stopped a member from borrowing, and said why."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="blocks")
    reason = models.CharField(_("reason"), max_length=300)
    until_on = models.DateField(_("until"), null=True, blank=True)
    blocked_at = models.DateTimeField(_("since"))
    blocked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)

    objects = BlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        ordering: ClassVar = ["-blocked_at"]

    def __str__(self) -> str:
        return self.reason
