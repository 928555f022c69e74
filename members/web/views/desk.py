"""Members as the staff sees them."""

from functools import cached_property
from typing import Any, cast
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from accounts.models import User
from accounts.models.audit import Interface
from core import clock, keyset
from core.errors import LibraryError, StalePrecondition
from core.web import filters, tables
from core.web.fragments import page_or_fragment, wants_fragment
from core.web.views import ServiceFormView, StaffPage
from members import errors, selectors
from members.models import Block, Member
from members.services import blocks, cards, leaving, profile, registration
from members.web import deeds, files, forms, shown

PAGE_SIZE = 25


class OnMember(StaffPage):
    """A page of the staff about one member, or on the way to one."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @property
    def actor(self) -> User:
        """Who has signed in."""
        return cast(User, self.request.user)

    @property
    def member_id(self) -> UUID:
        """The member whom the address names."""
        found: UUID = self.kwargs["member_id"]
        return found

    @cached_property
    def member(self) -> Member:
        """The member. Raises ``UnknownMember``."""
        everyone = selectors.with_details(Member.objects.all(), clock.day(clock.now()))
        found = everyone.filter(pk=self.member_id).first()
        if found is None:
            raise errors.UnknownMember
        return found

    def to_member(self, member_id: UUID, said: str) -> HttpResponse:
        """On to the member's page, with a word about what was done."""
        messages.success(self.request, said)
        return HttpResponseRedirect(reverse("members:member", args=[member_id]))


class Find(StaffPage, View):
    """Everyone by name, or those who answer what was typed; a scanned card leads to its member."""

    permission_required = "members.view_member"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        form = forms.Find(request.GET)
        typed = filters.said(form)["q"]
        if tables.wanted(request):
            return tables.sent(request, files.found(typed, clock.day(clock.now())))
        holder = selectors.owner(typed) if typed else None
        if holder and not wants_fragment(request):
            return HttpResponseRedirect(reverse("members:member", args=[holder]))
        context = _found(request, typed) | {"form": form, "typed": typed}
        return page_or_fragment(request, "members/find.html", "results", context)


def _found(request: HttpRequest, typed: str) -> dict[str, Any]:
    today = clock.day(clock.now())
    members = Member.objects.matching(typed) if typed else Member.objects.all()
    page = keyset.page(
        selectors.with_details(members, today),
        order=("sort_name", "id"),
        cursor=request.GET.get("cursor", ""),
        size=PAGE_SIZE,
    )
    return {
        "rows": [shown.row(member, today) for member in page.rows],
        "next_url": _page_url(typed, page.next),
        "previous_url": _page_url(typed, page.previous),
        **{f"may_{to}": request.user.has_perm(f"members.{to}_member") for to in ("add", "change")},
    }


def _page_url(typed: str, cursor: str) -> str:
    if not cursor:
        return ""
    query = {"q": typed, "cursor": cursor} if typed else {"cursor": cursor}
    return f"{reverse('members:find')}?{urlencode(query)}"


class Enrol(OnMember, ServiceFormView):
    permission_required = "members.add_member"
    template_name = "members/add.html"
    form_class = forms.Enrol

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"today": clock.day(clock.now())}

    def perform(self, data: dict[str, Any]) -> Member:
        now = clock.now()
        return registration.enrol(
            registration.Facts(**data),
            actor=self.actor,
            now=now,
            today=clock.day(now),
            interface=Interface.PAGE,
        )

    def done(self, outcome: Member) -> HttpResponse:
        said = _("%(name)s is a member now, with the card %(card)s.")
        words = {"name": outcome.name, "card": outcome.spaced_card}
        return self.to_member(outcome.pk, said % words)


class OneMember(OnMember, TemplateView):
    permission_required = "members.view_member"
    template_name = "members/member.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        member = self.member
        return super().get_context_data(
            member=member,
            state=selectors.state(member, clock.day(clock.now())),
            facts=shown.facts(member),
            has_photo=selectors.has_photo(member.pk),
            loans_url=reverse("loans:of_member", args=[member.pk]),
            **_warnings(member),
            **deeds.of_member(member, self.actor),
            old_cards=[shown.old_card(card) for card in member.old_cards.all()],
            notes=[shown.note(note) for note in selectors.open_notes(member.pk)],
            **_blocks(member),
            **kwargs,
        )


def _warnings(member: Member) -> dict[str, str]:
    return {"bounced": selectors.bounced(member), "leaves": selectors.wants_to_leave(member)}


def _blocks(member: Member) -> dict[str, Any]:
    standing = {block.pk for block in selectors.blocks_of(member)}
    rows = [
        (made.pk in standing, shown.block(made, in_force=made.pk in standing))
        for made in Block.objects.filter(member=member).select_related("blocked_by")
    ]
    return {
        "blocks": [row for stands, row in rows if stands],
        "past_blocks": [row for stands, row in rows if not stands],
    }


class Edit(OnMember, ServiceFormView):
    permission_required = "members.change_member"
    template_name = "members/edit.html"
    form_class = forms.Edit

    def get_form_kwargs(self) -> dict[str, Any]:
        more = {"today": clock.day(clock.now()), "has_account": self.member.user is not None}
        return super().get_form_kwargs() | more

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.member, name) for name in forms.Edit.base_fields}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(member=self.member, **kwargs)

    def perform(self, data: dict[str, Any]) -> Member:
        revision = data.pop("revision")
        return profile.edit(
            self.member_id,
            registration.Facts(**data),
            revision=revision,
            actor=self.actor,
            now=clock.now(),
            interface=Interface.PAGE,
        )

    def refused(self, form: Any, refusal: LibraryError) -> HttpResponse:
        self.extra_context = {"is_stale": isinstance(refusal, StalePrecondition)}
        return super().refused(form, refusal)

    def done(self, outcome: Member) -> HttpResponse:
        return self.to_member(outcome.pk, _("Saved."))


class ReplaceCard(OnMember, ServiceFormView):
    permission_required = "members.change_member"
    template_name = "components/confirm_page.html"
    form_class = forms.ReplaceCard

    def get_initial(self) -> dict[str, Any]:
        return {"seen": self.member.card_number}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        member = self.member
        return super().get_context_data(
            title=_("Another card for %(name)s") % {"name": member.name},
            question=_("The card %(card)s opens nothing any more.") % {"card": member.spaced_card},
            consequences=[
                _("Whoever shows the old card is refused, and the desk is told why."),
                _("Loans, holds and charges stay with the member."),
            ],
            confirm=_("Replace the card"),
            back_url=reverse("members:member", args=[self.member_id]),
            **kwargs,
        )

    def perform(self, data: dict[str, Any]) -> Member:
        return cards.replace(
            self.member_id, **data, actor=self.actor, now=clock.now(), interface=Interface.PAGE
        )

    def done(self, outcome: Member) -> HttpResponse:
        said = _("%(name)s has the card %(card)s now.")
        words = {"name": outcome.name, "card": outcome.spaced_card}
        return self.to_member(outcome.pk, said % words)


class BlockMember(OnMember, ServiceFormView):
    permission_required = "members.block_member"
    template_name = "components/confirm_page.html"
    form_class = forms.Block

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"today": clock.day(clock.now())}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        name = self.member.name
        return super().get_context_data(
            title=_("Block %(name)s") % {"name": name},
            question=_("Say what the block stops. Returns go on as ever."),
            confirm=_("Block"),
            back_url=reverse("members:member", args=[self.member_id]),
            **kwargs,
        )

    def perform(self, data: dict[str, Any]) -> Block:
        return blocks.block(
            self.member_id, **data, actor=self.actor, now=clock.now(), interface=Interface.PAGE
        )

    def done(self, outcome: Block) -> HttpResponse:
        return self.to_member(self.member_id, _("Blocked."))


class LiftBlock(OnMember, View):
    permission_required = "members.block_member"

    def post(self, request: HttpRequest, block_id: UUID) -> HttpResponse:
        lifted = blocks.lift(block_id, actor=self.actor, now=clock.now(), interface=Interface.PAGE)
        return self.to_member(lifted.member_id, _("The block is lifted."))


class Remove(OnMember, ServiceFormView):
    permission_required = "members.delete_member"
    template_name = "members/leave.html"
    form_class = django_forms.Form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        member = self.member
        return super().get_context_data(
            title=_("Delete %(name)s") % {"name": member.name},
            question=_("Does this member leave the library?"),
            consequences=shown.what_leaving_means(),
            objections=[str(refusal) for refusal in leaving.objections(member)],
            confirm=_("Delete for good"),
            back_url=reverse("members:member", args=[member.pk]),
            **kwargs,
        )

    def perform(self, data: dict[str, Any]) -> bool:
        return leaving.remove(
            self.member_id, actor=self.actor, now=clock.now(), interface=Interface.PAGE
        )

    def done(self, outcome: bool) -> HttpResponse:
        messages.success(self.request, _("The member is deleted."))
        return HttpResponseRedirect(reverse("members:find"))
