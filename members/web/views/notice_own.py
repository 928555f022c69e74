"""Which notices a member wants: on their own page, and by the link in a mail."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from accounts.models.audit import Interface
from core import clock
from core.web.views import ServiceFormView
from members.domain.notices import OPTIONAL
from members.services import notice_rules, preferences
from members.services.notice_words import NAMES
from members.web import notice_forms
from members.web.views.own import OwnPage


@method_decorator(never_cache, name="dispatch")
class Preferences(OwnPage, ServiceFormView):
    """What a member wants to be told of; some of it goes to everybody."""

    template_name = "members/notice_preferences.html"
    form_class: Any = notice_forms.Preferences
    success_url = reverse_lazy("members:notice_preferences")

    @cached_property
    def book(self) -> notice_rules.Book:
        """The rules as they are."""
        return notice_rules.book(clock.now())

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"book": self.book}

    def get_initial(self) -> dict[str, Any]:
        unwanted = preferences.unwanted(self.member.pk)
        return {"wanted": [code for code in OPTIONAL if code not in unwanted]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        on = [rule.event for rule in self.book.rules.values() if rule.is_on]
        always = [NAMES[event.code] for event in on if not event.optional]
        return super().get_context_data(member=self.member, always=always, **kwargs)

    def perform(self, data: dict[str, Any]) -> None:
        hidden = set(OPTIONAL) - {code for code, _name in self._offered}
        wanted = {*data["wanted"], *hidden - preferences.unwanted(self.member.pk)}
        preferences.choose(
            self.member.pk, wanted, actor=self.user, now=clock.now(), interface=Interface.PAGE
        )

    @property
    def _offered(self) -> list[tuple[str, str]]:
        form: Any = self.get_form()
        return list(form.fields["wanted"].choices)

    def done(self, outcome: Any) -> HttpResponse:
        messages.success(self.request, _("Your choice was saved."))
        return super().done(outcome)


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class Unsubscribe(View):
    """The link in a mail: whoever has it may end what it names, and nothing else, without signing
    in. Mail programs post to it by themselves (RFC 8058), so that no form of ours is asked for.
    """

    http_method_names = ("get", "head", "post", "options")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask first: programs that look at links must end nothing."""
        raw = request.GET.get("token", "")
        offer = preferences.offer(raw)
        context = {"events": [NAMES[code] for code in offer.events], "token": raw}
        return render(request, "members/unsubscribe.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        """End it."""
        raw = request.POST.get("token") or request.GET.get("token", "")
        offer = preferences.unsubscribe(raw, now=clock.now(), interface=Interface.PAGE)
        context = {"events": [NAMES[code] for code in offer.events], "is_done": True}
        return render(request, "members/unsubscribe.html", context)
