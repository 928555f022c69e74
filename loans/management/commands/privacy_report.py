"""Say what is kept about people, where, for how long and why."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core import clock, jsons
from loans.services.own_data import report


class Command(BaseCommand):
    help = "List every place where something about people is kept: rows, oldest, how long and why."

    def add_arguments(self, parser: CommandParser) -> None:
        """For people, or for a program."""
        parser.add_argument("--json", action="store_true", help="as JSON, one place a line")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a paragraph, or a line, for every place."""
        for kept in report.kept():
            place = kept.place
            oldest = clock.day(kept.oldest).isoformat() if kept.oldest else ""
            if options["json"]:
                said = {
                    "table": place.table,
                    "what": place.what,
                    "rows": kept.rows,
                    "oldest": oldest,
                    "kept": place.until,
                    "why": place.reason,
                    "exported": place.export is not None,
                }
                self.stdout.write(jsons.dumps(said).decode())
                continue
            self.stdout.write(f"{place.table}: {kept.rows} rows, the oldest of {oldest or '–'}")
            self.stdout.write(f"  {place.what}")
            self.stdout.write(f"  Kept {place.until}. {place.reason}")
            given = f"yes, as {place.export.name}" if place.export else f"no. {place.not_exported}"
            self.stdout.write(f"  Given to its owner: {given}")
