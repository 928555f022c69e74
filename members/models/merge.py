from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models.member import Member


class MemberMerge(models.Model):
    """Two records of one person became one. The id that is gone leads to the one that was kept;
    what the trail says of it is the kept one's past, and is forgotten with them.
    """

    gone_id = models.UUIDField(_("id of the record that went"), primary_key=True)
    kept = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="merges", verbose_name=_("kept")
    )
    merged_at = models.DateTimeField(_("merged at"))
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("by"),
    )
    before = models.JSONField(_("as it was"), default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("merge of members")
        verbose_name_plural = _("merges of members")
        ordering: ClassVar = ["-merged_at"]

    def __str__(self) -> str:
        return f"{self.gone_id} → {self.kept_id}"
