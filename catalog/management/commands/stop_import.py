"""Stop an import that is under way, as the page does."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from accounts.models.audit import Interface
from catalog.services.imports import stopping
from core import clock
from core.errors import LibraryError


class Command(BaseCommand):
    help = (
        "Stop what the worker does with an import. What is in the catalogue by then stays; the "
        "page goes on with it, and rollback_import takes it back."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which import."""
        parser.add_argument("batch", type=UUID, help="its id, as it stands in its address")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say how far it came."""
        try:
            batch = stopping.stop(
                options["batch"], actor=None, now=clock.now(), interface=Interface.COMMAND
            )
        except LibraryError as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        self.stdout.write(f"{batch.name}: stopped after {batch.position} records")
