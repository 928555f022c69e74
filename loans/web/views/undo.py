"""The last deeds of a desk and their undoing; overriding what blocks a checkout; timelines; what
stops a member.
"""

from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from accounts.models import AuditEntry
from core import keyset
from core.errors import LibraryError, NotFound
from core.web import fragments, tables
from core.web.views import ServiceFormView, StaffPage
from loans.domain.checkout import Kind
from loans.selectors import deed_log, derived, timeline
from loans.services import checkout, undo
from loans.services.checkout import Availability, Lent
from loans.web import place, timeline_rows, undo_forms
from loans.web.permissions import WORKS_WITH_MEMBERS
from members.errors import UnknownMember
from members.models import Member

PAGE_SIZE = 25


class Deeds(StaffPage, View):
    """What this person did lately at desks, each with a button that takes it back."""

    permission_required = "loans.work_desk"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list, the last first."""
        at = place.of(request)
        entries = deed_log.last(at.desk.actor, now=at.desk.now)
        context = {"rows": [timeline_rows.done(each) for each in entries], "branch": at.branch}
        return render(request, "loans/deeds.html", context)


class Undo(StaffPage, View):
    """Take one deed back."""

    permission_required = "loans.work_desk"

    def post(self, request: HttpRequest, deed_id: UUID) -> HttpResponse:
        """Undo it, and show the list again."""
        done = undo.undo(deed_id, desk=place.of(request).desk)
        messages.success(request, _("Undone: %s") % done.deed.sentence)
        return HttpResponseRedirect(reverse("loans:deeds"))


class Override(StaffPage, ServiceFormView):
    """Lend in spite of what blocks, saying why."""

    permission_required = "loans.work_desk"
    template_name = "loans/override.html"
    form_class = undo_forms.Override
    kwargs: dict[str, Any]

    @cached_property
    def seen(self) -> Availability:
        """What stands between the member and the copy now."""
        who, barcode = self.kwargs["member_id"], self.kwargs["barcode"]
        return checkout.look(barcode, who, desk=place.of(self.request).desk)

    @property
    def blockers(self) -> list[dict[str, Any]]:
        """What blocks."""
        findings = self.seen.situation.findings
        return [each for each in findings if each["kind"] == Kind.BLOCKER]

    @property
    def codes(self) -> list[str]:
        """The codes of what blocks."""
        return [each["code"] for each in self.blockers]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"codes": self.codes}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found, blockers = self.seen.situation, self.blockers
        return super().get_context_data(
            member=found.member,
            copy=found.copy,
            blockers=blockers,
            is_possible=bool(blockers) and all(self.may_lift(each) for each in blockers),
            back_url=_desk_of(found.member.pk),
            **kwargs,
        )

    def may_lift(self, finding: dict[str, Any]) -> bool:
        """Whether whoever asks may override it."""
        return bool(finding["overridable"]) and self.request.user.has_perm(finding["permission"])

    def perform(self, data: dict[str, Any]) -> Lent:
        return checkout.lend_copy(
            self.kwargs["barcode"],
            self.kwargs["member_id"],
            desk=place.of(self.request).desk,
            confirmation=data["confirmation"],
            given=undo_forms.given(self.codes, data),
        )

    def refused(self, form: Any, refusal: LibraryError) -> HttpResponse:
        """What has still to be confirmed is asked on the same page."""
        if token := refusal.extra.get("confirmation_token"):
            form.data = form.data.copy()
            form.data["confirmation"] = token
            asked = [each["message"] for each in refusal.findings if each["kind"] == Kind.CONFIRM]
            self.extra_context = {"asked": asked}
        return super().refused(form, refusal)

    def done(self, outcome: Lent) -> HttpResponse:
        messages.success(self.request, _("Lent: “%s”.") % outcome.loan.copy.book.title)
        return HttpResponseRedirect(_desk_of(self.kwargs["member_id"]))


class Timeline(StaffPage, TemplateView):
    """What happened to one member, copy, book or loan, newest first."""

    permission_required = WORKS_WITH_MEMBERS
    template_name = "loans/timeline.html"
    subject = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """The page, or all entries as a file."""
        pk = kwargs[f"{self.subject}_id"]
        if tables.wanted(request) and timeline.name_of(self.subject, pk) is not None:
            return tables.sent(request, timeline_rows.table(self.subject, pk))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pk, here = kwargs[f"{self.subject}_id"], self.request.path
        name = timeline.name_of(self.subject, pk)
        if name is None:
            raise NotFound
        page = self.page_of(pk)
        return super().get_context_data(
            title=timeline_rows.TITLES[self.subject],
            name=name,
            zone=place.of(self.request).branch.zone,
            rows=[timeline_rows.row(event) for event in timeline.told(page.rows)],
            next_url=page.next and f"{here}?{urlencode({'cursor': page.next})}",
            previous_url=page.previous and f"{here}?{urlencode({'cursor': page.previous})}",
        )

    def page_of(self, pk: UUID) -> keyset.Page[AuditEntry]:
        """The page of entries that is asked for."""
        return keyset.page(
            timeline.of(self.subject, pk),
            order=timeline.ORDER,
            cursor=self.request.GET.get("cursor", ""),
            size=PAGE_SIZE,
        )


class BlocksOf(StaffPage, View):
    """What stops a member by itself, for the member's page and on a page of its own."""

    permission_required = WORKS_WITH_MEMBERS

    def get(self, request: HttpRequest, member_id: UUID) -> HttpResponse:
        """The sentences, by the policy of the desk's branch."""
        member = Member.objects.filter(pk=member_id).first()
        if member is None:
            raise UnknownMember
        at = place.of(request)
        found = derived.blocks(member, at.branch, at.desk.now)
        rows = [
            (each.sentence, ", ".join(str(what.label) for what in each.stops)) for each in found
        ]
        context = {"member": member, "rows": rows}
        return fragments.page_or_fragment(request, "loans/blocks_of.html", "derived", context)


def _desk_of(member_id: UUID) -> str:
    return f"{reverse('loans:desk')}?{urlencode({'member': str(member_id)})}"
