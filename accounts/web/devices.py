"""Where somebody is signed in, for themselves."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from accounts.models.audit import Interface
from accounts.services import browsers, tokens
from accounts.web.who import user_of
from core import clock
from core.web.views import MemberPage


@method_decorator(never_cache, name="dispatch")
class Devices(MemberPage, TemplateView):
    template_name = "accounts/devices.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = browsers.of(user_of(self.request), now=clock.now())
        return super().get_context_data(
            browsers=[_browser(each, self.request.session.session_key) for each in found.browsers],
            devices=[_device(each) for each in found.devices],
            **kwargs,
        )


class EndBrowser(MemberPage, View):
    def post(self, request: HttpRequest, session_id: UUID) -> HttpResponse:
        actor = user_of(request)
        browsers.end(session_id, actor=actor, now=clock.now(), interface=Interface.PAGE)
        return _ended(request)


class EndDevice(MemberPage, View):
    def post(self, request: HttpRequest, device_id: UUID) -> HttpResponse:
        actor = user_of(request)
        tokens.end_own(device_id, actor=actor, now=clock.now(), interface=Interface.PAGE)
        return _ended(request)


def _ended(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("It is signed out."))
    return HttpResponseRedirect(reverse("accounts:devices"))


def _browser(each: Any, here: str | None) -> dict[str, Any]:
    return {
        "name": each.agent or _("A browser that does not say which"),
        "at": each.signed_in_at,
        "is_here": each.session_key == here,
        "end_url": reverse("accounts:end_browser", args=[each.pk]),
    }


def _device(each: Any) -> dict[str, Any]:
    return {
        "name": each.agent or _("An app that does not say which"),
        "at": each.created_at,
        "is_here": False,
        "end_url": reverse("accounts:end_device", args=[each.pk]),
    }
