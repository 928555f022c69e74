"""What hangs on a book and is shared by many: who made them and what they are about."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.services import audit
from catalog import errors
from catalog.domain import titles
from catalog.models import Book, BookSubject, Contribution, Contributor, Isbn, Subject
from catalog.search import index
from catalog.services import changes
from core import db


def attach(
    book: Book,
    contributors: Sequence[tuple[str, str]],
    isbns: Sequence[str],
    subjects: Sequence[str],
) -> None:
    """Write the rows that hang on a book: who made it, its numbers, what it is about."""
    made = list(dict.fromkeys(contributors))
    people = _named(Contributor, "name", "sort_name", [name for name, _role in made])
    Contribution.objects.bulk_create(
        Contribution(book=book, contributor=people[name], role=role, position=position)
        for position, (name, role) in enumerate(made)
    )
    Isbn.objects.bulk_create(
        Isbn(book=book, isbn13=number, position=position)
        for position, number in enumerate(dict.fromkeys(isbns))
    )
    topics = _named(Subject, "heading", "sort_heading", subjects)
    BookSubject.objects.bulk_create(
        BookSubject(book=book, subject=topic) for topic in topics.values()
    )


def rename_contributor(
    contributor_id: UUID, name: str, *, actor: User, now: datetime, interface: str
) -> None:
    """Change how a contributor is called, in every book at once. Raises ``HeadingTaken``."""
    with transaction.atomic():
        _rename(Contributor, contributor_id, "name", "sort_name", name)
        books = Book.objects.filter(contributions__contributor=contributor_id).distinct()
        _renamed("contributor.renamed", books, actor=actor, now=now, interface=interface)


def rename_subject(
    subject_id: UUID, heading: str, *, actor: User, now: datetime, interface: str
) -> None:
    """Change a subject heading, in every book at once. Raises ``HeadingTaken``."""
    with transaction.atomic():
        _rename(Subject, subject_id, "heading", "sort_heading", heading)
        books = Book.objects.filter(subjects=subject_id)
        _renamed("subject.renamed", books, actor=actor, now=now, interface=interface)


def _rename(
    model: type[Contributor] | type[Subject], row_id: UUID, column: str, sort: str, name: str
) -> None:
    rows: Any = model._default_manager
    try:
        with transaction.atomic():
            rows.filter(pk=row_id).update(**{column: name, sort: titles.name_key(name)})
    except IntegrityError as error:
        if not db.breaks(error, "_unique", f"{model._meta.db_table}.{column}"):
            raise
        raise errors.HeadingTaken(heading=name) from error


def _renamed(deed: str, books: Any, *, actor: User, now: datetime, interface: str) -> None:
    """Let the books be found by the new name, and be seen with it."""
    touched = list(books)
    for book in touched:
        index.put(book)
    audit.record(deed, actor=actor, now=now, interface=interface, books=len(touched))
    changes.seen([book.pk for book in touched])


def _named(
    model: type[Contributor] | type[Subject], column: str, sort: str, names: Sequence[str]
) -> dict[str, Any]:
    """The rows of ``model`` with these names, made where they are not there yet.

    Inserted in one order by everybody and with conflicts ignored, so that two editors who add the
    same new name at once neither fail nor block each other for ever.
    """
    wanted = sorted(set(names))
    if not wanted:
        return {}
    rows: Any = model._default_manager
    known = {getattr(row, column): row for row in rows.filter(**{f"{column}__in": wanted})}
    missing = [name for name in wanted if name not in known]
    if missing:
        rows.bulk_create(
            [model(**{column: name, sort: titles.name_key(name)}) for name in missing],
            ignore_conflicts=True,
        )
        known |= {getattr(row, column): row for row in rows.filter(**{f"{column}__in": missing})}
    return {name: known[name] for name in dict.fromkeys(names)}
