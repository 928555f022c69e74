"""Real servers, for what a test in one process cannot show: races between processes, and speed.

A server here is the production one (``manage.py serve --only web``, DEBUG off) on a free port, with
a database of its own that is made before and dropped after. Nothing in this module reads Django's
settings: the servers do, in processes of their own.
"""

import fcntl
import os
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

ROOT: Final = Path(__file__).resolve().parent.parent
LOCAL_POSTGRES: Final = "postgres://postgres@127.0.0.1:5432/postgres"
START_WITHIN: Final = 90.0
"""Seconds a server has to answer for the first time."""
STOP_WITHIN: Final = 20.0
"""Seconds a server has to stop before it is killed."""


@dataclass(frozen=True)
class Database:
    """A database that exists for a while."""

    url: str

    @property
    def is_postgres(self) -> bool:
        """Whether it is PostgreSQL; else it is an SQLite file."""
        return self.url.startswith("postgres")

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What ``statement`` finds, asked past the library, as it stands committed."""
        if self.is_postgres:
            with psycopg.connect(self.url) as connection:
                return connection.execute(statement.encode()).fetchall()
        with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"), timeout=20)) as file:
            return file.execute(statement).fetchall()

    def change(self, statement: str) -> None:
        """Make ``statement`` true past the library, as only time could."""
        if self.is_postgres:
            with psycopg.connect(self.url) as connection:
                connection.execute(statement.encode())
            return
        with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"), timeout=20)) as file:
            file.execute(statement)
            file.commit()

    def number(self, statement: str) -> int:
        """The one number that ``statement`` finds."""
        return int(self.rows(statement)[0][0])


@dataclass(frozen=True)
class Server:
    """A server that answers: where, what it has said on stderr, and the process that leads it."""

    host: str
    port: int
    log: Path
    pid: int

    def said(self) -> str:
        """All that it has logged."""
        return self.log.read_text(errors="replace")


@contextmanager
def postgres(server_url: str) -> Iterator[Database]:
    """A new PostgreSQL database on the server of ``server_url``, where we may make one."""
    name = f"library_scratch_{os.getpid()}_{secrets.token_hex(4)}"
    maintenance = urlsplit(server_url)._replace(path="/postgres").geturl()
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield Database(urlsplit(server_url)._replace(path=f"/{name}").geturl())
        finally:
            drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            connection.execute(drop.format(sql.Identifier(name)))


@contextmanager
def sqlite() -> Iterator[Database]:
    """A new SQLite file."""
    with tempfile.TemporaryDirectory(prefix="library-") as folder:
        yield Database(f"sqlite:///{Path(folder) / 'library.sqlite3'}")


def database_like(url: str) -> Any:
    """A new database of the kind that ``url`` is of, on the same server."""
    return postgres(url) if url.startswith("postgres") else sqlite()


def environment(database: Database, redis_url: str = "", **more: str) -> dict[str, str]:
    """The environment of a library in production on ``database``, with sign-in limits off.

    They count by the network, and all clients here are one.
    """
    return {
        **{key: os.environ[key] for key in ("PATH", "HOME", "TMPDIR") if key in os.environ},
        "ENV_FILE": "",
        "DEBUG": "false",
        "SECRET_KEY": "a fixed signing key for scratch servers, which hold nothing real",
        "JWT_SECRET_KEY": "a fixed token key for scratch servers, which hold nothing real",
        "APP_BASE_URL": "http://127.0.0.1",
        "DATABASE_URL": database.url,
        "REDIS_URL": redis_url,
        "RATE_LIMITS": "off",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": str(ROOT),
        **more,
    }


def migrate(env: Mapping[str, str]) -> None:
    """Give the database its tables."""
    run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], env)


def run(command: Sequence[str], env: Mapping[str, str]) -> str:
    """What ``command`` prints. Raises ``RuntimeError`` with its complaints when it fails."""
    done = subprocess.run(
        command, cwd=ROOT, env=dict(env), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr}")
    return done.stdout


@contextmanager
def library(env: Mapping[str, str], *, workers: int = 2) -> Iterator[Server]:
    """The library's web server with this environment, answering."""
    port = _free_port()
    serve = ["manage.py", "serve", "--only", "web", "--host", "127.0.0.1"]
    command = [sys.executable, *serve, "--port", str(port), "--workers", str(workers)]
    with _running(command, env, port) as server:
        yield server


@contextmanager
def wsgi(
    target: str, env: Mapping[str, str], *, workers: int = 2, threads: int = 4
) -> Iterator[Server]:
    """Any WSGI application (``module:name``) under the same server program, answering."""
    port = _free_port()
    command = [
        *[sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"],
        *["--host", "127.0.0.1", "--port", str(port), "--workers", str(workers)],
        *["--blocking-threads", str(threads), "--log-level", "warning", target],
    ]
    with _running(command, env, port) as server:
        yield server


@contextmanager
def _running(command: Sequence[str], env: Mapping[str, str], port: int) -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="library-") as folder:
        log = Path(folder) / "stderr"
        with log.open("wb") as stderr, _one_start_at_a_time() as started:
            process = subprocess.Popen(
                command, cwd=ROOT, env=dict(env), stdout=stderr, stderr=stderr
            )
            try:
                server = Server("127.0.0.1", port, log, process.pid)
                _wait_until_it_answers(server, process)
                started()
                yield server
            finally:
                _stop(process)


@contextmanager
def _one_start_at_a_time() -> Iterator[Any]:
    """Servers gather their static files in one folder, so that only one may start at a time."""
    with (Path(tempfile.gettempdir()) / "library-servers.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield lambda: fcntl.flock(lock, fcntl.LOCK_UN)


def _wait_until_it_answers(server: Server, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        connection = HTTPConnection(server.host, server.port, timeout=5)
        try:
            connection.request("GET", "/health")
            if connection.getresponse().status == 200:
                return
        except (OSError, HTTPException):
            pass  # not yet
        finally:
            connection.close()
        time.sleep(0.1)
    raise RuntimeError(f"The server did not start:\n{server.said()}")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
