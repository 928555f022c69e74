"""Prove that the records fit together."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.services import seals
from core import clock
from loans.services import integrity


class Command(BaseCommand):
    help = "Check every law that holds between the records; exits with 1 when one is broken."

    def add_arguments(self, parser: CommandParser) -> None:
        """Let the trail be looked at as a whole."""
        parser.add_argument(
            "--whole-trail",
            action="store_true",
            help="Look at every seal of the audit trail, not only at those that are due.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line for every law, and below it the rows that break it."""
        now, broken = clock.now(), 0
        if options["whole_trail"]:
            seals.seal_all(now=now)
            seals.broken(now=now, whole=True)  # those that hold are noted: the law tells the others
            self.stdout.write(f"The trail ends with seal {seals.head() or 'none'}.")
        for found in integrity.faults(now):
            broken += bool(found.faults)
            word = "broken" if found.faults else "ok"
            self.stdout.write(f"{word:<7} {found.check.code}")
            for fault in found.faults:
                self.stderr.write(f"  {fault.sentence}")
            if found.has_more:
                self.stderr.write(f"  and more: only the first {integrity.MOST} are told.")
        self.stdout.write(f"{len(integrity.CHECKS)} laws checked, {broken} broken.")
        if broken:
            sys.exit(1)
