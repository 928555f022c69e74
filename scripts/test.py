"""Run the tests on SQLite, and once more on PostgreSQL and Redis where they are reachable.

    .venv/bin/python -m scripts.test [--postgres-only] [PYTEST ARGUMENT...]

`TEST_DATABASE_URL` and `TEST_REDIS_URL` name the servers; the defaults are the usual ones of this
machine, where databases called test_... are made and dropped, and Redis databases are emptied from
number 15 downwards. A server that was named, or any under CI, must be there. TEST_WORKERS says how
many tests run at a time. The last line says how many tests passed and failed in all runs together.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import psycopg
import redis

from scripts.bootstrap import ROOT

LOCAL_DATABASE = "postgres://postgres@127.0.0.1:5432/test"
LOCAL_REDIS = "redis://127.0.0.1:6379/15"
RESULTS = ROOT / "var" / "test-results"
CHOOSING = ("TEST_DATABASE_URL", "TEST_REDIS_URL")
MOST_WORKERS = 8


@dataclass(frozen=True)
class Server:
    """A server to test on: its address, and why it cannot be used (empty when it can)."""

    url: str
    trouble: str
    must_be_there: bool


@dataclass(frozen=True)
class Count:
    """How many tests of a run passed, failed (or broke) and were skipped."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(
            self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped
        )


def place(url: str) -> str:
    """The host and port of `url`, without its password."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)


def postgres() -> Server:
    """The PostgreSQL to test on, where this user may create the test databases."""
    named = os.environ.get("TEST_DATABASE_URL")
    url = named or LOCAL_DATABASE
    maintenance = urlsplit(url)._replace(scheme="postgresql", path="/postgres").geturl()
    question = "SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user"
    trouble = ""
    try:
        with psycopg.connect(maintenance, connect_timeout=3) as connection:
            if connection.execute(question).fetchone() != (True,):
                trouble = f"the user at {place(url)} may not create databases"
    except psycopg.Error:
        trouble = f"there is none at {place(url)}"
    return Server(url, trouble, must_be_there=bool(named or os.environ.get("CI")))


def redis_server() -> Server:
    """The Redis to test on."""
    named = os.environ.get("TEST_REDIS_URL")
    url = named or LOCAL_REDIS
    trouble = ""
    try:
        redis.Redis.from_url(url, socket_connect_timeout=3).ping()
    except (redis.RedisError, OSError):
        trouble = f"there is none at {place(url)}"
    return Server(url, trouble, must_be_there=bool(named or os.environ.get("CI")))


def count(results: Path) -> Count:
    """What the results file of one run says."""
    # The file was written by pytest a moment ago, by this program's own order.
    suites = ElementTree.parse(results).getroot().iter("testsuite")  # noqa: S314
    total = Count()
    for suite in suites:
        said = {key: int(suite.get(key, "0")) for key in ("tests", "failures", "errors", "skipped")}
        failed = said["failures"] + said["errors"]
        passed = max(said["tests"] - failed - said["skipped"], 0)
        total += Count(passed, failed, said["skipped"])
    return total


def outer() -> dict[str, str]:
    """The environment as it is, but without the names that choose the servers."""
    return {name: said for name, said in os.environ.items() if name not in CHOOSING}


def run(title: str, environment: dict[str, str], arguments: list[str]) -> tuple[int, Count]:
    """Run pytest once; its exit status and its count."""
    print(f"\n== The tests on {title} ==", flush=True)
    results = RESULTS / f"{title.split()[0].lower()}.xml"
    results.unlink(missing_ok=True)
    workers = os.environ.get("TEST_WORKERS") or str(min(os.cpu_count() or 1, MOST_WORKERS))
    pytest = [sys.executable, "-m", "pytest", "-n", workers, "--dist", "worksteal", "-q", "-rfEs"]
    command = [*pytest, f"--junitxml={results}", *arguments]
    status = subprocess.run(command, cwd=ROOT, env=outer() | environment, check=False).returncode
    return status, count(results) if results.is_file() else Count(failed=1)


def servers() -> tuple[dict[str, str], list[str], bool]:
    """The environment of the second run, what to say of missing servers, and whether all is well.

    The environment is empty when there is no PostgreSQL.
    """
    database, cache = postgres(), redis_server()
    sentences, environment = [], {}
    if database.trouble:
        sentences.append(f"PostgreSQL was not tested: {database.trouble} (TEST_DATABASE_URL).")
    else:
        environment["TEST_DATABASE_URL"] = database.url
        if cache.trouble:
            sentences.append(f"Redis was not tested: {cache.trouble} (TEST_REDIS_URL).")
        else:
            environment["TEST_REDIS_URL"] = cache.url
    missing = any(server.trouble and server.must_be_there for server in (database, cache))
    return environment, sentences, not missing


def main(arguments: list[str]) -> int:
    """Run the tests where they can be run; 0 when all passed and nothing demanded was missing."""
    postgres_only = "--postgres-only" in arguments
    arguments = [each for each in arguments if each != "--postgres-only"]
    RESULTS.mkdir(parents=True, exist_ok=True)
    environment, sentences, well = servers()
    title = "PostgreSQL and Redis" if "TEST_REDIS_URL" in environment else "PostgreSQL"
    runs = [] if postgres_only else [run("SQLite", {}, arguments)]
    if environment:
        runs.append(run(title, environment, arguments))
    well = well and bool(runs) and all(status == 0 for status, _ in runs)
    total = sum((counted for _, counted in runs), Count())
    print("\n" + "\n".join([*sentences, f"{total.skipped} skipped"]))
    print(f"{total.passed} passed, {total.failed} failed", flush=True)
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
