"""Protecting a member from being deleted by mistake."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models.audit import Interface
from core import clock
from core.web.views import ServiceFormView
from members.models import Member
from members.services import protection
from members.web import forms
from members.web.views.desk import OnMember


class Protect(OnMember, ServiceFormView):
    """Protect a member, or take the protection off."""

    permission_required = "members.protect_member"
    template_name = "components/confirm_page.html"
    form_class = forms.Protect

    def get_initial(self) -> dict[str, Any]:
        return {"wanted": forms.Protect.OFF if self.member.is_protected else forms.Protect.ON}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = _taken_off if self.member.is_protected else _protected
        back_url = reverse("members:member", args=[self.member_id])
        return super().get_context_data(**words(self.member.name), back_url=back_url, **kwargs)

    def perform(self, data: dict[str, Any]) -> Member:
        return protection.choose(
            self.member_id,
            is_protected=data["wanted"] == forms.Protect.ON,
            actor=self.actor,
            now=clock.now(),
            interface=Interface.PAGE,
        )

    def done(self, outcome: Member) -> HttpResponse:
        is_on = outcome.is_protected
        said = _("The member is protected.") if is_on else _("The protection is taken off.")
        return self.to_member(outcome.pk, said)


def _protected(name: str) -> dict[str, Any]:
    return {
        "title": _("Protect %(name)s") % {"name": name},
        "question": _("Until an administrator takes it off, this record cannot go."),
        "consequences": [
            _("It cannot be deleted, merged into another, or leave the library."),
            _("Moving many members up passes it over."),
        ],
        "confirm": _("Protect"),
    }


def _taken_off(name: str) -> dict[str, Any]:
    return {
        "title": _("Take the protection off %(name)s") % {"name": name},
        "question": _("Then this record can be deleted or merged into another again."),
        "confirm": _("Take it off"),
    }
