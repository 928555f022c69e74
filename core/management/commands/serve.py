"""The production way to start the library: web and worker in one command."""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from core import supervisor

BLOCKING_THREADS = 12
"""Threads of each web process: when as many wait for a password's hash as may, some still read."""
SECONDS_TO_FINISH = 10
"""How long a web process may answer on after it was told to stop. One that was told while it was
still starting never hears of it.
"""


class Command(BaseCommand):
    help = "Serve the library: the web server and the background worker, until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``--only`` runs one of the two, as containers do."""
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--port", type=int, default=os.environ.get("PORT") or "8000")
        parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
        parser.add_argument("--only", choices=["web", "worker"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Check that the library can be served, then run it."""
        self._demand_migrated()
        if options["only"] != "worker":
            self._gather_static_files()
        commands = {
            "web": _web(options["host"], options["port"], options["workers"]),
            "worker": [sys.executable, sys.argv[0], "qcluster"],
        }
        if options["only"]:
            commands = {options["only"]: commands[options["only"]]}
        connection.close()
        supervisor.run(commands, say=self.stderr.write)

    def _demand_migrated(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError("The database is not up to date. Run this first: manage.py migrate")

    def _gather_static_files(self) -> None:
        if not settings.DEBUG and _are_static_files_stale():
            call_command("collectstatic", interactive=False, verbosity=0)


def _are_static_files_stale() -> bool:
    """Whether a file has changed since the files were last gathered, as after an upgrade."""
    gathered = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not gathered.exists():
        return True
    files = (file for finder in finders.get_finders() for file in finder.list([]))
    newest = max(Path(storage.path(name)).stat().st_mtime for name, storage in files)
    return newest > gathered.stat().st_mtime


def _web(host: str, port: int, workers: int) -> Sequence[str]:
    return [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        host,
        "--port",
        str(port),
        "--workers",
        str(workers),
        "--blocking-threads",
        str(BLOCKING_THREADS),
        "--no-ws",
        "--respawn-failed-workers",
        "--workers-kill-timeout",
        str(SECONDS_TO_FINISH),
        "--log-level",
        "warning",
        "config.wsgi:application",
    ]
