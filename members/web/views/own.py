"""What members see and do of themselves."""

from functools import cached_property
from typing import Any, cast

from django import forms as django_forms
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from accounts.models import User
from accounts.models.audit import Interface
from core import clock
from core.web.views import MemberPage, ServiceFormView
from members import errors, selectors
from members.models import Member
from members.services import leaving, profile, verification
from members.web import forms, shown


class OwnPage(MemberPage):
    """A page about whoever has signed in, as a member."""

    request: HttpRequest

    @property
    def user(self) -> User:
        """Who has signed in."""
        return cast(User, self.request.user)

    @cached_property
    def found(self) -> Member | None:
        """The member, if this account is one's."""
        mine = Member.objects.filter(user=self.user)
        return selectors.with_details(mine, clock.day(clock.now())).first()

    @property
    def member(self) -> Member:
        """The member. Raises ``NoMembership``."""
        if self.found is None:
            raise errors.NoMembership
        return self.found


@method_decorator(never_cache, name="dispatch")
class Profile(OwnPage, ServiceFormView):
    template_name = "members/profile.html"
    form_class = forms.Profile
    success_url = reverse_lazy("members:profile")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.found is None:
            return render(request, "members/no_membership.html")
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        names = ("revision", "name", "email", "phone", "address")
        return {name: getattr(self.member, name) for name in names}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        card = shown.card(self.member, clock.day(clock.now()))
        return super().get_context_data(member=self.member, card=card, **kwargs)

    def perform(self, data: dict[str, Any]) -> Member:
        return profile.update_own(
            self.member.pk, **data, actor=self.user, now=clock.now(), interface=Interface.PAGE
        )

    def done(self, outcome: Member) -> HttpResponse:
        said = _("Saved.")
        if outcome.email != self.member.email:
            said = _("Saved. We have sent a link to your new address; please confirm it.")
        messages.success(self.request, said)
        return super().done(outcome)


class SendLink(OwnPage, View):
    """Another link to one's own address."""

    def post(self, request: HttpRequest) -> HttpResponse:
        if verification.send_again(self.member, now=clock.now()):
            said = _("We have sent a link to %(email)s.") % {"email": self.member.email}
            messages.success(request, said)
        else:
            messages.info(request, _("Your address is confirmed already."))
        return HttpResponseRedirect(reverse("members:profile"))


@method_decorator(never_cache, name="dispatch")
class Leave(OwnPage, ServiceFormView):
    """Leaving the library: at once, or when what stands against it is settled."""

    template_name = "members/leave_own.html"
    form_class = django_forms.Form
    success_url = reverse_lazy("members:leave")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        member = self.member
        return super().get_context_data(
            title=_("Leave the library"),
            consequences=shown.what_leaving_means(),
            objections=[shown.objection(each) for each in leaving.objections(member)],
            asked_at=leaving.asked_at(member),
            **kwargs,
        )

    def perform(self, data: dict[str, Any]) -> bool | None:
        return leaving.ask(
            self.member.pk, actor=self.user, now=clock.now(), interface=Interface.PAGE
        )

    def done(self, outcome: bool | None) -> HttpResponse:
        if outcome is None:
            said = _("We have noted it. You leave when everything below is settled.")
            messages.info(self.request, said)
            return super().done(outcome)
        if outcome:
            auth.logout(self.request)
        messages.success(self.request, _("Your data are deleted. Goodbye, and all the best."))
        return HttpResponseRedirect(reverse("catalog:home"))


class Stay(OwnPage, View):
    """Not leaving after all."""

    def post(self, request: HttpRequest) -> HttpResponse:
        now = clock.now()
        leaving.withdraw(self.member.pk, actor=self.user, now=now, interface=Interface.PAGE)
        messages.success(request, _("You stay a member."))
        return HttpResponseRedirect(reverse("members:leave"))
