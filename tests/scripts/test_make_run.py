"""The promise of the README: `make run` in a fresh copy ends in a library that answers."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

import pytest

from config.environment import KEYS
from scripts import bootstrap
from tests.architecture import project

pytestmark = pytest.mark.skipif(
    "TEST_DATABASE_URL" in os.environ, reason="a fresh copy always begins on SQLite"
)
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".env", "var", "__pycache__", "*_cache")
# What these tests are run with is not what someone has who has just cloned.
OF_THESE_TESTS = {*KEYS, "ENV_FILE", "MAKEFLAGS", "MAKELEVEL", "PYTHON"}
ROLES = 4
SECONDS_TO_OPEN = 300
SECONDS_TO_CLOSE = 40


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the project as a clone has it, with this virtual environment as its own."""
    folder = tmp_path / "library"
    shutil.copytree(project.ROOT, folder, ignore=LEFT_OUT)
    (folder / ".venv").symlink_to(bootstrap.VENV)
    return folder


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def opened(copy: Path, port: int, said: Path) -> Iterator[str]:
    """The first page of a library opened by `make run`, which is closed with Ctrl-C in the end."""
    bare = {name: value for name, value in os.environ.items() if name not in OF_THESE_TESTS}
    with (
        said.open("w") as output,
        subprocess.Popen(
            ["make", "run"],
            cwd=copy,
            env=bare | {"PORT": str(port)},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as process,
    ):
        try:
            page = first_page(process, port)
            assert page, said.read_text()
            yield page
            os.killpg(process.pid, signal.SIGINT)
            process.wait(SECONDS_TO_CLOSE)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def first_page(process: subprocess.Popen[bytes], port: int) -> str:
    """The start page, as soon as there is one; empty when it takes too long or the library ends."""
    end = time.monotonic() + SECONDS_TO_OPEN
    while process.poll() is None and time.monotonic() < end:
        try:
            with urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                return str(answer.read().decode())
        except OSError:
            time.sleep(0.2)
    return ""


def logins(output: str) -> list[str]:
    """The lines of `output` that name an account."""
    return [line for line in output.splitlines() if "@" in line]


def test_it_opens_says_where_and_stops_and_opens_again(copy: Path, port: int) -> None:
    said = [copy / "first.txt", copy / "second.txt"]
    for output in said:
        with opened(copy, port, output) as page:
            assert "<html" in page
        bootstrap.check_address("127.0.0.1", port)  # nothing was left running

    first, second = (output.read_text() for output in said)
    assert f"http://127.0.0.1:{port}/" in first
    assert len(logins(first)) >= ROLES
    assert logins(second) == logins(first)
    assert "Loading the demo library" in first
    assert "Loading the demo library" not in second
    assert "Traceback" not in first + second
    assert (copy / "var" / "demo-logins.txt").stat().st_mode & 0o077 == 0
