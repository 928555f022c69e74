"""The environment in which the tests run: production's shape, and nothing of this machine's own.

Loaded by pytest (`-p tests.environment` in pyproject.toml) before Django reads its settings. A
developer's exported variables and `.env` file are left out, so that the tests say the same
everywhere. Only two names reach in from outside: `TEST_DATABASE_URL` and `TEST_REDIS_URL`, the
servers to test on. Without them the tests use SQLite and the in-process cache.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from config.environment import KEYS

REDIS_DATABASES = 16
"""How many numbered databases a Redis server has unless it is told otherwise."""

FIXED = {
    "DEBUG": "false",
    "ENV_FILE": "",
    "SECRET_KEY": "tests-only: a fixed signing key, never used by a real library",
    "JWT_SECRET_KEY": "tests-only: a fixed token key, never used by a real library",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "APP_BASE_URL": "http://testserver",
    "LOG_LEVEL": "WARNING",
    "LOG_FORMAT": "json",
    "RATE_LIMITS": "on",
}


def worker_number() -> int:
    """The number of this pytest-xdist worker, counted from 0; 0 when there is only one process."""
    name = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    return int(name.removeprefix("gw"))


def redis_of_this_worker(url: str) -> str:
    """The Redis address with a database number of this worker's own, counted down from `url`'s.

    Workers clear their caches between tests, so they must not share one.
    """
    if not url:
        return ""
    parts = urlsplit(url)
    first = int(parts.path.strip("/") or 0)
    return parts._replace(path=f"/{(first - worker_number()) % REDIS_DATABASES}").geturl()


def sqlite_url() -> str:
    """The address of an SQLite file outside the working copy."""
    return f"sqlite:///{Path(tempfile.gettempdir()) / 'library-tests.sqlite3'}"


def prepare() -> None:
    """Put the tests' values into the environment of this process and of those it starts."""
    for name in KEYS:
        os.environ.pop(name, None)
    os.environ.update(FIXED)
    os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or sqlite_url()
    os.environ["REDIS_URL"] = redis_of_this_worker(os.environ.get("TEST_REDIS_URL", ""))


def find_chromium() -> str | None:
    """The Chromium to test with: `CHROMIUM`, or the first of the usual names on the PATH."""
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if name and (found := shutil.which(name))), None)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what this machine cannot run, with the reason; under CI nothing may be missing."""
    if item.get_closest_marker("postgres") and "TEST_DATABASE_URL" not in os.environ:
        pytest.skip("true only of PostgreSQL, and these tests run on SQLite")
    if item.get_closest_marker("browser"):
        if found := find_chromium():
            os.environ["CHROMIUM"] = found
        elif os.environ.get("CI"):
            pytest.fail("CI runs the browser tests, but there is no Chromium (CHROMIUM, PATH)")
        else:
            pytest.skip("there is no Chromium here; set CHROMIUM to its path")


prepare()
