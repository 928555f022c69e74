"""From a bare Python to a running library: make `.venv`, install the lock, hand over.

    python scripts/bootstrap.py setup [--dev]     the virtual environment only
    python scripts/bootstrap.py run               the environment, then the library itself

Uses the standard library only, because it runs before anything is installed. Everything that can
be wrong on a fresh machine is answered with one sentence and exit status 1, never a traceback.
"""

from __future__ import annotations

import errno
import hashlib
import os
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = "8000"


class Trouble(Exception):
    """Something on this machine stands in the way; the message is the sentence to print."""


def chosen(key: str, default: str) -> str:
    """What the environment says of `key`, or else the `.env` file, or else `default`."""
    if os.environ.get(key):
        return os.environ[key]
    file = ROOT / ".env"
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    for line in lines:
        name, _, value = line.strip().removeprefix("export ").partition("=")
        if name.strip() == key:
            return value.strip().strip("\"'") or default
    return default


def port_number(text: str) -> int:
    """The port that `text` names, from 1 to 65535. Raises Trouble."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise Trouble(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def check_address(host: str, port: int) -> None:
    """Make sure that a server could listen on `host` and `port`. Raises Trouble."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            # Connections of a server that has just stopped do not make the port taken.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except PermissionError as error:
        raise Trouble(f"This user may not listen on port {port}; use one above 1023.") from error
    except socket.gaierror as error:
        raise Trouble(f"HOST={host} is not an address of this machine.") from error
    except OSError as error:
        if error.errno == errno.EADDRNOTAVAIL:
            raise Trouble(f"HOST={host} is not an address of this machine.") from error
        raise Trouble(
            f"Port {port} on {host} is taken. Stop what listens there, "
            f"or choose another: PORT={port % 65535 + 1} make run"
        ) from error


def check_venv_module() -> None:
    """Make sure that this Python can create virtual environments. Raises Trouble."""
    try:
        import ensurepip
        import venv
    except ImportError as error:
        version = "{}.{}".format(*sys.version_info)
        raise Trouble(
            f"Python {version} at {sys.executable} comes without {error.name}, which makes virtual "
            f"environments. Install it (Debian, Ubuntu: apt install python{version}-venv)."
        ) from error
    del ensurepip, venv


def venv_answers(code: str) -> bool:
    """Whether the virtual environment's Python runs `code` without an error."""
    try:
        asked = subprocess.run([VENV_PYTHON, "-c", code], check=False, capture_output=True)
    except OSError:
        return False
    return asked.returncode == 0


def ensure_venv() -> None:
    """Create `.venv`, or mend one that lost its interpreter or its pip. Raises Trouble."""
    if venv_answers("import sys; sys.exit(sys.version_info < (3, 11))"):
        if venv_answers("import pip"):
            return
        options: list[str] = []
    else:
        options = ["--clear"]
    check_venv_module()
    print("Creating .venv ...", flush=True)
    made = subprocess.run([sys.executable, "-m", "venv", *options, VENV], check=False)
    if made.returncode != 0:
        raise Trouble(f"{sys.executable} could not create {VENV}; its own words are above.")


def fingerprint(name: str) -> str:
    """What the stamp of the requirements file `name` must say: its SHA-256."""
    return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()


def stamp(name: str) -> Path:
    """The file in `.venv` that says which state of the requirements file `name` is installed."""
    return VENV / f".installed-{name}"


def is_installed(name: str) -> bool:
    """Whether exactly this state of the requirements file `name` was installed completely."""
    return stamp(name).is_file() and stamp(name).read_text() == fingerprint(name)


def ensure_installed(name: str, *, holds: tuple[str, ...] = ()) -> None:
    """Install the requirements file `name`, and with it those it `holds`. Raises Trouble."""
    if is_installed(name):
        return
    print(f"Installing {name} (the first time takes a minute) ...", flush=True)
    pip = [str(VENV_PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run([*pip, "--require-hashes", "-r", str(ROOT / name)], check=False)
    if done.returncode != 0:
        raise Trouble(f"The packages in {name} could not be installed; pip's words are above.")
    for installed in (name, *holds):
        stamp(installed).write_text(fingerprint(installed))


def setup(*, dev: bool) -> None:
    """Make `.venv` hold what the library needs, or with `dev` what its tests need too."""
    ensure_venv()
    if dev:
        ensure_installed("requirements-dev.txt", holds=("requirements.txt",))
    else:
        ensure_installed("requirements.txt")


def run() -> None:
    """Set up, then become scripts.start. Raises Trouble."""
    host = chosen("HOST", DEFAULT_HOST)
    port = port_number(chosen("PORT", DEFAULT_PORT))
    check_address(host, port)
    setup(dev=False)
    os.chdir(ROOT)
    os.execv(VENV_PYTHON, [str(VENV_PYTHON), "-m", "scripts.start", host, str(port)])


def main(arguments: list[str]) -> int:
    """Do what the command line says; 0 when it went well, 1 after a sentence about what did not."""
    try:
        if arguments == ["run"]:
            run()
        elif arguments in (["setup"], ["setup", "--dev"]):
            setup(dev="--dev" in arguments)
        else:
            raise Trouble("Usage: bootstrap.py run | setup [--dev]")
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
