"""Notes that are shown with a member's card at the desk."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views import View

from accounts.models.audit import Interface
from core import clock
from core.web.views import ServiceFormView
from members.models import DeskNote
from members.services import desk_notes
from members.web import forms
from members.web.views.desk import OnMember


class Leave(OnMember, ServiceFormView):
    """Leave a note for the next visit."""

    permission_required = "members.view_member"
    template_name = "components/confirm_page.html"
    form_class = forms.DeskNote

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=_("Note for %(name)s") % {"name": self.member.name},
            question=_("It is shown when the card is scanned, until someone ends it."),
            confirm=_("Leave the note"),
            back_url=reverse("members:member", args=[self.member_id]),
            **kwargs,
        )

    def perform(self, data: dict[str, Any]) -> DeskNote:
        by: dict[str, Any] = {"actor": self.actor, "now": clock.now(), "interface": Interface.PAGE}
        return desk_notes.leave(self.member_id, data["text"], **by)

    def done(self, outcome: DeskNote) -> HttpResponse:
        return self.to_member(self.member_id, _("The note is shown at the desk."))


class End(OnMember, View):
    """The note has done its work. Whoever ends it at the desk goes on there."""

    permission_required = "members.view_member"

    def post(self, request: HttpRequest, note_id: UUID) -> HttpResponse:
        """End it."""
        by: dict[str, Any] = {"actor": self.actor, "now": clock.now(), "interface": Interface.PAGE}
        ended = desk_notes.end(note_id, **by)
        if request.POST.get("at") == "desk":
            query = urlencode({"member": str(ended.member_id)})
            return HttpResponseRedirect(f"{reverse('loans:desk')}?{query}")
        return self.to_member(ended.member_id, _("The note is ended."))
