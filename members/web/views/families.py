"""Who looks after a member, as the staff keeps it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from accounts.models.audit import Interface
from core import clock
from core.web.views import ServiceFormView
from members.models import Guardianship
from members.services import families
from members.web import forms, shown
from members.web.views.desk import OnMember


class Family(OnMember, ServiceFormView):
    """The guardians of a member, another one, and whom the member looks after."""

    permission_required = "members.change_member"
    template_name = "members/family.html"
    form_class = forms.Guardian

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ties = Guardianship.objects.select_related("guardian", "child__category")
        return super().get_context_data(
            member=self.member,
            has_guardians=self.member.category.has_guardians,
            guardians=[shown.guardian(each) for each in ties.filter(child=self.member_id)],
            children=[shown.child(each) for each in ties.filter(guardian=self.member_id)],
            **kwargs,
        )

    def perform(self, data: dict[str, Any]) -> Guardianship:
        by: dict[str, Any] = {"actor": self.actor, "now": clock.now(), "interface": Interface.PAGE}
        return families.add_guardian(self.member_id, data["card_number"], **by)

    def done(self, outcome: Guardianship) -> HttpResponse:
        return HttpResponseRedirect(reverse("members:family", args=[self.member_id]))


class EndGuardian(OnMember, View):
    """A member looks after another no more."""

    permission_required = "members.change_member"

    def post(self, request: HttpRequest, member_id: UUID, other_id: UUID) -> HttpResponse:
        """End it: ``other_id`` is the guardian."""
        by: dict[str, Any] = {"actor": self.actor, "now": clock.now(), "interface": Interface.PAGE}
        families.end_guardian(member_id, other_id, **by)
        return self.to_member(member_id, _("The guardian is removed."))
