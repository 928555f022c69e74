"""Pages for the staff beside the desk: the day at a glance, and one member's loans."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views import View

from core import clock
from core.web import fragments
from core.web.views import StaffPage
from loans.selectors import history, today
from loans.web import hold_tiles, night_tiles, place, rows, tiles
from loans.web.views import mine
from members.errors import UnknownMember
from members.models import Member

RECENT = 12


class Dashboard(StaffPage, View):
    """What the day asks for."""

    permission_required = "loans.work_desk"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Figures, what is overdue, and what was done last."""
        at = place.of(request)
        now, zone = at.desk.now, at.branch.zone
        figures, holds = today.figures(now, zone), hold_tiles.of(at.branch, now)
        context = {
            "tiles": [*tiles.of(figures), *holds, *night_tiles.of(now, zone)],
            "overdue": [rows.overdue(loan, now) for loan in today.overdue(now)],
            "deeds": [rows.deed(each, zone) for each in today.deeds_of(now, zone, RECENT)],
            "branch": at.branch,
            "now": now,
        }
        return render(request, "loans/dashboard.html", context)


class OfMember(StaffPage, View):
    """A member's loans, for the member's page and on a page of their own."""

    permission_required = ("loans.work_desk", "members.view_member")

    def get(self, request: HttpRequest, member_id: UUID) -> HttpResponse:
        """What they have, and what they had."""
        member = Member.objects.filter(pk=member_id).first()
        if member is None:
            raise UnknownMember
        now = clock.now()
        context: dict[str, Any] = {
            "member": member,
            "loans": [rows.of(loan, now, {}) for loan in history.at_home(member_id)],
            "now": now,
        }
        address = reverse("loans:of_member", args=[member_id])
        context |= mine.past(member_id, request, address)
        return fragments.page_or_fragment(request, "loans/of_member.html", "loans", context)
