"""Everything that can be said of the code without running the tests, each check by its name.

    .venv/bin/python -m scripts.check

All checks run even when one fails; the last line says which did. Under production's settings, not
this machine's: the environment and `.env` are left out, as in the tests.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from dataclasses import dataclass

from scripts.bootstrap import ROOT, VENV

PRODUCTION = {
    "ENV_FILE": "",
    "DEBUG": "false",
    "SECRET_KEY": secrets.token_urlsafe(48),
    "JWT_SECRET_KEY": secrets.token_urlsafe(48),
    "ALLOWED_HOSTS": "library.example",
    "APP_BASE_URL": "https://library.example",
    "DATABASE_URL": f"sqlite:///{ROOT / 'var' / 'check.sqlite3'}",
    "REDIS_URL": "",
    "RATE_LIMITS": "on",
}


@dataclass(frozen=True)
class Check:
    """One check: its name, and the command in the virtual environment that makes it."""

    name: str
    command: tuple[str, ...]


CHECKS = (
    Check("style", ("ruff", "check", "--quiet", ".")),
    Check("format", ("ruff", "format", "--check", "--quiet", ".")),
    Check("types", ("mypy",)),
    Check("arrows", ("lint-imports", "--cache-dir", "var/import_linter_cache")),
    Check("security", ("bandit", "-q", "-ll", "-c", "pyproject.toml", "-r", ".")),
    Check("settings", ("python", "manage.py", "check", "--deploy", "--fail-level", "WARNING")),
    Check("migrations", ("python", "manage.py", "makemigrations", "--check", "--dry-run")),
    Check("templates", ("python", "-m", "scripts.check_templates")),
    Check("schema", ("python", "manage.py", "spectacular", "--validate", "--fail-on-warn")),
)


def passes(check: Check) -> bool:
    """Run `check`; its output is shown only when it fails."""
    program, *arguments = check.command
    began = time.monotonic()
    done = subprocess.run(
        [VENV / "bin" / program, *arguments],
        cwd=ROOT,
        env=os.environ | PRODUCTION,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    verdict = "ok" if done.returncode == 0 else "FAILED"
    print(f"{check.name:<12}{verdict:<8}{time.monotonic() - began:6.1f} s", flush=True)
    if done.returncode != 0:
        print(done.stdout, flush=True)
    return done.returncode == 0


def main() -> int:
    """Run all checks; 0 when every one passes."""
    (ROOT / "var").mkdir(exist_ok=True)
    failed = [check.name for check in CHECKS if not passes(check)]
    if failed:
        print(f"Failed: {', '.join(failed)}.")
        return 1
    print("All checks passed.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
