"""Two records of one person: found, compared, merged."""

from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from accounts.models.audit import Interface
from core import clock
from core.web.views import ServiceFormView, StaffPage
from members import errors, selectors
from members.models import Member
from members.selectors import alike
from members.services import merging
from members.web import compared, merge_forms
from members.web.views.desk import OnMember


class Duplicates(StaffPage, TemplateView):
    """Records that may be of one person, to be compared."""

    permission_required = "members.delete_member"
    template_name = "members/duplicates.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        groups = [compared.group(each) for each in alike.groups()]
        return super().get_context_data(groups=groups, **kwargs)


class Choose(OnMember, ServiceFormView):
    """Which other record: its card is scanned, or it is one of those alike."""

    permission_required = "members.delete_member"
    template_name = "members/merge_choose.html"
    form_class = merge_forms.OtherCard

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        member = self.member
        found = alike.of([member])[member.pk]
        rows = [compared.other(each, kept=member) for each in found]
        return super().get_context_data(member=member, rows=rows, **kwargs)

    def perform(self, data: dict[str, Any]) -> UUID:
        other = selectors.holder(data["card_number"])
        if other == self.member_id:
            raise errors.SameMember
        return other

    def done(self, outcome: UUID) -> HttpResponse:
        return HttpResponseRedirect(reverse("members:merge", args=[self.member_id, outcome]))


class Merge(OnMember, ServiceFormView):
    """Both side by side, and what is taken of the one that goes."""

    permission_required = "members.delete_member"
    template_name = "members/merge.html"
    form_class = merge_forms.Merge

    @cached_property
    def other(self) -> Member:
        """The record that goes. Raises ``UnknownMember``, ``SameMember``."""
        other_id = self.kwargs["other_id"]
        if other_id == self.member_id:
            raise errors.SameMember
        found = Member.objects.select_related("user", "category").filter(pk=other_id).first()
        if found is None:
            raise errors.UnknownMember
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kept, gone = self.member, self.other
        chosen = self.request.POST.getlist("take") if self.request.method == "POST" else None
        return super().get_context_data(
            member=kept,
            other=gone,
            rows=compared.rows(kept, gone, chosen),
            leaves=selectors.wants_to_leave(kept),
            wish_goes=selectors.wants_to_leave(gone),
            swap_url=reverse("members:merge", args=[gone.pk, kept.pk]),
            back_url=reverse("members:member", args=[kept.pk]),
            **kwargs,
        )

    def perform(self, data: dict[str, Any]) -> Member:
        by: dict[str, Any] = {"actor": self.actor, "now": clock.now(), "interface": Interface.PAGE}
        revisions = (data["other_revision"], data["revision"])
        other_id, take = self.kwargs["other_id"], data["take"]
        return merging.merge(other_id, self.member_id, take=take, revisions=revisions, **by)

    def done(self, outcome: Member) -> HttpResponse:
        return self.to_member(outcome.pk, _("The records were merged."))
