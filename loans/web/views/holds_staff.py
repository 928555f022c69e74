"""Holds as the staff work with them: the queue of a book, the pull list, the hold shelf."""

from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from accounts.web.once import OncePage
from catalog.errors import UnknownBook
from catalog.models import Book
from core import clock
from core.web import fragments, tables
from core.web.views import StaffPage
from loans.selectors import holds_pull, holds_seen
from loans.services import by, holds, shelf
from loans.services.situation import Desk
from loans.web import files, hold_forms, hold_rows, place
from loans.web.permissions import WORKS_WITH_MEMBERS
from members import selectors
from members.errors import UnknownMember
from members.models import Member


class OfBook(StaffPage, OncePage):
    """Who waits for a book; and a form to place a hold for a member."""

    permission_required = WORKS_WITH_MEMBERS
    template_name = "loans/holds_of_book.html"
    form_class = hold_forms.PlaceFor

    @cached_property
    def desk(self) -> Desk:
        """Where it is asked."""
        return place.of(self.request).desk

    @cached_property
    def book(self) -> Book:
        """The book. Raises ``UnknownBook``."""
        found = Book.objects.filter(pk=self.kwargs["book_id"]).first()
        if found is None:
            raise UnknownBook
        return found

    def get_initial(self) -> dict[str, Any]:
        return {"pickup": self.desk.branch}

    def get_success_url(self) -> str:
        return reverse("loans:holds_of", args=[self.book.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = hold_rows.of_book(holds_seen.of_book(self.book.pk), self.desk.now)
        return super().get_context_data(book=self.book, rows=rows, **kwargs)

    def deed(self, data: dict[str, Any]) -> dict[str, Any]:
        whose = selectors.holder(data["card"])
        hold = holds.on_book(self.book.pk, whose, pickup=data["pickup"], desk=self.desk)
        return {"place": hold.position}

    def done(self, outcome: dict[str, Any]) -> HttpResponse:
        messages.success(self.request, _("Placed, as number %(place)s in the queue.") % outcome)
        return super().done(outcome)


class Move(StaffPage, View):
    """Another place in the queue."""

    permission_required = WORKS_WITH_MEMBERS

    def post(self, request: HttpRequest, hold_id: UUID) -> HttpResponse:
        """Move it, and show the queue."""
        form = hold_forms.Move(request.POST)
        if not form.is_valid():
            return HttpResponse(status=422)
        desk = place.of(request).desk
        hold = holds.move(hold_id, position=form.cleaned_data["position"], desk=desk)
        context = {
            "rows": hold_rows.of_book(holds_seen.of_book(hold.book_id), desk.now),
            "book": hold.book,
            "form": hold_forms.PlaceFor(),
        }
        return fragments.page_or_fragment(request, "loans/holds_of_book.html", "queue", context)


class PullList(StaffPage, View):
    """What is to be fetched from the shelves, to be taken along on paper or a phone."""

    permission_required = "loans.work_desk"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The list, in the order of the shelves."""
        here = place.of(request)
        pulls = holds_pull.at_branch(here.branch, now=here.desk.now)
        rows = [hold_rows.fetched(each) for each in pulls]
        if tables.wanted(request):
            return tables.sent(request, files.pulled(rows))
        context = {"branch": here.branch, "rows": rows, "now": here.desk.now}
        return render(request, "loans/pull_list.html", context)


class ShelfPage(StaffPage, OncePage):
    """The hold shelf of the branch: what stands there, what is to be cleared, what is coming. The
    deed ends all holds that were not picked up in time.
    """

    permission_required = WORKS_WITH_MEMBERS
    template_name = "loans/shelf.html"
    form_class = hold_forms.Sure

    def get(  # type: ignore[override]  # Django's own type leaves streamed answers out
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """The page, or its lists as a file."""
        if not tables.wanted(request):
            return super().get(request, *args, **kwargs)
        said = self.get_context_data(form=None)
        rows = said["waiting"], said["cleared"], said["coming"]
        return tables.sent(request, files.shelved(*rows))

    def get_success_url(self) -> str:
        return reverse("loans:shelf")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        here = place.of(self.request)
        branch, now = here.branch, here.desk.now
        ended = holds_seen.to_clear(branch)
        nexts = holds_seen.next_of(ended)
        return super().get_context_data(
            branch=branch,
            waiting=[hold_rows.shelved(each, branch, now) for each in holds_seen.on_shelf(branch)],
            cleared=[hold_rows.shelved(each, branch, now, nexts) for each in ended],
            coming=[hold_rows.shelved(each, branch, now) for each in holds_seen.on_the_way(branch)],
            late=holds_seen.late_on_shelf(branch, now),
            **kwargs,
        )

    def deed(self, data: dict[str, Any]) -> dict[str, Any]:
        here = place.of(self.request)
        done = shelf.expire(here.desk.now, by=by.at(here.desk), branch=here.branch)
        return {"ended": len(done.ended)}

    def done(self, outcome: dict[str, Any]) -> HttpResponse:
        count = outcome["ended"]
        said = ngettext("%(n)s hold has ended.", "%(n)s holds have ended.", count)
        messages.success(self.request, said % {"n": count})
        return super().done(outcome)


class NotFound(StaffPage, OncePage):
    """A copy is not where it should be."""

    permission_required = "loans.work_desk"
    template_name = "loans/not_found.html"
    form_class = hold_forms.Sure

    def get_success_url(self) -> str:
        return reverse("loans:pull_list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=_("Not found"),
            question=_("You have looked for this copy, and it is not there?"),
            consequences=[
                _("It is marked as missing, until somebody scans it."),
                _("Whoever it was set aside for is the first in the queue again."),
            ],
            confirm=_("It is missing"),
            back_url=self.get_success_url(),
            **kwargs,
        )

    def deed(self, data: dict[str, Any]) -> dict[str, Any]:
        desk = place.of(self.request).desk
        return {"barcode": shelf.not_found(self.kwargs["copy_id"], by=by.at(desk)).barcode}

    def done(self, outcome: dict[str, Any]) -> HttpResponse:
        messages.success(self.request, _("%(barcode)s is marked as missing.") % outcome)
        return super().done(outcome)


class OfMember(StaffPage, View):
    """A member's holds, for the member's page and on a page of their own."""

    permission_required = WORKS_WITH_MEMBERS

    def get(self, request: HttpRequest, member_id: UUID) -> HttpResponse:
        """What they wait for."""
        member = Member.objects.filter(pk=member_id).first()
        if member is None:
            raise UnknownMember
        rows = hold_rows.of_member(holds_seen.of_member(member_id), clock.now())
        context = {"title": member.name, "whose": member, "is_member": True, "holds": rows}
        return fragments.page_or_fragment(request, "loans/holds.html", "holds", context)
