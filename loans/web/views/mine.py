"""A member's own loans."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views import View

from accounts.models.audit import Interface
from core import clock, errors
from core.web import fragments, tables
from core.web.views import MemberPage
from loans.selectors import history, records
from loans.services.situation import Desk
from loans.web import files, renewing, rows
from members.services import privacy

PAGE_SIZE = 20


class MinePage(MemberPage, View):
    """What I have, and what I had."""

    member_id: UUID | None
    desk: Desk

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Look up who this is as a member, once it is known who it is at all."""
        if request.user.is_authenticated:
            self.member_id = records.member_of(request.user)
            self.desk = Desk(
                actor=request.user, branch=None, now=clock.now(), interface=Interface.PAGE
            )
        return super().dispatch(request, *args, **kwargs)

    def drawn(self, request: HttpRequest, done: renewing.Renewing | None = None) -> HttpResponse:
        """The page, or under htmx the list of what I have, with what came of a deed."""
        context: dict[str, Any] = {
            "done": done,
            "now": self.desk.now,
            "is_member": self.member_id is not None,
            "keeps_history": privacy.keeps_history(self.member_id),
        }
        if self.member_id:
            beside = done.beside if done else {}
            at_home = history.at_home(self.member_id)
            context["loans"] = [rows.of(loan, self.desk.now, beside) for loan in at_home]
            if not fragments.wants_fragment(request):
                context |= past(self.member_id, request, reverse("loans:mine"))
        status = done.status if done else 200
        return fragments.page_or_fragment(request, "loans/mine.html", "open", context, status)


class Mine(MinePage):
    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The page, or one of its lists as a file."""
        if self.member_id and tables.wanted(request):
            return tables.sent(request, files.own(self.member_id, request.GET.get("list", "")))
        return self.drawn(request)


class Renew(MinePage):
    def post(self, request: HttpRequest, loan_id: UUID) -> HttpResponse:
        """Renew one loan; what is said of it stands beside it."""
        return self.drawn(request, renewing.one(loan_id, desk=self.desk))


class RenewAll(MinePage):
    def post(self, request: HttpRequest) -> HttpResponse:
        """Renew all that can be."""
        if self.member_id is None:
            raise errors.NotAllowed
        return self.drawn(request, renewing.every(self.member_id, desk=self.desk))


def past(member_id: UUID, request: HttpRequest, address: str) -> dict[str, Any]:
    """A page of what came back, with the addresses of the pages beside it."""
    page = history.past(member_id, cursor=request.GET.get("cursor", ""), size=PAGE_SIZE)
    return {
        "past": [rows.past(loan) for loan in page.rows],
        "next_url": page.next and f"{address}?cursor={page.next}#past",
        "previous_url": page.previous and f"{address}?cursor={page.previous}#past",
    }
