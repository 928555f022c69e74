"""The titles of the demo library, on the shelves of its two branches."""

import json
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from accounts.models import User
from accounts.models.audit import Interface
from catalog.models import Book, Branch, Copy, CopyType, Isbn
from catalog.services import books, copies

TITLES: Final = Path(__file__).with_name("titles.jsonl")
DAYS_OF_BUYING: Final = 720
"""Over how many days before today the collection was bought."""

# How many copies of a title: most have one, some two, a few three.
_COUNTS: Final = (1,) * 14 + (2,) * 2 + (3,)


def titles() -> Iterator[dict[str, Any]]:
    """The records of the data file; its keys are explained in SOURCES.md."""
    with TITLES.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def fill(*, actor: User, now: datetime, dice: random.Random) -> list[Copy]:
    """Buy every title that is not there yet, oldest purchase first; the copies in that order."""
    central, riverside = Branch.objects.get(code="main"), Branch.objects.get(code="riverside")
    kinds = {kind.code: kind for kind in CopyType.objects.all()}
    bought = []
    records = list(titles())
    dice.shuffle(records)
    for number, record in enumerate(records):
        day = now - timedelta(days=DAYS_OF_BUYING * (len(records) - number) // len(records) + 1)
        if _is_there(record):
            continue
        added = books.add(facts(record), actor=actor, now=day, interface=Interface.COMMAND)
        kind = kinds["children" if record["call"].startswith("J ") else "book"]
        for _ in range(dice.choice(_COUNTS)):
            noted = copies.Facts(
                branch=dice.choice((central, central, riverside)),
                copy_type=kind,
                call_number=record["call"],
                shelf_location=_room(record["call"]),
                acquired_on=day.date(),
                price_minor=dice.randrange(790, 3990, 100),
                reference_only=record["call"].startswith("03") and dice.random() < 0.5,
            )
            copy = copies.add(added.book, noted, actor=actor, now=day, interface=Interface.COMMAND)
            bought.append(copy)
    return bought


def facts(record: dict[str, Any]) -> books.Facts:
    """A record of the data file as the catalogue takes it."""
    return books.Facts(
        title=record["title"],
        subtitle=record.get("subtitle", ""),
        alternative_title=": ".join(
            record[key] for key in ("title_latin", "subtitle_latin") if key in record
        ),
        contributors=[(each.get("sort") or each["name"], each["role"]) for each in record["by"]],
        edition=record.get("edition", ""),
        publisher=record.get("publisher", ""),
        year=record.get("year"),
        language=record.get("lang", ""),
        classification=record.get("dewey") or record.get("lcc", ""),
        isbns=record.get("isbn", ()),
        subjects=record.get("subjects", ()),
    )


def _is_there(record: dict[str, Any]) -> bool:
    numbers = record.get("isbn", ())
    if numbers:
        return Isbn.objects.filter(isbn13__in=numbers, is_current=True).exists()
    return Book.objects.current().filter(title=record["title"], year=record.get("year")).exists()


def _room(call_number: str) -> str:
    if call_number.startswith("J "):
        return "Children's room"
    return "Fiction" if call_number.startswith("FIC") else "Non-fiction"
