"""Import a list of members, as the page does."""

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from typing import Any

from core.management.staged import ImportCommand, named
from members.models import Category, MemberImport, MemberImportRow
from members.selectors import imports
from members.services.imports import batches, deciding, files, running, wording


class Command(ImportCommand):
    help = (
        "Import a list of members: CSV or XLSX. Ends with 0 when every row was dealt with, with 1 "
        "when some were refused, with 2 when the file cannot be read. Nobody is written to."
    )
    batches, running, wording, imports = batches, running, wording, imports

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and on what terms."""
        super().add_arguments(parser)
        parser.add_argument("--category", help="code of the category of those that name none")
        parser.add_argument(
            "--expires-on", type=date.fromisoformat, help="last day of those that name none"
        )
        parser.add_argument(
            "--keep", nargs="+", choices=deciding.FIELDS, help="what stays as the library has it"
        )

    def terms(self, batch: MemberImport, options: dict[str, Any]) -> batches.Terms:
        kept = batches.profile(options["profile"], batch) if options["profile"] else {}
        columns = kept.get("columns", batch.columns)
        self.left_out = files.left_out(batch.file, batch.format, columns)
        return batches.Terms(
            columns=columns,
            keeps=options["keep"] or kept.get("keeps", ()),
            category=named(Category, options["category"]),
            expires_on=options["expires_on"],
        )

    def report(self, batch: MemberImport, refused: list[str]) -> Iterator[str]:
        """As of all imports, and which columns were not read."""
        yield from super().report(batch, refused)
        if self.left_out:
            yield f"columns left out: {', '.join(self.left_out)}"

    def row(self, row: MemberImportRow) -> str:
        return f"{row.number} (line {row.place}) {row.name}"

    def progress(self, batch: MemberImport) -> str:
        return f"{batch.position} rows"
