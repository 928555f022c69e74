"""Clients that ask at the same moment, each on a connection of its own."""

import json
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPMessage
from typing import Any, Final, Self

from tests.servers import Server

PATIENCE: Final = 60
"""Seconds a client waits for an answer. A rush on a slow machine is no fault of the library's."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: Any
    headers: HTTPMessage

    @property
    def code(self) -> str:
        """The code of a refusal; nothing for a deed that was done."""
        return str(self.body.get("code", "")) if isinstance(self.body, dict) else ""


@dataclass(frozen=True)
class Ask:
    """One request, ready to be sent."""

    method: str
    path: str
    body: Any = None
    token: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


class Client:
    """One connection that is kept open."""

    def __init__(self, server: Server) -> None:
        self.connection = HTTPConnection(server.host, server.port, timeout=PATIENCE)
        self.connection.connect()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def send(self, ask: Ask) -> Answer:
        """The answer to ``ask``."""
        headers = {"Content-Type": "application/json", **ask.headers}
        if ask.token:
            headers["Authorization"] = f"Bearer {ask.token}"
        body = None if ask.body is None else json.dumps(ask.body)
        self.connection.request(ask.method, f"/api/v1{ask.path}", body, headers)
        response = self.connection.getresponse()
        said = response.read()
        is_json = "json" in response.headers.get("Content-Type", "")
        return Answer(response.status, json.loads(said) if is_json else said, response.headers)


def once(server: Server, ask: Ask) -> Answer:
    """The answer to one request, with nobody beside it."""
    with Client(server) as client:
        return client.send(ask)


def at_once(server: Server, asks: Sequence[Ask]) -> list[Answer]:
    """The answers to ``asks``, in their order; all connected first, then sent at one signal."""
    signal = threading.Barrier(len(asks))

    def send(ask: Ask) -> Answer:
        with Client(server) as client:
            signal.wait(PATIENCE)
            return client.send(ask)

    with ThreadPoolExecutor(len(asks)) as pool:
        return list(pool.map(send, asks))
