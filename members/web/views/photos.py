"""Photos of members: shown to the staff and to nobody else, and changed by them."""

from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from accounts.models.audit import Interface
from core import clock
from core.web.uploads import FilePage
from members import errors, selectors
from members.models import Member
from members.services import photos
from members.web import forms
from members.web.views.desk import OnMember


class Photo(OnMember, View):
    """The picture itself. Whoever may see the member may see it, and nothing keeps it on the way:
    no cache, nor a page elsewhere that would show it.
    """

    permission_required = "members.view_member"

    def get(self, request: HttpRequest, member_id: UUID) -> HttpResponse:
        """The JPEG. Raises ``UnknownPhoto``."""
        return HttpResponse(
            photos.of(member_id),
            content_type="image/jpeg",
            headers={
                "Cache-Control": "private, no-store",
                "X-Content-Type-Options": "nosniff",
                "Cross-Origin-Resource-Policy": "same-origin",
            },
        )


class Change(OnMember, FilePage):
    """Give a member a photo, or take it away."""

    permission_required = "members.change_member"
    template_name = "members/photo.html"
    form_class = forms.Photo

    @property
    def most_bytes(self) -> int:
        """As for every picture."""
        return int(settings.MAX_COVER_BYTES)

    @property
    def too_large(self) -> errors.InvalidPhoto:
        """As the service says it of a picture that came whole."""
        return errors.InvalidPhoto()

    def get_form_class(self) -> type[django_forms.Form]:
        """Taking it away needs no picture."""
        return django_forms.Form if "remove" in self.request.POST else forms.Photo

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        member = self.member
        return super().get_context_data(
            member=member,
            has_photo=selectors.has_photo(member.pk),
            back_url=reverse("members:member", args=[member.pk]),
            **kwargs,
        )

    def perform(self, data: dict[str, Any]) -> Member:
        by: dict[str, Any] = {"actor": self.actor, "now": clock.now(), "interface": Interface.PAGE}
        if "remove" in self.request.POST:
            return photos.remove(self.member_id, **by)
        return photos.put(self.member_id, data["photo"], **by)

    def done(self, outcome: Member) -> HttpResponse:
        is_gone = "remove" in self.request.POST
        said = _("The photo was removed.") if is_gone else _("The photo was saved.")
        return self.to_member(outcome.pk, said)
