"""The family: what guardians see of a child and do for it, and what a child shows them."""

from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from accounts.web.once import OncePage
from catalog.errors import UnknownBook
from catalog.models import Book
from core import clock, errors
from core.web import fragments
from core.web.views import MemberPage
from loans.selectors import families, holds_seen
from loans.services import holds
from loans.services.situation import Desk
from loans.web import family_rows, hold_forms, renewing
from loans.web.views.holds import desk_of
from members.models import Member
from members.services import families as guardians


class Family(MemberPage, TemplateView):
    """Whom I look after; and, for a child, who looks after it and what they see."""

    template_name = "loans/family.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        desk = desk_of(self.request)
        today = clock.day(desk.now)
        children = families.children(desk.actor, desk.now, today)
        me = Member.objects.filter(user=desk.actor).select_related("category").first()
        return super().get_context_data(
            children=[family_rows.child(each) for each in children],
            guardians=[each.name for each in families.guardians(me.pk)] if me else [],
            hides=me is not None and me.hides_titles,
            may_hide=me is not None and guardians.may_hide(me, today),
            **kwargs,
        )


class Titles(MemberPage, View):
    """A member who has guardians shows them the titles, or no longer."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """``hides`` says which."""
        desk = desk_of(request)
        own = Member.objects.filter(user=desk.actor).values_list("pk", flat=True).first()
        if own is None:
            raise errors.NotAllowed
        hides = request.POST.get("hides") == "yes"
        by: dict[str, Any] = {"actor": desk.actor, "now": desk.now, "interface": desk.interface}
        guardians.hide_titles(own, hides=hides, today=clock.day(desk.now), **by)
        said = _("Your guardians see no titles.") if hides else _("Your guardians see the titles.")
        messages.success(request, said)
        return HttpResponseRedirect(reverse("loans:family"))


class ChildPage(MemberPage, View):
    """A child of whoever has signed in; of others there is none."""

    kwargs: dict[str, Any]

    @cached_property
    def desk(self) -> Desk:
        """Whoever asks."""
        return desk_of(self.request)

    @property
    def child_id(self) -> UUID:
        """Which child."""
        found: UUID = self.kwargs["member_id"]
        return found

    def drawn(self, done: renewing.Renewing | None = None) -> HttpResponse:
        """The child's page, or under htmx the list of what it has."""
        desk = self.desk
        home = families.home(desk.actor, self.child_id, desk.now, clock.day(desk.now))
        context = {
            "name": home.child.member.name,
            "facts": family_rows.facts(home),
            "shows_titles": home.child.shows_titles,
            "loans": family_rows.loans(home, desk.now, done),
            "holds": family_rows.holds(home, desk.now),
            "renew_url": reverse("loans:family_renew_all", args=[self.child_id]),
            "now": desk.now,
            "done": done,
        }
        template, status = "loans/family_child.html", done.status if done else 200
        return fragments.page_or_fragment(self.request, template, "open", context, status)


class OfChild(ChildPage):
    def get(self, request: HttpRequest, member_id: UUID) -> HttpResponse:
        """What the child has."""
        return self.drawn()


class Renew(ChildPage):
    def post(self, request: HttpRequest, member_id: UUID, loan_id: UUID) -> HttpResponse:
        """Renew one loan."""
        return self.drawn(renewing.of_child(loan_id, member_id, desk=self.desk))


class RenewAll(ChildPage):
    def post(self, request: HttpRequest, member_id: UUID) -> HttpResponse:
        """Renew all that can be."""
        return self.drawn(renewing.all_of_child(member_id, desk=self.desk))


class ChildDeed(MemberPage, OncePage):
    """A page that places a hold for a child, or gives one up."""

    template_name = "loans/hold_change.html"

    @cached_property
    def home(self) -> families.Home:
        """The child. Raises ``UnknownMember`` for a child of others."""
        desk = desk_of(self.request)
        return families.home(desk.actor, self.kwargs["member_id"], desk.now, clock.day(desk.now))

    def get_success_url(self) -> str:
        return reverse("loans:family_of", args=[self.home.child.member.pk])


class PlaceHold(ChildDeed):
    form_class = hold_forms.Place

    @cached_property
    def book(self) -> Book:
        """The book. Raises ``UnknownBook``."""
        found = Book.objects.current().filter(pk=self.kwargs["book_id"]).first()
        if found is None:
            raise UnknownBook
        return found

    def get_initial(self) -> dict[str, Any]:
        pickup = holds_seen.usual_pickup(self.home.child.member.pk)
        return super().get_initial() | {"pickup": pickup}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=_("Place a hold for %(name)s") % {"name": self.home.child.member.name},
            book=self.book,
            confirm=_("Place a hold"),
            kind="primary",
            back_url=reverse("catalog:book", args=[self.book.pk]),
            **kwargs,
        )

    def deed(self, data: dict[str, Any]) -> dict[str, Any]:
        child, desk = self.home.child.member, desk_of(self.request)
        hold = holds.on_book(self.book.pk, child.pk, pickup=data["pickup"], desk=desk)
        return {"place": hold.position}

    def done(self, outcome: dict[str, Any]) -> HttpResponse:
        said = _("%(name)s is number %(place)s in the queue for “%(title)s”.")
        words = {"name": self.home.child.member.name, "title": self.book.title, **outcome}
        messages.success(self.request, said % words)
        return HttpResponseRedirect(self.get_success_url())


class GiveUpHold(ChildDeed):
    form_class = hold_forms.Sure

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = [each for each in self.home.holds if each.pk == self.kwargs["hold_id"]]
        if not found:
            raise errors.NotFound
        return super().get_context_data(
            title=_("Give up the hold"),
            whose=self.home.child.member.name,
            book=found[0].book,
            confirm=_("Give it up"),
            kind="danger",
            back_url=self.get_success_url(),
            **kwargs,
        )

    def deed(self, data: dict[str, Any]) -> None:
        if all(each.pk != self.kwargs["hold_id"] for each in self.home.holds):
            raise errors.NotFound
        holds.cancel(self.kwargs["hold_id"], desk=desk_of(self.request))

    def done(self, outcome: None) -> HttpResponse:
        messages.success(self.request, _("The hold has been given up."))
        return HttpResponseRedirect(self.get_success_url())
