"""What hangs on a book and is shared by many: who made them and what they are about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from catalog.domain import titles
from catalog.models import Book, BookSubject, Contribution, Isbn
from catalog.models.headings import CONTRIBUTORS, SUBJECTS, Kind
from core import db
from core.writes import Insert


@dataclass(frozen=True)
class Hung:
    """The names that a book is found by: of its contributors and its subjects, other names
    included.
    """

    contributors: Sequence[str]
    subjects: Sequence[str]


def attach(
    book: Book,
    contributors: Sequence[tuple[str, str]],
    isbns: Sequence[str],
    subjects: Sequence[str],
) -> Hung:
    """Write the rows that hang on a book: who made it, its numbers, what it is about.

    A name that is another name of a heading stands for that heading.
    """
    people = _named(CONTRIBUTORS, [name for name, _role in contributors])
    made = {(people[name].pk, role): people[name] for name, role in contributors}
    _WRITE_CONTRIBUTIONS(
        *(
            Contribution(book=book, contributor=person, role=role, position=position)
            for position, ((_pk, role), person) in enumerate(made.items())
        )
    )
    _WRITE_ISBNS(
        *(
            Isbn(book=book, isbn13=number, position=position)
            for position, number in enumerate(dict.fromkeys(isbns))
        )
    )
    topics = _named(SUBJECTS, subjects)
    about = {topic.pk: topic for topic in topics.values()}
    _WRITE_SUBJECTS(*(BookSubject(book=book, subject=topic) for topic in about.values()))
    return Hung(
        _with_other_names(CONTRIBUTORS, people.values()),
        _with_other_names(SUBJECTS, topics.values()),
    )


def _named(kind: Kind, names: Sequence[str]) -> dict[str, Any]:
    """The headings with these names, made where they are not there yet.

    They are held to the end of the transaction: one that is merged into another in the same moment
    is asked for again, by what has become its other name.
    """
    wanted = list(dict.fromkeys(names))
    found: dict[str, Any] = {}
    while missing := [name for name in wanted if name not in found]:
        rows = _found_or_made(kind, missing)
        there = db.pinned(kind.model, [row.pk for row in rows.values()])
        found |= {name: row for name, row in rows.items() if row.pk in there}
    return {name: found[name] for name in wanted}


def _found_or_made(kind: Kind, names: Sequence[str]) -> dict[str, Any]:
    """The headings called so, by their own name or another.

    Inserted in one order by everybody and with conflicts ignored, so that two editors who add the
    same new name at once neither fail nor block each other for ever.
    """
    known = _called(kind, names)
    missing = sorted(name for name in names if name not in known)
    if missing:
        other = kind.aliases.filter(**{f"{kind.column}__in": missing}).select_related(kind.word)
        known |= {kind.name_of(alias): getattr(alias, kind.word) for alias in other}
    new = [name for name in missing if name not in known]
    if new:
        kind.rows.bulk_create(
            [kind.model(**{kind.column: name, kind.sort: titles.name_key(name)}) for name in new],
            ignore_conflicts=True,
        )
        known |= _called(kind, new)
    return known


def _called(kind: Kind, names: Sequence[str]) -> dict[str, Any]:
    return {
        kind.name_of(row): row for row in kind.rows.filter(**{f"{kind.column}__in": list(names)})
    }


def _with_other_names(kind: Kind, rows: Iterable[Any]) -> list[str]:
    """The names of these headings, and behind them their other names."""
    names = {row.pk: kind.name_of(row) for row in rows}
    others = kind.aliases.filter(**{f"{kind.word}__in": list(names)}) if names else ()
    return [*names.values(), *sorted(kind.name_of(alias) for alias in others)]


_WRITE_CONTRIBUTIONS: Final = Insert(Contribution)
_WRITE_ISBNS: Final = Insert(Isbn)
_WRITE_SUBJECTS: Final = Insert(BookSubject)
