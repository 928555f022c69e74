"""The work on an import: some rows a transaction, and where it stands written with it.

Whoever is killed on the way leaves nothing of these rows behind, and whoever goes on begins at
them. Two who work on the same import do not disturb each other: it is locked for each part, and a
part that is not the next one is left alone.
"""

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta
from functools import cache, partial
from itertools import islice
from typing import Any, Final
from uuid import UUID

import structlog
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Q

from accounts.services import audit
from core import clock as clocks
from core import db, filing, grids
from core.clock import Clock
from core.errors import LibraryError
from members.domain.entries import Entry
from members.models import MemberImport
from members.models.imports import Stage, Verdict
from members.services.imports import deciding, files, undoing, writing
from members.services.imports.deciding import Decision, Seen, Terms
from members.services.imports.known import Known

log = structlog.get_logger("library.imports")
Tell = Callable[[MemberImport], None]
CHUNK: Final = 200
"""Rows of one transaction."""
CLAIM_HOLDS: Final = timedelta(minutes=2)
"""How long after its last word whoever works on an import is taken to be alive."""
ATTEMPTS: Final = 4
INTERFACE: Final = "job"
_AFTER: Final = {
    Stage.CHECKING: Stage.CHECKED, Stage.RUNNING: Stage.DONE, Stage.UNDOING: Stage.UNDONE,
}  # fmt: skip


class Overtaken(Exception):
    """Someone else works on this import, or it has been stopped."""


def go_on(
    batch_id: UUID, *, clock: Clock, seconds: float | None = None, tell: Tell | None = None
) -> bool:
    """Go on with what an import is at, for some ``seconds`` or to the end; whether something is
    left for later. ``tell`` is told after each part.
    """
    batch = _claimed(batch_id, clock())
    if batch is None:
        return False
    until = None if seconds is None else time.monotonic() + seconds
    is_left = False
    try:
        is_left = _worked(batch, clock, until, tell)
    except Overtaken:
        return False
    except OperationalError:  # the database has gone: whoever comes next goes on
        _release(batch)
        raise
    except Exception as error:
        log.exception("member_import_failed", batch=str(batch.pk))
        _fail(batch, error, clock())
    _release(batch)
    return is_left


def _release(batch: MemberImport) -> None:
    MemberImport.objects.filter(pk=batch.pk).update(claimed_at=None)


def _claimed(batch_id: UUID, now: datetime) -> MemberImport | None:
    """The import, for us alone; nothing when it is in other hands or has nothing to do."""
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM_HOLDS)
    rows = MemberImport.objects.at_work().filter(free, pk=batch_id)
    if not rows.order_by().update(claimed_at=now):
        return None
    return MemberImport.objects.select_related("created_by").get(pk=batch_id)


def _worked(batch: MemberImport, clock: Clock, until: float | None, tell: Tell | None) -> bool:
    """Do part after part until the time is up; whether something is left."""
    for step in _steps(batch, clock):
        step()
        if tell:
            tell(batch)
        if until is not None and time.monotonic() > until:
            return True
    _finish(batch, clock())
    return False


def _steps(batch: MemberImport, clock: Clock) -> Iterator[Callable[[], None]]:
    """What is left to do at the stage the import is in."""
    if batch.stage == Stage.UNDOING:
        for rows in undoing.chunks(batch):
            yield partial(_undo, batch, rows, clock)
        return
    terms = deciding.terms(batch)
    if terms is None:
        raise NoCategory
    today = clocks.day(clock())
    entries, cards = files.read(batch, today), cache(partial(files.cards, batch, today))
    seen = _seen_before(batch, entries)
    while chunk := list(islice(entries, CHUNK)):
        yield partial(_do, batch, chunk, terms, seen, clock, cards)


class NoCategory(Exception):
    """The library has no category of members."""


def _seen_before(batch: MemberImport, entries: Iterator[Entry]) -> Seen:
    """Whom the rows were about that were dealt with before: they are read past."""
    rows = batch.rows.exclude(verdict=Verdict.REFUSED).filter(number__lte=batch.position)
    about = dict(rows.values_list("number", "member"))
    seen = Seen()
    for entry in islice(entries, batch.position):
        if entry.number in about:
            seen.add(entry, about[entry.number])
    return seen


def _do(
    batch: MemberImport,
    chunk: list[Entry],
    terms: Terms,
    seen: Seen,
    clock: Clock,
    cards: Callable[[], Collection[str]],
) -> None:
    """Check or import some rows. Whoever was first with a card or an address is seen the next
    time; then the rows are judged anew.
    """
    for attempt in range(1, ATTEMPTS + 1):
        trial = seen.copy()
        try:
            with transaction.atomic():
                _lock(batch, chunk[0].number - 1)
                now = clock()
                hand = writing.Hand(batch, terms, now, clocks.day(now), cards)
                decisions = _done(chunk, trial, hand)
                _stand(batch, chunk, decisions, clock())
        except (writing.Overtaken, IntegrityError, LibraryError):
            if attempt == ATTEMPTS:
                raise
            batch.refresh_from_db()
        else:
            seen.become(trial)
            return


def _done(chunk: list[Entry], seen: Seen, hand: writing.Hand) -> list[Decision]:
    is_real = hand.batch.stage == Stage.RUNNING
    decisions = list(deciding.decide(chunk, hand.terms, Known(chunk, locked=is_real), seen))
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
        _lock(batch, None)
        outcomes = undoing.undo(batch, rows, now=clock())
        batch.counts = dict(Counter(batch.counts) + Counter(outcomes))
        batch.position, batch.claimed_at = rows[-1].number, clock()
        batch.save(update_fields=["counts", "position", "claimed_at"])


def _lock(batch: MemberImport, position: int | None) -> None:
    """Lock the import, and whatever else is at work: of two at once the one sees what the other has
    brought. Raises ``Overtaken`` when it does not stand at ``position`` any more.
    """
    at_work = db.locked(MemberImport.objects.filter(stage=batch.stage).order_by("pk"))
    now = {each.pk: each for each in at_work}.get(batch.pk)
    if now is None or (position is not None and now.position != position):
        raise Overtaken


def _stand(
    batch: MemberImport, chunk: list[Entry], decisions: list[Decision], now: datetime
) -> None:
    """Note how far the stage has come."""
    came = Counter(str(decision.verdict.value) for decision in decisions)
    batch.counts = dict(Counter(batch.counts) + came)
    batch.position, batch.claimed_at = chunk[-1].number, now
    batch.save(update_fields=["counts", "position", "claimed_at"])


def _finish(batch: MemberImport, now: datetime) -> None:
    """The stage is done. The file is thrown away when it is imported: it is full of people."""
    with transaction.atomic():
        _lock(batch, batch.position)
        if batch.stage != Stage.UNDOING:
            batch.total = batch.position
        if batch.stage != Stage.CHECKING:
            transaction.on_commit(partial(filing.remove, batch.file))
            batch.file = ""
        _ended(batch, _AFTER[Stage(batch.stage)], now)


def _fail(batch: MemberImport, error: Exception, now: datetime) -> None:
    """The file cannot be read on. What was imported of it stays, and can be taken back."""
    is_file = isinstance(error, (grids.Unreadable, OSError))
    with transaction.atomic():
        _lock(batch, None)
        batch.failure = {"code": "unreadable_file" if is_file else "fault", "stage": batch.stage}
        _ended(batch, Stage.FAILED, now)


def _ended(batch: MemberImport, stage: Stage, now: datetime) -> None:
    batch.stage = stage
    batch.finished_at = None if stage == Stage.CHECKED else now
    batch.save(update_fields=["stage", "finished_at", "total", "failure", "file"])
    audit.record(
        f"member_import.{stage.value}",
        actor=batch.created_by,
        now=now,
        interface=INTERFACE,
        batch=str(batch.pk),
        counts=batch.counts,
    )
