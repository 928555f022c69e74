"""The calendar of a branch: shown, and kept piece by piece."""

from datetime import date
from functools import cached_property
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from catalog.errors import UnknownBranch
from catalog.models import Branch
from core import clock
from core.web import tables
from core.web.views import ServiceFormView, StaffPage
from loans.domain.calendars import Plan
from loans.selectors import closed_due, matrix
from loans.services import calendars, due_moves, wording
from loans.services.calendars import Changed
from loans.services.due_moves import Moved
from loans.web import calendar_forms, calendar_rows, rule_files
from loans.web.views.policies import by_of

READ: Final[Any] = ("get", "head", "options")
PIECES: Final = ("week", "days", "days_gone", "yearly", "yearly_gone", "holidays", "due")


class Calendars(StaffPage, View):
    """Whose calendar? Where there is one branch only, its own at once."""

    permission_required = "loans.keep_calendar"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The branches."""
        branches = matrix.choices().branches
        if len(branches) == 1:
            return HttpResponseRedirect(reverse("loans:calendar", args=[branches[0].code]))
        found = [
            {"name": each.name, "url": reverse("loans:calendar", args=[each.code])}
            for each in branches
        ]
        context = {"title": _("Calendars"), "branches": found}
        return render(request, "loans/calendars.html", context)


class CalendarPage(StaffPage, ServiceFormView):
    """A page about the calendar of one branch."""

    permission_required = "loans.keep_calendar"

    @cached_property
    def branch(self) -> Branch:
        """The branch. Raises ``UnknownBranch``."""
        found = Branch.objects.filter(code=self.kwargs["code"]).first()
        if found is None:
            raise UnknownBranch(branch=self.kwargs["code"])
        return found

    @cached_property
    def plan(self) -> Plan:
        """The calendar as it is kept."""
        return calendars.plan_of(self.branch.pk)

    @property
    def home(self) -> str:
        """The page of this calendar."""
        return reverse("loans:calendar", args=[self.branch.code])

    def stranded(self) -> list[closed_due.Stranded]:
        """The open loans that are due on closed days."""
        return closed_due.stranded(self.branch, self.plan.calendar, now=clock.now())

    def done(self, outcome: Any) -> HttpResponse:
        messages.success(self.request, _("The calendar was saved."))
        for on, count in sorted(outcome.newly_due.items()):
            said = ngettext(
                "%(count)s open loan is due on %(day)s, which is closed now.",
                "%(count)s open loans are due on %(day)s, which is closed now.",
                count,
            )
            messages.warning(self.request, said % {"count": count, "day": wording.day(on)})
        return HttpResponseRedirect(self.home)


class Show(CalendarPage):
    """A year, its special days, the week and the yearly closures, each with its form."""

    template_name = "loans/calendar.html"
    http_method_names = READ
    form_class: Any = forms.Form
    of_page = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """The page, or its special days as a file."""
        if tables.wanted(request):
            return tables.sent(request, rule_files.of_days(self.plan, self.branch, self.year))
        return super().get(request, *args, **kwargs)

    @cached_property
    def today(self) -> date:
        """The day it is at the branch."""
        return clock.day(clock.now(), self.branch.zone)

    @cached_property
    def year(self) -> int:
        """The year that is shown."""
        return calendar_forms.year_of(self.request.GET) or self.today.year

    def get_prefix(self) -> str | None:
        """Each form of the page has names of its own."""
        return self.of_page or None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | self.forms_beside(context["form"]) | self.shown()

    def shown(self) -> dict[str, Any]:
        """What the page tells of the calendar in the year."""
        year, today = self.year, self.today
        return {
            "branch": self.branch,
            "year": year,
            "months": calendar_rows.months(year, self.plan, today),
            "weekdays": calendar_rows.weekday_names(),
            "specials": calendar_rows.specials(self.plan, year),
            "yearly": calendar_rows.yearly(self.plan),
            "never_opens": self.plan.calendar.never_opens(today),
            "due_count": len(self.stranded()),
            "urls": {
                name: reverse(f"loans:calendar_{name}", args=[self.branch.code]) for name in PIECES
            },
        }

    def forms_beside(self, form: forms.Form) -> dict[str, Any]:
        """The forms of the page: the one that was sent, and fresh ones."""
        week = calendar_forms.week_of(self.plan)
        beside: dict[str, Any] = {
            "week_form": calendar_forms.WeekForm(prefix="week", initial=week),
            "days_form": calendar_forms.DaysForm(prefix="days"),
            "yearly_form": calendar_forms.YearlyForm(prefix="yearly"),
        }
        return beside | ({f"{self.of_page}_form": form} if self.of_page else {})


class Piece(Show):
    """A form of the page, sent. Looked at by itself it is the page."""

    http_method_names = ServiceFormView.http_method_names


class Week(Piece):
    """The weekdays and their hours."""

    form_class = calendar_forms.WeekForm
    of_page = "week"

    def get_initial(self) -> dict[str, Any]:
        return calendar_forms.week_of(self.plan)

    def perform(self, data: dict[str, Any]) -> Changed:
        week = calendar_forms.week(data)
        return calendars.set_week(self.branch.pk, week, by=by_of(self.request))


class AddDays(Piece):
    """Closures and special openings, entered from day to day."""

    form_class = calendar_forms.DaysForm
    of_page = "days"

    def perform(self, data: dict[str, Any]) -> Changed:
        days = calendar_forms.days(data)
        return calendars.add_days(self.branch.pk, days, by=by_of(self.request))


class RemoveDays(Piece):
    """Special days become ones like others."""

    form_class = calendar_forms.DaysGone

    def perform(self, data: dict[str, Any]) -> Changed:
        days = calendars.span(data["first"], data["last"])
        return calendars.remove_days(self.branch.pk, days, by=by_of(self.request))


class AddYearly(Piece):
    """A day that is closed every year."""

    form_class = calendar_forms.YearlyForm
    of_page = "yearly"

    def perform(self, data: dict[str, Any]) -> Changed:
        by = by_of(self.request)
        said = (data["month"], data["day"], data["name"])
        return calendars.add_yearly(self.branch.pk, *said, by=by)


class RemoveYearly(Piece):
    """A yearly closure ends."""

    form_class = calendar_forms.YearlyGone

    def perform(self, data: dict[str, Any]) -> Changed:
        by = by_of(self.request)
        return calendars.remove_yearly(self.branch.pk, data["month"], data["day"], by=by)


class Moves(CalendarPage):
    """Which loans are due on closed days; and their move to the next open one."""

    template_name = "loans/calendar_due.html"
    form_class = forms.Form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = calendar_rows.due(self.stranded(), self.plan)
        return super().get_context_data(
            title=_("Loans that are due on closed days"),
            branch=self.branch,
            rows=rows,
            moved=sum(row.moved for row in rows),
            back_url=self.home,
            **kwargs,
        )

    def perform(self, data: dict[str, Any]) -> Moved:
        return due_moves.off_closed_days(self.branch.pk, by=by_of(self.request))

    def done(self, outcome: Any) -> HttpResponse:
        said = ngettext(
            "%(count)s loan has a later due date now.",
            "%(count)s loans have a later due date now.",
            outcome.moved,
        )
        messages.success(self.request, said % {"count": outcome.moved})
        return HttpResponseRedirect(self.home)
