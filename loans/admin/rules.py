"""Policies and calendars in the administration. Policies are kept through their service, as on
their own pages; calendars are only looked at, since a change has to tell of the loans it touches.
"""

from typing import Any, cast

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin import ReadOnlyAdmin
from accounts.models import User
from accounts.models.audit import Interface
from core import clock
from loans.models import DatedDay, Policy, WeeklyHours, YearlyDay
from loans.services import policies
from loans.services.by import By


def by_of(request: HttpRequest) -> By:
    """Who does it, when, and through which door."""
    return By(cast(User, request.user), clock.now(), Interface.ADMIN)


@admin.register(Policy)
class PolicyAdmin(admin.ModelAdmin[Policy]):
    """What is lent to whom and for how long."""

    list_display = (
        "name",
        "branch",
        "member_category",
        "copy_type",
        "valid_from",
        "loan_days",
        "renewal_limit",
        "loan_limit",
        "self_checkout",
    )
    list_filter = ("branch", "member_category", "copy_type")
    list_select_related = ("branch", "member_category", "copy_type")
    search_fields = ("name",)

    def has_delete_permission(self, request: HttpRequest, obj: Policy | None = None) -> bool:
        """The default stays: something must always apply."""
        return super().has_delete_permission(request, obj) and not (obj and obj.is_default)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Policy | None = None
    ) -> tuple[str, ...]:
        """The default has neither scope nor days, and is given none."""
        fixed = ("branch", "member_category", "copy_type", "valid_from", "valid_until")
        return fixed if obj and obj.is_default else ()

    def save_model(self, request: HttpRequest, obj: Policy, form: Any, change: bool) -> None:
        """Save through the service, which refuses what makes no sense and records the change."""
        facts, by = policies.facts_of(obj), by_of(request)
        saved = policies.change(obj.pk, facts, by=by) if change else policies.add(facts, by=by)
        obj.pk = saved.pk

    def delete_model(self, request: HttpRequest, obj: Policy) -> None:
        """Delete through the service."""
        policies.remove(obj.pk, by=by_of(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Policy]) -> None:
        """Delete the chosen ones through the service, all or none."""
        with transaction.atomic():
            for policy in queryset:
                self.delete_model(request, policy)


class CalendarAdmin(ReadOnlyAdmin):
    """A piece of a calendar; the calendar's own page changes it."""

    list_select_related = ("branch",)


@admin.register(WeeklyHours)
class WeeklyHoursAdmin(CalendarAdmin):
    """When a branch is open on a weekday."""

    list_display = ("branch", "weekday", "opens_at", "closes_at")
    list_filter = ("branch",)


@admin.register(DatedDay)
class DatedDayAdmin(CalendarAdmin):
    """Closures and special openings."""

    list_display = ("on", "branch", "name", "is_open")
    list_filter = ("branch", "is_open")
    search_fields = ("name",)
    date_hierarchy = "on"


@admin.register(YearlyDay)
class YearlyDayAdmin(CalendarAdmin):
    """Closed every year."""

    list_display = ("month", "day", "branch", "name")
    list_filter = ("branch",)
    search_fields = ("name",)
