"""What is measured, and against what it is held."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from stdnum import ean

from bench.data import PASSWORD
from bench.load import BorrowAndReturn, Replay, Script

FLOOR_THEN: Final = 20_719.0
"""Requests/s of the floor in the run in which the original system was measured."""
HOT_BOOKS: Final = 500
COLD_BOOKS_FROM: Final = 1000
ISBNS_FROM: Final = 500_000_000


@dataclass(frozen=True)
class Goal:
    """What a case is held against.

    ``then`` is the original system's requests/s in the run in which the floor made ``FLOOR_THEN``;
    ``reach`` is how many times that we want to be, ``least`` what we never want to fall below.
    """

    then: float
    reach: float
    least: float


@dataclass(frozen=True)
class Library:
    """The ids and people of a library under load."""

    books: list[str]
    barcodes: list[str]
    librarian: str
    members: list[tuple[str, str]]
    emails: list[str]
    tags: dict[str, str] = field(default_factory=dict)
    """Entity tags of the hot books, by id."""


@dataclass(frozen=True)
class Case:
    """One kind of work: how it is asked for, by how many connections, and what is good enough."""

    name: str
    title: str
    script: Callable[[Library, int], Script]
    connections: int = 32
    statuses: frozenset[int] = frozenset({200})
    goal: Goal | None = None
    floor: bool = False
    cold: bool = False


def request(method: str, path: str, body: Any = None, token: str = "", **headers: str) -> bytes:
    """A request as it goes over the wire."""
    data = b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept: application/json"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    if data:
        lines += ["Content-Type: application/json", f"Content-Length: {len(data)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + data


def reads(books: list[str]) -> Replay:
    """``GET`` of each of ``books``."""
    return Replay([request("GET", f"/api/v1/books/{book}") for book in books])


def unchanged(library: Library, _round: int) -> Script:
    """``GET`` of hot books by someone who has them already."""
    return Replay(
        [
            request("GET", f"/api/v1/books/{book}", If_None_Match=tag)
            for book, tag in library.tags.items()
        ]
    )


def pages(_library: Library, _round: int) -> Script:
    """The first page of fifty books."""
    return Replay([request("GET", "/api/v1/books?page_size=50")])


def additions(library: Library, at: int) -> Script:
    """A new book with one copy, each time another."""
    return Replay(list(_additions(library.librarian, at * 30_000)))


def _additions(token: str, start: int) -> Iterator[bytes]:
    for number in range(ISBNS_FROM + start, ISBNS_FROM + start + 30_000):
        isbn = f"978{number:09d}"
        body = {
            "title": f"A new book {number}",
            "author": f"Writer {number % 3000}, Anna",
            "isbn": isbn + ean.calc_check_digit(isbn),
            "description": "river stone winter garden history letters bread mountain",
            "copies": 1,
        }
        yield request("POST", "/api/v1/books", body, token)


def lending(library: Library, at: int) -> Script:
    """Each member borrows a copy of their own and returns it."""
    members = library.members
    start = len(library.barcodes) // 2 + at * len(members)
    borrowing = [
        request("POST", "/api/v1/loans", {"member_id": member, "copy_barcode": barcode}, token)
        for (member, token), barcode in zip(
            members, library.barcodes[start:] + library.barcodes, strict=False
        )
    ]
    returning = [request("POST", "/api/v1/loans/%s/return", {}, token) for _, token in members]
    return BorrowAndReturn(borrowing, returning)


def logins(library: Library, _round: int) -> Script:
    """Members sign in, one after the other."""
    return Replay(
        [
            request("POST", "/api/v1/auth/login", {"email": email, "password": PASSWORD})
            for email in library.emails
        ]
    )


CASES: Final = (
    Case("floor", "floor: one row by key", lambda lib, _: reads(lib.books[:HOT_BOOKS]), floor=True),
    Case(
        "cached",
        "read a book, cached",
        lambda lib, _: reads(lib.books[:HOT_BOOKS]),
        goal=Goal(2013, 4.5, 3),
    ),
    Case(
        "unchanged",
        "the same, not modified (304)",
        unchanged,
        statuses=frozenset({304}),
        goal=Goal(2013, 4.5, 3),
    ),
    Case(
        "uncached",
        "read a book, not in the cache",
        lambda lib, _: reads(lib.books[COLD_BOOKS_FROM:]),
        cold=True,
        goal=Goal(2013, 2, 1.2),
    ),
    Case("page", "a page of 50 books", pages, connections=8, goal=Goal(7.0, 250, 100)),
    Case(
        "add",
        "add a book with a copy",
        additions,
        connections=16,
        statuses=frozenset({201}),
        goal=Goal(572, 2.5, 1.5),
    ),
    Case(
        "lend",
        "borrow and return",
        lending,
        connections=16,
        statuses=frozenset({200, 201}),
        goal=Goal(631, 2.5, 1.8),
    ),
    Case("login", "sign in", logins, connections=4),
)
