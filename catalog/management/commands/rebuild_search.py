"""Write anew what books are found by."""

import sys
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand

from catalog.search import rebuild, spelling


class Command(BaseCommand):
    help = (
        "Write the search index anew from the records, while the library is in use. A run that was "
        "stopped goes on with --after and the last id that it told."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which books, and from where."""
        parser.add_argument(
            "--after", type=UUID, metavar="ID", help="go on after the book with this id"
        )
        parser.add_argument(
            "--missing", action="store_true", help="only books that cannot be found yet"
        )
        parser.add_argument(
            "--check", action="store_true", help="write nothing; tell which entries are not right"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell how far it has come, step by step; 1 when a check finds something."""
        if options["check"]:
            self._check()
            return
        done = 0
        for step in rebuild.steps(after=options["after"], only_missing=options["missing"]):
            done = step.done
            self.stdout.write(f"{done} books, the last of them {step.last}")
        words = spelling.count()
        self.stdout.write(f"Done: {done} books written, {words} words counted.")

    def _check(self) -> None:
        wrong = 0
        for book in rebuild.missing().order_by("pk").iterator():
            self.stdout.write(f"not to be found: {book.pk} {book.title}")
            wrong += 1
        for book_id in rebuild.outdated():
            self.stdout.write(f"found by other words than its record has: {book_id}")
            wrong += 1
        self.stdout.write(f"{wrong} entries are not right.")
        if wrong:
            sys.exit(1)
