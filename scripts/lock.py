"""Pin what requirements*.in ask for: exact versions with hashes, for every platform.

    .venv/bin/python -m scripts.lock [--upgrade]

Without `--upgrade` the versions already pinned stay, and only what was added is resolved.
"""

from __future__ import annotations

import subprocess
import sys

from scripts.bootstrap import ROOT, VENV

COMPILE = ("pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-header")
OLDEST_PYTHON = "3.11"


def lock(name: str, *options: str) -> None:
    """Turn `name`.in into `name`.txt. Raises CalledProcessError when it cannot be resolved."""
    command = [str(VENV / "bin" / "uv"), *COMPILE, "--python-version", OLDEST_PYTHON, *options]
    subprocess.run(
        [*command, f"{name}.in", "--output-file", f"{name}.txt"],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def main(arguments: list[str]) -> int:
    """Lock both files, so that the tests run on exactly what production runs on."""
    try:
        lock("requirements", *arguments)
        lock("requirements-dev", "--constraint", "requirements.txt", *arguments)
    except subprocess.CalledProcessError as error:
        return error.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
