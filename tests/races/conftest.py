"""One server with several processes for all races, and people who meet at it."""

import itertools
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from stdnum import ean

from tests import servers
from tests.races import clients
from tests.races.clients import Answer, Ask


@dataclass(frozen=True)
class Person:
    """A member who can act."""

    id: str
    token: str
    refresh_token: str


@dataclass(frozen=True)
class Book:
    """A book on the shelf, with the barcodes of its copies."""

    id: str
    barcodes: list[str]


@dataclass
class Library:
    """A library that is open: its server, its database, its staff, and readers to come."""

    server: servers.Server
    database: servers.Database
    librarian: str
    administrator: str
    waiting: Iterator[Person]
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(100_000_000))

    def reader(self) -> Person:
        """A member who has done nothing yet."""
        return next(self.waiting)

    def readers(self, count: int) -> list[Person]:
        """As many of them."""
        return [self.reader() for _ in range(count)]

    def book(self, copies: int) -> Book:
        """A new book with so many free copies."""
        body = f"978{next(self.numbers)}"
        added = self.ask(
            Ask(
                "POST",
                "/books",
                {
                    "title": f"A race for {body}",
                    "author": "Runner, Anna",
                    "isbn": body + ean.calc_check_digit(body),
                    "copies": copies,
                },
                self.librarian,
            )
        )
        assert added.status == 201, added
        return Book(added.body["id"], [each["barcode"] for each in added.body["holdings"]])

    def ask(self, ask: Ask) -> Answer:
        """The answer to one request, with nobody beside it."""
        return clients.once(self.server, ask)

    def at_once(self, asks: list[Ask]) -> list[Answer]:
        """The answers to requests that are sent at the same moment."""
        return clients.at_once(self.server, asks)

    def lent(self, person: Person, barcode: str) -> str:
        """The id of a loan that ``person`` makes without a race."""
        answer = self.ask(borrow(person, copy_barcode=barcode))
        assert answer.status == 201, answer
        return str(answer.body["id"])

    def loans(self, barcodes: list[str], *, only_open: bool = True) -> int:
        """How many rows of loans there are of these copies."""
        copies = ", ".join(f"'{barcode}'" for barcode in barcodes)
        return self.database.number(
            "SELECT count(*) FROM loans_loan JOIN catalog_copy ON catalog_copy.id = copy_id "
            f"WHERE barcode IN ({copies})" + (" AND returned_at IS NULL" if only_open else "")
        )

    def begun_earlier(self, barcode: str) -> None:
        """Let the open loan of this copy have begun, and be due, five days earlier."""
        if self.database.is_postgres:
            earlier = "loaned_at - interval '5 days', due_at = due_at - interval '5 days'"
        else:
            earlier = "datetime(loaned_at, '-5 days'), due_at = datetime(due_at, '-5 days')"
        self.database.change(
            f"UPDATE loans_loan SET loaned_at = {earlier} WHERE returned_at IS NULL "
            f"AND copy_id = (SELECT id FROM catalog_copy WHERE barcode = '{barcode}')"
        )

    def out(self, barcodes: list[str]) -> int:
        """How many of these copies are marked as on loan."""
        copies = ", ".join(f"'{barcode}'" for barcode in barcodes)
        return self.database.number(
            f"SELECT count(*) FROM catalog_copy WHERE barcode IN ({copies}) AND is_on_loan"
        )


def borrow(person: Person, *, key: str = "", **what: Any) -> Ask:
    """``person`` borrows ``book_id=`` or ``copy_barcode=`` for themselves."""
    headers = {"Idempotency-Key": key} if key else {}
    return Ask("POST", "/loans", {"member_id": person.id, **what}, person.token, headers)


@contextmanager
def opened(*, workers: int) -> Iterator[Library]:
    """A library open on the kind of database that these tests run on."""
    with servers.database_like(os.environ["DATABASE_URL"]) as database:
        env = servers.environment(database, os.environ["REDIS_URL"], LOG_LEVEL="WARNING")
        servers.migrate(env)
        people = json.loads(servers.run([sys.executable, "-m", "tests.races.stage"], env))
        with servers.library(env, workers=workers) as server:
            members = (Person(**member) for member in people["members"])
            staff = (people["librarian"], people["administrator"])
            yield Library(server, database, *staff, members)


@pytest.fixture(scope="session")
def library() -> Iterator[Library]:
    """One library for all races."""
    with opened(workers=3) as made:
        yield made
