"""A catalogue of any size, grown from real records: ``python -m bench.grow FILE BOOKS [TIMES]``.

``FILE`` holds MARC 21 records, such as a slice of the Library of Congress's open *Books All*. Run
it with the environment of a server, on a database that is migrated and empty. The first books are
the records of the file; the others are copies of them, seeded, in which a third of the words of the
title, the forenames of contributors, a subject, the year and the number are others. So words stay
as common and as rare as they are in a real catalogue. ``TIMES`` puts each of these books there as
many times, by the database alone, which is much faster.
"""

import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import django
from stdnum import ean

from bench.records import Seen, grown, records
from bench.repeat import repeat, unindexed

SEED: Final = 7
AT_ONCE: Final = 20_000
BRANCHES: Final = 6
TYPES: Final = ("book", "large-print", "reference", "children")


class Shelf:
    """Writes rows in bulk, the same on both databases."""

    def __init__(self) -> None:
        from catalog.models import Branch, CopyType

        self.branches = [
            Branch.objects.get_or_create(
                code=f"branch-{n}", defaults={"name": f"Branch {n}", "time_zone": "UTC"}
            )[0]
            for n in range(BRANCHES)
        ]
        self.types = [
            CopyType.objects.get_or_create(code=code, defaults={"name": code.title()})[0]
            for code in TYPES
        ]
        self.people: dict[str, UUID] = {}
        self.topics: dict[str, UUID] = {}
        self.dice = random.Random(SEED)

    def put(self, some: Sequence[Seen], start: int) -> None:
        """Write these records, counted from ``start``, with their copies and search entries."""
        from django.db import transaction

        from catalog.search import index

        ids = self._ids(len(some))
        numbers = [_isbn(start + at) for at in range(len(some))]
        shelved = [self._copies(start + at) for at in range(len(some))]
        with transaction.atomic():
            self._books(some, ids, start)
            self._around(some, ids, numbers)
            self._held(ids, shelved, start)
            index.write_many(map(_source, some, ids, numbers, shelved), are_new=True)

    def _ids(self, count: int) -> list[UUID]:
        from core.ids import new_id

        return [new_id() for _ in range(count)]

    def _copies(self, number: int) -> list[tuple[Any, Any, str]]:
        many = 1 + (self.dice.random() < 0.3) + 2 * (self.dice.random() < 0.03)
        call = f"{number % 1000:03d} {chr(65 + number % 26)}{chr(65 + number % 23)}"
        return [
            (
                self.branches[min(int(self.dice.expovariate(0.7)), BRANCHES - 1)],
                self.types[min(int(self.dice.expovariate(1.5)), len(self.types) - 1)],
                call,
            )
            for _ in range(many)
        ]

    def _books(self, some: Sequence[Seen], ids: Sequence[UUID], start: int) -> None:
        from catalog.domain import titles
        from catalog.models import Book

        day = datetime(2020, 1, 1, tzinfo=UTC)
        rows = (
            {
                "id": book_id,
                "title": each.title,
                "subtitle": each.subtitle,
                "sort_title": titles.sort_key(each.title, each.language),
                "publisher": each.publisher,
                "year": each.year,
                "language": each.language,
                "classification": each.classification,
                "description": each.note,
                "created_at": day + timedelta(minutes=start + at),
                "updated_at": day,
            }
            for at, (book_id, each) in enumerate(zip(ids, some, strict=True))
        )
        write(Book, rows)

    def _around(self, some: Sequence[Seen], ids: Sequence[UUID], numbers: Sequence[str]) -> None:
        from catalog.models import BookSubject, Contribution, Contributor, Isbn, Subject

        pairs = list(zip(ids, some, strict=True))
        self._named(Contributor, "name", "sort_name", self.people, (e.names for _, e in pairs))
        self._named(Subject, "heading", "sort_heading", self.topics, (e.subjects for _, e in pairs))
        write(
            Contribution,
            (
                {"book": b, "contributor": self.people[n], "role": "aut", "position": at}
                for b, each in pairs
                for at, n in enumerate(each.names)
            ),
        )
        write(
            BookSubject,
            ({"book": b, "subject": self.topics[n]} for b, each in pairs for n in each.subjects),
        )
        write(Isbn, ({"book": b, "isbn13": n} for b, n in zip(ids, numbers, strict=True)))

    def _named(
        self,
        model: Any,
        column: str,
        sort: str,
        known: dict[str, UUID],
        names: Iterable[Sequence[str]],
    ) -> None:
        from catalog.domain import titles

        new = sorted({name for some in names for name in some if name not in known})
        known |= zip(new, self._ids(len(new)), strict=True)
        write(
            model,
            ({"id": known[n], column: n, sort: titles.name_key(n)} for n in new),
        )

    def _held(
        self, ids: Sequence[UUID], shelved: Sequence[Sequence[tuple[Any, Any, str]]], start: int
    ) -> None:
        from catalog.models import Copy
        from core.ids import new_id

        write(
            Copy,
            (
                {
                    "id": new_id(),
                    "book": book_id,
                    "barcode": f"G{start + at}-{each}",
                    "branch": branch.pk,
                    "copy_type": kind.pk,
                    "call_number": call,
                    "is_on_loan": self.dice.random() < 0.15,
                }
                for at, (book_id, held) in enumerate(zip(ids, shelved, strict=True))
                for each, (branch, kind, call) in enumerate(held)
            ),
        )


def write(model: Any, rows: Iterable[dict[str, Any]]) -> None:
    """Write ``rows`` of ``model``, given by field, with defaults for the rest."""
    from django.db import connection

    first = next(iter(rows), None) if not isinstance(rows, Iterator) else next(rows, None)
    if first is None:
        return
    fields = [f for f in model._meta.concrete_fields if f.name in first or not f.primary_key]
    names = ", ".join(f'"{field.column}"' for field in fields)
    defaults = {field.name: field.get_default() for field in fields}
    table = model._meta.db_table

    def values(row: dict[str, Any]) -> list[Any]:
        whole = defaults | row
        if connection.vendor == "postgresql":
            return [whole[field.name] for field in fields]
        return [field.get_db_prep_save(whole[field.name], connection) for field in fields]

    made = map(values, chain([first], rows))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in made:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", list(made))  # noqa: S608


def _isbn(number: int) -> str:
    digits = f"978{number:09d}"
    return str(digits + ean.calc_check_digit(digits))


def _source(each: Seen, book_id: UUID, isbn: str, shelved: Any) -> Any:
    from catalog.search import index

    return index.Source(
        book_id=book_id,
        title=each.title,
        subtitle=each.subtitle,
        contributors=each.names,
        subjects=each.subjects,
        isbns=[isbn],
        publisher=each.publisher,
        year=each.year,
        language=each.language,
        classification=each.classification,
        description=each.note,
        held=[index.Held(branch.code, kind.code, call) for branch, kind, call in shelved],
    )


def fill(file: Path, count: int, times: int = 1) -> None:
    """Grow a catalogue of ``count`` books from the records in ``file``, put each of them there
    ``times`` times, and count the words.
    """
    from django.db import connection

    from catalog.search import index, spelling

    index.AT_ONCE = AT_ONCE  # type: ignore[misc]  # FTS5 parts what it writes at each
    rest = grown(list(islice(records(file), count)), count)
    shelf, done = Shelf(), 0
    with unindexed():
        while some := list(islice(rest, AT_ONCE)):
            shelf.put(some, done)
            done += len(some)
            print(f"{done} books", file=sys.stderr, flush=True)
        repeat(times)
    spelling.count()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


if __name__ == "__main__":
    django.setup()
    fill(Path(sys.argv[1]), *map(int, sys.argv[2:]))
