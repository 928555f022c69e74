"""How long members are members: whose membership ends, who has outgrown their category, and the
deeds that follow, for one or for many.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View

from accounts.models.audit import Interface
from core import clock, keyset
from core.web import filters, tables
from core.web.views import ServiceFormView, StaffPage
from members import selectors
from members.models import Member
from members.services import memberships
from members.web import files, forms, many, shown
from members.web.views.desk import OnMember

PAGE_SIZE = 100
ENDS = ("expires_on", "id")


class Expiring(StaffPage, View):
    """Whose membership ends soon, or has just ended."""

    permission_required = "members.change_member"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The list, or as a file."""
        today = clock.day(clock.now())
        form = many.Within(request.GET if "days" in request.GET else None)
        days = filters.said(form)["days"] if form.is_bound else 30
        found = selectors.expiring(today, days)
        if tables.wanted(request):
            return tables.sent(request, files.expiring(found))
        page = keyset.page(found, order=ENDS, cursor=request.GET.get("cursor", ""), size=PAGE_SIZE)
        context = ending(page, today, form, days)
        return render(request, "members/many.html", context)


def ending(page: Any, today: date, form: Any, days: int) -> dict[str, Any]:
    """What the list of memberships that end shows."""
    here = f"{reverse('members:expiring')}?days={days}"
    return listed(page, here, [shown.ending(member, today) for member in page.rows]) | {
        "title": _("Memberships that end"),
        "lead": _("Those that end within the days chosen, and those that have just ended."),
        "form": form,
        "days": days,
        "deed_url": reverse("members:renew_many"),
        "confirm": _("Renew those chosen"),
        "heads": [_("Name"), _("Card"), _("Category"), _("Member until"), _("If renewed")],
    }


class Outgrown(StaffPage, View):
    """Who is older than their category is for."""

    permission_required = "members.change_member"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list."""
        found, cursor = selectors.outgrown(clock.day(clock.now())), request.GET.get("cursor", "")
        page = keyset.page(found, order=("sort_name", "id"), cursor=cursor, size=PAGE_SIZE)
        here = f"{reverse('members:outgrown')}?"
        context = listed(page, here, [shown.outgrown(member) for member in page.rows]) | {
            "title": _("To move up"),
            "lead": _("These members are older than their category is for."),
            "deed_url": reverse("members:move_up_many"),
            "confirm": _("Move up those chosen"),
            "heads": [_("Name"), _("Card"), _("Born on"), _("Category"), _("Moves up to")],
        }
        return render(request, "members/many.html", context)


def listed(page: Any, here: str, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A page of a list from which members are chosen."""
    return {
        "rows": rows,
        "next_url": page.next and f"{here}&cursor={page.next}",
        "previous_url": page.previous and f"{here}&cursor={page.previous}",
    }


class Many(OnMember, ServiceFormView):
    """A deed on those who were chosen in a list: what it would do is shown before."""

    permission_required = "members.change_member"
    template_name = "members/many_confirm.html"
    back = ""
    title: str | Promise = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What it would do."""
        if not self.chosen():
            messages.info(request, _("Nobody was chosen."))
            return HttpResponseRedirect(reverse(self.back))
        return super().get(request, *args, **kwargs)

    def chosen(self) -> list[Member]:
        """Those who were chosen and whom it is still about."""
        wanted = self.candidates(clock.day(clock.now())).filter(pk__in=many.ids(self.request.GET))
        return list(wanted.order_by("sort_name", "id"))

    def candidates(self, today: date) -> QuerySet[Member]:
        """Whom it can be about."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [self.row(member) for member in self.chosen()]
        said = {"title": self.title, "rows": rows, "back_url": reverse(self.back)}
        return super().get_context_data(**said, **kwargs)

    def row(self, member: Member) -> dict[str, Any]:
        """What it would do for one, and the word that was shown."""
        raise NotImplementedError

    def done(self, outcome: memberships.Many) -> HttpResponse:
        count = len(outcome.done)
        said = ngettext("Done for %(n)s member.", "Done for %(n)s members.", count)
        messages.success(self.request, said % {"n": count})
        for left in _left(outcome):
            messages.warning(self.request, left)
        return HttpResponseRedirect(reverse(self.back))


def _left(outcome: memberships.Many) -> list[str]:
    """How many were left as they are, and why."""
    changed = ngettext(
        "%(n)s had been changed meanwhile and was left as is.",
        "%(n)s had been changed meanwhile and were left as they are.",
        outcome.passed,
    )
    protected = ngettext(
        "%(n)s is protected and was left as is.",
        "%(n)s are protected and were left as they are.",
        outcome.protected,
    )
    said = [(changed, outcome.passed), (protected, outcome.protected)]
    return [words % {"n": count} for words, count in said if count]


class RenewMany(Many):
    form_class = many.Days
    back = "members:expiring"
    title = gettext_lazy("Renew memberships")

    def candidates(self, today: date) -> QuerySet[Member]:
        return Member.objects.select_related("category")

    def row(self, member: Member) -> dict[str, Any]:
        return shown.renewal(member, clock.day(clock.now()))

    def perform(self, data: dict[str, Any]) -> memberships.Many:
        now = clock.now()
        by: dict[str, Any] = {"actor": self.actor, "now": now, "today": clock.day(now)}
        return memberships.renew_many(data["seen"], **by, interface=Interface.PAGE)


class MoveUpMany(Many):
    form_class = many.Categories
    back = "members:outgrown"
    title = gettext_lazy("Move members up")

    def candidates(self, today: date) -> QuerySet[Member]:
        return selectors.outgrown(today)

    def row(self, member: Member) -> dict[str, Any]:
        return shown.move(member)

    def perform(self, data: dict[str, Any]) -> memberships.Many:
        now = clock.now()
        by: dict[str, Any] = {"actor": self.actor, "now": now, "today": clock.day(now)}
        return memberships.move_up_many(data["seen"], **by, interface=Interface.PAGE)


class Renew(OnMember, ServiceFormView):
    """Renew one membership."""

    permission_required = "members.change_member"
    template_name = "components/confirm_page.html"
    form_class = forms.RenewMembership

    def get_initial(self) -> dict[str, Any]:
        return {"seen": self.member.expires_on}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        member = self.member
        until = memberships.until(member, clock.day(clock.now()))
        days = {"was": date_format(member.expires_on), "day": date_format(until)}
        return super().get_context_data(
            title=_("Renew the membership of %(name)s") % {"name": member.name},
            question=_("It runs until %(was)s. Renewed, it runs until %(day)s.") % days,
            consequences=[
                _("It goes on from the day it ends, unless that was more than 90 days ago."),
                _("Loans keep the day they are due."),
            ],
            confirm=_("Renew"),
            back_url=reverse("members:member", args=[self.member_id]),
            **kwargs,
        )

    def perform(self, data: dict[str, Any]) -> Member:
        now = clock.now()
        by: dict[str, Any] = {"actor": self.actor, "now": now, "today": clock.day(now)}
        return memberships.renew(self.member_id, seen=data["seen"], **by, interface=Interface.PAGE)

    def done(self, outcome: Member) -> HttpResponse:
        day = {"day": date_format(outcome.expires_on)}
        return self.to_member(outcome.pk, _("The membership runs until %(day)s.") % day)
