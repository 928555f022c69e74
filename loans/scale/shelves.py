"""Made-up books with all that hangs on them, and their copies."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from stdnum import ean

from catalog.domain import call_numbers, titles
from catalog.models import (
    Book,
    BookSubject,
    Branch,
    Contribution,
    Contributor,
    Copy,
    CopyType,
    Isbn,
    Subject,
)
from catalog.search import index, spelling
from catalog.search.sources import Held, Source
from core import barcodes
from loans.scale.sizes import COPIES_EACH, Ids, Size, Tell, written
from loans.scale.tables import Table
from loans.scale.trail import Trail

_WORDS: Final = re.findall(
    r"\w+",
    "river stone winter garden history letters bread mountain silence atlas harvest island music "
    "shadow city forest memory salt bridge ocean glass paper summer voyage lantern field orchard "
    "kitchen railway comet harbour clock violin meadow northern autumn copper sailor empire spring "
    "market cathedral desert feather window village mirror thunder valley journey portrait tower",
)
_NAMES: Final = re.findall(
    r"\w+",
    "Anna Omar Mei Ivan Sofia Kofi Lena Pablo Aiko Nora Tariq Elif Jonas Ines Ravi Clara Hugo Zoe",
)
_SURNAMES: Final = re.findall(
    r"\w+",
    "Berg Lindqvist Okoro Tanaka Moreau Novak Silva Haddad Kowal Jansen Rossi Petrov Quinn Sato",
)
_SUBJECTS: Final = 600
_BOOKS_EACH: Final = 8
_DESCRIBED_IN: Final = 25  # words


@dataclass(frozen=True)
class Shelves:
    """The ids of what was put on the shelves, by number."""

    books: Ids
    copies: Ids
    branch: Branch

    def book_of(self, copy: int) -> UUID:
        """The id of the book of a copy."""
        return self.books[copy // COPIES_EACH]


def fill(size: Size, *, now: datetime, since: datetime, dice: random.Random, tell: Tell) -> Shelves:
    """Write the books and their copies. ``since`` is when the library opened."""
    shelves = Shelves(Ids(1, since), Ids(2, since), Branch.objects.open().order_by("code")[0])
    people = _headings(Contributor, "name", [_person(n) for n in range(_people(size))], since)
    topics = _headings(Subject, "heading", [f"{w} {n}" for n, w in _topics(size)], since)
    _books(size, shelves, people, topics, since, dice, tell)
    _copies(size, shelves, now, since, tell)
    spelling.count()
    return shelves


def _people(size: Size) -> int:
    return size.books // _BOOKS_EACH + 1


def _person(number: int) -> str:
    first = _NAMES[number % len(_NAMES)]
    return f"{_SURNAMES[number // len(_NAMES) % len(_SURNAMES)]}, {first} {number}"


def _topics(size: Size) -> list[tuple[int, str]]:
    count = min(_SUBJECTS, size.books)
    return [(number, _WORDS[number % len(_WORDS)].title()) for number in range(count)]


def _headings(
    model: type[Contributor] | type[Subject], column: str, names: Sequence[str], since: datetime
) -> Sequence[tuple[UUID, str]]:
    ids = Ids(3 if model is Contributor else 4, since)
    table = Table(model, ("id", column, f"sort_{column}"))
    for number, name in enumerate(names):
        table.add(ids[number], name, titles.name_key(name))
    table.write()
    return [(ids[number], name) for number, name in enumerate(names)]


def _books(
    size: Size,
    shelves: Shelves,
    people: Sequence[tuple[UUID, str]],
    topics: Sequence[tuple[UUID, str]],
    since: datetime,
    dice: random.Random,
    tell: Tell,
) -> None:
    facts = ("title", "sort_title", "publisher", "year", "language", "classification")
    books = Table(Book, ("id", *facts, "description", "created_at", "updated_at"))
    made = Table(Contribution, ("book_id", "contributor_id"))
    numbers = Table(Isbn, ("book_id", "isbn13"))
    about = Table(BookSubject, ("book_id", "subject_id"))
    found = _Found(shelves.branch.code)
    trail = Trail()
    for number in written("books", size.books, [books, made, numbers, about, found, trail], tell):
        book = shelves.books[number]
        person, topic = people[number % len(people)], topics[number % len(topics)]
        title = "The {} of {} and {}".format(*dice.sample(_WORDS, 3)) + f" {number}"
        said = " ".join(dice.choices(_WORDS, k=_DESCRIBED_IN))
        publisher, year = f"Press {number % 200}", 1950 + number % 75
        kind = f"{number % 1000:03d}.{number % 97}"
        isbn = f"979{number + 100_000_000:09d}"
        isbn += ean.calc_check_digit(isbn)
        sort = titles.sort_key(title, "eng")
        books.add(book, title, sort, publisher, year, "eng", kind, said, since, since)
        made.add(book, person[0])
        numbers.add(book, isbn)
        about.add(book, topic[0])
        facts_of = {"publisher": publisher, "year": year, "description": said}
        found.add(
            book, title, person[1], topic[1], isbn, classification=kind,
            call_number=_call_number(number), **facts_of,
        )  # fmt: skip
        trail.note("book.added", since, book=book)


class _Found:
    """What the books are found by, written by the index itself beside the other tables."""

    is_full = False

    def __init__(self, branch: str) -> None:
        self._branch = branch
        self._waiting: list[Source] = []

    def add(
        self,
        book: UUID,
        title: str,
        person: str,
        topic: str,
        isbn: str,
        *,
        call_number: str,
        **more: Any,
    ) -> None:
        """A book, to be found by this and by its copies."""
        names: Any = {"contributors": [person], "subjects": [topic], "isbns": [isbn]}
        held = (Held(self._branch, "book", call_number),) * COPIES_EACH
        self._waiting.append(Source(book, title, language="eng", held=held, **names, **more))

    def write(self) -> None:
        """Write what waits."""
        given, self._waiting = self._waiting, []
        index.write_many(given, are_new=True)


def _call_number(book: int) -> str:
    return f"{book % 1000:03d} {_WORDS[book % len(_WORDS)][:3].upper()}"


def _copies(size: Size, shelves: Shelves, now: datetime, since: datetime, tell: Tell) -> None:
    places = ("shelf_location", "call_number", "shelf_key")
    states = ("is_on_loan", "on_hold_shelf", "last_seen_at")
    copies = Table(
        Copy, ("id", "book_id", "barcode", "branch_id", "copy_type_id", *places, *states)
    )
    kind = CopyType.objects.get(code="book").pk
    out = {size.book_taken(number) for number in range(size.books_out)}
    waits = {size.book_taken(size.books_out + number) for number in range(size.on_shelf)}
    trail = Trail()
    for number in written("copies", size.copies, [copies, trail], tell):
        book = number // COPIES_EACH
        copy = shelves.copies[number]
        call_number = _call_number(book)
        copies.add(
            copy,
            shelves.books[book],
            barcodes.numbered(barcodes.COPY, settings.INSTITUTION_NUMBER, number + 1),
            shelves.branch.pk,
            kind,
            f"Shelf {book % 300}",
            call_number,
            call_numbers.sort_key(call_number),
            book in out,
            book in waits and number % COPIES_EACH == 0,
            now if book in out or book in waits else None,
        )
        trail.note("copy.added", since, book=shelves.books[book], copy=copy)
