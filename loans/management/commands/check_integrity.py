"""Prove that the records fit together."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from core import clock
from loans.services import integrity


class Command(BaseCommand):
    help = "Check every law that holds between the records; exits with 1 when one is broken."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line for every law, and below it the rows that break it."""
        broken = 0
        for found in integrity.faults(clock.now()):
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
