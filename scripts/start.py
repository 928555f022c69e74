"""Open the library on this machine: migrate, load the demo library when empty, serve.

    .venv/bin/python -m scripts.start HOST PORT

`make run` comes here after scripts/bootstrap.py has set up the virtual environment.
"""

from __future__ import annotations

import io
import os
import sys

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError, transaction

from scripts.bootstrap import ROOT, chosen

VAR = ROOT / "var"
DEMO_LOGINS = VAR / "demo-logins.txt"
"""What `load_demo` printed: its passwords are made at load time and kept nowhere else in clear."""

EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - asked for by the operator, shown as this machine


def address(host: str, port: str) -> str:
    """Where a browser on this machine finds a library that listens on `host` and `port`."""
    shown = "127.0.0.1" if host in EVERY_ADDRESS else f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}"


def prepare_environment(host: str, port: str) -> None:
    """Choose development at this address, unless the environment or `.env` decides; a fresh clone
    needs neither.
    """
    VAR.mkdir(exist_ok=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["DEBUG"] = chosen("DEBUG", "true")
    if chosen("APP_BASE_URL", ""):
        return
    # Links in mail lead here, and whoever asks for every address may be asked by any name.
    os.environ["APP_BASE_URL"] = address(host, port)
    if host in EVERY_ADDRESS:
        os.environ["ALLOWED_HOSTS"] = chosen("ALLOWED_HOSTS", "*")


def load_demo_when_empty() -> None:
    """Fill a library that holds no book and no member, and keep the logins that were printed."""
    # Models can be imported only once Django is set up.
    from catalog.models import Book
    from members.models import Member

    if not settings.DEBUG or Book.objects.exists() or Member.objects.exists():
        return
    print("Loading the demo library ...", flush=True)
    printed = io.StringIO()
    # All or nothing: half a demo library would not be empty, and never be completed.
    with transaction.atomic():
        call_command("load_demo", stdout=printed)
    DEMO_LOGINS.touch(mode=0o600)
    DEMO_LOGINS.write_text(printed.getvalue(), encoding="utf-8")


def greet(host: str, port: str) -> None:
    """Say where to go, and with which logins."""
    if DEMO_LOGINS.is_file():
        print(f"\n{DEMO_LOGINS.read_text(encoding='utf-8').strip()}\n")
    print(f"The library is at {address(host, port)}/ - stop it with Ctrl-C.", flush=True)


def open_library(host: str, port: str) -> None:
    """Prepare the database, then become `manage.py serve`."""
    prepare_environment(host, port)
    django.setup()
    print("Preparing the database ...", flush=True)
    call_command("migrate", verbosity=0)
    load_demo_when_empty()
    greet(host, port)
    serve = ["manage.py", "serve", "--host", host, "--port", port]
    os.execv(sys.executable, [sys.executable, *serve])


def main(host: str, port: str) -> None:
    """Open the library, or say in one sentence why it stays closed."""
    try:
        open_library(host, port)
    except (CommandError, ImproperlyConfigured) as refusal:
        sys.exit(f"The library does not start: {refusal}")
    except OperationalError as trouble:
        sys.exit(f"The database cannot be used: {str(trouble).strip()}")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main(*sys.argv[1:])
