"""Starting the library in a process of its own, with an environment of its own."""

import os
import subprocess
import sys
from pathlib import Path

from tests.architecture.project import ROOT

SECRETS = {
    "SECRET_KEY": f"a secret of tests only, number {1:040}",
    "JWT_SECRET_KEY": f"a secret of tests only, number {2:040}",
}


def python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python with nothing in its environment but ``environment`` and what finds programs."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=kept | {"ENV_FILE": ""} | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run ``manage.py`` so."""
    return python("manage.py", *arguments, **environment)


def env_file(folder: Path, text: str) -> str:
    """The path of an ``.env`` file with ``text`` in it."""
    file = folder / ".env"
    file.write_text(text, encoding="utf-8")
    return str(file)
