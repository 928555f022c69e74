"""The administrators' site, under the library's own name."""

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.errors import NotAllowed


class LibraryAdmin(AdminSite):
    site_header = settings.LIBRARY_NAME
    site_title = settings.LIBRARY_NAME
    index_title = _("Administration")
    site_url = "/"

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Sign-in has one door, with its limits: our own page. Raises ``NotAllowed`` for whoever
        has come in by it and is no administrator.
        """
        wanted = request.GET.get("next") or reverse("admin:index")
        if self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        if request.user.is_authenticated:
            raise NotAllowed
        return redirect_to_login(wanted)

    def password_change(  # type: ignore[override]  # sends away, so it has no template
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Passwords are changed on our own page, which ends what the old one had opened."""
        return HttpResponseRedirect(reverse("accounts:password_change"))
