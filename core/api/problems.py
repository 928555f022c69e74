"""Refusals as RFC 9457 problem documents: one shape for every error the API can answer."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from core import errors
from core.api.parsers import TooLarge
from core.http import status_of
from core.jsons import dumps

MEDIA_TYPE = "application/problem+json"
CHALLENGE = 'Bearer realm="library"'
log = structlog.get_logger("library.api")

_CODES = {
    HTTPStatus.BAD_REQUEST: "malformed",
    HTTPStatus.UNAUTHORIZED: "not_authenticated",
    HTTPStatus.FORBIDDEN: "not_allowed",
    HTTPStatus.NOT_FOUND: "not_found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method_not_allowed",
    HTTPStatus.NOT_ACCEPTABLE: "not_acceptable",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "unsupported_media_type",
    HTTPStatus.UNPROCESSABLE_ENTITY: "invalid",
}


def problem(
    request: Request | HttpRequest, status: int, code: str, detail: str, **extra: Any
) -> dict[str, Any]:
    """The document: what kind of problem, what the person should read, and which request it was."""
    return {
        "type": f"urn:problem:library:{code}",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
        "code": code,
        "message": detail,
        **{key: value for key, value in extra.items() if value},
        "request_id": request.META.get("library.request_id", ""),
    }


def handle(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """DRF's exception handler. What is neither ours nor DRF's is a fault: it is left to be
    logged.
    """
    request: Request = context["request"]
    if isinstance(error, errors.LibraryError):
        return _refusal(request, error)
    shown = _as_drf(error)
    if shown is None:
        return None
    headers = {}
    if isinstance(shown, exceptions.ValidationError):
        shown.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    if shown.status_code == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = CHALLENGE
    fields = _per_field(shown.detail) if isinstance(shown, exceptions.ValidationError) else None
    detail = _("Some values cannot be accepted.") if fields else shown.detail
    code = _CODES.get(HTTPStatus(shown.status_code), "refused")
    return _answer(request, shown.status_code, code, str(detail), headers, errors=fields)


def _refusal(request: Request, error: errors.LibraryError) -> Response:
    status = status_of(error)
    headers = {}
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = CHALLENGE
    if isinstance(error, errors.TooMany | errors.Unavailable) and error.retry_after:
        headers["Retry-After"] = str(error.retry_after)
    fields = {error.field: [str(error)]} if error.field else None
    extra = {"errors": fields, "findings": list(error.findings), **error.extra}
    return _answer(request, status, error.code, str(error), headers, **extra)


def _answer(
    request: Request, status: int, code: str, detail: str, headers: dict[str, str], **extra: Any
) -> Response:
    body = problem(request, status, code, detail, **extra)
    return Response(body, status=status, headers=headers, content_type=MEDIA_TYPE)


def _as_drf(error: Exception) -> exceptions.APIException | None:
    if isinstance(error, exceptions.APIException):
        return error
    if isinstance(error, Http404):
        return exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(error, RequestDataTooBig):
        return TooLarge()
    if isinstance(error, SuspiciousOperation):
        return exceptions.ParseError()
    return None


def _per_field(detail: Any, path: str = "") -> dict[str, list[str]]:
    """Every sentence under the name of its field; ``rows.1.title`` is one inside another."""
    if not isinstance(detail, dict | list):
        return {path: [str(detail)]}
    if isinstance(detail, list) and not any(isinstance(item, dict | list) for item in detail):
        return {path: [str(item) for item in detail]} if detail else {}
    inner = detail.items() if isinstance(detail, dict) else enumerate(detail)
    flat: dict[str, list[str]] = {}
    for name, said in inner:
        flat |= _per_field(said, f"{path}.{name}" if path else str(name))
    return flat


def bare(request: HttpRequest, status: HTTPStatus, detail: str) -> HttpResponse:
    """A problem document outside DRF: for paths that match nothing, and for faults."""
    body = problem(request, status, _CODES.get(status, "fault"), detail)
    return HttpResponse(dumps(body), status=status, content_type=MEDIA_TYPE)


@csrf_exempt  # as every view of the API: there is no session that a form could ride on
def nowhere(request: HttpRequest, nowhere: str) -> HttpResponse:
    """The answer at every address under the API that is none of the API's."""
    return bare(request, HTTPStatus.NOT_FOUND, str(_("There is nothing at this address.")))
