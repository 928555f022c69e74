"""Pages for the staff beside the desk: the day at a glance, and one member's loans."""

from datetime import datetime, tzinfo
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views import View

from core import clock
from core.web import fragments, tables
from core.web.views import StaffPage
from loans.selectors import history, today
from loans.web import (
    files,
    hold_tiles,
    member_tiles,
    night_tiles,
    notice_tiles,
    place,
    rows,
    tiles,
)
from loans.web.permissions import WORKS_WITH_MEMBERS
from loans.web.tiles import Tile
from loans.web.views import mine
from members.errors import UnknownMember
from members.models import Member

RECENT = 12


class Dashboard(StaffPage, View):
    """What the day asks for."""

    permission_required = "loans.work_desk"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Figures, what is overdue, and what was done last."""
        at = place.of(request)
        now, zone = at.desk.now, at.branch.zone
        if tables.wanted(request):
            return tables.sent(request, files.of_loans(request.GET.get("list", ""), now))
        figures, holds = today.figures(now, zone), hold_tiles.of(at.branch, now)
        told = notice_tiles.of(at.desk.actor, now)
        context = {
            "tiles": [*tiles.of(figures), *holds, *told, *other_tiles(request, now, zone)],
            "overdue": [rows.overdue(loan, now) for loan in today.overdue(now)],
            "deeds": [rows.deed(each, zone) for each in today.deeds_of(now, zone, RECENT)],
            "branch": at.branch,
            "now": now,
        }
        return render(request, "loans/dashboard.html", context)


def other_tiles(request: HttpRequest, now: datetime, zone: tzinfo) -> list[Tile]:
    """How the night went, and what there is to do about members."""
    today = now.astimezone(zone).date()
    return [*night_tiles.of(now, zone), *member_tiles.of(request.user, today)]


class OfMember(StaffPage, View):
    """A member's loans, for the member's page and on a page of their own."""

    permission_required = WORKS_WITH_MEMBERS

    def get(self, request: HttpRequest, member_id: UUID) -> HttpResponseBase:
        """What they have, and what they had."""
        member = Member.objects.filter(pk=member_id).first()
        if member is None:
            raise UnknownMember
        now = clock.now()
        if tables.wanted(request):
            return tables.sent(request, files.of(member_id, request.GET.get("list", ""), now))
        context: dict[str, Any] = {
            "member": member,
            "loans": [rows.of(loan, now, {}) for loan in history.at_home(member_id)],
            "now": now,
        }
        address = reverse("loans:of_member", args=[member_id])
        context |= mine.past(member_id, request, address)
        return fragments.page_or_fragment(request, "loans/of_member.html", "loans", context)
