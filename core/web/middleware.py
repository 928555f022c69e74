"""Middleware that concerns pages only, and the one that shows refusals to people."""

from collections.abc import Callable
from typing import Any

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.views import redirect_to_login
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render, resolve_url
from django.utils.deprecation import MiddlewareMixin
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxMiddleware

from core import errors
from core.http import status_of


def is_api(request: HttpRequest) -> bool:
    """Whether a machine asks: the API, but not the page that documents it."""
    return request.path.startswith("/api/") and not request.path.startswith("/api/v1/docs")


class _PagesOnly(MiddlewareMixin):
    """Steps aside for the API, which has no session, no cookies and no forms."""

    def __call__(self, request: HttpRequest) -> Any:
        if is_api(request):
            return self.get_response(request)
        return super().__call__(request)


class PageContentSecurityPolicy(_PagesOnly, CSPMiddleware):
    """The Content-Security-Policy header."""


class PageSession(_PagesOnly, SessionMiddleware):
    """Who this browser is."""


class PageCsrf(_PagesOnly, CsrfViewMiddleware):
    """Forms must come from our own pages."""


class PageAuthentication(_PagesOnly, AuthenticationMiddleware):
    """``request.user``, from the session."""


class PageMessages(_PagesOnly, MessageMiddleware):
    """What the next page has to tell."""


class PageHtmx(HtmxMiddleware):
    """``request.htmx``: whether only a piece of the page is wanted.

    Someone whose session has ended is sent to the sign-in page as a whole; a redirect would put
    that page where the piece was to go.
    """

    def __call__(self, request: HttpRequest) -> Any:
        response: Any = super().__call__(request)
        where = response.headers.get("Location", "")
        if request.htmx and where.startswith(f"{resolve_url(settings.LOGIN_URL)}?"):  # type: ignore[attr-defined]
            return HttpResponseClientRedirect(where)
        return response


class Refusals:
    """A refusal that no form has shown becomes a page of its own, with its status and its
    sentence.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Show ``error`` when it is one of ours; anything else is a fault and stays one."""
        if not isinstance(error, errors.LibraryError):
            return None
        if isinstance(error, errors.NotAuthenticated):
            return redirect_to_login(request.get_full_path())
        return refusal_page(request, error)


def refusal_page(request: HttpRequest, error: errors.LibraryError) -> HttpResponse:
    """``error`` as a page of its own."""
    status = status_of(error)
    context = {"message": str(error), "code": error.code, "status": int(status)}
    response = render(request, "errors/refusal.html", context, status=status)
    if isinstance(error, errors.TooMany | errors.Unavailable) and error.retry_after:
        response["Retry-After"] = str(error.retry_after)
    return response
