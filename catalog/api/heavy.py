"""Requests that are heavier than anything the API takes, answered before their bodies are read."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from threading import Thread
from time import monotonic, perf_counter
from typing import Any, Final

import structlog
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.utils import translation

from core import http
from core.api import problems
from core.api.parsers import TooLarge

Environ = dict[str, Any]
Start = Callable[[str, list[tuple[str, str]]], Any]
Application = Callable[[Environ, Start], Iterable[bytes]]

_API: Final = "/api/"
_FILES: Final = ("/api/v1/imports", "/api/v1/member-imports")
_FORM_AROUND: Final = 1024 * 1024
MOST_READ_PAST: Final = 32 * 1024 * 1024
"""Bytes that are thrown away so that a client which sends first and reads then gets to reading."""
LONGEST_READ_PAST: Final = 3.0
"""Seconds. Who sends slowly is not waited for: a thread is held by it."""
_PIECE: Final = 256 * 1024
_WAITS: Final = "100-continue"


class RefuseHeavy:
    """WSGI around the library: what announces more than the API takes gets 413 at once, and the
    connection is closed.

    A server that closes while somebody sends cuts off the answer on its way (RFC 9112,
    section 9.6), so a bounded part of the body is read past before.
    """

    def __init__(self, library: Application) -> None:
        self.library = library

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        if not _is_heavy(environ):
            return self.library(environ, start)
        started = perf_counter()
        environ["library.request_id"] = http.request_id(environ.get("HTTP_X_REQUEST_ID", ""))
        if environ.get("HTTP_EXPECT", "").lower() != _WAITS:
            _read_past(environ["wsgi.input"])
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
    said, path = environ.get("CONTENT_LENGTH") or "", environ["PATH_INFO"]
    if not said.isdecimal() or not path.startswith(_API):
        return False
    most = settings.MAX_IMPORT_BYTES if path.startswith(_FILES) else settings.MAX_COVER_BYTES
    return int(said) > most + _FORM_AROUND


def _read_past(body: Any) -> None:
    """Throw away what comes, up to a measure and for a while. Reading waits for what is sent, so it
    is done beside: it ends with the connection at the latest.
    """
    reader = Thread(target=_read, args=[body], daemon=True)
    reader.start()
    reader.join(LONGEST_READ_PAST)


def _read(body: Any) -> None:
    read, until = 0, monotonic() + LONGEST_READ_PAST
    while read < MOST_READ_PAST and monotonic() < until:
        piece = body.read(_PIECE)
        if not piece:
            return
        read += len(piece)


def _problem(request: WSGIRequest) -> bytes:
    with translation.override(translation.get_language_from_request(request)):
        detail = str(TooLarge.default_detail)
        return bytes(problems.bare(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail).content)
