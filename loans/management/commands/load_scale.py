"""Fill an empty library with as many books, members and loans as wanted."""

from argparse import ArgumentParser
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import clock
from loans.scale import library
from loans.scale.sizes import Size


class Command(BaseCommand):
    help = (
        "Fill an empty library with made-up books, members and years of lending, to measure with."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many books, and what not to derive from that."""
        parser.add_argument("books", type=int, help="how many books; each has two copies")
        parser.add_argument("--members", type=int, help="how many members (a tenth of the books)")
        parser.add_argument("--loans", type=int, help="how many past loans (ten for each book)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Fill it, and say how far that is."""
        books = options["books"]
        members = options["members"] if options["members"] is not None else max(books // 10, 5)
        loans = options["loans"] if options["loans"] is not None else books * 10
        if books < 1 or members < 5 or loans < 1:
            raise CommandError("At least one book, five members and one loan are needed.")
        if not library.is_empty():
            raise CommandError(
                "This library is not empty. Made-up books and loans are loaded into an empty one "
                "only, so that they never stand among real ones."
            )
        began = perf_counter()
        library.fill(Size(books, members, loans), now=clock.now(), tell=self._tell)
        self.stdout.write(f"Loaded in {perf_counter() - began:.0f} seconds.")

    def _tell(self, what: str, done: int, count: int) -> None:
        self.stdout.write(f"{what}: {done:,} of {count:,}")
