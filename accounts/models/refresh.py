from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ids import new_id


class RefreshFamilyQuerySet(models.QuerySet["RefreshFamily"]):
    def unrevoked(self) -> Self:
        """Families that nobody has ended."""
        return self.filter(revoked_at=None)


class RefreshFamily(models.Model):
    """One signed-in device: a chain of single-use tokens that began with a password.

    It ends for good at ``expires_at``, however often it was refreshed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="refresh_families",
        verbose_name=_("user"),
    )
    # Of the account when it signed in: a family that begins while its account's sign-ins are being
    # ended belongs to the era before, and ends with it.
    sign_in_era = models.PositiveIntegerField(_("era of sign-ins"), editable=False)
    agent = models.CharField(_("app"), max_length=60, blank=True)
    created_at = models.DateTimeField(_("signed in at"))
    expires_at = models.DateTimeField(_("ends at"), db_index=True)
    revoked_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = RefreshFamilyQuerySet.as_manager()

    class Meta:
        verbose_name = _("signed-in device")
        verbose_name_plural = _("signed-in devices")

    def __str__(self) -> str:
        return str(self.pk)

    def is_live(self, now: datetime) -> bool:
        """Whether it can still be refreshed."""
        return (
            self.revoked_at is None
            and self.expires_at > now
            and self.user.is_active
            and self.sign_in_era == self.user.sign_in_era
        )


class RefreshToken(models.Model):
    """One link of the chain. The token itself is known to its bearer only; here is its SHA-256."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    family = models.ForeignKey(
        RefreshFamily,
        on_delete=models.CASCADE,
        related_name="tokens",
        verbose_name=_("signed-in device"),
    )
    digest = models.CharField(_("digest"), max_length=64)
    issued_at = models.DateTimeField(_("issued at"))
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("refresh token")
        verbose_name_plural = _("refresh tokens")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["digest"], name="refresh_token_digest_unique"),
            models.UniqueConstraint(
                fields=["family"],
                condition=models.Q(used_at=None),
                name="refresh_family_one_unused_token",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
