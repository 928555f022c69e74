"""The desk: where the staff lend and take back."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from core.ids import new_id
from core.web import fragments
from core.web.views import StaffPage
from loans.selectors import deeds
from loans.services.situation import Desk
from loans.web import counter, forms, lines, panel, place
from loans.web.counter import Reply
from loans.web.place import Place
from members.errors import UnknownMember
from members.web import looks

REMEMBERED = 6


class DeskPage(StaffPage, View):
    """One input for cards, copies, commands and names."""

    permission_required = "loans.work_desk"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The desk as its address says: whose turn it is, and the mode."""
        state = forms.DeskState(request.GET)
        asked = state.cleaned_data if state.is_valid() else {}
        mode = asked.get("mode") or counter.LEND
        return self.drawn(Reply([], mode, asked.get("member")), place.of(request))

    def post(self, request: HttpRequest) -> HttpResponse:
        """One scan."""
        here = place.of(request)
        form = forms.ScanForm(request.POST)
        if not form.is_valid():
            line = lines.refusal(_("This scan cannot be read. Please try again."))
            said = form.cleaned_data
            stands = (said.get("mode") or counter.LEND, said.get("member"))
            return self.drawn(Reply([line], *stands, 422, damage=said.get("damage", "")), here)
        return self.drawn(counter.answer(form.said, desk=here.desk), here)

    def drawn(self, reply: Reply, at: Place) -> HttpResponse:
        """The page, or under htmx the lines of ``reply`` and the panel beside them."""
        here = reply.here or panel.of(reply.member, at.desk)
        looks.show(self.request, here.id if here else None)
        context = self.context(reply, here, at)
        response = fragments.page_or_fragment(
            self.request, "loans/desk.html", "answer", context, reply.status
        )
        if fragments.wants_fragment(self.request):
            response["HX-Replace-Url"] = address(here.id if here else None, reply.mode)
        return response

    def context(self, reply: Reply, here: panel.Panel | None, at: Place) -> dict[str, Any]:
        """What the template shows."""
        oob = fragments.wants_fragment(self.request)
        return {
            "lines": list(reply.lines) + ([] if oob else remembered(at.desk)),
            "asks": any(line.choices for line in reply.lines),
            "mode": reply.mode,
            "damage": reply.damage,
            "member": here,
            "branch": at.branch,
            "branches": at.branches,
            "now": at.desk.now,
            "key": new_id().hex,
            "here_url": address(here.id if here else None, reply.mode),
            "oob": oob,
        }


class DeskBranch(StaffPage, View):
    """The choice of the branch."""

    permission_required = "loans.work_desk"

    def post(self, request: HttpRequest) -> HttpResponse:
        """Stand at another desk from now on; whose turn it is stays as it was."""
        form = forms.DeskBranch(request.POST)
        if form.is_valid():
            place.choose(request, form.cleaned_data["branch"])
        return HttpResponseRedirect(address(form.cleaned_data.get("member"), ""))


class Slip(StaffPage, View):
    """What a member has at home, on a strip of paper."""

    permission_required = "loans.work_desk"

    def get(self, request: HttpRequest, member_id: UUID) -> HttpResponse:
        """The slip; it is printed by the browser."""
        at = place.of(request)
        here = panel.of(member_id, at.desk)
        if here is None:
            raise UnknownMember
        context = {"member": here, "branch": at.branch, "now": at.desk.now}
        return render(request, "loans/slip.html", context)


def remembered(desk: Desk) -> list[lines.Line]:
    """What this person did last at the desk, so that the log is not empty after a reload."""
    done = deeds.recent(
        before=desk.now, since=deeds.shift(desk.now), by=desk.actor, most=REMEMBERED
    )
    return [lines.remembered(deed) for deed in done if not deed.is_undone]


def address(member: UUID | None, mode: str) -> str:
    """The address of the desk as it stands."""
    said = {"member": str(member or ""), "mode": mode if mode != counter.LEND else ""}
    query = urlencode({name: value for name, value in said.items() if value})
    return reverse("loans:desk") + (f"?{query}" if query else "")
