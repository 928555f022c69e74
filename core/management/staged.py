"""Imports from the command line: a file is imported as by the page, and how it went is printed and
said by the exit code. Each context's command says what it imports, on what terms, and in which
words.
"""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from core import clock
from core.errors import LibraryError
from core.staged import Stage

PART: Final = 1024 * 1024
SHOWN: Final = 50
"""Refused rows that are printed; the page shows all."""
REFUSED: Final = "refused"


class ImportCommand(BaseCommand):
    """Import a file. ``batches`` and ``running`` are the services that do it, ``wording`` says why
    a row is refused, ``imports`` are the selectors.
    """

    batches: ModuleType
    running: ModuleType
    wording: ModuleType
    imports: ModuleType

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and what can be said of all."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be; change nothing"
        )
        parser.add_argument("--profile", help="read it as this profile says")

    def terms(self, batch: Any, options: dict[str, Any]) -> Any:
        """The terms as asked for. Raises ``CommandError`` and refusals."""
        raise NotImplementedError

    def row(self, row: Any) -> str:
        """Which row it is."""
        raise NotImplementedError

    def progress(self, batch: Any) -> str:
        """How far it is."""
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, print the report, and say by the exit code how it went."""
        try:
            batch, refused = self._imported(options)
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}", returncode=2) from error
        except LibraryError as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        for line in self.report(batch, refused):
            self.stdout.write(line)
        if batch.stage == Stage.FAILED:
            sys.exit(2)
        if batch.counts.get(REFUSED):
            sys.exit(1)

    def report(self, batch: Any, refused: list[str]) -> Iterator[str]:
        """What became of the file, line by line."""
        yield f"{batch.name}: {batch.get_stage_display()}"
        for name, number in self.imports.summary(batch).items():
            yield f"{name:>12} {number:>9}"
        yield from refused
        more = batch.counts.get(REFUSED, 0) - len(refused)
        if more > 0:
            yield f"and {more} more"
        if batch.failure:
            yield self.wording.reason(batch.failure["code"], {})

    def _imported(self, options: dict[str, Any]) -> tuple[Any, list[str]]:
        """The import when it is over, and its refused rows: nothing is left of a dry run."""
        who: dict[str, Any] = {"actor": None, "interface": "command"}
        with options["file"].open("rb") as file:
            parts = iter(lambda: file.read(PART), b"")
            name = options["file"].name
            batch = self.batches.upload(parts, name, now=clock.now(), is_upload=False, **who)
        try:
            terms = self.terms(batch, options)
            self.batches.arrange(batch.pk, terms, now=clock.now(), **who)
        except (LibraryError, CommandError):
            self.batches.discard(batch.pk, now=clock.now(), **who)
            raise
        begin = self.batches.check if options["dry_run"] else self.batches.commit
        begin(batch.pk, now=clock.now(), in_background=False, **who)
        self.running.go_on(batch.pk, clock=clock.now, tell=self._tell)
        done = self.imports.one(batch.pk)
        refused = list(self._refused(done))
        if done.stage == Stage.CHECKED:
            self.batches.discard(batch.pk, now=clock.now(), **who)
        return done, refused

    def _tell(self, batch: Any) -> None:
        self.stderr.write(self.progress(batch))

    def _refused(self, batch: Any) -> Iterator[str]:
        found = self.imports.rows(batch, REFUSED).order_by("number")
        for row in islice(found.iterator(), SHOWN):
            yield f"{self.row(row)}: {self.wording.reason(row.code, row.params)}"


def named(model: Any, code: str | None) -> Any:
    """The one of ``model`` with this code; nothing without a code. Raises ``CommandError``, which
    says the codes that there are.
    """
    if not code:
        return None
    found = model.objects.filter(code=code).first()
    if found is None:
        known = ", ".join(model.objects.values_list("code", flat=True))
        raise CommandError(f"There is no {code!r}. There are: {known}.", returncode=2)
    return found
