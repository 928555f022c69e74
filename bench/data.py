"""A library of some size, written in bulk: ``python -m bench.data BOOKS``.

Run with the environment of a server, on a database that is migrated and empty. Prints, as JSON, the
ids to ask for and the people who may ask. The rows are those that the services would write.
"""

import json
import random
import re
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, Final

import django

MEMBERS: Final = 400
PEOPLE: Final = 3000
SUBJECTS: Final = 600
COPIES_EACH: Final = 2
PASSWORD: Final = "a long enough passphrase"
BATCH: Final = 500
_WORDS: Final = re.findall(
    r"\w+",
    "river stone winter garden history letters bread mountain silence atlas harvest island music "
    "shadow city forest memory salt bridge ocean glass paper summer voyage lantern field orchard",
)


def _title(dice: random.Random, number: int) -> str:
    words = dice.sample(_WORDS, 3)
    return f"The {words[0]} of {words[1]} and {words[2]} {number}"


def _books(count: int, now: datetime) -> list[Any]:
    from catalog.domain import titles
    from catalog.models import Book

    dice = random.Random(1)
    made = []
    for number in range(count):
        title = _title(dice, number)
        made.append(
            Book(
                title=title,
                sort_title=titles.sort_key(title, "eng"),
                publisher=f"Press {number % 200}",
                year=1950 + number % 75,
                language="eng",
                classification=f"{number % 1000:03d}.{number % 97}",
                description=" ".join(dice.choices(_WORDS, k=30)),
                created_at=now,
                updated_at=now,
            )
        )
    return Book.objects.bulk_create(made, batch_size=BATCH)


def _around(books: list[Any]) -> None:
    """What hangs on the books: contributors, ISBNs, subjects."""
    from stdnum import ean

    from catalog.models import BookSubject, Contribution, Contributor, Isbn, Subject

    people = Contributor.objects.bulk_create(
        Contributor(name=f"Writer {n}, Anna", sort_name=f"writer {n} anna") for n in range(PEOPLE)
    )
    topics = Subject.objects.bulk_create(
        Subject(heading=f"Topic {n}", sort_heading=f"topic {n}") for n in range(SUBJECTS)
    )
    numbers = [f"978{n:09d}" for n in range(len(books))]
    isbns = [number + ean.calc_check_digit(number) for number in numbers]
    numbered = list(enumerate(books))

    def write(model: Any, rows: Iterator[Any]) -> None:
        model.objects.bulk_create(rows, batch_size=BATCH)

    write(Contribution, (Contribution(book=b, contributor=people[n % PEOPLE]) for n, b in numbered))
    write(Isbn, (Isbn(book=book, isbn13=isbns[n]) for n, book in numbered))
    write(BookSubject, (BookSubject(book=b, subject=topics[n % SUBJECTS]) for n, b in numbered))


def _copies(books: list[Any]) -> list[Any]:
    from catalog.models import Branch, Copy, CopyType
    from core import barcodes

    branch, kind = Branch.objects.get(), CopyType.objects.get(code="book")
    return Copy.objects.bulk_create(
        (
            Copy(
                book=book,
                branch=branch,
                copy_type=kind,
                barcode=barcodes.numbered(barcodes.COPY, 7, number * COPIES_EACH + each),
                shelf_location=f"Shelf {number % 300}",
                call_number=f"{number % 1000:03d} BEN",
            )
            for number, book in enumerate(books)
            for each in range(COPIES_EACH)
        ),
        batch_size=BATCH,
    )


def _accounts(now: datetime) -> list[Any]:
    """A librarian, and behind them the members' accounts."""
    from django.contrib.auth.hashers import make_password
    from django.contrib.auth.models import Group

    from accounts.models import User

    password = make_password(PASSWORD)
    users: list[Any] = User.objects.bulk_create(
        User(
            email=f"reader{n}@example.org",
            name=f"Reader {n}",
            password=password,
            date_joined=now,
            email_verified_at=now,
        )
        for n in range(MEMBERS + 1)
    )
    users[0].groups.add(Group.objects.get(name="librarian"))
    return users


def _members(users: list[Any], now: datetime) -> list[Any]:
    from members.domain import cards
    from members.models import Category, Member

    category = Category.objects.get(self_registration=True)
    return Member.objects.bulk_create(
        Member(
            user=user,
            name=user.name,
            sort_name=user.name.lower(),
            search_name=f" {user.name.lower()} ",
            card_number=cards.numbered(7, n),
            category=category,
            expires_on=date(now.year + 2, 1, 1),
            created_at=now,
        )
        for n, user in enumerate(users)
    )


def _people(now: datetime) -> dict[str, Any]:
    from accounts.services import tokens

    librarian, *readers = _accounts(now)
    return {
        "librarian": tokens.issue(librarian, now=now).access_token,
        "emails": [user.email for user in readers],
        "members": [
            [str(member.pk), tokens.issue(user, now=now).access_token]
            for member, user in zip(_members(readers, now), readers, strict=True)
        ],
    }


def fill(count: int) -> dict[str, Any]:
    """Write ``count`` books with their copies, and the people."""
    from django.db import connection

    from catalog.search import index

    now = datetime.now(UTC)  # noqa: TID251 - the servers live in real time
    books = _books(count, now)
    _around(books)
    copies = _copies(books)
    index.put_many(book.pk for book in books)
    people = _people(now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return people | {
        "books": [str(book.pk) for book in books],
        "barcodes": [copy.barcode for copy in copies],
    }


if __name__ == "__main__":
    django.setup()
    json.dump(fill(int(sys.argv[1])), sys.stdout)
