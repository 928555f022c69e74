"""Readers, borrowers and librarians all at once, at eight server processes."""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from tests.races.clients import Ask, Client
from tests.races.conftest import Library, Person, borrow, opened

pytestmark = pytest.mark.race

PROCESSES = 8
SECONDS = 5.0
CLIENTS = 16

Statuses = Counter[tuple[str, int]]


@dataclass(frozen=True)
class Day:
    """A busy day: who is there, and when it ends."""

    library: Library
    books: list[str]
    ends: float

    def visit(self, person: Person, number: int) -> Statuses:
        """``person`` reads, borrows, renews and returns, as fast as the library answers."""
        seen: Statuses = Counter()
        with Client(self.library.server) as client:
            turn = number
            while time.monotonic() < self.ends:
                book = self.books[turn % len(self.books)]
                seen += self._turn(client, person, book)
                turn += 1
        return seen

    def _turn(self, client: Client, person: Person, book: str) -> Statuses:
        asks = [Ask("GET", f"/books/{book}"), Ask("GET", "/books?page_size=5")]
        answers = [(ask.method, client.send(ask).status) for ask in asks]
        lent = client.send(borrow(person, book_id=book))
        answers.append(("lend", lent.status))
        if lent.status == 201:
            for deed in ("renew", "return"):
                ask = Ask("POST", f"/loans/{lent.body['id']}/{deed}", {}, person.token)
                answers.append((deed, client.send(ask).status))
        return Counter(answers)


@pytest.fixture
def busy() -> Iterator[Library]:
    """A library of its own with eight server processes."""
    with opened(workers=PROCESSES) as library:
        yield library


def test_eight_processes_under_mixed_load_refuse_nothing_for_being_busy(busy: Library) -> None:
    books = [busy.book(2).id for _ in range(6)]
    day = Day(busy, books, time.monotonic() + SECONDS)
    with ThreadPoolExecutor(CLIENTS + 1) as pool:
        visits = [pool.submit(day.visit, busy.reader(), n) for n in range(CLIENTS)]
        adding = pool.submit(_buy_books, busy, day.ends)
        seen = sum((visit.result() for visit in visits), Counter())
        bought = adding.result()
    allowed = {("GET", 200), ("lend", 201), ("lend", 409), ("renew", 409), ("return", 200)}
    assert set(seen) <= allowed, seen
    assert seen["lend", 201] == seen["return", 200] > 0
    assert bought > 0
    assert "database is locked" not in busy.server.said()
    still_out = "SELECT count(*) FROM loans_loan WHERE returned_at IS NULL"
    assert busy.database.number(still_out) == 0
    assert busy.database.number("SELECT count(*) FROM catalog_copy WHERE is_on_loan") == 0


def _buy_books(library: Library, until: float) -> int:
    """Add books until then; how many."""
    bought = 0
    while time.monotonic() < until:
        library.book(1)
        bought += 1
    return bought
