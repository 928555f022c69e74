"""What HTTP makes of the library's refusals, and the thread that ties one request's log lines
together.
"""

import re
from collections.abc import Callable
from http import HTTPStatus
from time import perf_counter
from typing import Final

import structlog
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import SimpleLazyObject

from core import errors, ids

STATUS: Final[dict[type[errors.LibraryError], HTTPStatus]] = {
    errors.Malformed: HTTPStatus.BAD_REQUEST,
    errors.NotAuthenticated: HTTPStatus.UNAUTHORIZED,
    errors.NotAllowed: HTTPStatus.FORBIDDEN,
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.Conflict: HTTPStatus.CONFLICT,
    errors.StalePrecondition: HTTPStatus.PRECONDITION_FAILED,
    errors.TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.TooMany: HTTPStatus.TOO_MANY_REQUESTS,
    errors.Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}

_RESET_LINK = re.compile(r"(/password/reset/)[^/]+/[^/]+")
_MEMBER = re.compile(r"(?<=/members/)[0-9a-f-]{36}", re.IGNORECASE)
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
log = structlog.get_logger("library.request")


def status_of(error: errors.LibraryError) -> HTTPStatus:
    """The HTTP status of a refusal: that of its family."""
    return next(status for family, status in STATUS.items() if isinstance(error, family))


def request_id(given: str) -> str:
    """The id of a request: the caller's ``X-Request-ID`` when it is plain, else one of our own."""
    return given if _REQUEST_ID.fullmatch(given) else ids.new_id().hex


def request_id_of(request: HttpRequest) -> str:
    """The id of ``request``."""
    return request_id(request.META.get("HTTP_X_REQUEST_ID", ""))


def loggable_path(request: HttpRequest) -> str:
    """The path without its query, without the secret that a password-reset link carries, and with
    pseudonyms for members.
    """
    path = _RESET_LINK.sub(r"\1[secret]", request.path)
    return _MEMBER.sub(lambda found: ids.pseudonym(found[0].lower()), path)


def is_static(request: HttpRequest) -> bool:
    """Whether a file of the library's own pages is asked for: a style sheet, a script, an icon."""
    return request.path.startswith(str(settings.STATIC_URL))


def pseudonym_of(request: HttpRequest) -> str | None:
    """The pseudonym of who asked, if anything has looked that up; never a reason to ask the
    database.
    """
    user = getattr(request, "_cached_user", None) or request.__dict__.get("user")
    if isinstance(user, SimpleLazyObject):  # nothing has asked for it, and we are not going to
        return None
    key = getattr(user, "pk", None)
    return ids.pseudonym(str(key)) if key else None


def client_address(request: HttpRequest) -> str:
    """The network address that asks. Behind a trusted proxy it is the last one the proxy added."""
    if settings.TRUSTED_PROXY and (forwarded := request.headers.get("X-Forwarded-For")):
        return forwarded.rsplit(",", 1)[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


class RequestLog:
    """Outermost middleware: gives each request its id and writes one line when it is answered.

    A style sheet or a picture of ours that was found is no news: a page asks for several of them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = perf_counter()
        request_id = request_id_of(request)
        request.META["library.request_id"] = request_id
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(
            request_id=request_id, method=request.method, path=loggable_path(request)
        )
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        if response.status_code >= HTTPStatus.BAD_REQUEST or not is_static(request):
            answered(started, response.status_code, user=pseudonym_of(request))
        return response


def answered(started: float, status: int, *, user: str | None = None, **of: str) -> None:
    """Write the line of a request. ``of`` says which one, where the log does not know it yet."""
    duration = round((perf_counter() - started) * 1000, 1)
    log.info("request", user=user, status=status, duration_ms=duration, **of)
