"""Which language the pages speak: what this browser chose, or what it asks for by itself."""

from typing import Any

from django.conf import settings
from django.contrib.auth.views import RedirectURLMixin
from django.http import HttpResponse

from accounts.services import users
from accounts.web import forms
from core.web.views import ServiceFormView

COOKIE_AGE = 400 * 24 * 60 * 60
"""Seconds; the longest that browsers keep one."""


def speak(response: HttpResponse, language: str) -> HttpResponse:
    """Have this browser keep to ``language``."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


class Choose(RedirectURLMixin, ServiceFormView):
    """A button for each language. ``?next=`` leads back to the page that somebody came from."""

    template_name = "accounts/language.html"
    form_class = forms.Language
    next_page = "catalog:home"

    def perform(self, data: dict[str, Any]) -> str:
        if self.request.user.is_authenticated:
            users.choose_language(self.request.user, data["language"])
        return str(data["language"])

    def done(self, outcome: str) -> HttpResponse:
        return speak(super().done(outcome), outcome)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            languages=settings.LANGUAGES, next=self.get_redirect_url(), **kwargs
        )
