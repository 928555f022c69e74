"""A body that is too heavy is answered, by the production server, while it is still being sent."""

import json
import socket
from collections.abc import Iterator
from contextlib import closing, suppress
from http.client import HTTPResponse
from io import BytesIO
from typing import Any

import pytest

from catalog.api import heavy
from core import bodies
from tests import servers

GIGABYTE = 1024**3
PIECE = b"x" * 65536


@pytest.fixture(scope="module")
def server() -> Iterator[servers.Server]:
    with servers.sqlite() as database:
        env = servers.environment(database)
        servers.migrate(env)
        with servers.library(env, workers=1) as running:
            yield running


def send(
    server: servers.Server, path: str, announced: int, *, most: int
) -> tuple[HTTPResponse, Any]:
    """The answer to somebody who sends up to ``most`` bytes before reading, as many clients do."""
    with socket.create_connection((server.host, server.port), timeout=30) as line:
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        line.sendall(f"{head}Content-Length: {announced}\r\n\r\n".encode())
        with suppress(BrokenPipeError, ConnectionResetError):
            for _ in range(min(announced, most) // len(PIECE)):
                line.sendall(PIECE)
        with closing(HTTPResponse(line, method="POST")) as answer:
            answer.begin()
            return answer, json.loads(answer.read())


@pytest.mark.parametrize(
    "path",
    ["/api/v1/books", "/api/v1/imports", "/api/v1/member-imports", "/api/v1/nowhere"],
)
def test_a_gigabyte_is_refused_with_a_problem_document(server: servers.Server, path: str) -> None:
    answer, told = send(server, path, GIGABYTE, most=GIGABYTE)
    assert (answer.status, told["code"]) == (413, "too_large")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Connection"] == "close"
    assert told["request_id"] == answer.headers["X-Request-ID"]


def test_who_announces_too_much_and_sends_nothing_is_answered(server: servers.Server) -> None:
    answer, _told = send(server, "/api/v1/books", GIGABYTE, most=0)
    assert answer.status == 413


def test_a_body_that_is_read_past_is_sent_to_its_end(server: servers.Server) -> None:
    """The client has sent all of it before it reads: nothing breaks on its way."""
    size = bodies.MOST_READ_PAST // 2
    answer, _told = send(server, "/api/v1/books", size, most=size)
    assert answer.status == 413


def test_what_is_not_heavy_goes_to_the_library() -> None:
    """Pages have forms that say it themselves, and imports are large."""
    for path, length in (
        ("/imports/new", str(GIGABYTE)),
        ("/api/v1/imports", str(100 * 1024 * 1024)),
        ("/api/v1/books", ""),
        ("/api/v1/books", "\u00b2"),
    ):
        environ = {"PATH_INFO": path, "CONTENT_LENGTH": length, "wsgi.input": BytesIO()}
        said = heavy.RefuseHeavy(lambda _environ, _start: [b"library"])(environ, lambda *_: None)
        assert list(said) == [b"library"]
