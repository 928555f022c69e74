from datetime import datetime
from typing import ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _

from accounts.models.audit import Interface
from catalog.models import Branch
from core.ids import new_id
from core.series import Series
from loans.models.loan import Loan
from members.models import Member


class LineKind(models.TextChoices):
    """What an account line is for. Charges make the debt greater, credits smaller."""

    OVERDUE = "overdue", _("overdue fine")
    REPLACEMENT = "replacement", _("lost copy")
    PROCESSING = "processing", _("processing fee")
    MANUAL = "manual", _("charge")
    PAYOUT = "payout", _("paid out")
    PAYMENT = "payment", _("payment")
    WAIVER = "waiver", _("waived")
    FOUND = "found", _("lost copy found")
    REVERSAL = "reversal", _("reversed")


CHARGES = (
    LineKind.OVERDUE,
    LineKind.REPLACEMENT,
    LineKind.PROCESSING,
    LineKind.MANUAL,
    LineKind.PAYOUT,
)
CREDITS = (LineKind.PAYMENT, LineKind.WAIVER, LineKind.FOUND)
FORGIVING = (LineKind.WAIVER, LineKind.FOUND)
"""Credits that take a charge away without money: they end with the charge they are for."""
MONEY = (LineKind.PAYMENT, LineKind.PAYOUT)
"""Lines for which money changed hands; each has a receipt."""


class PaymentMethod(models.TextChoices):
    """How money changed hands."""

    CASH = "cash", _("cash")
    CARD = "card", _("card")


class AccountLineQuerySet(models.QuerySet["AccountLine"]):
    def of_member(self, member_id: UUID) -> Self:
        """One member's lines, oldest first."""
        return self.filter(member=member_id).order_by("at", "id")

    def charges(self) -> Self:
        """Lines that make the debt greater."""
        return self.filter(amount__gt=0)

    def balance(self) -> int:
        """What is owed by all these lines together, in minor units; less than nothing is a
        credit.
        """
        return int(self.aggregate(total=Sum("amount"))["total"] or 0)

    def outstanding(self) -> Self:
        """Charges that credits have not covered yet, oldest first."""
        return self.filter(amount__gt=F("covered")).order_by("at", "id")

    def unspent(self) -> Self:
        """Credits that are not given to charges yet, oldest first."""
        return self.filter(amount__lt=-1 * F("covered")).order_by("at", "id")

    def growing(self) -> Self:
        """The fines of loans that are still out."""
        return self.filter(is_accruing=True)

    def at_desk(self, branch_id: UUID, since: datetime, until: datetime) -> Self:
        """What was entered at one branch from ``since`` to just before ``until``."""
        return self.filter(branch=branch_id, at__gte=since, at__lt=until)


class AccountLine(models.Model):
    """One entry in a member's ledger, in minor units: charges above nothing, credits below.

    Nothing is edited or deleted, only reversed by another line; but the fine of a loan that is
    still out grows from night to night on its one line (``is_accruing``). ``covered`` is the
    part of a charge that credits pay for, or of a credit that has been given to charges: the
    sum of its allocations.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, related_name="account_lines"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=LineKind)
    amount = models.IntegerField(_("amount"))
    covered = models.PositiveIntegerField(_("covered"), default=0)
    at = models.DateTimeField(_("at"))
    loan = models.ForeignKey(
        Loan, null=True, blank=True, on_delete=models.SET_NULL, related_name="account_lines"
    )
    is_accruing = models.BooleanField(_("still growing"), default=False)
    accrued_until = models.DateField(_("counted until"), null=True, blank=True)
    method = models.CharField(_("paid by"), max_length=4, choices=PaymentMethod, blank=True)
    receipt = models.PositiveBigIntegerField(_("receipt"), null=True, blank=True, unique=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    branch = models.ForeignKey(
        Branch, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    interface = models.CharField(_("through"), max_length=10, choices=Interface)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reverses = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by"
    )

    objects = AccountLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("account line")
        verbose_name_plural = _("account lines")
        ordering: ClassVar = ["-at", "-id"]
        permissions: ClassVar = [
            ("charge_member", _("Can charge members")),
            ("waive_charge", _("Can waive charges")),
            ("refund_member", _("Can pay out what a member has to their credit")),
            ("reverse_line", _("Can reverse account lines")),
            ("view_cash", _("Can see the cash report")),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["loan"],
                condition=Q(kind=LineKind.OVERDUE, is_accruing=True),
                name="account_one_accruing_line_per_loan",
            ),
            models.CheckConstraint(
                condition=Q(is_accruing=False) | Q(kind=LineKind.OVERDUE),
                name="account_only_fines_grow",
            ),
            models.UniqueConstraint(
                fields=["loan", "kind"],
                condition=Q(kind__in=[LineKind.REPLACEMENT, LineKind.PROCESSING]),
                name="account_loss_is_charged_once",
            ),
            models.CheckConstraint(condition=~Q(amount=0), name="account_line_is_not_nothing"),
            models.CheckConstraint(
                condition=Q(kind__in=CHARGES, amount__gt=0)
                | Q(kind__in=CREDITS, amount__lt=0)
                | Q(kind=LineKind.REVERSAL),
                name="account_kind_has_its_sign",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, covered__lte=F("amount"))
                | Q(amount__lt=0, covered__lte=-1 * F("amount")),
                name="account_line_not_covered_twice",
            ),
            models.CheckConstraint(
                condition=Q(method="") | Q(kind__in=MONEY),
                name="account_line_method_is_for_payments",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["member", "at", "id"], name="account_of_member"),
            models.Index(
                fields=["member"],
                name="account_open_of_member",
                condition=Q(amount__gt=F("covered")) | Q(amount__lt=-1 * F("covered")),
            ),
            models.Index(fields=["branch", "at"], name="account_by_day"),
            models.Index(fields=["loan"], name="account_of_loan", condition=~Q(loan=None)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.amount}"

    @property
    def rest(self) -> int:
        """How much of a charge is not paid yet, or of a credit not given to a charge."""
        return abs(self.amount) - self.covered


class Allocation(models.Model):
    """That a part of a credit pays for a part of a charge."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    credit = models.ForeignKey(AccountLine, on_delete=models.PROTECT, related_name="given")
    charge = models.ForeignKey(AccountLine, on_delete=models.PROTECT, related_name="received")
    amount = models.PositiveIntegerField(_("amount"))

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["credit", "charge"], name="allocation_once_per_pair"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="allocation_is_something"),
        ]

    def __str__(self) -> str:
        return str(self.amount)


class ReceiptSeries(Series):
    """How far receipts have been numbered."""

    class Meta:
        verbose_name = _("series of receipts")
        verbose_name_plural = _("series of receipts")
