"""What comes with a request: how much of it is announced, and how it is got rid of unread."""

from collections.abc import Mapping
from contextlib import suppress
from threading import Thread
from time import monotonic
from typing import Any, Final, Protocol

MOST_READ_PAST: Final = 32 * 1024 * 1024
"""Bytes that are thrown away so that a client which sends first and reads then gets to reading."""
LONGEST_READ_PAST: Final = 3.0
"""Seconds. Who sends slowly is not waited for: a thread is held by it."""
_PIECE: Final = 256 * 1024
_WAITS: Final = "100-continue"


class Body(Protocol):
    """What a body is read from."""

    def read(self, size: int, /) -> bytes:
        """The next ``size`` bytes at most, none at the end."""


def announced(environ: Mapping[str, Any]) -> int:
    """How many bytes are announced: as many are read at most. Nothing is read of a body that
    comes in pieces without its length.
    """
    try:
        return int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def read_past(environ: Mapping[str, Any], body: Body) -> None:
    """Throw away what comes, up to a measure and for a while, unless the client waits to be asked
    for it.

    A server that closes while somebody sends cuts off the answer on its way (RFC 9112,
    section 9.6). Reading waits for what is sent, so it is done beside: it ends with the connection
    at the latest.
    """
    if environ.get("HTTP_EXPECT", "").lower() == _WAITS:
        return
    reader = Thread(target=_read, args=[body], daemon=True)
    reader.start()
    reader.join(LONGEST_READ_PAST)


def _read(body: Body) -> None:
    read, until = 0, monotonic() + LONGEST_READ_PAST
    with suppress(OSError):  # who sends has gone
        while read < MOST_READ_PAST and monotonic() < until:
            piece = body.read(_PIECE)
            if not piece:
                return
            read += len(piece)
