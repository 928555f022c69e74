"""What members were told, or were not and why; and the letters for those whom no mail reaches."""

from functools import cached_property
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse, reverse_lazy
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from accounts.models import User
from accounts.models.audit import Interface
from core import clock, keyset
from core.web import filters, tables
from core.web.fragments import page_or_fragment
from core.web.views import ServiceFormView, StaffPage
from members.models import Letter
from members.services import bounces, paper
from members.web import notice_forms, notice_rows

PAGE_SIZE = 50
MOST_LETTERS = 200


class Outbox(StaffPage, View):
    """Every notice that went, waits or might have gone."""

    permission_required = "members.view_notice"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The page, its list, or the list as a file."""
        form = notice_forms.Filter(request.GET)
        said = {name: value for name, value in filters.said(form).items() if value}
        rows = notice_rows.chosen(said)
        if tables.wanted(request):
            return tables.sent(request, notice_rows.table(rows))
        context = _found(rows, said, request.GET.get("cursor", "")) | {"form": form}
        context["letters"] = Letter.objects.filter(printed_at=None).count()
        return page_or_fragment(request, "members/notices.html", "results", context)


def _found(rows: Any, said: dict[str, Any], cursor: str) -> dict[str, Any]:
    page = keyset.page(rows, order=notice_rows.ORDER, cursor=cursor, size=PAGE_SIZE)

    def url(to: str) -> str:
        return f"{reverse('members:notices')}?{urlencode({**said, 'cursor': to})}" if to else ""

    return {
        "rows": [notice_rows.row(each) for each in page.rows],
        "is_filtered": bool(said),
        "next_url": url(page.next),
        "previous_url": url(page.previous),
    }


class Letters(StaffPage, ServiceFormView):
    """The letters to be printed, as they are printed; and that they were."""

    permission_required = "members.change_letter"
    template_name = "members/letters.html"
    form_class: Any = notice_forms.Letters
    success_url = reverse_lazy("members:notice_letters")

    @cached_property
    def waiting(self) -> list[Letter]:
        """The oldest first."""
        rows = Letter.objects.filter(printed_at=None).select_related("member")
        return list(rows.order_by("written_at", "id")[:MOST_LETTERS])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(letters=self.waiting, **kwargs)

    def perform(self, data: dict[str, Any]) -> int:
        return paper.printed(
            [letter.pk for letter in data["letter"]],
            actor=cast(User, self.request.user),
            now=clock.now(),
            interface=Interface.PAGE,
        )

    def done(self, outcome: int) -> HttpResponse:
        said = ngettext("%(n)s letter is printed.", "%(n)s letters are printed.", outcome)
        messages.success(self.request, said % {"n": outcome})
        return super().done(outcome)


class TrustAddress(StaffPage, View):
    """Mail to a member came back; from now on it is tried again."""

    permission_required = "members.change_member"

    def post(self, request: HttpRequest, member_id: UUID) -> HttpResponse:
        """Do it, and back to the member."""
        bounces.trust(
            member_id,
            actor=cast(User, request.user),
            now=clock.now(),
            interface=Interface.PAGE,
        )
        messages.success(request, _("Mail is sent to this address again."))
        return HttpResponseRedirect(reverse("members:member", args=[member_id]))
