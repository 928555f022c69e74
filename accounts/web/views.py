"""Signing in and out, and the ways to a new password."""

from http import HTTPStatus
from typing import Any, ClassVar

from django.contrib import auth, messages
from django.contrib.auth.views import RedirectURLMixin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import RedirectView, TemplateView

from accounts.models import User
from accounts.models.audit import Interface
from accounts.services import browsers, resets, sign_in, tokens, users
from accounts.web import forms, languages
from accounts.web.who import user_of
from core import clock
from core.http import client_address
from core.web.views import MemberPage, ServiceFormView

SECRET_FORM = [never_cache, sensitive_post_parameters()]
RESET_LINK = "accounts.reset_link"


def remember(request: HttpRequest, user: User) -> None:
    """Note the browser of this session among those of ``user``, who has just signed in with it."""
    browsers.note(
        user,
        browsers.key_of(request.session),
        agent=request.headers.get("User-Agent", ""),
        now=clock.now(),
        expires_at=request.session.get_expiry_date(),
    )


@method_decorator(SECRET_FORM, name="dispatch")
class SignIn(RedirectURLMixin, ServiceFormView):
    """``?next=`` is followed when it is an address of ours."""

    template_name = "accounts/sign_in.html"
    form_class = forms.SignIn
    next_page = "accounts:welcome"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return HttpResponseRedirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def perform(self, data: dict[str, Any]) -> None:
        network = client_address(self.request)
        user = sign_in.check(data["email"], data["password"], network=network, now=clock.now())
        auth.login(self.request, user)
        remember(self.request, user)

    def done(self, outcome: Any) -> HttpResponse:
        return languages.speak(super().done(outcome), user_of(self.request).language)

    def next_url(self) -> str:
        """Where ``next`` leads, but never round in a circle to this page."""
        url = self.get_redirect_url()
        return "" if url.split("?")[0] == self.request.path else url

    def get_success_url(self) -> str:
        return self.next_url() or self.get_default_redirect_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(next=self.next_url(), **kwargs)


class SignOut(View):
    def post(self, request: HttpRequest) -> HttpResponse:
        browsers.forget(request.session.session_key)
        auth.logout(request)
        messages.success(request, _("You have signed out."))
        return HttpResponseRedirect(reverse("catalog:home"))


class SignOutEverywhere(MemberPage, View):
    """Every sign-in but this one."""

    def post(self, request: HttpRequest) -> HttpResponse:
        user = user_of(request)
        tokens.log_out_everywhere(user, now=clock.now(), interface=Interface.PAGE)
        auth.update_session_auth_hash(request, user)
        remember(request, user)
        messages.success(request, _("All other browsers and devices are signed out."))
        return HttpResponseRedirect(reverse("accounts:devices"))


class Welcome(MemberPage, RedirectView):
    """Where the day begins: for librarians with what is due, for volunteers at the desk, for
    members with their loans.
    """

    PLACES: ClassVar = (("catalog.add_book", "loans:dashboard"), ("loans.work_desk", "loans:desk"))

    def get_redirect_url(self, *args: Any, **kwargs: Any) -> str:
        user = user_of(self.request)
        mine = (place for permission, place in self.PLACES if user.has_perm(permission))
        return reverse(next(mine, "loans:mine"))


@method_decorator(SECRET_FORM, name="dispatch")
class PasswordChange(MemberPage, ServiceFormView):
    """Ends every sign-in but the one it is done in."""

    template_name = "accounts/password_change.html"
    form_class = forms.ChangePassword
    success_url = reverse_lazy("accounts:welcome")

    def perform(self, data: dict[str, Any]) -> None:
        users.change_password(
            user_of(self.request),
            old_password=data["old_password"],
            password=data["password"],
            now=clock.now(),
            interface=Interface.PAGE,
        )

    def done(self, outcome: Any) -> HttpResponse:
        auth.update_session_auth_hash(self.request, user_of(self.request))
        remember(self.request, user_of(self.request))
        said = _("Your password is changed. Other browsers and devices are signed out.")
        messages.success(self.request, said)
        return super().done(outcome)


class ResetAsk(ServiceFormView):
    """Says the same whether or not it knows the address."""

    template_name = "accounts/password_reset.html"
    form_class = forms.ResetAsk
    success_url = reverse_lazy("accounts:password_reset_sent")

    def perform(self, data: dict[str, Any]) -> None:
        resets.ask(data["email"], network=client_address(self.request), now=clock.now())


class ResetSent(TemplateView):
    template_name = "accounts/password_reset_sent.html"


@method_decorator(never_cache, name="dispatch")
class ResetLink(View):
    """Where the letter leads. The secret goes into the session and out of the address, so that it
    is in no history, no log and no ``Referer``.
    """

    def get(self, request: HttpRequest, uidb64: str, token: str) -> HttpResponse:
        request.session[RESET_LINK] = [uidb64, token]
        return HttpResponseRedirect(reverse("accounts:password_choose"))


@method_decorator(SECRET_FORM, name="dispatch")
class ResetChoose(ServiceFormView):
    """The new password itself, for who has followed a link that still opens."""

    template_name = "accounts/password_choose.html"
    form_class = forms.NewPassword
    success_url = reverse_lazy("accounts:password_reset_done")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not resets.is_open(*self.link()):
            return render(request, "accounts/password_reset_spent.html", status=HTTPStatus.GONE)
        return super().dispatch(request, *args, **kwargs)

    def link(self) -> tuple[str, str]:
        """Whose password, and the proof; both empty for who has followed no link."""
        uid, token = self.request.session.get(RESET_LINK, ("", ""))
        return uid, token

    def perform(self, data: dict[str, Any]) -> None:
        uid, token = self.link()
        password = data["password"]
        resets.choose(uid, token, password=password, now=clock.now(), interface=Interface.PAGE)

    def done(self, outcome: Any) -> HttpResponse:
        del self.request.session[RESET_LINK]
        return super().done(outcome)


class ResetDone(TemplateView):
    template_name = "accounts/password_reset_done.html"
