from typing import ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from members.models.member import Member


class GuardianshipQuerySet(models.QuerySet["Guardianship"]):
    def in_force(self) -> Self:
        """Guardians of members whose category has guardians: who has moved up is on their own."""
        return self.filter(child__category__has_guardians=True)

    def by(self, user: User, child_id: UUID) -> Self:
        """What lets ``user`` see and act for this child."""
        return self.in_force().filter(guardian__user=user, child=child_id)


class Guardianship(models.Model):
    """A member looks after another: sees what they have, renews it, and places holds."""

    guardian = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="guardianships", verbose_name=_("guardian")
    )
    child = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="guardians", verbose_name=_("child")
    )
    since = models.DateTimeField(_("since"))

    objects = GuardianshipQuerySet.as_manager()

    class Meta:
        verbose_name = _("guardian of a member")
        verbose_name_plural = _("guardians of members")
        ordering: ClassVar = ["child__sort_name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["guardian", "child"], name="guardian_once_of_a_child"),
            models.CheckConstraint(
                condition=~Q(guardian=F("child")), name="guardian_of_another_only"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guardian}: {self.child}"
