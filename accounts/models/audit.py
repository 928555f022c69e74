from typing import ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from accounts.models.seal import AuditSeal


class Interface(models.TextChoices):
    """Through which door a deed came."""

    DESK = "desk", _("Desk")
    PAGE = "page", _("Page")
    API = "api", _("API")
    ADMIN = "admin", _("Administration")
    COMMAND = "command", _("Command")
    JOB = "job", _("Background job")


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def of_loan(self, loan_id: UUID) -> Self:
        """What happened to a loan, oldest first."""
        return self.filter(loan_id=loan_id).order_by("id")

    def of_member(self, member_id: UUID) -> Self:
        """What a member did and what was done to them, oldest first."""
        return self.filter(member_id=member_id).order_by("id")


def _subject(name: StrPromise) -> "models.UUIDField[UUID | None, UUID | None]":
    return models.UUIDField(name, null=True, blank=True)


class AuditEntry(models.Model):
    """One deed: when, who, through which door, to what. Written by services, in the deed's
    transaction.

    What it speaks of is held by id, without foreign keys: an entry outlives it, and this context
    does not know the ones above. ``data`` holds codes, days and numbers, never names or addresses,
    so that forgetting a member does not have to touch what happened.

    ``seal`` closes it for good (see ``accounts.services.seals``); ``proofs`` has what stands there
    for people who have been forgotten since.
    """

    action = models.CharField(_("deed"), max_length=60)
    at = models.DateTimeField(_("at"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,  # an account goes only after it was forgotten here
        related_name="+",
    )
    interface = models.CharField(_("through"), max_length=10, choices=Interface)
    book_id = _subject(_("book"))
    copy_id = _subject(_("copy"))
    member_id = _subject(_("member"))
    loan_id = _subject(_("loan"))
    data = models.JSONField(_("details"), default=dict, encoder=DjangoJSONEncoder, blank=True)
    seal = models.ForeignKey(
        AuditSeal,
        verbose_name=_("seal"),
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    proofs = models.JSONField(null=True, blank=True, editable=False)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["at"], name="audit_at"),
            models.Index(fields=["id"], name="audit_unsealed", condition=models.Q(seal=None)),
            models.Index(
                fields=["seal", "id"],
                name="audit_sealed",
                condition=models.Q(seal__isnull=False),
            ),
            *(
                models.Index(
                    fields=[f"{subject}_id", "id"],
                    name=f"audit_{subject}",
                    condition=models.Q((f"{subject}_id__isnull", False)),
                )
                for subject in ("book", "copy", "member", "loan")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.at:%Y-%m-%d %H:%M}"
