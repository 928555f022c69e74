"""People who have registered by themselves and wait for the desk to check it."""

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from accounts.models.audit import Interface
from core import clock
from core.web.views import ServiceFormView, StaffPage
from members import selectors
from members.models import Member
from members.selectors import alike
from members.services import newcomers
from members.web import forms, shown
from members.web.views.desk import OnMember

MOST = 200


class Queue(StaffPage, TemplateView):
    """Those who wait, longest first."""

    permission_required = "members.change_member"
    template_name = "members/unchecked.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = list(selectors.unchecked()[:MOST])
        known = alike.of(waiting)
        rows = [shown.newcomer(member, known.get(member.pk, [])) for member in waiting]
        return super().get_context_data(rows=rows, **kwargs)


class Check(OnMember, ServiceFormView):
    """The registration is in order."""

    permission_required = "members.change_member"
    template_name = "components/confirm_page.html"
    form_class = django_forms.Form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        member = self.member
        return super().get_context_data(
            title=_("Approve %(name)s") % {"name": member.name},
            question=_("Is this really who registered, and is the address right?"),
            consequences=[f"{label}: {said}" for label, said in shown.facts(member) if said],
            confirm=_("Approve"),
            back_url=reverse("members:unchecked"),
            **kwargs,
        )

    def perform(self, data: dict[str, Any]) -> Member:
        by: dict[str, Any] = {"actor": self.actor, "now": clock.now(), "interface": Interface.PAGE}
        return newcomers.approve(self.member_id, **by)

    def done(self, outcome: Member) -> HttpResponse:
        said = _("%(name)s can borrow now.") % {"name": outcome.name}
        return self.to_member(outcome.pk, said)


class Refuse(OnMember, ServiceFormView):
    """The registration is not accepted."""

    permission_required = "members.delete_member"
    template_name = "components/confirm_page.html"
    form_class = forms.RefuseNewcomer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=_("Refuse %(name)s") % {"name": self.member.name},
            question=_("Say why. It is sent to the address that was given."),
            consequences=[_("Everything that was given is deleted; holds end.")],
            confirm=_("Refuse and delete"),
            back_url=reverse("members:unchecked"),
            **kwargs,
        )

    def perform(self, data: dict[str, Any]) -> None:
        by: dict[str, Any] = {"actor": self.actor, "now": clock.now(), "interface": Interface.PAGE}
        newcomers.refuse(self.member_id, reason=data["reason"], **by)

    def done(self, outcome: None) -> HttpResponse:
        messages.success(self.request, _("The registration is refused and deleted."))
        return HttpResponseRedirect(reverse("members:unchecked"))
