"""Loans, holds, accounts and nights in the administration: they are only looked at."""

from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.models.audit import Interface
from core import clock
from loans import errors
from loans.models import (
    AccountLine,
    Allocation,
    Hold,
    Loan,
    NightlyRun,
    NightlyStep,
    ReceiptSeries,
    Transfer,
)
from loans.services import holds, returns
from loans.services.situation import Desk


class StateFilter(admin.SimpleListFilter):
    """Out, late, or back."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The three."""
        return [("open", _("on loan")), ("overdue", _("overdue")), ("returned", _("returned"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Loan]) -> QuerySet[Loan]:
        """The loans in the chosen state."""
        chosen: dict[str, dict[str, Any]] = {
            "open": {"returned_at": None},
            "overdue": {"returned_at": None, "due_at__lt": clock.now()},
            "returned": {"returned_at__isnull": False},
        }
        return queryset.filter(**chosen.get(self.value() or "", {}))


@admin.register(Loan)
class LoanAdmin(admin.ModelAdmin[Loan]):
    """Loans are made, renewed and ended by the desk's deeds, so here they are read."""

    list_display = ("copy", "title", "member", "branch", "loaned_at", "due_at", "returned_at")
    list_filter = (StateFilter, "branch", "interface", "member_category")
    list_select_related = ("copy__book", "member", "branch")
    search_fields = ("copy__barcode", "copy__book__title", "member__name", "member__card_number")
    search_help_text = _("Barcode, title, name of the member or card number.")
    show_full_result_count = False
    actions = ("mark_returned",)

    @admin.display(description=_("title"))
    def title(self, loan: Loan) -> str:
        """What was lent."""
        return loan.copy.book.title

    @admin.action(description=_("Mark as returned"), permissions=["return"])
    def mark_returned(self, request: HttpRequest, queryset: QuerySet[Loan]) -> None:
        """End the chosen loans as the desk would. Those that have ended already stay as they are,
        and so do those that were said to be returned before: somebody has to say how they came.
        """
        actor, done = cast(User, request.user), 0
        desk = Desk(actor=actor, branch=None, now=clock.now(), interface=Interface.ADMIN)
        for loan_id in queryset.filter(returned_at=None).values_list("pk", flat=True):
            try:
                returns.return_loan(loan_id, desk=desk)
            except (errors.AlreadyReturned, errors.ClaimNeedsResolution):
                continue
            done += 1
        said = ngettext("%(n)s loan returned.", "%(n)s loans returned.", done) % {"n": done}
        self.message_user(request, said, messages.SUCCESS)

    def has_return_permission(self, request: HttpRequest) -> bool:
        """As at the desk."""
        return cast(User, request.user).has_perm("loans.work_desk")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """By a checkout only."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Loan | None = None) -> bool:
        """By renewal and return only."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Loan | None = None) -> bool:
        """What was lent stays known."""
        return False


class Looked(admin.ModelAdmin[Any]):
    """Rows that only services write."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By a service only."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What is wrong is reversed by another line."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The books stay whole."""
        return False


@admin.register(AccountLine)
class AccountLineAdmin(Looked):
    """Entries in members' accounts."""

    list_display = ("at", "member", "kind", "amount", "covered", "method", "receipt", "branch")
    list_filter = ("kind", "method", "is_accruing", "branch", "interface")
    list_select_related = ("member", "branch")
    search_fields = ("member__name", "=member__card_number", "=receipt")
    search_help_text = _("Name of the member, card number or number of a receipt.")


@admin.register(Allocation)
class AllocationAdmin(Looked):
    """Which credit pays for which charge."""

    list_display = ("credit", "charge", "amount")
    list_select_related = ("credit", "charge")
    search_fields = ("=credit__member__card_number", "=credit__receipt")
    search_help_text = _("Card number, or number of a receipt.")


@admin.register(Hold)
class HoldAdmin(Looked):
    """Who waits for what, and who did."""

    list_display = ("book", "member", "state", "position", "pickup_branch", "placed_at")
    list_filter = ("state", "is_suspended", "pickup_branch", "interface")
    list_select_related = ("book", "member", "pickup_branch")
    search_fields = ("book__title", "member__name", "=member__card_number")
    search_help_text = _("Title, name of the member or card number.")
    actions = ("give_up",)

    @admin.action(description=_("Give up the chosen holds"), permissions=["cancel"])
    def give_up(self, request: HttpRequest, queryset: QuerySet[Hold]) -> None:
        """End the chosen holds as the desk would. Those that have ended stay as they are."""
        actor, done = cast(User, request.user), 0
        desk = Desk(actor=actor, branch=None, now=clock.now(), interface=Interface.ADMIN)
        active = Hold.objects.active().filter(pk__in=queryset.values("pk"))
        for hold_id in list(active.values_list("pk", flat=True)):
            try:
                holds.cancel(hold_id, desk=desk)
            except (errors.HoldEnded, errors.HoldChanged):
                continue
            done += 1
        said = ngettext("%(n)s hold has ended.", "%(n)s holds have ended.", done) % {"n": done}
        self.message_user(request, said, messages.SUCCESS)

    def has_cancel_permission(self, request: HttpRequest) -> bool:
        """As at the desk."""
        return cast(User, request.user).has_perm("loans.work_desk")


@admin.register(ReceiptSeries)
class ReceiptSeriesAdmin(Looked):
    """How far receipts have been numbered."""

    list_display = ("name", "last")
    search_fields = ("name",)


@admin.register(Transfer)
class TransferAdmin(Looked):
    """Copies between branches."""

    list_display = ("copy", "from_branch", "to_branch", "sent_at", "ended_at", "has_arrived")
    list_filter = (("ended_at", admin.EmptyFieldListFilter), "from_branch", "to_branch")
    list_select_related = ("copy", "from_branch", "to_branch")
    search_fields = ("=copy__barcode", "copy__book__title")
    search_help_text = _("Barcode or title.")


class StepInline(admin.TabularInline[NightlyStep, NightlyRun]):
    """What each step of a night came to."""

    model = NightlyStep
    extra = 0
    can_delete = False
    fields = ("step", "started_at", "finished_at", "seen", "changed", "failed", "is_broken")
    readonly_fields = fields
    ordering = ("id",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By the night only."""
        return False


@admin.register(NightlyRun)
class NightlyRunAdmin(Looked):
    """What was done at night."""

    list_display = ("as_of", "interface", "started_at", "finished_at", "is_whole", "is_running")
    list_filter = ("is_whole", "is_running", "interface")
    search_fields = ("=id",)
    inlines = (StepInline,)


@admin.register(NightlyStep)
class NightlyStepAdmin(Looked):
    """The steps of all nights, to find those where something failed."""

    list_display = ("step", "run", "finished_at", "seen", "changed", "failed", "is_broken")
    list_filter = ("step", "is_broken")
    list_select_related = ("run",)
    search_fields = ("=run__id",)
