"""Books: adding, editing, withdrawing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, Self
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.services import audit
from catalog import errors
from catalog.domain import titles
from catalog.models import Book, BookSubject, Contribution, Copy, Isbn
from catalog.models.headings import CONTRIBUTORS, SUBJECTS
from catalog.search import index
from catalog.services import changes, copies, headings, isbns
from core import db
from core.writes import Insert

_WRITE: Final = Insert(Book)
Objection = Callable[[Book], None]
"""Raises a ``LibraryError`` when the book, which is locked, cannot be withdrawn yet."""

OBJECTIONS: Final[list[Objection]] = []
"""What contexts above have to say, registered by them at start."""


@dataclass(frozen=True)
class Facts:
    """What a record says of a book. Contributors are (name, role), in the order of the title
    page.
    """

    title: str
    subtitle: str = ""
    alternative_title: str = ""
    contributors: Sequence[tuple[str, str]] = ()
    edition: str = ""
    publisher: str = ""
    year: int | None = None
    language: str = ""
    classification: str = ""
    description: str = ""
    isbns: Sequence[str] = ()
    subjects: Sequence[str] = ()

    @property
    def columns(self) -> dict[str, Any]:
        """The facts that are columns of the book itself."""
        return {
            "title": self.title,
            "subtitle": self.subtitle,
            "alternative_title": self.alternative_title,
            "sort_title": titles.sort_key(self.title, self.language, self.alternative_title),
            "edition": self.edition,
            "publisher": self.publisher,
            "year": self.year,
            "language": self.language,
            "classification": self.classification,
            "description": self.description,
        }

    def differing(self, other: Self) -> list[str]:
        """The names of the facts in which these and ``other`` are not the same, sorted."""
        mine, theirs = _comparable(self), _comparable(other)
        return sorted(name for name, value in mine.items() if theirs[name] != value)

    def only(self, names: Sequence[str]) -> dict[str, Any]:
        """The facts with these names, as the trail keeps them."""
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True)
class Added:
    """A book that was added, and the barcodes of its copies."""

    book: Book
    barcodes: Sequence[str] = field(default_factory=list)


def add(
    facts: Facts, *, copy_count: int = 0, actor: User | None, now: datetime, interface: str
) -> Added:
    """Add a book, with ``copy_count`` copies of the first type in the first branch.

    Raises ``IsbnTaken``, and ``UnknownBranch`` where copies are wanted and the library has no
    branch.
    """
    with isbns.guarded(facts.isbns), transaction.atomic():
        book = Book(**facts.columns, created_at=now, updated_at=now)
        _WRITE(book)
        hung = headings.attach(book, facts.contributors, facts.isbns, facts.subjects)
        audit.record("book.added", actor=actor, now=now, interface=interface, book_id=book.pk)
        made = copies.add_plain(book, copy_count, actor=actor, now=now, interface=interface)
        index.write(_found_by(book, facts, hung, made))
    return Added(book, [copy.barcode for copy in made])


def edit(
    book_id: UUID,
    facts: Facts,
    *,
    revision: int | None,
    actor: User | None,
    now: datetime,
    interface: str,
) -> Book:
    """Replace what the record says. ``revision`` is the one the editor saw; ``None`` skips the
    question. Facts that say what the record says already change nothing.

    Raises ``UnknownBook``, ``BookChanged``, ``IsbnTaken``.
    """
    with isbns.guarded(facts.isbns, of=book_id), transaction.atomic():
        book = locked(book_id)
        if revision is not None and revision != book.revision:
            raise errors.BookChanged
        said = facts_of(book)
        facts = _as_kept(facts, said)
        changed = facts.differing(said)
        if not changed:
            return book
        rewrite(book, facts, now)
        audit.record(
            "book.edited",
            actor=actor,
            now=now,
            interface=interface,
            book_id=book.pk,
            changed=changed,
            before=said.only(changed),
            after=facts.only(changed),
        )
        changes.seen([book.pk])
    book.version += 1
    return book


def withdraw(book_id: UUID, *, actor: User, now: datetime, interface: str) -> Book:
    """Take a book and all its copies out of the catalogue. Its past loans stay explained by its
    rows.

    Copies are locked before their book, as lending does, so that the two cannot block each other.
    Raises ``UnknownBook``, ``BookInUse`` while a copy is on loan, ``BookChanged`` when a copy was
    added in the same moment, and whatever an objection raises: ``BookIsHeld``.
    """
    with transaction.atomic():
        held = list(db.locked(Copy.objects.current().filter(book=book_id)).order_by("pk"))
        book = locked(book_id)
        if any(copy.is_on_loan for copy in held):
            raise errors.BookInUse
        if book.copies.current().exclude(pk__in=[copy.pk for copy in held]).exists():
            raise errors.BookChanged
        for objection in OBJECTIONS:
            objection(book)
        book.copies.current().update(withdrawn_at=now)
        book.isbns.update(is_current=False)
        Book.objects.filter(pk=book.pk).update(withdrawn_at=now)
        index.remove([book.pk])
        audit.record(
            "book.withdrawn",
            actor=actor,
            now=now,
            interface=interface,
            book_id=book.pk,
            copies=len(held),
        )
        changes.seen([book.pk])
    return book


def rewrite(book: Book, facts: Facts, now: datetime) -> None:
    """Write ``facts`` over what the record of ``book``, which is locked, said: its next
    revision.
    """
    for name, value in facts.columns.items():
        setattr(book, name, value)
    book.revision += 1
    book.updated_at = now
    book.save(update_fields=[*facts.columns, "revision", "updated_at"])
    for rows in (Contribution, Isbn, BookSubject):
        rows._default_manager.filter(book=book).delete()
    headings.attach(book, facts.contributors, facts.isbns, facts.subjects)
    index.put(book)


def _found_by(book: Book, facts: Facts, hung: headings.Hung, made: Sequence[Copy]) -> index.Source:
    """What a book that has just been added is found by."""
    return index.Source(
        book_id=book.pk,
        title=facts.title,
        subtitle=facts.subtitle,
        alternative_title=facts.alternative_title,
        contributors=hung.contributors,
        subjects=hung.subjects,
        isbns=list(dict.fromkeys(facts.isbns)),
        edition=facts.edition,
        publisher=facts.publisher,
        year=facts.year,
        language=facts.language,
        classification=facts.classification,
        description=facts.description,
        held=[index.Held(copy.branch.code, copy.copy_type.code) for copy in made],
    )


def with_author(contributors: Sequence[tuple[str, str]], author: str) -> list[tuple[str, str]]:
    """``contributors`` with the authors replaced by ``author``, names apart by semicolons.

    So clients that know one author field keep the translators and illustrators of a record.
    """
    names = dict.fromkeys(name.strip() for name in author.split(";") if name.strip())
    others = [(name, role) for name, role in contributors if role != "aut"]
    return [(name, "aut") for name in names] + others


def facts_of(book: Book) -> Facts:
    """What the record of ``book`` says now."""
    made = [(each.contributor.name, each.role) for each in book.contributions.all()]
    return Facts(
        title=book.title,
        subtitle=book.subtitle,
        alternative_title=book.alternative_title,
        contributors=made,
        edition=book.edition,
        publisher=book.publisher,
        year=book.year,
        language=book.language,
        classification=book.classification,
        description=book.description,
        isbns=[each.isbn13 for each in book.isbns.all()],
        subjects=[each.heading for each in book.subjects.all()],
    )


def locked(book_id: UUID) -> Book:
    """The current book, locked. Raises ``UnknownBook``."""
    book = db.locked(Book.objects.current()).filter(pk=book_id).first()
    if book is None:
        raise errors.UnknownBook
    return book


def _as_kept(facts: Facts, said: Facts) -> Facts:
    """``facts`` as the catalogue will keep them where it has kept ``said``: nothing twice, and
    headings by their own names where another of their names was given.
    """
    known = {name for name, _role in said.contributors}
    new = [name for name, _role in facts.contributors if name not in known]
    people = headings.own_names(CONTRIBUTORS, new)
    topics = headings.own_names(SUBJECTS, [*{*facts.subjects} - {*said.subjects}])
    made = [(people.get(name, name), role) for name, role in facts.contributors]
    return replace(
        facts,
        contributors=list(dict.fromkeys(made)),
        isbns=list(dict.fromkeys(facts.isbns)),
        subjects=list(dict.fromkeys(topics.get(each, each) for each in facts.subjects)),
    )


def _comparable(facts: Facts) -> dict[str, Any]:
    """The facts as they are kept: nothing twice, and subjects in no order."""
    return {
        **vars(facts),
        "contributors": list(dict.fromkeys(facts.contributors)),
        "isbns": list(dict.fromkeys(facts.isbns)),
        "subjects": set(facts.subjects),
    }
