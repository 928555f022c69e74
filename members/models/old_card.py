from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core import barcodes
from members.models.member import Member


class Why(models.TextChoices):
    """Why a member got another card."""

    LOST = "lost", _("lost")
    STOLEN = "stolen", _("stolen")
    WORN = "worn", _("worn or broken")
    CHANGED = "changed", _("another number was noted")
    MERGED = "merged", _("two records of one person were merged")


class OldCardQuerySet(models.QuerySet["OldCard"]):
    def by_card(self, scanned: str) -> Self:
        """The card with this number that is used no more, as scanned or typed."""
        return self.filter(number=barcodes.normal(scanned))


class OldCard(models.Model):
    """A card that was replaced. Its number opens nothing any more and is given to nobody else, so
    that whoever finds it cannot borrow with it.
    """

    number = models.CharField(_("card number"), max_length=barcodes.MAX_LENGTH, unique=True)
    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="old_cards", verbose_name=_("member")
    )
    why = models.CharField(_("why"), max_length=7, choices=Why)
    replaced_at = models.DateTimeField(_("replaced at"))
    replaced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("replaced by"),
    )

    REASONS: ClassVar = [(why.value, why.label) for why in (Why.LOST, Why.STOLEN, Why.WORN)]
    """What people choose from."""

    objects = OldCardQuerySet.as_manager()

    class Meta:
        verbose_name = _("old card")
        verbose_name_plural = _("old cards")
        ordering: ClassVar = ["-replaced_at"]

    def __str__(self) -> str:
        return self.number
