from datetime import date, datetime
from typing import ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.audit import Interface
from catalog.models import Branch, Copy
from core.ids import new_id
from loans.models.policy import Policy
from members.models import Category, Member


class LoanQuerySet(models.QuerySet["Loan"]):
    def open(self) -> Self:
        """Loans whose copy is still out."""
        return self.filter(returned_at=None)

    def overdue(self, now: datetime) -> Self:
        """Open loans whose due date has passed."""
        return self.open().filter(due_at__lt=now)

    def in_use(self) -> Self:
        """Open loans that are neither lost nor said to be returned: what a limit counts."""
        return self.open().filter(lost_at=None, claimed_returned_at=None)

    def written_off(self) -> Self:
        """Loans that were closed while their copy was lost: nothing came back."""
        return self.filter(lost_at__isnull=False, returned_at__isnull=False, returned_branch=None)

    def due_between(self, start: datetime, end: datetime) -> Self:
        """Open loans due from ``start`` to just before ``end``."""
        return self.open().filter(due_at__gte=start, due_at__lt=end)

    def of_member(self, member_id: UUID) -> Self:
        """One member's loans."""
        return self.filter(member=member_id)

    def with_book(self) -> Self:
        """With what a list shows of the thing lent, in a fixed number of queries."""
        return self.select_related("copy__book", "copy__branch", "branch").prefetch_related(
            "copy__book__contributions__contributor"
        )


class Loan(models.Model):
    """A copy in a member's hands, from checkout to return; and for ever after, what was.

    It keeps what decided it: the policy with its terms, the member's category, the desk's branch,
    the door it came through, and the steps to its due date. ``returned_at`` is when the copy came
    back, ``recorded_at`` when that was noted. It stays open while the copy counts as lost
    (``lost_at``), or the member says that they have brought it back (``claimed_returned_at``).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    copy = models.ForeignKey(Copy, on_delete=models.PROTECT, related_name="loans")
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="loans")
    member_category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    policy = models.ForeignKey(Policy, null=True, on_delete=models.SET_NULL, related_name="+")
    policy_terms = models.JSONField(_("terms"), default=dict)
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    interface = models.CharField(_("through"), max_length=10, choices=Interface)
    lent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    loaned_at = models.DateTimeField(_("lent at"))
    due_at = models.DateTimeField(_("due at"))
    due_steps = models.JSONField(_("how the due date came about"), default=list, blank=True)
    renewals = models.PositiveSmallIntegerField(_("renewals"), default=0)
    renewed_at = models.DateTimeField(_("renewed at"), null=True, blank=True)
    returned_at = models.DateTimeField(_("returned at"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("return noted at"), null=True, blank=True)
    returned_branch = models.ForeignKey(
        Branch, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lost_at = models.DateTimeField(_("lost at"), null=True, blank=True)
    claimed_returned_at = models.DateTimeField(_("said to be returned at"), null=True, blank=True)
    # What the statistics keep of whoever has been forgotten here (see ``domain.age_bands``).
    age_band = models.CharField(_("age band"), max_length=5, blank=True, editable=False)

    objects = LoanQuerySet.as_manager()

    class Meta:
        verbose_name = _("loan")
        verbose_name_plural = _("loans")
        ordering: ClassVar = ["-loaned_at"]
        permissions: ClassVar = [
            ("work_desk", _("Can lend, renew and take back at the desk")),
            ("undo_deeds_of_others", _("Can undo what others did at a desk")),
            ("override_limit", _("Can lend beyond the limit of loans")),
            ("override_debt", _("Can lend beyond the limit of debt")),
            ("override_overdue", _("Can lend in spite of overdue loans")),
            ("override_reference", _("Can lend what is for use in the library only")),
            ("override_age", _("Can lend to members who are too young")),
            ("override_held", _("Can lend what others are waiting for")),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["copy"], condition=Q(returned_at=None), name="loan_one_open_per_copy"
            ),
            models.CheckConstraint(
                condition=~Q(returned_at=None) | Q(member__isnull=False),
                name="loan_open_has_a_member",
            ),
            models.CheckConstraint(
                condition=Q(due_at__gte=F("loaned_at")), name="loan_due_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(returned_at=None, recorded_at=None)
                | Q(returned_at__isnull=False, recorded_at__isnull=False),
                name="loan_return_is_recorded",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["member", "-loaned_at", "id"], name="loan_of_member"),
            models.Index(
                fields=["member"], name="loan_open_of_member", condition=Q(returned_at=None)
            ),
            models.Index(fields=["due_at"], name="loan_open_by_due", condition=Q(returned_at=None)),
            models.Index(fields=["-loaned_at", "id"], name="loan_newest"),
            models.Index(
                fields=["lost_at"],
                name="loan_written_off",
                condition=Q(lost_at__isnull=False, returned_at__isnull=False, returned_branch=None),
            ),
            models.Index(
                fields=["returned_at"],
                name="loan_to_forget",
                condition=Q(returned_at__isnull=False, member__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.copy} → {self.due_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        """Whether the copy is still out."""
        return self.returned_at is None

    @property
    def due_on(self) -> date:
        """The day it is due, at the branch that lent it."""
        return self.due_at.astimezone(self.branch.zone).date()

    def is_overdue(self, now: datetime) -> bool:
        """Whether it is still out after its due date."""
        return self.is_open and self.due_at < now
