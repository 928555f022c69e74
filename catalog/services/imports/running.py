"""The work on an import, a chunk of records at a time; see ``core.staged``."""

import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from typing import Any, Final
from uuid import UUID

import structlog
from django.core.files.storage import default_storage
from django.db import IntegrityError, OperationalError, connection, transaction

from accounts.services import audit
from catalog import errors
from catalog.domain import records
from catalog.domain.records import Format, Options
from catalog.models import Branch, CopyType, ImportBatch
from catalog.models.headings import CONTRIBUTORS, SUBJECTS
from catalog.models.imports import Duplicates, Stage, Verdict
from catalog.search import spelling
from catalog.services.imports import (
    deciding,
    earlier,
    files,
    finding,
    looking,
    noting,
    numbering,
    reading,
    undoing,
    writing,
)  # fmt: skip
from catalog.services.imports.findable import Shelves
from catalog.services.imports.naming import Names
from catalog.services.imports.reading import Chunk
from core import staged
from core.clock import Clock, day
from core.errors import LibraryError

log = structlog.get_logger("library.imports")
Tell = Callable[[ImportBatch], None]
ATTEMPTS: Final = 4
INTERFACE: Final = "job"
BREATH: Final = 0.15
"""Seconds that are left to others behind a chunk of edits on SQLite, where whoever waits looks ten
times a second whether it is their turn to write.
"""


def go_on(
    batch_id: UUID, *, clock: Clock, seconds: float | None = None, tell: Tell | None = None
) -> bool:
    """Go on with what an import is at, for some ``seconds`` or to the end; whether something is
    left for later. ``tell`` is told after each chunk.
    """
    batch = staged.claim(ImportBatch.objects.select_related("worked_for"), batch_id, clock())
    if batch is None:
        return False
    until = None if seconds is None else time.monotonic() + seconds
    try:
        with reading.seldom_collected():
            is_left = _tried(batch, clock, until, tell)
    except staged.Overtaken:
        return False
    except OperationalError:  # the database has gone: whoever comes next goes on
        staged.release(batch)
        raise
    staged.release(batch)
    if batch.stage == Stage.DONE and batch.counts.get(Verdict.NEW, 0) >= finding.MANY:
        spelling.count()
    return is_left


def _tried(batch: ImportBatch, clock: Clock, until: float | None, tell: Tell | None) -> bool:
    """As ``_worked``; an import that cannot be gone on with is stopped. Raises ``Overtaken``, also
    when somebody was faster with stopping it.
    """
    try:
        return _worked(batch, clock, until, tell)
    except (staged.Overtaken, OperationalError):
        raise
    except Exception as error:
        log.exception("import_failed", batch=str(batch.pk))
        _fail(batch, _failure(error), clock())
        return False


def _worked(batch: ImportBatch, clock: Clock, until: float | None, tell: Tell | None) -> bool:
    """Do chunks until the time is up; whether something is left."""
    if batch.stage == Stage.UNDOING:
        return _through(
            batch, undoing.chunks(batch), partial(_undo, clock=clock), clock, until, tell
        )
    with ExitStack() as stack:
        path = default_storage.path(batch.file)
        deed, shelves = _deed(batch, path, clock, stack)
        source = reading.Source(path, Format(batch.format), options_of(batch), shelves)
        size = reading.CHUNK_OF_EDITS if _edits(batch) else reading.CHUNK
        steps = stack.enter_context(reading.opened(source, skip=batch.position, size=size))
        return _through(batch, steps, deed, clock, until, tell)


def options_of(batch: ImportBatch) -> Options:
    """How the file of ``batch`` is read."""
    said = {**batch.options}
    said["columns"] = tuple(said.get("columns", ()))
    return Options(**said, today=day(batch.started_at or batch.created_at))


def _edits(batch: ImportBatch) -> bool:
    """Whether books that were there change, each like one that somebody edits by hand."""
    return batch.stage == Stage.RUNNING and batch.duplicates != Duplicates.SKIP


def _deed(
    batch: ImportBatch, path: str, clock: Clock, stack: ExitStack
) -> tuple[Any, Shelves | None]:
    """What is done with each chunk at the stage the import is in, and where copies will stand."""
    terms = looking.terms(batch)
    if batch.stage == Stage.CHECKING:
        seen = stack.enter_context(earlier.opened(path, afresh=batch.position == 0))
        return partial(_check, terms=terms, seen=seen, clock=clock), None
    hand = writing.Hand(
        batch,
        clock(),
        Names(CONTRIBUTORS),
        Names(SUBJECTS),
        dict(Branch.objects.values_list("pk", "code")),
        dict(CopyType.objects.values_list("pk", "code")),
    )
    shelves = looking.shelves(terms, hand.branches, hand.types)
    return partial(_import, terms=terms, hand=hand, clock=clock), shelves


def _through(
    batch: ImportBatch, steps: Any, deed: Any, clock: Clock, until: float | None, tell: Tell | None
) -> bool:
    for chunk in steps:
        deed(batch, chunk)
        if tell:
            tell(batch)
        if until is not None and time.monotonic() > until:
            return True
        if connection.vendor == "sqlite" and (batch.stage == Stage.UNDOING or _edits(batch)):
            time.sleep(BREATH)
    _finish(batch, clock())
    if tell:
        tell(batch)
    return False


def _check(
    batch: ImportBatch,
    chunk: Chunk,
    *,
    terms: deciding.Terms,
    seen: earlier.Earlier,
    clock: Clock,
) -> None:
    """Say what would become of a chunk of records, and change nothing."""
    known = looking.known_of(chunk.rows, batch)
    seen.recall(chunk.rows, known)
    decisions = list(deciding.decide(chunk.rows, terms, known))
    results = [
        noting.Result(decision.found.book_id if decision.found else None) for decision in decisions
    ]
    seen.keep(decisions)
    with transaction.atomic():
        staged.lock(batch, chunk.rows[0].number - 1)
        noting.note(decisions, results, batch)
        _stand(batch, chunk, decisions, clock())


def _import(
    batch: ImportBatch,
    chunk: Chunk,
    *,
    terms: deciding.Terms,
    hand: writing.Hand,
    clock: Clock,
) -> None:
    """Import a chunk of records. Whoever was first with an ISBN, a barcode or a book is seen the
    next time; then the records are judged anew.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic():
                staged.lock(batch, chunk.rows[0].number - 1)
                known = looking.known_of(chunk.rows, batch)
                giving = numbering.giving_way(known, batch)
                decisions = list(deciding.decide(chunk.rows, terms, known))
                writing.write(decisions, hand, giving)
                _stand(batch, chunk, decisions, clock())
            return
        except (writing.BookGone, IntegrityError, LibraryError, OperationalError):
            hand.forget()
            if attempt == ATTEMPTS:
                raise
            # Not the stage: whoever has stopped it meanwhile is found out by the lock.
            batch.refresh_from_db(fields=["counts", "position", "bytes_read"])


def _undo(batch: ImportBatch, rows: Any, *, clock: Clock) -> None:
    with transaction.atomic():
        staged.lock(batch, batch.position)
        undone = undoing.undo(batch, rows, now=clock())
        batch.counts = dict(Counter(batch.counts) + Counter(undone))
        batch.position = rows[-1].number
        batch.claimed_at = clock()
        batch.save(update_fields=["counts", "position", "claimed_at"])


def _stand(
    batch: ImportBatch, chunk: Chunk, decisions: list[deciding.Decision], now: datetime
) -> None:
    """Note how far the stage has come."""
    verdicts = Counter(decision.verdict for decision in decisions)
    came = Counter({verdict.value: number for verdict, number in verdicts.items()})
    came["copies"] = noting.copies_of(decisions)
    batch.counts = dict(Counter(batch.counts) + came)
    batch.position = chunk.rows[-1].number
    batch.bytes_read = min(chunk.bytes_read, batch.size)
    batch.claimed_at = now
    batch.save(update_fields=["counts", "position", "bytes_read", "claimed_at"])


def _finish(batch: ImportBatch, now: datetime) -> None:
    """The stage is done."""
    with transaction.atomic():
        staged.lock(batch, batch.position)
        done = staged.AFTER[Stage(batch.stage)]
        if batch.stage != Stage.UNDOING:
            batch.total, batch.bytes_read = batch.position, batch.size
        if batch.stage == Stage.CHECKING:
            earlier.forget(default_storage.path(batch.file))
        else:  # what was imported of it is kept beside the books, and the rest is not wanted
            transaction.on_commit(partial(files.remove, batch.file))
            batch.file = ""
        _ended(batch, done, now)


def _fail(batch: ImportBatch, failure: dict[str, Any], now: datetime) -> None:
    """The file cannot be read on. What was imported of it stays, and can be taken back."""
    with transaction.atomic():
        staged.lock(batch, None)
        batch.failure = failure | {"stage": batch.stage}
        _ended(batch, Stage.FAILED, now)


def _failure(error: Exception) -> dict[str, Any]:
    if isinstance(error, errors.UnknownBranch):
        return {"code": "no_branch"}
    known = (reading.ReaderDied, records.Unreadable, OSError)
    return {"code": "unreadable_file" if isinstance(error, known) else "fault"}


def _ended(batch: ImportBatch, stage: Stage, now: datetime) -> None:
    batch.stage = stage
    batch.finished_at = None if stage == Stage.CHECKED else now
    batch.save(update_fields=["stage", "finished_at", "total", "bytes_read", "failure", "file"])
    audit.record(
        f"import.{stage.value}",
        actor=batch.worked_for,
        now=now,
        interface=INTERFACE,
        batch=str(batch.pk),
        counts=batch.counts,
    )
