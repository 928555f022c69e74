"""Taking an import back: what it made goes, what it changed is as it was, but for what has since
been lent, held, or changed by someone: that stays, and says why.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Model, ProtectedError

from catalog.models import (
    Book,
    BookSubject,
    Contribution,
    Contributor,
    Copy,
    ImportBatch,
    ImportRow,
    SourceRecord,
    Subject,
)  # fmt: skip
from catalog.models.imports import Verdict
from catalog.search import index
from catalog.selectors import ready
from catalog.services import books, changes
from catalog.services.imports.revisions import Left
from core import db

Uses = Callable[[Collection[UUID], Collection[UUID]], Mapping[UUID, str]]
"""Which of these books (first) and copies (second) are in use, by id, each with a reason."""

USES: Final[list[Uses]] = []
"""What contexts above have to say, registered by them at start."""

WAITED_FOR: Final[list[Callable[[Collection[UUID]], Collection[UUID]]]] = []
"""Which of these books somebody waits for now, whichever copy it will be: said by them as well."""

CHUNK: Final = 500
"""Records of one transaction."""
CHUNK_OF_EDITS: Final = 50
"""Of these as many as change a book that stays: that is done one by one, and while it lasts nobody
else can write on SQLite. What an import made goes by a few statements for all.
"""
UNDONE: Final = "undone"
DOES_SOMETHING: Final = (Verdict.NEW, Verdict.UPDATE, Verdict.ADD_COPIES)


def chunks(batch: ImportBatch) -> Iterator[list[ImportRow]]:
    """The records that something was done for, the last ones first: a later record may have changed
    the book of an earlier one.
    """
    wanted = batch.rows.filter(verdict__in=DOES_SOMETHING).exclude(outcome=UNDONE)
    last = batch.position or None
    while True:
        rest = wanted.filter(number__lt=last) if last is not None else wanted
        rows = _at_once(list(rest.order_by("-number")[:CHUNK]))
        if not rows:
            return
        yield rows
        last = rows[-1].number


def _at_once(rows: list[ImportRow]) -> list[ImportRow]:
    """Those of ``rows``, from the first, that are undone in one transaction."""
    edits = [place for place, row in enumerate(rows) if row.verdict != Verdict.NEW]
    return rows[: edits[CHUNK_OF_EDITS]] if len(edits) > CHUNK_OF_EDITS else rows


def undo(batch: ImportBatch, rows: Sequence[ImportRow], *, now: datetime) -> dict[str, int]:
    """Undo what was done for ``rows``; how many were undone, and how many had to stay."""
    copies = _copies_of(rows)
    held, there = _locked(rows, copies)
    reasons = _reasons(rows, copies, (held, there))
    outcomes: Counter[str] = Counter()
    made = [row for row in rows if row.verdict == Verdict.NEW]
    others = [row for row in rows if row.verdict != Verdict.NEW]
    left = Left({row.book_id for row in others if row.book_id and row.before is not None})
    for row in others:
        mine = [held[each] for each in copies[row.number] if each in held]
        row.outcome = reasons.get(row.number) or _restored(batch, row, mine, left, now)
    left.save()
    for row in made:
        row.outcome = reasons.get(row.number, UNDONE)
    _delete([row for row in made if row.number not in reasons], copies)
    for row in rows:
        outcomes["undone" if row.outcome == UNDONE else "kept"] += 1
    ImportRow.objects.bulk_update(rows, ["outcome"], batch_size=CHUNK)
    return dict(outcomes)


def _copies_of(rows: Sequence[ImportRow]) -> dict[int, list[UUID]]:
    """The copies that were made for each row, by its number."""
    return {row.number: [UUID(each) for each in row.made.get("copies", ())] for row in rows}


def _locked(
    rows: Sequence[ImportRow], copies: Mapping[int, list[UUID]]
) -> tuple[dict[UUID, Copy], dict[UUID, Book]]:
    """The copies and books of ``rows`` that are still there, locked in the order of lending. Copies
    that were made may be of other books by now, into which theirs have been merged.
    """
    copy_ids = [each for ids in copies.values() for each in ids]
    now_of = Copy.objects.filter(pk__among=copy_ids).order_by().values_list("book_id", flat=True)
    book_ids = list({*(row.book_id for row in rows if row.book_id), *now_of})
    of_books = Copy.objects.filter(book__id__among=book_ids)
    by_id = Copy.objects.filter(pk__among=copy_ids)
    held = db.locked(of_books | by_id).order_by("pk")
    found = {copy.pk: copy for copy in held}
    locked = db.locked(Book.objects.filter(pk__among=book_ids)).order_by("pk")
    return found, {book.pk: book for book in locked}


def _reasons(
    rows: Sequence[ImportRow],
    copies: Mapping[int, list[UUID]],
    found: tuple[dict[UUID, Copy], dict[UUID, Book]],
) -> dict[int, str]:
    """Why rows cannot be undone, by their number. What a later row did to a book counts as undone
    already when an earlier one is asked about.
    """
    held, there = found
    used: dict[UUID, str] = {}
    for uses in USES:
        used |= uses(list(there), list(held))
    holdable = _holdable(there)
    theirs: dict[UUID, set[UUID]] = defaultdict(set)
    for copy in held.values():
        theirs[copy.book_id].add(copy.pk)
    revisions: dict[UUID | None, int] = {book.pk: book.revision for book in there.values()}
    reasons = {}
    for row in rows:
        mine = [held[each] for each in copies[row.number] if each in held]
        for copy in mine:
            theirs[copy.book_id].discard(copy.pk)
        book = there.get(row.book_id) if row.book_id else None
        reason = _of_copies(mine, used)
        if not reason and row.verdict != Verdict.NEW:
            reason = _of_those_who_wait(mine, theirs, holdable)
        if not reason and book and row.verdict != Verdict.ADD_COPIES:
            is_edited = revisions[book.pk] != row.revision
            reason = _of_book(row, book, is_edited, theirs[book.pk], used)
        if reason:
            reasons[row.number] = reason
            for copy in mine:
                theirs[copy.book_id].add(copy.pk)
        elif row.before is not None:
            revisions[row.book_id] = row.revision - 1
    return reasons


def _of_copies(mine: Sequence[Copy], used: Mapping[UUID, str]) -> str:
    """Why these copies, which were made for a row, cannot go; or nothing."""
    for copy in mine:
        if copy.pk in used:
            return used[copy.pk]
        if copy.revision > 1 or copy.withdrawn_at or copy.lost_at or copy.missing_at:
            return "copy_changed"
    return ""


def _of_those_who_wait(
    mine: Sequence[Copy],
    others: Mapping[UUID, set[UUID]],
    holdable: Mapping[UUID, set[UUID]],
) -> str:
    """Why copies cannot go from a book that stays: who waits for it could have no other. It is the
    law by which a copy is withdrawn.
    """
    asked = {copy.book_id for copy in mine} & holdable.keys()
    return "held" if any(others[each].isdisjoint(holdable[each]) for each in asked) else ""


def _holdable(book_ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """The copies that one can wait for, of those of these books that somebody waits for."""
    waited = {each for asked in WAITED_FOR for each in asked(list(book_ids))}
    found: dict[UUID, set[UUID]] = {each: set() for each in waited}
    if waited:
        copies = Copy.objects.holdable().filter(book__id__among=waited).order_by()
        for book_id, copy_id in copies.values_list("book_id", "pk"):
            found[book_id].add(copy_id)
    return found


def _of_book(
    row: ImportRow, book: Book, is_edited: bool, others: set[UUID], used: Mapping[UUID, str]
) -> str:
    """Why a book cannot go, or not be as it was before; or nothing. ``others`` are copies of it
    that were not made for this row, nor for a later one that is undone.
    """
    if is_edited or book.withdrawn_at:
        return "book_changed"
    if row.verdict == Verdict.UPDATE:
        return ""
    if book.cover:
        return "book_changed"
    reasons = [used[each] for each in (book.pk, *others) if each in used]
    return reasons[0] if reasons else "copies_added" if others else ""


def _restored(
    batch: ImportBatch, row: ImportRow, mine: Sequence[Copy], left: Left, now: datetime
) -> str:
    """Undo an update, or copies that were added to a book; the outcome."""
    try:
        with transaction.atomic():
            Copy.objects.filter(pk__in=[copy.pk for copy in mine]).delete()
    except ProtectedError:
        return "in_use"
    touched = {copy.book_id for copy in mine}
    book = Book.objects.with_details().filter(pk__in=[row.book_id]).first()
    if book:
        touched.add(book.pk)
        if row.verdict == Verdict.UPDATE:
            _put_back(batch, row, book, left, now)
    index.put_many(touched)
    changes.seen(touched)
    return UNDONE


def _put_back(batch: ImportBatch, row: ImportRow, book: Book, left: Left, now: datetime) -> None:
    """Let the record say what it said before the update."""
    newest = SourceRecord.objects.filter(book=book, batch=batch).order_by("-pk").first()
    if newest:
        newest.delete()
    if row.before is None:
        return
    said = {**row.before}
    if "contributors" in said:
        said["contributors"] = [(name, role) for name, role in said["contributors"]]
    edited = books.edit(
        book.pk,
        replace(books.facts_of(book), **said),
        revision=None,
        actor=batch.worked_for,
        now=now,
        interface="job",
    )
    left.put_back(book.pk, book.revision, edited.revision)


def _delete(rows: Sequence[ImportRow], copies: Mapping[int, list[UUID]]) -> None:
    """Delete the books that were made for ``rows``, all at once or, where something stands in the
    way that nobody told of, one by one.
    """
    try:
        with transaction.atomic():
            _deleted(rows, copies)
    except ProtectedError:
        for row in rows:
            try:
                with transaction.atomic():
                    _deleted([row], copies)
            except ProtectedError:
                row.outcome = "in_use"


def _deleted(rows: Sequence[ImportRow], copies: Mapping[int, list[UUID]]) -> None:
    book_ids = [row.book_id for row in rows if row.book_id]
    index.remove(book_ids)
    Copy.objects.filter(pk__in=[each for row in rows for each in copies[row.number]]).delete()
    Book.objects.filter(pk__in=book_ids).delete()
    transaction.on_commit(lambda: ready.forget(book_ids))
    for kind, model, used in (
        ("contributors", Contributor, Contribution),
        ("subjects", Subject, BookSubject),
    ):
        _forget(kind, model, used, rows)


def _forget(kind: str, model: type[Model], used: type[Model], rows: Sequence[ImportRow]) -> None:
    """Delete the headings that were made for ``rows`` and that no book has any more."""
    ids = {UUID(each) for row in rows for each in row.made.get(kind, ())}
    column = "contributor_id" if used is Contribution else "subject_id"
    links: Any = used._default_manager
    wanted = set(
        links.filter(**{f"{column.removesuffix('_id')}__id__among": list(ids)}).values_list(
            column, flat=True
        )
    )
    gone: Any = model._default_manager
    gone.filter(pk__in=sorted(ids - wanted)).delete()
