from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.ids import new_id
from members.models.member import Member


class BlockKind(models.TextChoices):
    """What a block is for."""

    MANUAL = "manual", _("other reason")
    CARD_LOST = "card_lost", _("card lost")
    ADDRESS_WRONG = "address_wrong", _("address wrong")
    CONDUCT = "conduct", _("conduct")
    UNCHECKED = "unchecked", _("registration to be checked")


class Stops(models.TextChoices):
    """What a block keeps a member from."""

    BORROWING = "borrowing", _("borrowing")
    RENEWING = "renewing", _("renewing")
    HOLDS = "holds", _("placing holds")


class BlockQuerySet(models.QuerySet["Block"]):
    def in_force(self, today: date) -> Self:
        """Blocks that stand on ``today``; the first and the last day count."""
        begun = Q(from_on=None) | Q(from_on__lte=today)
        return self.filter(begun, Q(until_on=None) | Q(until_on__gte=today), lifted_at=None)

    def unchecked(self) -> Self:
        """Registrations that the desk has still to check."""
        return self.filter(kind=BlockKind.UNCHECKED, lifted_at=None)

    def stopping(self, what: Stops) -> Self:
        """Blocks that keep a member from ``what``."""
        return self.filter(**{f"stops_{what.value}": True})


class Block(models.Model):
    """Someone on the staff has stopped a member from borrowing, renewing or placing holds, and said
    why: from a day (at once, where there is none) until and with another, or until lifted.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="blocks")
    kind = models.CharField(_("type"), max_length=13, choices=BlockKind, default=BlockKind.MANUAL)
    reason = models.CharField(_("reason"), max_length=300)
    stops_borrowing = models.BooleanField(_("stops borrowing"), default=True)
    stops_renewing = models.BooleanField(_("stops renewing"), default=True)
    stops_holds = models.BooleanField(_("stops holds"), default=True)
    from_on = models.DateField(_("from"), null=True, blank=True)
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
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(stops_borrowing=True) | Q(stops_renewing=True) | Q(stops_holds=True),
                name="block_stops_something",
            ),
            models.CheckConstraint(
                condition=Q(from_on=None) | Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="block_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.reason

    GIVEN: ClassVar = [
        (kind.value, kind.label) for kind in BlockKind if kind != BlockKind.UNCHECKED
    ]
    """What people choose from."""

    @property
    def stops(self) -> list[Stops]:
        """What it keeps the member from."""
        return [what for what in Stops if getattr(self, f"stops_{what.value}")]
