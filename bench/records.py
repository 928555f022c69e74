"""Records of a MARC file, as far as searches ask for them, and as many more as are wanted."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, Final

SEED: Final = 20_161_121


@dataclass(frozen=True)
class Seen:
    """What a record says, as far as searches ask for it."""

    title: str
    subtitle: str
    names: tuple[str, ...]
    subjects: tuple[str, ...]
    publisher: str
    year: int | None
    language: str
    classification: str
    note: str


def records(file: Path) -> Iterator[Seen]:
    """The records of a MARC file that have a title; damaged ones are passed over."""
    import pymarc

    with file.open("rb") as source:
        for record in pymarc.MARCReader(source, permissive=True, to_unicode=True):
            seen = _seen(record) if record else None
            if seen:
                yield seen


def _seen(record: Any) -> Seen | None:
    def first(tag: str, code: str) -> str:
        found = (value for field in record.get_fields(tag) for value in field.get_subfields(code))
        return next(found, "").strip(" /:;,.")

    title = first("245", "a")[:500]
    if not title:
        return None
    fixed = next((field.data or "" for field in record.get_fields("008")), "").ljust(38)
    names = (field.get("a") for field in record.get_fields("100", "110", "700", "710"))
    headings = (
        " -- ".join(part.strip(" .") for part in field.get_subfields("a", "x", "y", "z"))
        for field in record.get_fields("600", "610", "650", "651")
    )
    return Seen(
        title,
        first("245", "b")[:500],
        tuple(dict.fromkeys(name.strip(" ,.")[:300] for name in names if name))[:6],
        tuple(dict.fromkeys(heading[:300] for heading in headings if heading))[:8],
        first("260", "b")[:300] or first("264", "b")[:300],
        int(fixed[7:11]) if fixed[7:11].isascii() and fixed[7:11].isdecimal() else None,
        fixed[35:38] if fixed[35:38].isascii() and fixed[35:38].isalpha() else "",
        first("082", "a")[:60],
        first("520", "a")[:1000],
    )


def grown(seen: Sequence[Seen], count: int) -> Iterator[Seen]:
    """``count`` records: those that were ``seen``, and copies of them that differ."""
    dice = random.Random(SEED)
    words = [word for each in seen for word in f"{each.title} {each.subtitle}".split()]
    yield from islice(seen, count)
    for number in range(len(seen), count):
        yield _varied(seen[number % len(seen)], seen, words, dice)


def _varied(one: Seen, seen: Sequence[Seen], words: Sequence[str], dice: random.Random) -> Seen:
    other = dice.choice(seen)

    def mixed(text: str) -> str:
        said = (dice.choice(words) if dice.random() < 1 / 3 else word for word in text.split())
        return " ".join(said)[:500]

    forename = other.names[0].partition(", ")[2] if other.names else ""
    names = tuple(
        f"{name.partition(', ')[0]}, {forename}"[:300] if forename and ", " in name else name
        for name in one.names
    )
    return replace(
        one,
        title=mixed(one.title) or one.title,
        subtitle=mixed(one.subtitle),
        names=tuple(dict.fromkeys(names)),
        subjects=tuple(dict.fromkeys([*one.subjects[:-1], *other.subjects[:1]])),
        year=None if one.year is None else min(max(one.year + dice.randint(-15, 15), 1450), 2026),
    )
