"""How large a library is, and how its rows are numbered."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import gcd
from typing import Final
from uuid import UUID

from loans.scale.tables import Waiting, write

Tell = Callable[[str, int, int], None]
"""Is told what is being written, how many are, and of how many."""
COPIES_EACH: Final = 2
OUT_EACH: Final = 2
"""Loans that a member has at home, as far as there are books."""


@dataclass(frozen=True)
class Size:
    """How many books, members and past loans. What is out now and who waits follows from that."""

    books: int
    members: int
    loans: int

    @property
    def copies(self) -> int:
        """All copies of all books."""
        return self.books * COPIES_EACH

    @property
    def books_out(self) -> int:
        """Books of which every copy is out."""
        return min(self.members * OUT_EACH // COPIES_EACH, self.books // 3)

    @property
    def queues(self) -> int:
        """Books that somebody waits for, of those that are out."""
        return self.books_out // 4

    @property
    def on_shelf(self) -> int:
        """Books of which a copy waits on the hold shelf."""
        return min(self.members // 20, self.books // 10)

    def book_taken(self, number: int) -> int:
        """The ``number``-th book that is not simply on its shelf, anywhere in the catalogue."""
        return scattered(number, self.books)


@dataclass(frozen=True)
class Ids:
    """The ids of one kind of rows by number: UUIDs of version 7 (RFC 9562), in order."""

    kind: int
    since: datetime

    def __getitem__(self, number: int) -> UUID:
        moment = int(self.since.timestamp() * 1000) + (number >> 12)
        head = (moment << 80) | (7 << 76) | ((number & 0xFFF) << 64)
        return UUID(int=head | (2 << 62) | (self.kind << 40) | number)


def scattered(number: int, count: int) -> int:
    """The ``number``-th of ``count`` in an order that leaps about and comes to each once."""
    step = max(1, int(count * 0.618))
    while gcd(step, count) > 1:
        step += 1
    return number * step % count


def written(
    what: str, count: int, tables: Sequence[Waiting], tell: Tell, *, start: int = 0
) -> Iterator[int]:
    """The numbers of ``count`` rows to add to ``tables``, which are written whenever one is full
    and at the end. What others point at comes first.
    """
    for number in range(start, start + count):
        yield number
        if any(table.is_full for table in tables):
            write(tables)
            tell(what, number + 1 - start, count)
    write(tables)
    tell(what, count, count)
