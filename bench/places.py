"""The two libraries that are measured, and the floor beside each."""

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from typing import Any, Final

import psutil
import redis

from bench import cases
from bench.cases import Case, Library
from bench.load import Job, Script, Seen, spread
from tests import servers

LOCAL_REDIS: Final = "redis://127.0.0.1:6379/8"
WORKERS: Final = 2


@dataclass
class Place:
    """A library on one kind of database: its server, the floor's, and who is there."""

    title: str
    server: servers.Server
    floor: servers.Server
    library: Library
    redis_url: str
    cold_at: int = cases.COLD_BOOKS_FROM

    def run(self, case: Case, at: int, seconds: float) -> tuple[Seen, float]:
        """Do ``case`` for the ``at``-th time; what came of it, and CPU microseconds a request."""
        server = self.floor if case.floor else self.server
        job = self._job(case, at, seconds, server)
        before = _cpu_seconds(server)
        seen = _at_work(job).result()
        spent = (_cpu_seconds(server) - before) / max(1, seen.sent) * 1e6
        if case.cold:
            self._move_on(seen.sent)
        if seen.wrong:
            raise RuntimeError(f"{case.name} on {self.title} answered {seen.wrong}")
        return seen, spent

    def storm(self, at: int, seconds: float) -> tuple[Seen, Seen, Seen]:
        """Readers at rest, the same readers while six people sign in, and the signing in."""
        by_name = {case.name: case for case in cases.CASES}
        reading = replace(by_name["cached"], connections=8)
        signing = replace(by_name["login"], connections=6)
        rest = _at_work(self._job(reading, at, seconds, self.server)).result()
        storm = _at_work(self._job(signing, at, seconds + 0.3, self.server))
        readers = _at_work(self._job(reading, at, seconds, self.server)).result()
        return rest, readers, storm.result()

    def memory(self) -> float:
        """Megabytes of memory that the server's processes hold, shared pages counted once (PSS)."""
        return float(sum(each.memory_full_info().pss for each in _family(self.server))) / 1e6

    def _job(self, case: Case, at: int, seconds: float, server: servers.Server) -> Job:
        script: Script = case.script(self.library, at)
        if case.cold:
            script = cases.reads(self._cold_books())
        ways = list(spread(script, case.connections))
        return Job(server.port, ways, seconds, case.statuses)

    def _cold_books(self) -> list[str]:
        """Books that no process has answered for lately: with Redis all, once it is emptied; else
        those furthest behind in the round of all books.
        """
        if self.redis_url:
            redis.Redis.from_url(self.redis_url).flushdb()
        books = self.library.books[cases.COLD_BOOKS_FROM :]
        start = self.cold_at % len(books)
        return books[start:] + books[:start]

    def _move_on(self, read: int) -> None:
        self.cold_at += read


@dataclass
class Work:
    """A client process at work."""

    process: "subprocess.Popen[bytes]"

    def result(self) -> Seen:
        """What it has seen, when it is done."""
        assert self.process.stdout
        seen: Seen = pickle.load(self.process.stdout)  # noqa: S301 - from a process of ours
        self.process.wait()
        return seen


def _at_work(job: Job) -> Work:
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.client"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin
    pickle.dump(job, process.stdin)
    process.stdin.close()
    return Work(process)


def _family(server: servers.Server) -> list[psutil.Process]:
    """The process that leads the server, and all beneath it."""
    leader = psutil.Process(server.pid)
    return [leader, *leader.children(recursive=True)]


def _cpu_seconds(server: servers.Server) -> float:
    times = [each.cpu_times() for each in _family(server)]
    return float(sum(each.user + each.system for each in times))


@contextmanager
def postgres(books: int) -> Iterator[Place]:
    """PostgreSQL (``TEST_DATABASE_URL``) with Redis (``BENCH_REDIS_URL``)."""
    url = os.environ.get("TEST_DATABASE_URL") or servers.LOCAL_POSTGRES
    cache = os.environ.get("BENCH_REDIS_URL") or LOCAL_REDIS
    if redis.Redis.from_url(cache).dbsize():
        raise SystemExit(
            f"{cache} is not empty and would be emptied: name another as BENCH_REDIS_URL."
        )
    try:
        with servers.postgres(url) as database, _opened(database, cache, books) as place:
            yield place
    finally:
        redis.Redis.from_url(cache).flushdb()


@contextmanager
def sqlite(books: int) -> Iterator[Place]:
    """SQLite with the caches of the processes."""
    with servers.sqlite() as database, _opened(database, "", books) as place:
        yield place


@contextmanager
def _opened(database: servers.Database, cache: str, books: int) -> Iterator[Place]:
    env = servers.environment(database, cache, ACCESS_TOKEN_TTL_MINUTES="600")
    servers.migrate(env)
    filled = json.loads(servers.run([sys.executable, "-m", "bench.data", str(books)], env))
    with ExitStack() as stack:
        server = stack.enter_context(servers.library(env, workers=WORKERS))
        floor = stack.enter_context(servers.wsgi("bench.floor:application", env, workers=WORKERS))
        library = Library(**filled)
        library.tags.update(_tags(server, library.books[: cases.HOT_BOOKS]))
        title = "PostgreSQL and Redis" if database.is_postgres else "SQLite"
        yield Place(title, server, floor, library, cache)


def _tags(server: servers.Server, books: list[str]) -> Mapping[str, Any]:
    """The entity tags of ``books``."""
    connection = HTTPConnection(server.host, server.port)
    found = {}
    for book in books:
        connection.request("GET", f"/api/v1/books/{book}")
        answer = connection.getresponse()
        answer.read()
        found[book] = answer.headers["ETag"]
    connection.close()
    return found
