"""What a bare machine is told: one clear sentence for each thing that stands in the way."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts import bootstrap
from tests.architecture import project


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


@pytest.fixture
def env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    return tmp_path / ".env"


def python_of_version(folder: Path, version: str) -> Path:
    """A stand-in for a Python of `version`, which runs nothing but the question for it."""
    python = folder / f"python{version}"
    python.write_text(
        "#!/bin/sh\n"
        f'case "$2" in *version_info\\[:3\\]*) printf {version};; *version_info*) exit 1;; esac\n'
    )
    python.chmod(0o755)
    return python


def find_python(**environment: str) -> subprocess.CompletedProcess[str]:
    """Run a Python through scripts/python.sh and let it print its version."""
    return subprocess.run(
        ["/bin/sh", "scripts/python.sh", "-c", "import sys; print(sys.version_info >= (3, 11))"],
        cwd=project.ROOT,
        env={"PATH": os.environ["PATH"]} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_python_that_is_new_enough_is_found() -> None:
    assert find_python().stdout == "True\n"


def test_a_named_python_is_taken() -> None:
    assert find_python(PYTHON=sys.executable, PATH="/nonexistent").stdout == "True\n"


def test_a_python_too_old_gets_one_sentence(tmp_path: Path) -> None:
    done = find_python(PYTHON=str(python_of_version(tmp_path, "3.9.2")))
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("Python 3.11 or newer is needed, but PYTHON=")
    assert "is 3.9.2." in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"PATH": "/nonexistent"}, "but there is no python3 here"),
        ({"PYTHON": "/nonexistent/python"}, "PYTHON=/nonexistent/python cannot be run"),
    ],
)
def test_no_python_at_all_gets_one_sentence(environment: dict[str, str], sentence: str) -> None:
    done = find_python(**environment)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_taken_port_gets_one_sentence(busy_port: int) -> None:
    with pytest.raises(bootstrap.Trouble, match=rf"^Port {busy_port} on 127.0.0.1 is taken\."):
        bootstrap.check_address("127.0.0.1", busy_port)


def test_a_free_port_is_fine(busy_port: int) -> None:
    bootstrap.check_address("127.0.0.2", busy_port)


@pytest.mark.parametrize("host", ["no such host", "192.0.2.1"])
def test_a_host_of_elsewhere_gets_one_sentence(host: str) -> None:
    with pytest.raises(bootstrap.Trouble, match="is not an address of this machine"):
        bootstrap.check_address(host, 8000)


@pytest.mark.parametrize("text", ["", "0", "65536", "-1", "80 80", "http", "８０"])
def test_a_port_must_be_a_port(text: str) -> None:
    with pytest.raises(bootstrap.Trouble, match="PORT must be a number from 1 to 65535"):
        bootstrap.port_number(text)


def test_a_python_without_venv_gets_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(bootstrap.Trouble, match="comes without ensurepip"):
        bootstrap.check_venv_module()


def test_trouble_is_printed_as_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, busy_port: int
) -> None:
    monkeypatch.setenv("HOST", "127.0.0.1")
    monkeypatch.setenv("PORT", str(busy_port))
    assert bootstrap.main(["run"]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_the_environment_wins_over_the_env_file(
    env_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env_file.write_text("# comment\nexport PORT = '8080'\nHOST=\n")
    assert bootstrap.chosen("PORT", "8000") == "8080"
    assert bootstrap.chosen("HOST", "127.0.0.1") == "127.0.0.1"
    monkeypatch.setenv("PORT", "9090")
    assert bootstrap.chosen("PORT", "8000") == "9090"


def test_a_lock_that_changed_is_installed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    lock = tmp_path / "requirements.txt"
    lock.write_text("one==1\n")
    assert not bootstrap.is_installed("requirements.txt")
    bootstrap.stamp("requirements.txt").write_text(bootstrap.fingerprint("requirements.txt"))
    assert bootstrap.is_installed("requirements.txt")
    lock.write_text("one==2\n")
    assert not bootstrap.is_installed("requirements.txt")
