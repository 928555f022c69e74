"""Take an import back, as the page does."""

import sys
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from accounts.models.audit import Interface
from catalog.selectors import imports
from catalog.services.imports import batches, running, wording
from core import clock
from core.errors import LibraryError


class Command(BaseCommand):
    help = (
        "Take back all that an import has brought, but for what has since been lent, held or "
        "changed. Ends with 1 when something had to stay."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which import."""
        parser.add_argument("batch", type=UUID, help="its id, as import_books printed it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and print what stayed and why."""
        try:
            batches.undo(
                options["batch"],
                actor=None,
                now=clock.now(),
                interface=Interface.COMMAND,
                in_background=False,
            )
        except LibraryError as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        running.go_on(options["batch"], clock=clock.now)
        batch = imports.one(options["batch"])
        undone, kept = batch.counts.get("undone", 0), batch.counts.get("kept", 0)
        self.stdout.write(f"{batch.name}: {undone} records taken back, {kept} stay")
        for row in imports.rows(batch, kept=True).order_by("number").iterator():
            self.stdout.write(f"{row.number} {row.title[:60]}: {wording.kept(row.outcome)}")
        if kept:
            sys.exit(1)
