"""The work on an import, some rows at a time; see ``core.staged``."""

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from functools import cache, partial
from itertools import islice
from typing import Any, Final
from uuid import UUID

import structlog
from django.db import IntegrityError, OperationalError, transaction

from accounts.services import audit
from core import clock as clocks
from core import filing, grids, staged
from core.clock import Clock
from core.errors import LibraryError
from members.domain.entries import Entry
from members.models import MemberImport
from members.models.imports import Stage, Verdict
from members.services.imports import deciding, files, undoing, writing
from members.services.imports.deciding import Decision, Terms
from members.services.imports.known import Known
from members.services.imports.seen import Seen

log = structlog.get_logger("library.imports")
Tell = Callable[[MemberImport], None]
CHUNK: Final = 200
"""Rows of one transaction."""
ATTEMPTS: Final = 4
INTERFACE: Final = "job"


def go_on(
    batch_id: UUID, *, clock: Clock, seconds: float | None = None, tell: Tell | None = None
) -> bool:
    """Go on with what an import is at, for some ``seconds`` or to the end; whether something is
    left for later. ``tell`` is told after each part.
    """
    batch = staged.claim(MemberImport.objects.select_related("worked_for"), batch_id, clock())
    if batch is None:
        return False
    try:
        is_left = _tried(batch, clock, seconds, tell)
    except staged.Overtaken:
        return False
    except OperationalError:  # the database has gone: whoever comes next goes on
        staged.release(batch)
        raise
    staged.release(batch)
    return is_left


def _tried(batch: MemberImport, clock: Clock, seconds: float | None, tell: Tell | None) -> bool:
    """As ``_worked``; an import that cannot be gone on with is stopped. Raises ``Overtaken``, also
    when somebody was faster with stopping it.
    """
    try:
        return _worked(batch, clock, seconds, tell)
    except (staged.Overtaken, OperationalError):
        raise
    except Exception as error:
        log.exception("member_import_failed", batch=str(batch.pk))
        _fail(batch, error, clock())
        return False


def _worked(batch: MemberImport, clock: Clock, seconds: float | None, tell: Tell | None) -> bool:
    """Do part after part until the time is up; whether something is left. The time begins with the
    first part: to find the place in a large workbook may take longer than all the time there is.
    """
    begun: float | None = None
    for step in _steps(batch, clock):
        begun = begun or time.monotonic()
        step()
        if tell:
            tell(batch)
        if seconds is not None and time.monotonic() - begun > seconds:
            return True
    _finish(batch, clock())
    return False


def _steps(batch: MemberImport, clock: Clock) -> Iterator[Callable[[], None]]:
    """What is left to do at the stage the import is in."""
    if batch.stage == Stage.UNDOING:
        for rows in undoing.chunks(batch):
            yield partial(_undo, batch, rows, clock)
        return
    today = clocks.day(clock())
    terms = deciding.terms(batch, today)
    if terms is None:
        raise NoCategory
    entries, cards = files.in_turn(batch, today), cache(partial(files.cards, batch, today))
    seen, at = _seen_before(batch, entries), batch.position
    while chunk := list(islice(entries, CHUNK)):
        yield partial(_do, batch, at, chunk, terms, seen, clock, cards)
        at += len(chunk)


class NoCategory(Exception):
    """The library has no category of members."""


def _seen_before(batch: MemberImport, entries: Iterator[Entry]) -> Seen:
    """Whom the rows were about that were dealt with before: they are read past."""
    rows = batch.rows.exclude(verdict=Verdict.REFUSED)
    about = dict(rows.values_list("number", "member"))
    seen = Seen()
    for entry in islice(entries, batch.position):
        if entry.number in about:
            seen.add(entry, about[entry.number])
    return seen


def _do(
    batch: MemberImport,
    at: int,
    chunk: list[Entry],
    terms: Terms,
    seen: Seen,
    clock: Clock,
    cards: Callable[[], Collection[str]],
) -> None:
    """Check or import some rows, the first of which is the one behind ``at``. Whoever was first
    with a card or an address is seen the next time; then the rows are judged anew.
    """
    for attempt in range(1, ATTEMPTS + 1):
        trial = seen.copy()
        try:
            with transaction.atomic():
                staged.lock(batch, at)
                now = clock()
                hand = writing.Hand(batch, terms, now, clocks.day(now), cards)
                decisions = _done(chunk, trial, hand)
                _stand(batch, chunk, decisions, clock())
        except (writing.CardGiven, IntegrityError, LibraryError):
            if attempt == ATTEMPTS:
                raise
            # Not the stage: whoever has stopped it meanwhile is found out by the lock.
            batch.refresh_from_db(fields=["counts", "position"])
        else:
            seen.become(trial)
            return


def _done(chunk: list[Entry], seen: Seen, hand: writing.Hand) -> list[Decision]:
    is_real = hand.batch.stage == Stage.RUNNING
    decisions = list(deciding.decide(chunk, hand.terms, Known(chunk, seen, locked=is_real), seen))
    if is_real:
        writing.write(decisions, hand)
        for each in decisions:
            if each.verdict == Verdict.NEW and each.member:  # made just now
                seen.add(each.entry, each.member.pk)
    else:
        writing.note(decisions, hand.batch)
    return decisions


def _undo(batch: MemberImport, rows: Any, clock: Clock) -> None:
    with transaction.atomic():
        staged.lock(batch, batch.position)
        outcomes = undoing.undo(batch, rows, now=clock())
        batch.counts = dict(Counter(batch.counts) + Counter(outcomes))
        batch.position, batch.claimed_at = rows[-1].number, clock()
        batch.save(update_fields=["counts", "position", "claimed_at"])


def _stand(
    batch: MemberImport, chunk: list[Entry], decisions: list[Decision], now: datetime
) -> None:
    """Note how far the stage has come."""
    came = Counter(str(decision.verdict.value) for decision in decisions)
    batch.counts = dict(Counter(batch.counts) + came)
    batch.position, batch.claimed_at = batch.position + len(chunk), now
    batch.save(update_fields=["counts", "position", "claimed_at"])


def _finish(batch: MemberImport, now: datetime) -> None:
    """The stage is done. The file is thrown away when it is imported: it is full of people."""
    with transaction.atomic():
        staged.lock(batch, batch.position)
        if batch.stage != Stage.UNDOING:
            batch.total = batch.position
        if batch.stage != Stage.CHECKING:
            transaction.on_commit(partial(filing.remove, batch.file))
            batch.file = ""
        _ended(batch, staged.AFTER[Stage(batch.stage)], now)


def _fail(batch: MemberImport, error: Exception, now: datetime) -> None:
    """The file cannot be read on. What was imported of it stays, and can be taken back."""
    is_file = isinstance(error, (grids.Unreadable, OSError))
    with transaction.atomic():
        staged.lock(batch, None)
        batch.failure = {"code": "unreadable_file" if is_file else "fault", "stage": batch.stage}
        _ended(batch, Stage.FAILED, now)


def _ended(batch: MemberImport, stage: Stage, now: datetime) -> None:
    batch.stage = stage
    batch.finished_at = None if stage == Stage.CHECKED else now
    batch.save(update_fields=["stage", "finished_at", "total", "failure", "file"])
    audit.record(
        f"member_import.{stage.value}",
        actor=batch.worked_for,
        now=now,
        interface=INTERFACE,
        batch=str(batch.pk),
        counts=batch.counts,
    )
