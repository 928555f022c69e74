from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ids import new_id
from members.models.member import Member


class DeskNoteQuerySet(models.QuerySet["DeskNote"]):
    def open(self) -> Self:
        """Notes that nobody has ended."""
        return self.filter(ended_at=None)


class DeskNote(models.Model):
    """Something the desk has to tell or ask a member: shown with the card, until someone ends
    it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="desk_notes", verbose_name=_("member")
    )
    text = models.CharField(_("note"), max_length=300)
    made_at = models.DateTimeField(_("since"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("by"),
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = DeskNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note at the desk")
        verbose_name_plural = _("notes at the desk")
        ordering: ClassVar = ["-made_at"]

    def __str__(self) -> str:
        return self.text
