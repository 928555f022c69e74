"""Import a file of records, as the page does."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from accounts.models.audit import Interface
from catalog.models import Branch, CopyType, ImportBatch
from catalog.models.imports import Duplicates, Stage, Verdict
from catalog.selectors import imports
from catalog.services.imports import batches, running, wording
from core import clock
from core.errors import LibraryError

PART: Final = 1024 * 1024
SHOWN: Final = 50
"""Refused records that are printed; the page shows all."""


class Command(BaseCommand):
    help = (
        "Import a file of records: MARC 21, MARCXML, MARC-in-JSON, CSV, XLSX or JSON. Ends with 0 "
        "when every record was dealt with, with 1 when some were refused, with 2 when the file "
        "cannot be read. An import that is stopped half-way is ended by the worker."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and on what terms."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be; change nothing"
        )
        parser.add_argument(
            "--duplicates", choices=Duplicates.values, default=Duplicates.SKIP.value
        )
        parser.add_argument("--profile", help="read it as this profile says")
        parser.add_argument("--branch", help="code of the branch of copies that name none")
        parser.add_argument("--type", help="code of the type of copies that name none")
        parser.add_argument("--copies-each", type=int, help="copies of a record that names none")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, print the report, and say by the exit code how it went."""
        try:
            batch = self._import(options)
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}", returncode=2) from error
        except LibraryError as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        self._report(batch)
        if batch.stage == Stage.FAILED:
            sys.exit(2)
        if batch.counts.get(Verdict.REFUSED):
            sys.exit(1)

    def _import(self, options: dict[str, Any]) -> ImportBatch:
        who: dict[str, Any] = {"actor": None, "interface": Interface.COMMAND}
        with options["file"].open("rb") as file:
            parts = iter(lambda: file.read(PART), b"")
            name = options["file"].name
            batch = batches.upload(parts, name, now=clock.now(), is_upload=False, **who)
        try:
            batches.arrange(batch.pk, _terms(batch, options), now=clock.now(), **who)
        except LibraryError:
            batches.discard(batch.pk, now=clock.now(), **who)
            raise
        begin = batches.check if options["dry_run"] else batches.commit
        begin(batch.pk, now=clock.now(), in_background=False, **who)
        running.go_on(batch.pk, clock=clock.now, tell=self._tell)
        done = imports.one(batch.pk)
        if options["dry_run"] and done.stage == Stage.CHECKED:
            self.rows = self._refused(done)
            batches.discard(batch.pk, now=clock.now(), **who)
        else:
            self.rows = self._refused(done)
        return done

    def _refused(self, batch: ImportBatch) -> list[str]:
        refused = imports.rows(batch, Verdict.REFUSED).order_by("number")
        return [
            f"{row.number} (at {row.offset}) {row.title[:60]}: "
            f"{wording.reason(row.code, row.params)}"
            for row in islice(refused.iterator(), SHOWN)
        ]

    def _tell(self, batch: ImportBatch) -> None:
        how = imports.progress(batch, clock.now())
        share = "" if how.percent is None else f", {how.percent} %"
        left = "" if not how.seconds_left else f", {how.seconds_left} s left"
        self.stderr.write(f"{how.done} records{share}{left}")

    def _report(self, batch: ImportBatch) -> None:
        for line in self._lines(batch):
            self.stdout.write(line)

    def _lines(self, batch: ImportBatch) -> Iterator[str]:
        yield f"{batch.name}: {batch.get_stage_display()}"
        for name, number in imports.summary(batch).items():
            yield f"{name:>12} {number:>9}"
        yield from self.rows
        more = batch.counts.get(Verdict.REFUSED, 0) - len(self.rows)
        if more > 0:
            yield f"and {more} more"
        if batch.failure:
            yield wording.reason(batch.failure["code"], {})
        if batch.stage == Stage.DONE:
            yield f"To take it back: manage.py rollback_import {batch.pk}"


def _terms(batch: ImportBatch, options: dict[str, Any]) -> batches.Terms:
    """The terms as asked for. Raises ``CommandError``, ``UnknownProfile``."""
    read = batches.profile(options["profile"], batch) if options["profile"] else batch.options
    each = options["copies_each"]
    return batches.Terms(
        options=read,
        duplicates=Duplicates(options["duplicates"]),
        branch=_named(Branch, options["branch"]),
        copy_type=_named(CopyType, options["type"]),
        copies_each=batch.copies_each if each is None else max(0, each),
    )


def _named(model: Any, code: str | None) -> Any:
    if not code:
        return None
    found = model.objects.filter(code=code).first()
    if found is None:
        known = ", ".join(model.objects.values_list("code", flat=True))
        raise CommandError(f"There is no {code!r}. There are: {known}.", returncode=2)
    return found
