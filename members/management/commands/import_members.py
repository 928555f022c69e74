"""Import a list of members, as the page does."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from accounts.models.audit import Interface
from core import clock
from core.errors import LibraryError
from members.models import Category, MemberImport
from members.models.imports import Stage, Verdict
from members.selectors import imports
from members.services.imports import batches, deciding, running, wording

PART: Final = 1024 * 1024
SHOWN: Final = 50
"""Refused rows that are printed; the page shows all."""


class Command(BaseCommand):
    help = (
        "Import a list of members: CSV or XLSX. Ends with 0 when every row was dealt with, with 1 "
        "when some were refused, with 2 when the file cannot be read. Nobody is written to."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and on what terms."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be; change nothing"
        )
        parser.add_argument("--profile", help="read it as this profile says")
        parser.add_argument("--category", help="code of the category of those that name none")
        parser.add_argument(
            "--expires-on", type=date.fromisoformat, help="last day of those that name none"
        )
        parser.add_argument(
            "--keep", nargs="+", choices=deciding.FIELDS, help="what stays as the library has it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, print the report, and say by the exit code how it went."""
        try:
            batch = self._import(options)
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}", returncode=2) from error
        except LibraryError as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        for line in self._lines(batch):
            self.stdout.write(line)
        if batch.stage == Stage.FAILED:
            sys.exit(2)
        if batch.counts.get(Verdict.REFUSED):
            sys.exit(1)

    def _import(self, options: dict[str, Any]) -> MemberImport:
        who: dict[str, Any] = {"actor": None, "interface": Interface.COMMAND}
        with options["file"].open("rb") as file:
            parts = iter(lambda: file.read(PART), b"")
            name = options["file"].name
            batch = batches.upload(parts, name, now=clock.now(), is_upload=False, **who)
        try:
            batches.arrange(batch.pk, _terms(batch, options), now=clock.now(), **who)
        except (LibraryError, CommandError):
            batches.discard(batch.pk, now=clock.now(), **who)
            raise
        begin = batches.check if options["dry_run"] else batches.commit
        begin(batch.pk, now=clock.now(), in_background=False, **who)
        running.go_on(batch.pk, clock=clock.now, tell=self._tell)
        done = imports.one(batch.pk)
        self.refused = list(_refused(done))
        if done.stage == Stage.CHECKED:
            batches.discard(batch.pk, now=clock.now(), **who)
        return done

    def _tell(self, batch: MemberImport) -> None:
        self.stderr.write(f"{batch.position} rows")

    def _lines(self, batch: MemberImport) -> Iterator[str]:
        yield f"{batch.name}: {batch.get_stage_display()}"
        for verdict in Verdict.values:
            yield f"{verdict:>12} {batch.counts.get(verdict, 0):>9}"
        yield from self.refused
        more = batch.counts.get(Verdict.REFUSED, 0) - len(self.refused)
        if more > 0:
            yield f"and {more} more"
        if batch.failure:
            yield wording.reason(batch.failure["code"], {})


def _refused(batch: MemberImport) -> Iterator[str]:
    found = imports.rows(batch, Verdict.REFUSED).order_by("number")
    for row in islice(found.iterator(), SHOWN):
        yield f"{row.number} (line {row.place}) {row.name}: {wording.reason(row.code, row.params)}"


def _terms(batch: MemberImport, options: dict[str, Any]) -> batches.Terms:
    """The terms as asked for. Raises ``CommandError``, ``UnknownProfile``."""
    kept = batches.profile(options["profile"], batch) if options["profile"] else {}
    return batches.Terms(
        columns=kept.get("columns", batch.columns),
        keeps=options["keep"] or kept.get("keeps", ()),
        category=_category(options["category"]),
        expires_on=options["expires_on"],
    )


def _category(code: str | None) -> Category | None:
    if not code:
        return None
    found = Category.objects.filter(code=code).first()
    if found is None:
        known = ", ".join(Category.objects.values_list("code", flat=True))
        raise CommandError(f"There is no {code!r}. There are: {known}.", returncode=2)
    return found
