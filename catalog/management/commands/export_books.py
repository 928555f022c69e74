"""Write the catalogue, or what answers a search, into a file."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models.audit import Interface
from catalog.search import engine
from catalog.services import exports
from core import clock


class Command(BaseCommand):
    help = "Write the books of the catalogue into a file, or to standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which books, as what, and where to."""
        parser.add_argument("file", type=Path, nargs="?", help="without it, standard output")
        formats = [form.value for form in exports.ENDINGS]
        parser.add_argument("--format", choices=formats, help="else by the ending of the file")
        parser.add_argument("--search", help="only the books that answer this search")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write them."""
        form = _form(options["format"], options["file"])
        wanted = engine.Wanted(options["search"]) if options["search"] else None
        parts = exports.export(
            form, wanted, actor=None, now=clock.now(), interface=Interface.COMMAND
        )
        if options["file"] is None:
            for part in parts:
                sys.stdout.buffer.write(part)
            return
        try:
            with options["file"].open("wb") as file:
                for part in parts:
                    file.write(part)
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error


def _form(said: str | None, file: Path | None) -> Any:
    """The format that was named, or that the file's ending means. Raises ``CommandError``."""
    for form, (ending, _media_type) in exports.ENDINGS.items():
        if said == form.value or (not said and file and file.suffix == f".{ending}"):
            return form
    raise CommandError("Say what to write: --format, or a file that ends in .mrc, .xml or .csv.")
