"""What hangs on a book and is shared by many: who made them and what they are about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import UUID

from catalog.domain import titles
from catalog.models import Book, BookSubject, Contribution, Isbn
from catalog.models.headings import CONTRIBUTORS, SUBJECTS, Kind
from core import db
from core.compiled import Query
from core.writes import Insert


class Heading(NamedTuple):
    """A contributor or a subject, and what it reads."""

    id: UUID
    name: str


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
    made = dict.fromkeys((people[name].id, role) for name, role in contributors)
    _WRITE_CONTRIBUTIONS(
        *(
            Contribution(book=book, contributor_id=person, role=role, position=position)
            for position, (person, role) in enumerate(made)
        )
    )
    _WRITE_ISBNS(
        *(
            Isbn(book=book, isbn13=number, position=position)
            for position, number in enumerate(dict.fromkeys(isbns))
        )
    )
    topics = _named(SUBJECTS, subjects)
    about = dict.fromkeys(topic.id for topic in topics.values())
    _WRITE_SUBJECTS(*(BookSubject(book=book, subject_id=topic) for topic in about))
    return Hung(
        _with_other_names(CONTRIBUTORS, people.values()),
        _with_other_names(SUBJECTS, topics.values()),
    )


def own_names(kind: Kind, names: Sequence[str]) -> dict[str, str]:
    """What the headings are called that have these of the ``names`` as another name."""
    wanted = list(dict.fromkeys(names))
    known = _called(kind, wanted) if wanted else {}
    others = [name for name in wanted if name not in known]
    rows = _CALLED_OTHERWISE[kind].rows(others) if others else ()
    return {name: own for name, _row_id, own in rows}


def _named(kind: Kind, names: Sequence[str]) -> dict[str, Heading]:
    """The headings with these names, made where they are not there yet.

    They are held to the end of the transaction: one that is merged into another in the same moment
    is asked for again, by what has become its other name.
    """
    wanted = list(dict.fromkeys(names))
    found: dict[str, Heading] = {}
    while missing := [name for name in wanted if name not in found]:
        rows = _found_or_made(kind, missing)
        there = db.pinned(kind.model, [row.id for row in rows.values()])
        found |= {name: row for name, row in rows.items() if row.id in there}
    return {name: found[name] for name in wanted}


def _found_or_made(kind: Kind, names: Sequence[str]) -> Mapping[str, Heading]:
    """The headings called so, by their own name or another.

    Inserted in one order by everybody and with conflicts ignored, so that two editors who add the
    same new name at once neither fail nor block each other for ever.
    """
    known = _called(kind, names)
    missing = sorted(name for name in names if name not in known)
    if missing:
        others = _CALLED_OTHERWISE[kind].rows(missing)
        known |= {name: Heading(row_id, own) for name, row_id, own in others}
    new = [name for name in missing if name not in known]
    if new:
        kind.rows.bulk_create(
            [kind.model(**{kind.column: name, kind.sort: titles.name_key(name)}) for name in new],
            ignore_conflicts=True,
        )
        known |= _called(kind, new)
    return known


def _called(kind: Kind, names: Sequence[str]) -> dict[str, Heading]:
    return {name: Heading(row_id, name) for row_id, name in _CALLED[kind].rows(names)}


def _with_other_names(kind: Kind, rows: Iterable[Heading]) -> list[str]:
    """The names of these headings, and behind them their other names."""
    names = {row.id: row.name for row in rows}
    others = _OTHER_NAMES[kind].rows(list(names)) if names else ()
    return [*names.values(), *sorted(name for (name,) in others)]


def _called_so(kind: Kind) -> Query:
    """The ids and names of the headings with one of these names."""
    asked, columns = f"{kind.column}__among", ("pk", kind.column)
    return Query(
        lambda names: kind.rows.filter(**{asked: names}).order_by().values(*columns), list[str]
    )


def _called_otherwise(kind: Kind) -> Query:
    """These names of headings that are not their own: each with the heading's id and own name."""
    asked, own = f"{kind.column}__among", f"{kind.word}__{kind.column}"
    columns = (kind.column, kind.word, own)
    return Query(
        lambda names: kind.aliases.filter(**{asked: names}).order_by().values(*columns), list[str]
    )


def _other_names(kind: Kind) -> Query:
    """What else the headings with these ids are called."""
    asked = f"{kind.word}__id__among"
    return Query(
        lambda ids: kind.aliases.filter(**{asked: ids}).order_by().values(kind.column), list[UUID]
    )


_KINDS: Final = (CONTRIBUTORS, SUBJECTS)
_CALLED: Final = {kind: _called_so(kind) for kind in _KINDS}
_CALLED_OTHERWISE: Final = {kind: _called_otherwise(kind) for kind in _KINDS}
_OTHER_NAMES: Final = {kind: _other_names(kind) for kind in _KINDS}
_WRITE_CONTRIBUTIONS: Final = Insert(Contribution)
_WRITE_ISBNS: Final = Insert(Isbn)
_WRITE_SUBJECTS: Final = Insert(BookSubject)
