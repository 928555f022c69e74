"""What becomes of each record of a file: verdicts, before anything is written.

The dry run and the import ask here, so that the one says what the other does.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID

from catalog.domain import duplicates
from catalog.domain.copies import State
from catalog.domain.duplicates import Likeness
from catalog.domain.records import BookDraft, CopyDraft, Format
from catalog.models.imports import Duplicates, Verdict
from catalog.selectors.known import Key
from catalog.services import copy_barcodes
from catalog.services.imports import findable, soundness
from catalog.services.imports.reading import Ready
from core import barcodes, text
from core.errors import LibraryError

Note = tuple[str, Mapping[str, Any]]
TABLES: Final = frozenset({Format.TABLE, Format.SHEET})
"""Formats in which a second row with the same book is a second copy of it."""


@dataclass(frozen=True)
class Terms:
    """On what terms a file is imported. ``branches`` and ``types`` are ids by folded code and
    name.
    """

    form: Format
    duplicates: Duplicates
    branch: UUID
    copy_type: UUID
    copies_each: int
    branches: Mapping[str, UUID]
    types: Mapping[str, UUID]


@dataclass(frozen=True, slots=True)
class Found:
    """A book that a record is of: one the library has, one of an earlier record, or both.

    ``is_new`` says of one that is both that an earlier part of the file has brought it.
    """

    book_id: UUID | None
    record: int | None = None
    is_new: bool = False

    @property
    def was_there(self) -> bool:
        """Whether the library had the book before the file."""
        return self.book_id is not None and not self.is_new

    def is_same(self, other: "Found") -> bool:
        """Whether both are one book."""
        if self.book_id is not None or other.book_id is not None:
            return self.book_id == other.book_id
        return self.record == other.record


@dataclass
class Known:
    """The books and barcodes that there are, and those of the file so far. ``others`` are barcodes
    of its copies that something else has.
    """

    isbns: dict[str, Found] = field(default_factory=dict)
    alike: dict[Key, list[tuple[Likeness, Found]]] = field(default_factory=dict)
    barcodes: dict[str, Found] = field(default_factory=dict)
    others: frozenset[str] = frozenset()

    def match(self, like: Likeness) -> Found | None:
        """The book that a record like this is of."""
        for number in sorted(like.isbns):
            if number in self.isbns:
                return self.isbns[number]
        candidates = self.alike.get(like.key, ())
        return next((at for other, at in candidates if duplicates.are_alike(like, other)), None)

    def add(self, like: Likeness, found: Found) -> None:
        """Know a book of the file."""
        for number in like.isbns:
            self.isbns[number] = found
        self.alike.setdefault(like.key, []).insert(0, (like, found))


@dataclass(frozen=True, slots=True)
class PlannedCopy:
    """A copy to be made. Without a barcode it gets the next of ours."""

    draft: CopyDraft
    barcode: str
    branch: UUID
    copy_type: UUID


@dataclass
class Decision:
    """A verdict, and what it was reached on. ``found`` is the book of the library, or of the file,
    that the record is of; ``params`` say why where it is refused.
    """

    ready: Ready
    verdict: Verdict
    code: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    found: Found | None = None
    copies: list[PlannedCopy] = field(default_factory=list)

    @property
    def draft(self) -> BookDraft:
        """The draft of a record that was not refused."""
        assert self.ready.draft is not None  # noqa: S101 - only refusals have none
        return self.ready.draft


class _Refused(Exception):
    """Why a record is refused."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def decide(rows: Sequence[Ready], terms: Terms, known: Known) -> Iterator[Decision]:
    """The verdict on each of ``rows``, in order. ``known`` holds what the library and the earlier
    part of the file have of them, and learns as it goes.
    """
    for row in rows:
        decision = _decided(row, terms, known)
        if decision.verdict != Verdict.REFUSED:
            _learn(decision, known)
        yield decision


def _decided(row: Ready, terms: Terms, known: Known) -> Decision:
    notes = [(problem.code, problem.params) for problem in row.problems if not problem.fatal]
    try:
        if row.draft is None or row.like is None:
            reason = next((each for each in row.problems if each.fatal), None)
            raise _Refused(*([reason.code] if reason else ["unreadable"]), **_params(reason))
        if unsound := soundness.problem(row.draft):
            raise _Refused(unsound.code, **unsound.params)
        found = known.match(row.like)
        verdict = _verdict(found, terms)
        copies = list(_copies(row.draft, found, verdict, terms, known, notes))
        if verdict == Verdict.UPDATE:
            _demand_own_isbns(row.like, found, known)
    except _Refused as refusal:
        return Decision(row, Verdict.REFUSED, refusal.code, refusal.params, notes)
    if verdict == Verdict.ADD_COPIES and not copies:
        verdict = Verdict.DUPLICATE
    return Decision(row, verdict, notes=notes, found=found, copies=copies)


def _params(reason: Any) -> dict[str, Any]:
    return dict(reason.params) if reason else {}


def _verdict(found: Found | None, terms: Terms) -> Verdict:
    if found is None:
        return Verdict.NEW
    if found.record is not None and terms.form in TABLES:
        return Verdict.ADD_COPIES
    return {
        Duplicates.SKIP: Verdict.DUPLICATE,
        Duplicates.UPDATE: Verdict.UPDATE,
        Duplicates.ADD_COPIES: Verdict.ADD_COPIES,
    }[terms.duplicates]


def _copies(
    draft: BookDraft,
    found: Found | None,
    verdict: Verdict,
    terms: Terms,
    known: Known,
    notes: list[Note],
) -> Iterator[PlannedCopy]:
    """The copies to make of a record. Raises ``_Refused`` when a barcode belongs to another."""
    if verdict == Verdict.DUPLICATE:
        return
    is_update = verdict == Verdict.UPDATE or _is_updated(found, terms)
    here: set[str] = set()
    for copy in findable.copies(draft, 0 if is_update else terms.copies_each):
        barcode = barcodes.normal(copy.barcode)
        if State.WITHDRAWN in copy.marks:
            notes.append(("withdrawn", {"barcode": barcode}))
            continue
        if barcode in here or (is_update and not barcode):
            continue
        holder = known.barcodes.get(barcode) if barcode else None
        if holder is not None and (found is None or not found.is_same(holder)):
            raise _Refused("barcode_taken", barcode=barcode, record=holder.record)
        if holder is None:
            here |= {barcode} - {""}
            barcode = _usable(barcode, known, notes)
            if is_update and not barcode:
                continue
            branch = _placed("branch", copy.branch, terms.branches, terms.branch, notes)
            kind = _placed("copy_type", copy.copy_type, terms.types, terms.copy_type, notes)
            yield PlannedCopy(copy, barcode, branch, kind)


def _usable(barcode: str, known: Known, notes: list[Note]) -> str:
    """``barcode``, or nothing where a new copy cannot have it. One that a copy has had from before
    is not asked about: it tells which copy the file means.
    """
    try:
        copy_barcodes.demand_free(barcode, known.others)
    except LibraryError as refusal:
        notes.append((refusal.code, {"said": barcode}))
        return ""
    return barcode


def _is_updated(found: Found | None, terms: Terms) -> bool:
    """Whether the book is one that the file updates: which of its copies a row means that gives no
    barcode cannot be told, and a new one would be made each time the file is imported.
    """
    return found is not None and found.was_there and terms.duplicates == Duplicates.UPDATE


def _placed(
    what: str, said: str, known: Mapping[str, UUID], otherwise: UUID, notes: list[Note]
) -> UUID:
    """The branch or type that the file's word means; the one of the import where it means none."""
    if not said:
        return otherwise
    if (found := known.get(text.folded(said))) is None:
        notes.append((f"unknown_{what}", {what: said}))
        return otherwise
    return found


def _demand_own_isbns(like: Likeness, found: Found | None, known: Known) -> None:
    """A book is not updated with the ISBN of another. Raises ``_Refused``."""
    for number in sorted(like.isbns):
        holder = known.isbns.get(number)
        if holder is not None and found is not None and not found.is_same(holder):
            raise _Refused("isbn_taken", isbn=number)


def _learn(decision: Decision, known: Known) -> None:
    """Know the record's book for those that follow it."""
    row, found = decision.ready, decision.found
    if found is None or decision.verdict == Verdict.UPDATE:
        if found is None or found.book_id is not None:
            decision.found = found = replace(found or Found(None), record=row.number)
        assert row.like is not None  # noqa: S101 - it was not refused
        known.add(row.like, found)
    for copy in decision.copies:
        if copy.barcode:
            known.barcodes[copy.barcode] = found
