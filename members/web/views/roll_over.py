"""The yearly roll-over: shown before it is done, done, undone, and the leavers let go."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from core import clock
from core.web.views import ServiceFormView, StaffPage
from members.models import Member, RollOver
from members.selectors import roll_overs
from members.services import leaving, roll_over
from members.web.roll_over_forms import Terms
from members.web.views.imports import MAY, ImportPage, StaffDeed

SHOWN = 200
"""Leavers that a page names, each with what stands against it."""


class Prepare(StaffDeed, ServiceFormView):
    """Say what becomes of the classes, see what that does, and have it done."""

    template_name = "members/roll_over.html"
    form_class = Terms

    def get_form_kwargs(self) -> dict[str, Any]:
        """The classes that there are."""
        return super().get_form_kwargs() | {"groups": roll_overs.groups()}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The roll-overs before this one."""
        earlier = [_listed(each) for each in roll_overs.newest()[:10]]
        return super().get_context_data(earlier=earlier, **context)

    def form_valid(self, form: Any) -> HttpResponse:
        """Show first; do only what was shown."""
        self.terms = form.terms()
        if "preview" not in self.request.POST:
            return super().form_valid(form)
        plan = roll_over.plan(self.terms)
        form.data = form.data.copy()
        form.data["seen"] = plan.sign
        return self.render_to_response(self.get_context_data(form=form, **_planned(plan)))

    def perform(self, data: dict[str, Any]) -> RollOver:
        today = clock.day(clock.now())
        return roll_over.carry_out(self.terms, seen=data["seen"], today=today, **self.deed_of)

    def done(self, outcome: RollOver) -> HttpResponse:
        messages.success(self.request, _("The classes are rolled over. It can be undone."))
        return HttpResponseRedirect(reverse("members:roll_over", args=[outcome.pk]))


def _planned(plan: roll_over.Plan) -> dict[str, Any]:
    """What a roll-over would do, to be shown."""
    ways = Counter((member.group, to) for member, to in plan.stay)
    return {
        "is_shown": True,
        "stay": len(plan.stay),
        "leave": len(plan.leave),
        "refused": plan.refused,
        "ways": [{"was": was, "to": to, "count": n} for (was, to), n in sorted(ways.items())],
        "leavers": [_leaver(member) for member in plan.leave[:SHOWN]],
    }


def _leaver(member: Member, group: str = "") -> dict[str, Any]:
    """Someone who leaves, with what stands against it."""
    return {
        "name": member.name,
        "url": reverse("members:member", args=[member.pk]),
        "group": group or member.group,
        "objections": [str(each) for each in leaving.objections(member)],
    }


def _listed(done: RollOver) -> dict[str, Any]:
    return {
        "at": done.done_at,
        "by": str(done.done_by) if done.done_by else "",
        "url": reverse("members:roll_over", args=[done.pk]),
        "counts": done.counts,
        "is_undone": done.undone_at is not None,
    }


class OneRollOver(StaffPage, View):
    """A roll-over that was done: who leaves, who has to wait and why, and what can be done."""

    permission_required = MAY

    def get(self, request: HttpRequest, roll_over_id: UUID) -> HttpResponse:
        """The page."""
        done = roll_overs.one(roll_over_id)
        rows = roll_overs.leavers(done)[:SHOWN]
        context = {
            "done": done,
            "stay": done.counts.get("stay", 0),
            "leave": done.counts.get("leave", 0),
            "leavers": [_leaver(row.member, row.was_group) for row in rows],
            "still": roll_overs.leavers(done).count(),
        }
        return render(request, "members/roll_over_done.html", context)


class OnRollOver(ImportPage):
    """A deed on one roll-over, asked for once more."""

    template_name = "components/confirm_page.html"

    def get_success_url(self) -> str:
        """The roll-over's page."""
        return reverse("members:roll_over", args=[self.kwargs["roll_over_id"]])


class Undo(OnRollOver):
    """Undo a roll-over."""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """What will happen."""
        said = {
            "title": _("Undo the roll-over?"),
            "question": _("Classes and last days are as they were before."),
            "consequences": [
                _("Leavers who are still noted stay after all."),
                _("Who was changed since, or is forgotten already, is left as is."),
            ],
            "confirm": _("Undo"),
            "back_url": self.get_success_url(),
        }
        return super().get_context_data(**context, **said)

    def perform(self, data: dict[str, Any]) -> RollOver:
        return roll_over.undo(self.kwargs["roll_over_id"], **self.deed_of)


class LetGo(OnRollOver):
    """Have the leavers forgotten."""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """What will happen."""
        said = {
            "title": _("Let the leavers go?"),
            "question": _("They and their accounts are deleted. That cannot be undone."),
            "consequences": [
                _("Their past loans stay in the statistics, without a name."),
                _("Who still has something out, or owes something, goes when that is settled."),
                _("Who was changed since the roll-over stays."),
            ],
            "confirm": _("Let them go"),
            "back_url": self.get_success_url(),
        }
        return super().get_context_data(**context, **said)

    def perform(self, data: dict[str, Any]) -> RollOver:
        return roll_over.let_go(self.kwargs["roll_over_id"], **self.deed_of)
