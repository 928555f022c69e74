from datetime import datetime
from typing import ClassVar, Final, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.domain import call_numbers, copies
from catalog.domain.copies import State
from catalog.models import validators
from catalog.models.book import Book
from catalog.models.branch import Branch
from core import barcodes, db, ids
from core.ids import new_id
from core.series import Series


class CopyType(models.Model):
    """A kind of thing that is lent, as lending policies tell them apart: book, picture book,
    DVD.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        verbose_name = _("type of copy")
        verbose_name_plural = _("types of copy")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class ShelfKeyField(db.BytewiseField):
    """Where a copy stands among others: made of its call number whenever that is saved."""

    def pre_save(self, copy: models.Model, add: bool) -> str:
        """The key of the call number as it is now."""
        key = call_numbers.sort_key(copy.call_number)  # type: ignore[attr-defined]
        setattr(copy, self.attname, key)
        return key


_IN_STATE: Final = {
    State.WITHDRAWN: ~models.Q(withdrawn_at=None),
    State.ON_LOAN: models.Q(is_on_loan=True),
    State.ON_HOLD_SHELF: models.Q(on_hold_shelf=True),
    State.IN_TRANSIT: models.Q(in_transit=True),
    State.LOST: ~models.Q(lost_at=None),
    State.MISSING: ~models.Q(missing_at=None),
    State.DAMAGED: ~models.Q(damaged_at=None),
    State.ON_ORDER: models.Q(on_order=True),
    State.REFERENCE: models.Q(reference_only=True),
    State.AVAILABLE: models.Q(),
}


class CopyQuerySet(models.QuerySet["Copy"]):
    def current(self) -> Self:
        """Copies that have not been withdrawn."""
        return self.filter(withdrawn_at=None)

    def free(self) -> Self:
        """Copies that could be handed out this minute, the policy allowing."""
        return self.current().filter(
            lost_at=None,
            missing_at=None,
            damaged_at=None,
            on_order=False,
            reference_only=False,
            is_on_loan=False,
            on_hold_shelf=False,
            in_transit=False,
        )

    def holdable(self) -> Self:
        """Copies that one can wait for: sooner or later they can be lent."""
        return self.current().filter(
            lost_at=None, missing_at=None, damaged_at=None, reference_only=False
        )

    def in_state(self, state: State) -> Self:
        """Copies that stand so: what is told first of a copy (``copies.state``) decides."""
        found = self
        for each, holds in _IN_STATE.items():
            if each == state:
                return found.filter(holds)
            found = found.exclude(holds)
        return found.none()

    def on_shelves(self, location: str = "", first: str = "", last: str = "") -> Self:
        """Copies whose place is at ``location``, with call numbers from ``first`` to ``last``, as
        typed; what is left empty does not count.
        """
        least, beyond = call_numbers.bounds(first, last)
        found = self.filter(shelf_location=location) if location else self
        found = found.filter(shelf_key__gte=least) if least else found
        return found.filter(shelf_key__lt=beyond) if beyond else found

    def added_since(self, at: datetime) -> Self:
        """Copies that were added at ``at`` or later: their ids tell."""
        return self.filter(pk__gte=ids.least_at(at))

    def to_be_found(self) -> Self:
        """Copies that stand on their shelf if all is well: neither out nor set aside, on order,
        damaged, lost or known to be missing.
        """
        return self.current().filter(
            lost_at=None,
            missing_at=None,
            damaged_at=None,
            on_order=False,
            is_on_loan=False,
            on_hold_shelf=False,
            in_transit=False,
        )

    def by_barcode(self, scanned: str) -> Self:
        """The copy with this barcode, as scanned or typed."""
        return self.filter(barcode=barcodes.normal(scanned))


class Copy(models.Model):
    """One physical item with a barcode.

    ``revision`` counts edits of what is noted of it: an edit must name the one it began from.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    book = models.ForeignKey(
        Book, on_delete=models.PROTECT, related_name="copies", verbose_name=_("book")
    )
    barcode = models.CharField(
        _("barcode"),
        max_length=barcodes.MAX_LENGTH,
        unique=True,
        validators=[validators.check_barcode],
    )
    branch = models.ForeignKey(
        Branch, on_delete=models.PROTECT, related_name="copies", verbose_name=_("branch")
    )
    copy_type = models.ForeignKey(
        CopyType, on_delete=models.PROTECT, related_name="copies", verbose_name=_("type")
    )
    shelf_location = models.CharField(_("shelf location"), max_length=100, blank=True)
    call_number = models.CharField(_("call number"), max_length=100, blank=True)
    shelf_key = ShelfKeyField(
        max_length=call_numbers.KEY_LENGTH, default="", db_default="", editable=False
    )
    acquired_on = models.DateField(_("acquired on"), null=True, blank=True)
    price_minor = models.PositiveIntegerField(
        _("price"), null=True, blank=True, help_text=_("In the smallest unit of the currency.")
    )
    note = models.CharField(_("note for staff"), max_length=500, blank=True)
    alerts_at_desk = models.BooleanField(
        _("show the note at the desk"), default=False, db_default=False
    )
    parts = models.CharField(
        _("parts"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=_("What is to be counted at the desk, as in: 2 discs, 1 booklet."),
    )
    reference_only = models.BooleanField(_("reference only"), default=False)
    on_order = models.BooleanField(_("on order"), default=False)
    lost_at = models.DateTimeField(_("lost at"), null=True, blank=True)
    missing_at = models.DateTimeField(_("missing at"), null=True, blank=True)
    damaged_at = models.DateTimeField(_("damaged at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_for = models.CharField(
        _("reason of the withdrawal"), max_length=200, blank=True, default="", db_default=""
    )
    is_on_loan = models.BooleanField(_("on loan"), default=False, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    on_hold_shelf = models.BooleanField(_("on the hold shelf"), default=False, editable=False)
    in_transit = models.BooleanField(_("in transit"), default=False, editable=False)
    last_seen_at = models.DateTimeField(_("last seen at"), null=True, blank=True)

    objects = CopyQuerySet.as_manager()

    class Meta:
        verbose_name = _("copy")
        verbose_name_plural = _("copies")
        ordering: ClassVar = ["barcode"]
        indexes: ClassVar = [
            models.Index(fields=["shelf_key", "id"], name="copy_by_shelf"),
            models.Index(
                fields=["branch", "shelf_location", "shelf_key", "id"],
                name="copy_beside_copy",
                condition=models.Q(withdrawn_at=None) & models.Q(shelf_key__gt=""),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None) | models.Q(is_on_loan=False),
                name="copy_withdrawn_is_not_on_loan",
            ),
            # With a member, on the hold shelf, on its way: at most one of these.
            models.CheckConstraint(
                condition=models.Q(is_on_loan=False, on_hold_shelf=False)
                | models.Q(is_on_loan=False, in_transit=False)
                | models.Q(on_hold_shelf=False, in_transit=False),
                name="copy_is_in_one_place",
            ),
        ]

    def __str__(self) -> str:
        return self.barcode

    @property
    def etag(self) -> str:
        """The entity tag of this state: what is noted of the copy, and all that can be seen of its
        book.
        """
        return f'"{self.revision}-{self.book.version}"'

    @property
    def desk_note(self) -> str:
        """What the desk is told when it has this copy in the hand."""
        return self.note if self.alerts_at_desk else ""

    @property
    def state(self) -> State:
        """Where this copy stands."""
        return copies.state(self)


class BarcodeSeries(Series):
    """How far our own barcodes have been given out."""

    class Meta:
        verbose_name = _("series of barcodes")
        verbose_name_plural = _("series of barcodes")
