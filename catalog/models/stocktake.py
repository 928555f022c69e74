from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.domain import call_numbers
from catalog.domain.stocktakes import Finding
from catalog.models.branch import Branch
from catalog.models.copy import Copy
from core import barcodes
from core.ids import new_id

_CHOICES = [
    (Finding.IN_PLACE.value, _("in its place")),
    (Finding.FOUND_AGAIN.value, _("found again")),
    (Finding.OUT_OF_ORDER.value, _("out of order")),
    (Finding.ELSEWHERE.value, _("belongs on another shelf")),
    (Finding.OTHER_BRANCH.value, _("belongs to another branch")),
    (Finding.ON_LOAN.value, _("on loan, but here")),
    (Finding.FOR_A_HOLD.value, _("set aside for a member, but here")),
    (Finding.IN_TRANSIT.value, _("on its way to a branch, but here")),
    (Finding.WITHDRAWN.value, _("withdrawn, but here")),
    (Finding.LOST.value, _("lost, but here")),
    (Finding.ON_ORDER.value, _("on order, but here")),
    (Finding.UNKNOWN.value, _("unknown number")),
    (Finding.MISSING.value, _("missing")),
]


class Stocktake(models.Model):
    """Some shelves are counted: those of a branch, of one location in it, or from one call number
    to another. It goes on for as many days as it takes, with as many scanners as there are.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    branch = models.ForeignKey(
        Branch, on_delete=models.PROTECT, related_name="+", verbose_name=_("branch")
    )
    shelf_location = models.CharField(_("shelf location"), max_length=100, blank=True)
    first_call_number = models.CharField(_("from call number"), max_length=100, blank=True)
    last_call_number = models.CharField(_("to call number"), max_length=100, blank=True)
    opened_at = models.DateTimeField(_("opened at"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("opened by"),
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("closed by"),
    )

    class Meta:
        verbose_name = _("stocktake")
        verbose_name_plural = _("stocktakes")
        ordering: ClassVar = ["-opened_at", "-id"]
        permissions: ClassVar = [("count_shelves", "Can scan at a stocktake")]

    def __str__(self) -> str:
        return " · ".join(filter(None, [self.branch.name, self.shelf_location, self.call_numbers]))

    @property
    def is_open(self) -> bool:
        """Whether it is still going on."""
        return self.closed_at is None

    @property
    def call_numbers(self) -> str:
        """The range of call numbers as people write it; nothing when all are counted."""
        ends = self.first_call_number, self.last_call_number
        return f"{ends[0] or '…'} – {ends[1] or '…'}" if any(ends) else ""

    def covers(self, copy: Copy) -> bool:
        """Whether ``copy`` has its place on the shelves that are counted."""
        return (
            copy.branch_id == self.branch_id
            and self.shelf_location in {"", copy.shelf_location}
            and call_numbers.within(
                call_numbers.sort_key(copy.call_number),
                self.first_call_number,
                self.last_call_number,
            )
        )


class StocktakeLine(models.Model):
    """What was found of one copy, or of a number that no copy has. A copy that was not found gets
    its line when the stocktake is closed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    stocktake = models.ForeignKey(Stocktake, on_delete=models.CASCADE, related_name="lines")
    copy = models.ForeignKey(Copy, null=True, on_delete=models.PROTECT, related_name="+")
    barcode = models.CharField(_("barcode"), max_length=barcodes.MAX_LENGTH)
    finding = models.CharField(_("finding"), max_length=20, choices=_CHOICES)
    scanned_at = models.DateTimeField(_("scanned at"), null=True)
    scanned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    marked_missing = models.BooleanField(_("marked as missing"), default=False)
    # What the scan has changed of the copy, for when it is taken back.
    seen_before = models.DateTimeField(_("last seen before"), null=True)
    missing_before = models.DateTimeField(_("missing before"), null=True)

    class Meta:
        verbose_name = _("line of a stocktake")
        verbose_name_plural = _("lines of stocktakes")
        ordering: ClassVar = ["scanned_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["stocktake", "copy"], name="stocktake_counts_a_copy_once"
            ),
            models.UniqueConstraint(
                fields=["stocktake", "barcode"],
                condition=models.Q(copy=None),
                name="stocktake_counts_an_unknown_number_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["stocktake", "scanned_by", "scanned_at"], name="stocktake_line_by_scanner"
            )
        ]

    def __str__(self) -> str:
        return f"{self.barcode}: {self.finding}"
