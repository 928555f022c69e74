"""The client: raw requests over connections that stay open, as fast as the answers come.

One thread, one epoll: about ten microseconds a request, so that the client takes little from the
server on the same machine. ``bench.client`` runs it in a process of its own.
"""

import pickle
import select
import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final, Protocol

WARM_UP: Final = 0.15
"""Seconds at the start that are not counted."""


class Script(Protocol):
    """What one connection asks next."""

    def following(self, answer: bytes) -> bytes:
        """The next request, given the body of the answer before (empty at first)."""


@dataclass
class Replay:
    """Requests that are ready, in turn. Each connection begins elsewhere."""

    requests: Sequence[bytes]
    at: int = 0
    stride: int = 1

    def following(self, answer: bytes) -> bytes:
        """The next of them."""
        request = self.requests[self.at % len(self.requests)]
        self.at += self.stride
        return request


@dataclass
class BorrowAndReturn:
    """A member after the other borrows a copy and brings it back."""

    borrowing: Sequence[bytes]
    returning: Sequence[bytes]  # with %s in place of the loan's id
    at: int = 0
    stride: int = 1
    is_out: bool = False

    def following(self, answer: bytes) -> bytes:
        """The loan, or the return of what the answer before says was lent."""
        turn = self.at % len(self.borrowing)
        if self.is_out:
            self.is_out, self.at = False, self.at + self.stride
            start = answer.index(b'"id":"') + 6
            return self.returning[turn].replace(b"%s", answer[start : start + 36])
        self.is_out = True
        return self.borrowing[turn]


@dataclass(frozen=True)
class Job:
    """What to do to whom, with one script for each connection, for how long (seconds)."""

    port: int
    scripts: Sequence[Script]
    seconds: float
    statuses: frozenset[int]


@dataclass
class Seen:
    """What came of it: seconds each counted request took, over how long, and what went wrong."""

    spans: list[float] = field(default_factory=list)
    seconds: float = 0.0
    sent: int = 0
    wrong: dict[int, int] = field(default_factory=dict)

    @property
    def per_second(self) -> float:
        """Answers each second."""
        return len(self.spans) / self.seconds

    def at(self, share: float) -> float:
        """Milliseconds within which this share of the requests was answered."""
        ordered = sorted(self.spans)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000


class Connection:
    """One connection and the script that speaks through it."""

    def __init__(self, job: Job, script: Script) -> None:
        self.script = script
        self.socket = socket.create_connection(("127.0.0.1", job.port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        self.sent_at = 0.0

    def send(self, answer: bytes = b"") -> None:
        """Send what the script asks next."""
        self.buffer = b""
        request = self.script.following(answer)
        self.sent_at = perf_counter()
        self.socket.sendall(request)

    def receive(self) -> tuple[int, bytes] | None:
        """Status and body, once they are here in full."""
        self.buffer += self.socket.recv(262_144)
        if not self.buffer:
            raise ConnectionError("the server has closed a connection")
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return None
        status = int(self.buffer[9:12])
        head = self.buffer[:end].lower()
        place = head.find(b"content-length:")
        length = 0 if place < 0 else int(head[place + 15 :].split(b"\r", 1)[0])
        if status == 304:
            length = 0
        if len(self.buffer) < end + 4 + length:
            return None
        return status, self.buffer[end + 4 :]


def run(job: Job) -> Seen:
    """Do ``job``."""
    seen = Seen()
    ways = [Connection(job, script) for script in job.scripts]
    poll = select.epoll()
    by_number = {way.socket.fileno(): way for way in ways}
    for number in by_number:
        poll.register(number, select.EPOLLIN)
    for way in ways:
        way.send()
    began = perf_counter()
    counted_from, ends = began + WARM_UP, began + WARM_UP + job.seconds
    now = began
    while now < ends:
        for number, _event in poll.poll(5):
            way = by_number[number]
            answer = way.receive()
            if answer is None:
                continue
            now = perf_counter()
            status, body = answer
            if status not in job.statuses:
                seen.wrong[status] = seen.wrong.get(status, 0) + 1
            elif counted_from <= now < ends:
                seen.spans.append(now - way.sent_at)
            seen.sent += 1
            way.send(body)
    seen.seconds = now - counted_from
    _finish(ways, seen)
    return seen


def _finish(ways: Sequence[Connection], seen: Seen) -> None:
    """Take the last answers, so that no deed is left half done, and bring back what is out."""
    for way in ways:
        while (answer := way.receive()) is None:
            pass
        if isinstance(way.script, BorrowAndReturn) and way.script.is_out and answer[0] == 201:
            way.send(answer[1])
            while way.receive() is None:
                pass
        way.socket.close()


def spread(script: Script, connections: int) -> Iterator[Script]:
    """``script`` for each connection, beginning at different places."""
    for number in range(connections):
        copy: Script = pickle.loads(pickle.dumps(script))  # noqa: S301 - our own, a moment old
        copy.at, copy.stride = number, connections  # type: ignore[attr-defined]
        yield copy
