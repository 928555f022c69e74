"""Fetching a page of another server within a time and a size, and no more of either."""

from http.client import HTTPException
from time import monotonic
from typing import Any, Final
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
    UnknownHandler,
)

MOST_BYTES: Final = 1_000_000
_CHUNK: Final = 16_384
# Without those that would read files or speak FTP, also where an answer sends us elsewhere.
_HANDLERS: Final = (
    HTTPHandler,
    HTTPSHandler,
    HTTPRedirectHandler,
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    UnknownHandler,
)


class TooMuch(Exception):
    """The answer is larger than any that is of use, or does not end in time."""


def body(url: str, *, until: float) -> bytes:
    """The body of the answer to ``GET url``, to be had before ``until`` (of the monotonic clock).

    Only http and https are spoken, also where the answer sends us elsewhere. Raises ``OSError``
    (``HTTPError`` and ``URLError`` are some of those) and ``TooMuch``.
    """
    request = Request(url, headers={"User-Agent": "library-catalogue", "Accept": "application/xml"})  # noqa: S310 - see _HANDLERS
    try:
        with _opener().open(request, timeout=_left(until)) as answer:
            return _read(answer, until)
    except HTTPException as error:
        raise OSError(str(error)) from error


def _opener() -> OpenerDirector:
    opener = OpenerDirector()
    for handler in _HANDLERS:
        opener.add_handler(handler())
    return opener


def _read(answer: Any, until: float) -> bytes:
    """The body, piece by piece as it comes: a server that lets it drip is left in time."""
    read = bytearray()
    while piece := answer.read1(_CHUNK):
        read += piece
        if len(read) > MOST_BYTES:
            raise TooMuch(f"more than {MOST_BYTES} bytes")
        _left(until)
    return bytes(read)


def _left(until: float) -> float:
    left = until - monotonic()
    if left <= 0:
        raise TooMuch("too slow")
    return left
