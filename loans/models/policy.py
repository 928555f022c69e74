from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q, UUIDField, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from catalog.models import Branch, CopyType
from core.ids import new_id
from loans.domain import due_dates, policies
from members.models import Category

ANY = Value(UUID(int=0), output_field=UUIDField())
ALWAYS = Value(date(1, 1, 1), output_field=models.DateField())


class ClosedDays(models.TextChoices):
    """What the terms make of closed days (see ``loans.domain.due_dates``)."""

    IGNORE = "ignore", _("due on closed days too")
    NEXT_OPEN = "next_open", _("due on the next open day")
    SAME_WEEKDAY = "same_weekday", _("due on the same weekday, weeks later")
    OPEN_DAYS_ONLY = "open_days_only", _("only open days are counted")


class Bound(models.TextChoices):
    """How a fixed date binds the due date."""

    EXACT = "exact", _("due on the date")
    NOT_AFTER = "not_after", _("due on the date at the latest")
    NOT_BEFORE = "not_before", _("due on the date at the earliest")


class RenewFrom(models.TextChoices):
    """The day from which a renewal counts."""

    TODAY = "today", _("today")
    DUE_DATE = "due_date", _("the old due date")


class FoundRefund(models.TextChoices):
    """What is given back when a lost copy is found."""

    NOTHING = "nothing", _("nothing")
    UNPAID = "unpaid", _("what is not paid yet")
    ALL = "all", _("what is unpaid and what was paid")


def _days(name: Any, **extra: Any) -> "models.PositiveSmallIntegerField[Any, Any]":
    limits = [MinValueValidator(1), MaxValueValidator(3650)]
    return models.PositiveSmallIntegerField(name, validators=limits, **extra)


class PolicyQuerySet(models.QuerySet["Policy"]):
    def in_force(self, today: date) -> Self:
        """Policies that hold on ``today``; a draft takes effect on its day."""
        begun = Q(valid_from=None) | Q(valid_from__lte=today)
        return self.filter(begun, Q(valid_until=None) | Q(valid_until__gte=today))

    def for_case(self, case: policies.Case, today: date) -> Self:
        """The rows that could decide ``case`` on ``today``, whatever else the table holds."""
        return self.in_force(today).filter(
            Q(branch=None) | Q(branch=case.branch_id),
            Q(member_category=None) | Q(member_category=case.member_category_id),
            Q(copy_type=None) | Q(copy_type=case.copy_type_id),
        )


def _money(name: Any, **extra: Any) -> "models.PositiveIntegerField[Any, Any]":
    return models.PositiveIntegerField(name, **extra)


class Policy(models.Model):
    """The terms of lending for a branch, a category of members and a type of copy; empty means
    any.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=100)
    branch = models.ForeignKey(
        Branch, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    member_category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    copy_type = models.ForeignKey(
        CopyType, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    loan_days = _days(_("days of a loan"), default=14)
    renewal_days = _days(
        _("days of a renewal"), null=True, blank=True, help_text=_("Empty: as the loan.")
    )
    renewal_limit = models.PositiveSmallIntegerField(_("renewals"), default=2)
    loan_limit = models.PositiveSmallIntegerField(_("loans at a time"), default=10)
    self_checkout = models.BooleanField(_("members may borrow by themselves"), default=True)
    min_age = models.PositiveSmallIntegerField(
        _("from the age of"), null=True, blank=True, validators=[MaxValueValidator(99)]
    )
    ask_borrowed_before = models.BooleanField(
        _("ask before lending what the member has had before"), default=False, db_default=False
    )
    overdue_limit = models.PositiveSmallIntegerField(
        _("overdue loans that stop borrowing"), null=True, blank=True
    )
    debt_limit = _money(_("debt up to which a member may borrow"), null=True, blank=True)

    closed_days = models.CharField(
        _("closed days"), max_length=14, choices=ClosedDays, default=ClosedDays.NEXT_OPEN
    )
    term_bound = models.CharField(_("fixed date"), max_length=10, choices=Bound, blank=True)
    term_on = models.DateField(_("on"), null=True, blank=True)
    renew_from = models.CharField(
        _("renewals count from"), max_length=8, choices=RenewFrom, default=RenewFrom.TODAY
    )
    renew_within_days = models.PositiveSmallIntegerField(
        _("renewable so many days before it is due"),
        null=True,
        blank=True,
        help_text=_("Empty: at any time."),
    )
    auto_renew = models.BooleanField(_("renewed by itself"), default=False)

    hold_limit = models.PositiveSmallIntegerField(_("holds at a time"), default=5)
    hold_pickup_days = models.PositiveSmallIntegerField(
        _("open days to pick a hold up"), default=5, validators=[MinValueValidator(1)]
    )

    fine_per_day = _money(_("fine a day"), default=0)
    grace_days = models.PositiveSmallIntegerField(_("days of grace"), default=0)
    beyond_grace_only = models.BooleanField(_("only days beyond grace cost"), default=True)
    fine_cap = _money(_("most that one loan can cost"), null=True, blank=True)
    fine_up_to_copy_value = models.BooleanField(_("no more than the copy's price"), default=False)
    fine_open_days_only = models.BooleanField(_("closed days cost nothing"), default=True)
    lost_after_days = models.PositiveSmallIntegerField(
        _("days overdue until it counts as lost"), null=True, blank=True
    )
    replacement_price = _money(_("price of a lost copy that has none of its own"), default=0)
    processing_fee = _money(_("processing fee for a lost copy"), default=0)
    found_refund = models.CharField(
        _("refund when found"), max_length=8, choices=FoundRefund, default=FoundRefund.UNPAID
    )
    found_within_days = models.PositiveSmallIntegerField(_("when found within days"), default=90)

    valid_from = models.DateField(_("takes effect on"), null=True, blank=True)
    valid_until = models.DateField(_("holds until"), null=True, blank=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                Coalesce("branch", ANY),
                Coalesce("member_category", ANY),
                Coalesce("copy_type", ANY),
                Coalesce("valid_from", ALWAYS),
                name="policy_one_per_scope",
                violation_error_message=_(
                    "There is a policy for this branch, category and type from this day already."
                ),
            ),
            models.CheckConstraint(
                condition=Q(term_bound="", term_on=None)
                | (~Q(term_bound="") & Q(term_on__isnull=False)),
                name="policy_bound_has_its_date",
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None)
                | Q(valid_until=None)
                | Q(valid_until__gte=models.F("valid_from")),
                name="policy_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(branch__isnull=False)
                | Q(member_category__isnull=False)
                | Q(copy_type__isnull=False)
                | Q(valid_from__isnull=False)
                | Q(valid_until=None),
                name="policy_default_has_no_end",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_default(self) -> bool:
        """Whether this is the policy that applies where no other does."""
        return not policies.named(self) and self.valid_from is None

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on ``day``, as ``PolicyQuerySet.in_force`` asks of all."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or self.valid_until >= day)

    def time_terms(self, days: int) -> due_dates.Terms:
        """What this policy says of time, for a loan or renewal of ``days``."""
        return due_dates.Terms(
            days=days,
            closed_days=due_dates.ClosedDays(self.closed_days),
            bound=due_dates.Bound(self.term_bound) if self.term_bound else None,
            bound_on=self.term_on,
        )

    @property
    def terms(self) -> dict[str, Any]:
        """The terms as they are kept with each loan, which they explain even when the policy
        changes.
        """
        return {
            "name": self.name,
            "scope": policies.named(self),
            "loan_days": self.loan_days,
            "renewal_days": self.renewal_days or self.loan_days,
            "renewal_limit": self.renewal_limit,
            "loan_limit": self.loan_limit,
            "closed_days": self.closed_days,
            "term_bound": self.term_bound,
            "term_on": self.term_on and self.term_on.isoformat(),
            "renew_from": self.renew_from,
            "renew_within_days": self.renew_within_days,
            "auto_renew": self.auto_renew,
            "fine_per_day": self.fine_per_day,
            "grace_days": self.grace_days,
            "beyond_grace_only": self.beyond_grace_only,
            "fine_cap": self.fine_cap,
            "fine_up_to_copy_value": self.fine_up_to_copy_value,
            "fine_open_days_only": self.fine_open_days_only,
            "lost_after_days": self.lost_after_days,
            "replacement_price": self.replacement_price,
            "processing_fee": self.processing_fee,
            "found_refund": self.found_refund,
            "found_within_days": self.found_within_days,
        }
