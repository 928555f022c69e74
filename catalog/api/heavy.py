"""Requests that are heavier than anything the API takes, answered before their bodies are read."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from time import perf_counter
from typing import Any, Final

import structlog
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.utils import translation

from core import bodies, http
from core.api import problems
from core.api.parsers import TooLarge

Environ = dict[str, Any]
Start = Callable[[str, list[tuple[str, str]]], Any]
Application = Callable[[Environ, Start], Iterable[bytes]]

_API: Final = "/api/"
_FILES: Final = ("/api/v1/imports", "/api/v1/member-imports")
_FORM_AROUND: Final = 1024 * 1024


class RefuseHeavy:
    """WSGI around the library: what announces more than the API takes gets 413 at once, and the
    connection is closed.
    """

    def __init__(self, library: Application) -> None:
        self.library = library

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        if not _is_heavy(environ):
            return self.library(environ, start)
        started = perf_counter()
        environ["library.request_id"] = http.request_id(environ.get("HTTP_X_REQUEST_ID", ""))
        bodies.read_past(environ, environ["wsgi.input"])
        request = WSGIRequest(environ)
        body = _problem(request)
        told = [
            ("Content-Type", problems.MEDIA_TYPE),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("Connection", "close"),
            ("X-Request-ID", environ["library.request_id"]),
        ]
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        start(f"{status.value} {status.phrase}", told)
        structlog.contextvars.clear_contextvars()
        http.answered(
            started,
            status,
            request_id=environ["library.request_id"],
            method=environ["REQUEST_METHOD"],
            path=http.loggable_path(request),
        )
        return [body]


def _is_heavy(environ: Environ) -> bool:
    """Whether more is announced than the address takes: imports files, others at most a cover."""
    path = environ["PATH_INFO"]
    if not path.startswith(_API):
        return False
    most = settings.MAX_IMPORT_BYTES if path.startswith(_FILES) else settings.MAX_COVER_BYTES
    return bodies.announced(environ) > most + _FORM_AROUND


def _problem(request: WSGIRequest) -> bytes:
    with translation.override(translation.get_language_from_request(request)):
        detail = str(TooLarge.default_detail)
        return bytes(problems.bare(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail).content)
