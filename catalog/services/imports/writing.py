"""Records into the catalogue, a chunk in one transaction, by a few statements for all of them.

Everything is written in the order in which a single book is: what is changed is locked first
(copies that make way, see ``numbering``, then books, both in the order of their ids), then
contributors, ISBNs, subjects, copies. So an import and an editor wait for each other and never
block each other.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from catalog.domain import call_numbers
from catalog.domain.copies import State
from catalog.domain.records import BookDraft
from catalog.models import (
    Book,
    BookSubject,
    Contribution,
    Copy,
    ImportBatch,
    Isbn,
    SourceRecord,
)  # fmt: skip
from catalog.models.imports import Verdict
from catalog.services import books, changes, copy_barcodes
from catalog.services.imports import finding, noting, numbering
from catalog.services.imports.deciding import Decision
from catalog.services.imports.naming import Names
from catalog.services.imports.noting import Result
from core import bulk, db
from core.ids import new_id

_NOT_FACTS: Final = {"copies", "has_no_copies", "contributors", "subjects", "isbns"}


class BookGone(Exception):
    """A book that was to be changed has been withdrawn since it was found."""


@dataclass(frozen=True)
class Hand:
    """Who writes: the batch and its moment, and what is remembered from chunk to chunk."""

    batch: ImportBatch
    now: datetime
    contributors: Names
    subjects: Names
    branches: dict[UUID, str]
    types: dict[UUID, str]

    def forget(self) -> None:
        """Remember nothing: what was remembered may be why writing failed."""
        self.contributors.forget()
        self.subjects.forget()


def write(decisions: Sequence[Decision], hand: Hand, giving: numbering.Giving) -> None:
    """Do what was decided; copies that are ``giving`` way do so. Raises ``BookGone`` and
    ``IntegrityError`` when others were first: then nothing is written, and everything is to be
    decided anew.
    """
    named = numbering.named(decisions)
    moving = numbering.moving(giving, named)
    lock(decisions, moving)
    results = [Result(decision.found.book_id if decision.found else None) for decision in decisions]
    pairs = list(zip(decisions, results, strict=True))
    made = [pair for pair in pairs if pair[0].verdict == Verdict.NEW]
    by_record: dict[int | None, UUID] = {}
    for decision, result in made:
        result.book_id = by_record[decision.ready.number] = new_id()
    for decision, result in pairs:
        if result.book_id is None and decision.found is not None:
            result.book_id = by_record[decision.found.record]
    _books(made, hand)
    finding.add(pairs, hand.branches, hand.types, hand.batch.copies_each)
    _update([pair for pair in pairs if pair[0].verdict == Verdict.UPDATE], hand)
    numbering.make_way(moving, named)
    _copies(pairs, hand, named)
    changes.seen(_with_other_copies(pairs) | {copy.book_id for copy in moving})
    finding.renew(pairs)
    _sources(pairs, hand)
    noting.note(decisions, results, hand.batch)


def lock(decisions: Iterable[Decision], moving: Iterable[Copy] = ()) -> None:
    """Lock the books of the library that are to be changed, or whose copies are ``moving`` to
    another number. Raises ``BookGone``.
    """
    wanted = {
        decision.found.book_id
        for decision in decisions
        if decision.found and decision.found.book_id
        and decision.verdict in {Verdict.UPDATE, Verdict.ADD_COPIES}
    } | {copy.book_id for copy in moving}  # fmt: skip
    if wanted:
        rows = Book.objects.current().filter(pk__among=sorted(wanted))
        if len(list(db.locked(rows).order_by("pk").values_list("pk"))) < len(wanted):
            raise BookGone


def _books(made: Sequence[tuple[Decision, Result]], hand: Hand) -> None:
    """Write the new books and what hangs on them."""
    if not made:
        return
    columns = ("id", *_columns(made[0][0]), "cover", "revision", "version", "created_at",
               "updated_at")  # fmt: skip
    rest = ("", 1, 1, hand.now, hand.now)
    bulk.insert(
        Book,
        columns,
        ((result.book_id, *_columns(decision).values(), *rest) for decision, result in made),
    )
    _contributions(made, hand)
    bulk.insert(
        Isbn,
        ("book_id", "isbn13", "position", "is_current"),
        (
            (result.book_id, number, position, True)
            for decision, result in made
            for position, number in enumerate(dict.fromkeys(decision.draft.isbns))
        ),
    )
    _subjects(made, hand)
    for _decision, result in made:
        result.revision = 1


def _columns(decision: Decision) -> dict[str, Any]:
    """The columns of a book, as ``books.Facts.columns`` has them, the filing title made already."""
    draft = decision.draft
    return {
        "title": draft.title,
        "subtitle": draft.subtitle,
        "alternative_title": draft.alternative_title,
        "sort_title": decision.ready.sort_title,
        "edition": draft.edition,
        "publisher": draft.publisher,
        "year": draft.year,
        "language": draft.language,
        "classification": draft.classification,
        "description": draft.description,
    }


def _contributions(made: Sequence[tuple[Decision, Result]], hand: Hand) -> None:
    people = hand.contributors.called(
        name for decision, _ in made for name, _role in decision.draft.contributors
    )

    def rows() -> Iterator[tuple[Any, ...]]:
        for decision, result in made:
            said = decision.draft.contributors
            hung = dict.fromkeys((people.ids[name], role) for name, role in said)
            for position, (person, role) in enumerate(hung):
                if person in people.new:
                    people.new.discard(person)
                    result.contributors.append(person)
                yield result.book_id, person, role, position
            if names := people.found_by(name for name, _role in said):
                result.found_by["contributors"] = names

    bulk.insert(Contribution, ("book_id", "contributor_id", "role", "position"), rows())


def _subjects(made: Sequence[tuple[Decision, Result]], hand: Hand) -> None:
    topics = hand.subjects.called(
        heading for decision, _ in made for heading in decision.draft.subjects
    )

    def rows() -> Iterator[tuple[Any, ...]]:
        for decision, result in made:
            said = decision.draft.subjects
            for topic in dict.fromkeys(topics.ids[heading] for heading in said):
                if topic in topics.new:
                    topics.new.discard(topic)
                    result.subjects.append(topic)
                yield result.book_id, topic
            if names := topics.found_by(said):
                result.found_by["subjects"] = names

    bulk.insert(BookSubject, ("book_id", "subject_id"), rows())


def _update(pairs: Iterable[tuple[Decision, Result]], hand: Hand) -> None:
    """Edit the books of the library, one by one: as an editor would, with all that follows."""
    for decision, result in sorted(pairs, key=lambda pair: str(pair[1].book_id)):
        assert result.book_id is not None  # noqa: S101 - an update is of a book
        book = Book.objects.with_details().get(pk=result.book_id)
        before = books.facts_of(book)
        after = merged(before, decision.draft)
        edited = books.edit(
            book.pk,
            after,
            revision=None,
            actor=hand.batch.worked_for,
            now=hand.now,
            interface="job",
        )
        if edited.revision != book.revision:
            result.before = {name: getattr(before, name) for name in after.differing(before)}
        result.revision = edited.revision


def merged(before: books.Facts, draft: BookDraft) -> books.Facts:
    """The facts of a book after an update: what the file says, and where it says nothing what the
    record said. ISBNs are never taken away.
    """
    said = {
        name: getattr(draft, name)
        for name in BookDraft.__dataclass_fields__
        if name not in _NOT_FACTS and getattr(draft, name) not in ("", None)
    }
    return replace(
        before,
        **said,
        contributors=list(draft.contributors) or before.contributors,
        subjects=list(draft.subjects) or before.subjects,
        isbns=list(dict.fromkeys([*before.isbns, *draft.isbns])),
    )


def _copies(pairs: Sequence[tuple[Decision, Result]], hand: Hand, named: Collection[str]) -> None:
    """Write the copies, those without a barcode with the next of ours that is not ``named``."""
    wanted = [(plan, result) for decision, result in pairs for plan in decision.copies]
    own = iter(copy_barcodes.next_free(sum(not plan.barcode for plan, _ in wanted), but=named))
    made = [(plan.barcode or next(own), new_id(), plan, result) for plan, result in wanted]
    made.sort(key=lambda each: each[0])
    for _barcode, copy_id, plan, result in made:
        result.copies.append(copy_id)
        if not plan.barcode:
            result.numbered.append(copy_id)
    columns = (
        "barcode", "id", "book_id", "branch_id", "copy_type_id", "shelf_location", "call_number",
        "shelf_key", "note", "price_minor", "acquired_on", "reference_only", "parts",
        "alerts_at_desk", "lost_at", "missing_at", "damaged_at", "on_order",
        "is_on_loan", "revision", "on_hold_shelf", "in_transit",
    )  # fmt: skip
    rest = (False, 1, False, False)
    bulk.insert(
        Copy,
        columns,
        (
            (
                barcode, copy_id, result.book_id, plan.branch, plan.copy_type,
                plan.draft.shelf_location, plan.draft.call_number,
                call_numbers.sort_key(plan.draft.call_number), plan.draft.note,
                plan.draft.price_minor, plan.draft.acquired_on, plan.draft.reference_only,
                plan.draft.parts, plan.draft.alerts_at_desk,
                *_since(plan.draft.marks, hand.now), *rest,
            )
            for barcode, copy_id, plan, result in made
        ),
    )  # fmt: skip


def _since(marks: Sequence[str], now: datetime) -> tuple[datetime | bool | None, ...]:
    """Since when a copy is lost, missing and damaged, and whether it is on order. No file says
    when, so it is so since the import.
    """
    if not marks:
        return None, None, None, False
    flags = (State.LOST, State.MISSING, State.DAMAGED)
    return *(now if flag in marks else None for flag in flags), State.ON_ORDER in marks


def _with_other_copies(pairs: Iterable[tuple[Decision, Result]]) -> set[UUID]:
    """The books of the library that have got copies."""
    return {
        result.book_id
        for decision, result in pairs
        if decision.verdict in {Verdict.UPDATE, Verdict.ADD_COPIES}
        and decision.copies
        and result.book_id is not None
    }


def _sources(pairs: Iterable[tuple[Decision, Result]], hand: Hand) -> None:
    """Keep the records verbatim beside the books that they made or changed."""
    batch = hand.batch
    bulk.insert(
        SourceRecord,
        ("book_id", "batch_id", "format", "raw"),
        (
            (result.book_id, batch.pk, batch.format, decision.ready.raw)
            for decision, result in pairs
            if decision.verdict in {Verdict.NEW, Verdict.UPDATE}
        ),
    )
