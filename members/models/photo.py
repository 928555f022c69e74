from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models.member import Member


class MemberPhoto(models.Model):
    """A photo by which the desk knows a member. It is kept in the database, not as a file: so it
    has no address of its own, and goes in the same transaction as the member.
    """

    member = models.OneToOneField(
        Member,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="photo",
        verbose_name=_("member"),
    )
    jpeg = models.BinaryField(_("picture"))
    put_at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("photo of a member")
        verbose_name_plural = _("photos of members")
        ordering: ClassVar = ["-put_at"]

    def __str__(self) -> str:
        return f"{self.put_at:%Y-%m-%d}"
