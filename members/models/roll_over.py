from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.ids import new_id
from members.models.imports import MemberImport
from members.models.member import Member


class RollOver(models.Model):
    """A new year: classes moved up, memberships prolonged, leavers found.

    ``moves`` says what became of each class (nothing: its members leave). Where the members were
    compared with a list (``compared_with``), the list had said the classes, and who was not in it
    leaves. ``counts`` holds how many stayed and left, and what taking it back came to.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    moves = models.JSONField(_("what became of each class"), default=dict)
    expires_on = models.DateField(_("member until"), null=True, blank=True)
    compared_with = models.ForeignKey(
        MemberImport, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        verbose_name=_("compared with"),
    )  # fmt: skip
    counts = models.JSONField(default=dict, blank=True)
    done_at = models.DateTimeField(_("done at"))
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+",
        verbose_name=_("by"),
    )  # fmt: skip
    let_go_at = models.DateTimeField(_("leavers were let go at"), null=True, blank=True)
    let_go_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+", editable=False,
    )  # fmt: skip
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    class Meta:
        verbose_name = _("roll-over")
        verbose_name_plural = _("roll-overs")
        ordering: ClassVar = ["-done_at", "-id"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.done_at:%Y-%m-%d}"


class RollOverMember(models.Model):
    """What a roll-over did to one member: as they were before, and their revision afterwards. It
    goes with the member. ``asked`` is whether a leaver was given up to be forgotten.
    """

    roll_over = models.ForeignKey(
        RollOver, on_delete=models.CASCADE, related_name="members", db_index=False
    )
    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="+", verbose_name=_("member")
    )
    leaves = models.BooleanField(_("leaves"), default=False)
    was_group = models.CharField(_("class or group before"), max_length=60, blank=True)
    was_expires_on = models.DateField(_("member until, before"))
    revision = models.PositiveIntegerField()
    asked = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("member in a roll-over")
        verbose_name_plural = _("members in roll-overs")
        ordering: ClassVar = ["id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["roll_over", "member"], name="roll_over_once_of_a_member"
            ),
            models.CheckConstraint(
                condition=Q(asked=False) | Q(leaves=True), name="roll_over_lets_only_leavers_go"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.was_group} {self.was_expires_on}"
