"""Run the Dockerfile's own steps without an engine: in a scratch directory, with this Python.

    .venv/bin/python -m scripts.dockerfile_steps

What is /opt and /app in the image are folders of the scratch directory here, and the image's Python
is the one that runs this. Then the container's command is started with a configuration of
production, its health check must say that it lives, and it must stop when told to.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path, PurePosixPath

from scripts import dockerfile
from scripts.bootstrap import ROOT, Trouble

PATHS = re.compile(r"(?<![\w.-])/(opt|app)(?![\w.-])")
IMAGE_USER = "10001:10001"
SECONDS_TO_LIVE = 60
SECONDS_TO_STOP = 40
OUTER_NAMES = ("HOME", "LANG", "TMPDIR")


class Image:
    """An image as a folder: its file system, its environment, its working directory."""

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch
        self.folder = scratch
        python = scratch / "bin" / "python"
        for name in ("bin", "opt", "app", "tmp"):
            (scratch / name).mkdir()
        real = Path(sys.executable).resolve()
        python.write_text(f'#!/bin/sh\nexec {shlex.quote(str(real))} "$@"\n')
        python.chmod(0o755)
        outer = {
            name: said
            for name, said in os.environ.items()
            if name in OUTER_NAMES or name.startswith(("PIP_", "SSL_")) or name.endswith("_proxy")
        }
        self.base = outer | {"PATH": f"{python.parent}:/usr/bin:/bin"}
        self.environment = dict(self.base)

    def inside(self, text: str) -> str:
        """`text` with the image's folders replaced by those in the scratch directory."""
        text = PATHS.sub(lambda path: f"{self.scratch}{path[0]}", text)
        return text.replace(IMAGE_USER, f"{os.getuid()}:{os.getgid()}")

    def perform(self, step: dockerfile.Step) -> None:
        """Do one step as a builder would. Raises Trouble."""
        perform = getattr(self, f"_{step.instruction.lower()}", None)
        if perform:
            print(f"{step.instruction} {step.text}"[:100], flush=True)
            perform(step)

    def _from(self, step: dockerfile.Step) -> None:
        self.environment = dict(self.base)
        self.folder = self.scratch

    def _env(self, step: dockerfile.Step) -> None:
        for pair in shlex.split(self.inside(step.text)):
            name, _, value = pair.partition("=")
            self.environment[name] = value.replace("$PATH", self.environment["PATH"])

    def _workdir(self, step: dockerfile.Step) -> None:
        self.folder = Path(self.inside(step.text))
        self.folder.mkdir(parents=True, exist_ok=True)

    def _copy(self, step: dockerfile.Step) -> None:
        *sources, target = [word for word in step.words if not word.startswith("--")]
        if step.text.startswith("--from="):
            return  # the stages share one scratch directory, so what one made the other has
        ignore = dockerfile.Ignore.read(ROOT / ".dockerignore")
        for source in (ROOT / name for name in sources):
            above = source if source.is_dir() else source.parent
            for file in context_files(source):
                if ignore.keeps(PurePosixPath(file.relative_to(ROOT).as_posix())):
                    place = Path(self.inside(target)) / file.relative_to(above)
                    place.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(file, place)

    def _run(self, step: dockerfile.Step) -> None:
        command = ["/bin/sh", "-ec", self.inside(step.text)]
        done = subprocess.run(command, cwd=self.folder, env=self.environment, check=False)
        if done.returncode != 0:
            raise Trouble(f"This step failed with status {done.returncode}: RUN {step.text}")

    def command(self, words: list[str], extra: dict[str, str]) -> subprocess.Popen[bytes]:
        """Start a program as the image's container would."""
        environment = self.environment | extra
        program = shutil.which(words[0], path=environment["PATH"]) or words[0]
        return subprocess.Popen(
            [program, *words[1:]], cwd=self.folder, env=environment, start_new_session=True
        )


def context_files(start: Path) -> list[Path]:
    """The files that a builder would be sent, from `start` downwards."""
    if start.is_file():
        return [start]
    found: list[Path] = []
    for folder, names, files in os.walk(start):
        names[:] = [name for name in names if name not in {".git", ".venv", "var", "__pycache__"}]
        found.extend(Path(folder) / name for name in files)
    return found


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def wait_until_alive(image: Image, server: subprocess.Popen[bytes], extra: dict[str, str]) -> None:
    """Ask the image's own health check until it is content. Raises Trouble."""
    end = time.monotonic() + SECONDS_TO_LIVE
    while time.monotonic() < end:
        if server.poll() is not None:
            raise Trouble(f"The container's command ended by itself, status {server.returncode}.")
        if image.command(["python", "scripts/healthcheck.py"], extra).wait() == 0:
            return
        time.sleep(1)
    raise Trouble(f"The health check failed for {SECONDS_TO_LIVE} seconds.")


def stop(server: subprocess.Popen[bytes]) -> None:
    """Tell the server to stop as an engine does, and insist that it obeys. Raises Trouble."""
    server.send_signal(signal.SIGTERM)
    try:
        server.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired as error:
        os.killpg(server.pid, signal.SIGKILL)
        raise Trouble(f"The server did not stop within {SECONDS_TO_STOP} seconds.") from error


def try_out(image: Image, command: list[str]) -> None:
    """Migrate, serve, check and stop, on SQLite and with the configuration of production."""
    port = str(free_port())
    extra = {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "JWT_SECRET_KEY": secrets.token_urlsafe(48),
        "ALLOWED_HOSTS": "library.example",
        "APP_BASE_URL": "https://library.example",
        "DATABASE_URL": f"sqlite:///{image.folder}/var/data/library.sqlite3",
        "PORT": port,
    }
    if image.command(["python", "manage.py", "migrate", "-v", "0"], extra).wait() != 0:
        raise Trouble("The image could not migrate an empty database.")
    command = [port if word == "8000" else word for word in command]
    server = image.command(command, extra)
    try:
        wait_until_alive(image, server, extra)
    finally:
        stop(server)


def main() -> int:
    """Build and try out; 0 when the image would work."""
    steps = dockerfile.read(ROOT / "Dockerfile")
    with tempfile.TemporaryDirectory(prefix="library-image-") as scratch:
        image = Image(Path(scratch))
        try:
            for step in steps:
                image.perform(step)
            (command,) = [step.text for step in steps if step.instruction == "CMD"]
            try_out(image, json.loads(command))
        except Trouble as trouble:
            print(trouble, file=sys.stderr)
            return 1
    print("Every step of the Dockerfile works.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
