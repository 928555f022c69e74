from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.audit import Interface
from members.models.member import Member


class LeaveRequest(models.Model):
    """A member wants to leave, and something still stands against it. The night carries it out when
    nothing does any more.
    """

    member = models.OneToOneField(
        Member,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="leave_request",
        verbose_name=_("member"),
    )
    asked_at = models.DateTimeField(_("asked at"))

    class Meta:
        verbose_name = _("request to leave")
        verbose_name_plural = _("requests to leave")
        ordering: ClassVar = ["asked_at"]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d}"


class MemberViewQuerySet(models.QuerySet["MemberView"]):
    def before(self, at: datetime) -> Self:
        """Visits before ``at``."""
        return self.filter(at__lt=at)


class MemberView(models.Model):
    """Someone on the staff looked at a member's record: once for a visit, however many pages of it
    they opened.
    """

    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="views", verbose_name=_("member")
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), db_index=True)
    interface = models.CharField(_("through"), max_length=10, choices=Interface)

    objects = MemberViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("look at a member")
        verbose_name_plural = _("looks at members")
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [models.Index(fields=["member", "-at", "id"], name="view_of_member")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
