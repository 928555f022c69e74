from datetime import date
from typing import ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.audit import Interface
from catalog.models import Book, Branch, Copy
from core.ids import new_id
from loans.models.loan import Loan
from members.models import Member


class HoldState(models.TextChoices):
    """The life of a hold: queued, then waiting on a shelf or on its way there, then filled."""

    QUEUED = "queued", _("in the queue")
    IN_TRANSIT = "in_transit", _("on its way")
    WAITING = "waiting", _("ready to pick up")
    FILLED = "filled", _("picked up")
    CANCELLED = "cancelled", _("cancelled")
    EXPIRED = "expired", _("not picked up")


CAPTURED = (HoldState.WAITING, HoldState.IN_TRANSIT)
ACTIVE = (HoldState.QUEUED, *CAPTURED)


class HoldQuerySet(models.QuerySet["Hold"]):
    def active(self) -> Self:
        """Holds that have not ended."""
        return self.filter(state__in=ACTIVE)

    def captured(self) -> Self:
        """Holds that a copy has been set aside for."""
        return self.filter(state__in=CAPTURED)

    def queue_of(self, book_id: UUID) -> Self:
        """Who waits for a book, the first first."""
        return self.filter(book=book_id, state=HoldState.QUEUED).order_by("position")

    def on_shelf(self) -> Self:
        """Holds whose copy stands on a hold shelf."""
        return self.filter(state=HoldState.WAITING)

    def cleared_from_shelf(self) -> Self:
        """Holds that ended on a hold shelf, but not with the loan of the copy there, which nobody
        has had in the hand since.
        """
        ended = Q(state__in=(HoldState.CANCELLED, HoldState.EXPIRED))
        ended |= Q(state=HoldState.FILLED, loan__isnull=False) & ~Q(loan__copy=F("captured_copy"))
        unseen = Q(captured_copy__last_seen_at=None)
        unseen |= Q(captured_copy__last_seen_at__lte=F("ended_at"))
        waited = self.filter(waiting_since__isnull=False, captured_copy__is_on_loan=False)
        return waited.filter(ended, unseen)

    def past_expiry(self, today: date) -> Self:
        """Holds on a shelf that were to be picked up before ``today``; the last day counts."""
        return self.on_shelf().filter(expires_on__lt=today)


class Hold(models.Model):
    """A member waits for a book, or for one copy of it.

    ``position`` counts the queue of the book densely from 1 and is empty once a copy has been set
    aside. A suspended hold keeps its place and is passed over.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="holds")
    copy = models.ForeignKey(
        Copy, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="holds")
    pickup_branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=12, choices=HoldState, default=HoldState.QUEUED)
    position = models.PositiveIntegerField(_("place in the queue"), null=True, blank=True)
    is_suspended = models.BooleanField(_("suspended"), default=False)
    suspended_until = models.DateField(_("suspended until"), null=True, blank=True)
    placed_at = models.DateTimeField(_("placed at"))
    interface = models.CharField(_("through"), max_length=10, choices=Interface)
    pickup_days = models.PositiveSmallIntegerField(_("days to pick up"))
    captured_copy = models.ForeignKey(
        Copy, null=True, blank=True, on_delete=models.PROTECT, related_name="captured_by"
    )
    captured_at = models.DateTimeField(_("set aside at"), null=True, blank=True)
    waiting_since = models.DateTimeField(_("ready since"), null=True, blank=True)
    expires_on = models.DateField(_("to be picked up by"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    loan = models.ForeignKey(
        Loan, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        ordering: ClassVar = ["-placed_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["captured_copy"],
                condition=Q(state__in=CAPTURED),
                name="hold_one_captured_per_copy",
            ),
            models.UniqueConstraint(
                fields=["member", "book"],
                condition=Q(state__in=ACTIVE, copy=None),
                name="hold_one_active_per_member_and_book",
            ),
            models.UniqueConstraint(
                fields=["member", "copy"],
                condition=Q(state__in=ACTIVE),
                name="hold_one_active_per_member_and_copy",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=ACTIVE) | Q(member__isnull=False),
                name="hold_active_has_a_member",
            ),
            models.CheckConstraint(
                condition=Q(state__in=CAPTURED, captured_copy__isnull=False)
                | ~Q(state__in=CAPTURED),
                name="hold_captured_has_a_copy",
            ),
            models.CheckConstraint(
                condition=Q(state=HoldState.QUEUED, position__gte=1)
                | (~Q(state=HoldState.QUEUED) & Q(position=None)),
                name="hold_queued_has_a_place",
            ),
            models.CheckConstraint(
                condition=Q(is_suspended=False) | ~Q(state__in=CAPTURED),
                name="hold_captured_is_not_suspended",
            ),
            models.CheckConstraint(
                condition=~Q(state=HoldState.WAITING) | Q(expires_on__isnull=False),
                name="hold_waiting_has_an_expiry",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["book", "position"],
                name="hold_queue",
                condition=Q(state=HoldState.QUEUED),
            ),
            models.Index(
                fields=["member"], name="hold_active_of_member", condition=Q(state__in=ACTIVE)
            ),
            models.Index(
                fields=["expires_on"], name="hold_shelf", condition=Q(state=HoldState.WAITING)
            ),
            models.Index(
                fields=["ended_at"],
                name="hold_to_forget",
                condition=Q(ended_at__isnull=False, member__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.book} ({self.get_state_display()})"

    @property
    def is_active(self) -> bool:
        """Whether it has not ended."""
        return self.state in ACTIVE

    @property
    def is_captured(self) -> bool:
        """Whether a copy has been set aside for it."""
        return self.state in CAPTURED

    def is_asleep(self, today: date) -> bool:
        """Whether it is passed over on ``today``: suspended for good, or until a later day."""
        return self.is_suspended and (self.suspended_until is None or today < self.suspended_until)


class TransferQuerySet(models.QuerySet["Transfer"]):
    def open(self) -> Self:
        """Copies on their way."""
        return self.filter(ended_at=None)


class Transfer(models.Model):
    """A copy travels from one branch to another: home, or to where a hold is picked up."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    copy = models.ForeignKey(Copy, on_delete=models.PROTECT, related_name="transfers")
    from_branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    to_branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    hold = models.ForeignKey(
        Hold, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    sent_at = models.DateTimeField(_("sent at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    has_arrived = models.BooleanField(_("arrived"), default=False)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        ordering: ClassVar = ["-sent_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["copy"], condition=Q(ended_at=None), name="transfer_one_open_per_copy"
            )
        ]

    def __str__(self) -> str:
        return f"{self.copy}: {self.from_branch} → {self.to_branch}"
