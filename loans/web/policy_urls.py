"""Pages about policies and calendars; part of ``loans.web.urls``."""

from django.urls import path

from loans.web.views import calendar, holidays, policies

urlpatterns = [
    path("policies", policies.Policies.as_view(), name="policies"),
    path("policies/add", policies.Add.as_view(), name="policy_add"),
    path("policies/<uuid:policy_id>", policies.Edit.as_view(), name="policy_edit"),
    path("policies/<uuid:policy_id>/delete", policies.Delete.as_view(), name="policy_delete"),
    path("calendars", calendar.Calendars.as_view(), name="calendars"),
    path("calendars/<slug:code>", calendar.Show.as_view(), name="calendar"),
    path("calendars/<slug:code>/week", calendar.Week.as_view(), name="calendar_week"),
    path("calendars/<slug:code>/days", calendar.AddDays.as_view(), name="calendar_days"),
    path(
        "calendars/<slug:code>/days/remove",
        calendar.RemoveDays.as_view(),
        name="calendar_days_gone",
    ),
    path("calendars/<slug:code>/yearly", calendar.AddYearly.as_view(), name="calendar_yearly"),
    path(
        "calendars/<slug:code>/yearly/remove",
        calendar.RemoveYearly.as_view(),
        name="calendar_yearly_gone",
    ),
    path("calendars/<slug:code>/holidays", holidays.Holidays.as_view(), name="calendar_holidays"),
    path("calendars/<slug:code>/due", calendar.Moves.as_view(), name="calendar_due"),
]
