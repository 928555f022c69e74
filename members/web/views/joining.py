"""Becoming a member by oneself, and showing that an address is one's own."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import TemplateView

from accounts.models.audit import Interface
from core import clock, errors
from core.http import client_address
from core.web.views import ServiceFormView
from members.models import Member
from members.services import registration, verification
from members.web import forms

REGISTERED_AS = "members.registered_as"


@method_decorator([never_cache, sensitive_post_parameters("password")], name="dispatch")
class Register(ServiceFormView):
    """Whoever has signed in has an account already, and is shown it."""

    template_name = "members/register.html"
    form_class = forms.Register

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return HttpResponseRedirect(reverse("members:profile"))
        return super().dispatch(request, *args, **kwargs)

    def perform(self, data: dict[str, Any]) -> Member:
        now = clock.now()
        return registration.register(
            **data,
            language=get_language() or "",
            network=client_address(self.request),
            now=now,
            today=clock.day(now),
            interface=Interface.PAGE,
        )

    def done(self, outcome: Member) -> HttpResponse:
        self.request.session[REGISTERED_AS] = outcome.email
        return HttpResponseRedirect(reverse("members:registered"))


@method_decorator(never_cache, name="dispatch")
class Registered(TemplateView):
    """A link is on its way: to the address that this browser registered, so that a typing error is
    seen.
    """

    template_name = "members/registered.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        email = self.request.session.get(REGISTERED_AS, "")
        return super().get_context_data(email=email, **kwargs)


@method_decorator(never_cache, name="dispatch")
class Verify(ServiceFormView):
    """The page behind the link. Looking verifies nothing: programs that read mail look too.

    The address of this page holds the token, so what it fetches is told the site at most: with
    ``no-referrer`` browsers would not say where the form comes from either, and it would be
    refused.
    """

    template_name = "members/verify.html"
    form_class = forms.Verify
    success_url = reverse_lazy("members:verified")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        response["Referrer-Policy"] = "strict-origin"
        return response

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        token = request.GET.get("token", "")
        invitation = verification.invitation(token[: forms.MAX_TOKEN], now=clock.now())
        if invitation is None:
            return self._useless()
        if invitation.is_used:
            return HttpResponseRedirect(reverse("members:verified"))
        form = forms.Verify(initial={"token": token})
        return self.render_to_response(self.get_context_data(form=form, invitation=invitation))

    def perform(self, data: dict[str, Any]) -> Member:
        network = client_address(self.request)
        return verification.verify(
            data["token"], network=network, now=clock.now(), interface=Interface.PAGE
        )

    def form_invalid(self, form: Any) -> HttpResponse:
        return self._useless()

    def refused(self, form: Any, refusal: errors.LibraryError) -> HttpResponse:
        if isinstance(refusal, errors.TooMany):
            raise refusal
        return self._useless()

    def _useless(self) -> HttpResponse:
        context = {"form": forms.AskForLink()}
        return render(self.request, "members/verify_failed.html", context, status=HTTPStatus.GONE)


class Verified(TemplateView):
    template_name = "members/verified.html"


class AskForLink(ServiceFormView):
    """Another link. The answer is the same for every address."""

    template_name = "members/resend.html"
    form_class = forms.AskForLink
    success_url = reverse_lazy("members:resent")

    def perform(self, data: dict[str, Any]) -> None:
        network = client_address(self.request)
        verification.ask(data["email"], network=network, now=clock.now())


class Asked(TemplateView):
    template_name = "members/resent.html"
