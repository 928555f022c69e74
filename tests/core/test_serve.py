"""The real thing: ``manage.py serve`` in processes of its own, on a database of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.architecture.project import ROOT
from tests.config.starting import SECRETS, manage


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answer_of(address: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()
    except OSError:
        return 0, b""


def wait_for(fact: Callable[[], bool], process: "subprocess.Popen[str]") -> None:
    deadline = time.monotonic() + 60
    while not fact():
        assert process.poll() is None, "it has ended by itself"
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.1)


@pytest.fixture
def library(tmp_path: Path) -> dict[str, str]:
    """The environment of a library with nothing in it."""
    return SECRETS | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'library.sqlite3'}",
        "APP_BASE_URL": "http://127.0.0.1",
        "DEBUG": "true",  # static files from their folders: nothing is gathered into var/static
        "LOG_FORMAT": "json",
    }


@pytest.fixture
def serving(library: dict[str, str]) -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    running: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> "subprocess.Popen[str]":
        environment = {"PATH": os.environ["PATH"], "ENV_FILE": "", **library}
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--workers", "1", *arguments],
            cwd=ROOT,
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        return process

    yield start
    for process in running:
        if process.poll() is None:
            for each in psutil.Process(process.pid).children(recursive=True):
                each.kill()
            process.kill()
        process.communicate()


def test_a_database_that_is_not_migrated_is_refused_in_a_sentence(library: dict[str, str]) -> None:
    ended = manage("serve", "--port", str(free_port()), **library)
    assert ended.returncode == 1
    assert ended.stderr.strip() == (
        "CommandError: The database is not up to date. Run this first: manage.py migrate"
    )


def test_a_port_that_is_no_number_is_refused_in_a_sentence(library: dict[str, str]) -> None:
    ended = manage("serve", **library, PORT="eighty")
    assert ended.returncode != 0
    assert "--port: invalid int value: 'eighty'" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_it_serves_and_works_until_told_to_stop(
    library: dict[str, str], serving: Callable[..., "subprocess.Popen[str]"]
) -> None:
    migrated = manage("migrate", "--verbosity", "0", **library)
    assert migrated.returncode == 0, migrated.stderr
    port = free_port()
    process = serving("--port", str(port))
    base = f"http://127.0.0.1:{port}"
    wait_for(lambda: answer_of(f"{base}/health") == (200, b'"OK"'), process)
    assert answer_of(f"{base}/api/v1/books")[0] == 200
    assert answer_of(f"{base}/nothing")[0] == 404
    for secret in ("password/reset/MTI/hush-hush", "members/verify?token=hush", "books?q=hush"):
        assert answer_of(f"{base}/{secret}")[0] < 500
    family = psutil.Process(process.pid).children(recursive=True)
    commands = [" ".join(each.cmdline()) for each in psutil.Process(process.pid).children()]
    assert any("granian" in command for command in commands)
    assert any("qcluster" in command for command in commands)
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    _, complained = process.communicate(timeout=30)
    assert process.returncode == 0
    assert time.monotonic() - begun < 15
    assert answer_of(f"{base}/health") == (0, b"")
    assert psutil.wait_procs(family, timeout=5)[1] == []
    assert "Traceback" not in complained
    lines = [json.loads(line) for line in complained.splitlines() if line.startswith("{")]
    paths = {line["path"]: line["status"] for line in lines if line["event"] == "request"}
    assert paths["/health"] == 200
    assert paths["/password/reset/[secret]"] == 302
    assert "hush" not in complained


def test_the_web_alone_runs_no_worker(
    library: dict[str, str], serving: Callable[..., "subprocess.Popen[str]"]
) -> None:
    assert manage("migrate", "--verbosity", "0", **library).returncode == 0
    port = free_port()
    process = serving("--only", "web", "--port", str(port))
    wait_for(lambda: answer_of(f"http://127.0.0.1:{port}/health")[0] == 200, process)
    (only,) = psutil.Process(process.pid).children()
    assert "granian" in " ".join(only.cmdline())
    process.terminate()
    process.communicate(timeout=30)
    assert process.returncode == 0
