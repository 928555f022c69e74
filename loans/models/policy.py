from typing import Any, ClassVar, Self
from uuid import UUID

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q, UUIDField, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from catalog.models import Branch, CopyType
from core.ids import new_id
from loans.domain import policies
from members.models import Category

ANY = Value(UUID(int=0), output_field=UUIDField())


def _days(name: Any, **extra: Any) -> "models.PositiveSmallIntegerField[Any, Any]":
    limits = [MinValueValidator(1), MaxValueValidator(3650)]
    return models.PositiveSmallIntegerField(name, validators=limits, **extra)


class PolicyQuerySet(models.QuerySet["Policy"]):
    def for_case(self, case: policies.Case) -> Self:
        """The rows that could decide ``case``: eight at most, whatever the table holds."""
        return self.filter(
            Q(branch=None) | Q(branch=case.branch_id),
            Q(member_category=None) | Q(member_category=case.member_category_id),
            Q(copy_type=None) | Q(copy_type=case.copy_type_id),
        )


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
                name="policy_one_per_scope",
                violation_error_message=_(
                    "There is a policy for this branch, category and type already."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_default(self) -> bool:
        """Whether this is the policy that applies where no other does."""
        return policies.rank(self) == (False, False, False)

    @property
    def terms(self) -> dict[str, Any]:
        """The terms as they are kept with each loan, which they explain even when the policy
        changes.
        """
        return {
            "name": self.name,
            "loan_days": self.loan_days,
            "renewal_days": self.renewal_days or self.loan_days,
            "renewal_limit": self.renewal_limit,
            "loan_limit": self.loan_limit,
        }
