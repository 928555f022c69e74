"""Import a file of records, as the page does."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from catalog.models import Branch, CopyType, ImportBatch, ImportRow
from catalog.models.imports import Duplicates, Stage
from catalog.selectors import imports
from catalog.services.imports import batches, profiles, running, wording
from core import clock
from core.management.staged import ImportCommand, named


class Command(ImportCommand):
    help = (
        "Import a file of records: MARC 21, MARCXML, MARC-in-JSON, CSV, XLSX or JSON. Ends with 0 "
        "when every record was dealt with, with 1 when some were refused, with 2 when the file "
        "cannot be read. An import that is stopped half-way is ended by the worker."
    )
    batches, running, wording, imports = batches, running, wording, imports

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and on what terms."""
        super().add_arguments(parser)
        parser.add_argument(
            "--duplicates", choices=Duplicates.values, default=Duplicates.SKIP.value
        )
        parser.add_argument("--branch", help="code of the branch of copies that name none")
        parser.add_argument("--type", help="code of the type of copies that name none")
        parser.add_argument("--copies-each", type=int, help="copies of a record that names none")

    def terms(self, batch: ImportBatch, options: dict[str, Any]) -> batches.Terms:
        profile, each = options["profile"], options["copies_each"]
        return batches.Terms(
            options=profiles.options(profile, batch) if profile else batch.options,
            duplicates=Duplicates(options["duplicates"]),
            branch=named(Branch, options["branch"]),
            copy_type=named(CopyType, options["type"]),
            copies_each=batch.copies_each if each is None else max(0, each),
        )

    def row(self, row: ImportRow) -> str:
        return f"{row.number} (at {row.offset}) {row.title[:60]}"

    def progress(self, batch: ImportBatch) -> str:
        how = imports.progress(batch, clock.now())
        share = "" if how.percent is None else f", {how.percent} %"
        left = "" if not how.seconds_left else f", {how.seconds_left} s left"
        return f"{how.done} records{share}{left}"

    def report(self, batch: ImportBatch, refused: list[str]) -> Iterator[str]:
        """And how to take it back."""
        yield from super().report(batch, refused)
        if batch.stage == Stage.DONE:
            yield f"To take it back: manage.py rollback_import {batch.pk}"
