"""The shapes most pages have."""

from http import HTTPStatus
from typing import Any, cast

from django import forms
from django.contrib.auth.mixins import LoginRequiredMixin, PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.generic import FormView

from core import errors
from core.api import problems
from core.http import status_of
from core.web.middleware import is_api


class MemberPage(LoginRequiredMixin):
    """A page for people who have signed in; others are sent to the sign-in page and back."""


class StaffPage(PermissionRequiredMixin):
    """A page that needs ``permission_required``: others see a refusal, strangers the sign-in
    page.
    """


class ServiceFormView(FormView[forms.Form]):
    """A page with one form and one deed.

    ``perform`` calls the service. What the service refuses is shown in the form, at the field it is
    about, with nothing typed lost and with the refusal's own status.
    """

    http_method_names = ("get", "head", "post", "options")  # Django would take a PUT for a POST

    def perform(self, data: dict[str, Any]) -> Any:
        """Do what the form asks for. Raises ``LibraryError``."""
        raise NotImplementedError

    def done(self, outcome: Any) -> HttpResponse:
        """Where to go when it is done."""
        return HttpResponseRedirect(self.get_success_url())

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            outcome = self.perform(form.cleaned_data)
        except errors.LibraryError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            return self.refused(form, refusal)
        return self.done(outcome)

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        return self._again(form, HTTPStatus.UNPROCESSABLE_ENTITY)

    def refused(self, form: forms.Form, refusal: errors.LibraryError) -> HttpResponse:
        """The page again, with the refusal in it."""
        response = self._again(form, status_of(refusal))
        if isinstance(refusal, errors.TooMany):
            response["Retry-After"] = str(refusal.retry_after)
        return response

    def _again(self, form: forms.Form, status: int) -> HttpResponse:
        form.data = _printable(cast(QueryDict, form.data))
        return self.render_to_response(self.get_context_data(form=form), status=status)


def _printable(data: QueryDict) -> QueryDict:
    """``data`` as it can stand in HTML, which has no place for NUL."""
    shown = data.copy()
    for name, values in data.lists():
        shown.setlist(name, [value.replace("\0", "\N{REPLACEMENT CHARACTER}") for value in values])
    return shown


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from a page that has gone stale: say so, and how to go on."""
    return render(request, "errors/stale_form.html", status=HTTPStatus.FORBIDDEN)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that cannot be what anyone meant."""
    return _failed_bare(request, HTTPStatus.BAD_REQUEST, _("The request could not be read."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Someone who has signed in, where they may not go."""
    return _failed(request, HTTPStatus.FORBIDDEN, _("You are not allowed to do this."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No page at this address."""
    return _failed(request, HTTPStatus.NOT_FOUND, _("There is nothing at this address."))


def fault(request: HttpRequest) -> HttpResponse:
    """Our own mistake. The page asks nothing of the database: that may be what is broken."""
    said = _("Something went wrong on our side. It has been noted.")
    return _failed_bare(request, HTTPStatus.INTERNAL_SERVER_ERROR, said)


def _failed(request: HttpRequest, status: HTTPStatus, said: str) -> HttpResponse:
    if is_api(request):
        return problems.bare(request, status, said)
    return render(request, f"{status.value}.html", {"message": said}, status=status)


def _failed_bare(request: HttpRequest, status: HTTPStatus, said: str) -> HttpResponse:
    """As ``_failed``, asking nothing of the request: who sent it may not be known yet, nor the
    database be there to tell.
    """
    if is_api(request):
        return problems.bare(request, status, said)
    return HttpResponse(render_to_string(f"{status.value}.html"), status=status)
