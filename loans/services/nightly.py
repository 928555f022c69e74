"""The night's work: more time, fines, what counts as lost, hold shelves, notices, what need not be
remembered any more, and a check of the records, one after the other.

Every step does what is left to do, so it can be done again, or late, and comes to the same. What
fails for one member is noted and does not keep the others waiting; a step that fails as a whole
does not keep the next from its work.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone

from accounts.services import retention
from catalog.models import Branch
from core import db
from core.clock import Clock
from loans import errors
from loans.models import NightlyRun, NightlyStep, NightStep
from loans.services import (
    accrual,
    auto_renewals,
    batches,
    deeds,
    forgetting,
    integrity,
    lost,
    notices,
    reminders,
    shelf,
    turned_up,
)
from loans.services.batches import Report
from loans.services.by import By, ByItself
from members.services import endings, leaving

log = structlog.get_logger("library.loans")
LEASE: Final = timedelta(minutes=15)
"""A run that has not been heard of for so long is dead."""
AFTER: Final = timedelta(hours=2)
"""So long after midnight, by the library's clock, a new night's work begins."""

Tell = Callable[[NightStep, int, int], None]
"""Is told how far a step has come: how many are done, of how many."""
Beat = Callable[[int, int], None]
_Work = Callable[[Sequence[UUID]], Report]


def run(
    as_of: datetime,
    *,
    clock: Clock,
    interface: str,
    steps: Collection[NightStep] = tuple(NightStep),
    tell: Tell = lambda _step, _done, _all: None,
) -> NightlyRun:
    """Do ``steps``, in the order of the night, as of a moment; what they came to is kept.

    Raises ``NightRunning`` when another run is at it.
    """
    night = _claim(as_of, steps, clock(), interface)
    try:
        for step in NightStep:
            if step in steps:
                _do(step, night, clock, tell)
        NightlyRun.objects.filter(pk=night.pk).update(is_running=False, finished_at=clock())
    finally:
        NightlyRun.objects.filter(pk=night.pk).update(is_running=False)
    night.refresh_from_db()
    return night


def run_if_due(*, clock: Clock, interface: str) -> NightlyRun | None:
    """Do the night's work if it has not been done since last night began; the run, if it was due.

    Asked every few minutes, it also makes up for a run that was killed, or for a machine that slept
    through the night.
    """
    now = clock()
    if NightlyRun.objects.filter(is_whole=True, finished_at__gte=_began(now)).exists():
        return None
    try:
        return run(now, clock=clock, interface=interface)
    except errors.NightRunning:
        return None


def _began(now: datetime) -> datetime:
    """When the last night's work was to begin."""
    local = now.astimezone(timezone.get_default_timezone())
    began = local.replace(hour=0, minute=0, second=0, microsecond=0) + AFTER
    return began if began <= local else began - timedelta(days=1)


def _claim(
    as_of: datetime, steps: Collection[NightStep], now: datetime, interface: str
) -> NightlyRun:
    """Become the only run; one that has been silent for too long is over."""
    dead = NightlyRun.objects.filter(is_running=True, alive_at__lt=now - LEASE)
    dead.update(is_running=False)
    claim = {"started_at": now, "alive_at": now, "is_whole": set(steps) == set(NightStep)}
    with (
        db.refusing(
            "night_one_at_a_time", "loans_nightlyrun.is_running", refusal=errors.NightRunning
        ),
        transaction.atomic(),
    ):
        return NightlyRun.objects.create(as_of=as_of, interface=interface, **claim)


def _do(step: NightStep, night: NightlyRun, clock: Clock, tell: Tell) -> None:
    """Do one step and keep what it came to."""

    def beat(done: int, of: int) -> None:
        alive = NightlyRun.objects.filter(pk=night.pk, is_running=True)
        if not alive.update(alive_at=clock()):
            raise errors.NightRunning
        tell(step, done, of)

    kept = NightlyStep(run=night, step=step, started_at=clock())
    report = Report()
    try:
        _WORK[step](ByItself(night.as_of, night.interface), report, beat)
    except errors.NightRunning:  # another run took us for dead, and is at it
        raise
    except Exception:
        log.exception("night_step_broken_off", step=step)
        kept.is_broken = True
    kept.seen, kept.changed, kept.failed = report.seen, report.changed, len(report.failed)
    kept.finished_at = clock()
    kept.save()
    log.info("night_step_done", step=step, seen=kept.seen, changed=kept.changed, failed=kept.failed)


def _in_parts(ids: Sequence[UUID], work: _Work, report: Report, beat: Beat) -> None:
    """Do ``work`` on ``ids`` part by part, with a sign of life before each."""
    for part in batches.of(ids):
        beat(report.seen, len(ids))
        report.add(work(part))


def _renew(by: ByItself, report: Report, beat: Beat) -> None:
    due = auto_renewals.due(by.now)
    _in_parts(due, lambda part: auto_renewals.renew(by=by, loans=part), report, beat)


def _fine(by: ByItself, report: Report, beat: Beat) -> None:
    late = accrual.late_members(by.now)
    _in_parts(late, lambda part: accrual.accrue_all(by=by, members=part), report, beat)


def _lose(by: ByItself, report: Report, beat: Beat) -> None:
    late = lost.long_overdue(by.now)
    _in_parts(late, lambda part: lost.count_long_overdue(by=by, loans=part), report, beat)
    _in_parts(turned_up.due(by.now), partial(_give_back, by), report, beat)


def _give_back(by: ByItself, part: Sequence[UUID]) -> Report:
    return batches.each(part, lambda pk: turned_up.give_back(pk, by=by), fault="not_given_back")


def _clear(by: ByItself, report: Report, beat: Beat) -> None:
    shelves, who = list(Branch.objects.order_by("code")), By(None, by.now, by.interface)
    for number, branch in enumerate(shelves):
        beat(number, len(shelves))
        cleared = shelf.expire(by.now, by=who, branch=branch)
        ended, failed = len(cleared.ended), list[UUID | int](cleared.failed)
        report.add(Report(ended + len(failed), ended, failed))


def _notice(by: ByItself, report: Report, beat: Beat) -> None:
    due = reminders.due(by.now)
    _in_parts(due, lambda part: reminders.note(by=by, loans=part), report, beat)
    for ids, tell in (
        (notices.shelved(by.now), notices.remind),
        (endings.ahead(by.now), endings.tell),
    ):
        _in_parts(ids, partial(_told, tell, by), report, beat)


def _told(tell: Callable[..., int], by: ByItself, part: Sequence[UUID]) -> Report:
    """Tell a part at once; where that fails, each alone, so that only who is at fault goes
    without.
    """
    try:
        with transaction.atomic():
            return Report(len(part), tell(part, now=by.now))
    except Exception:
        log.exception("notices_not_noted", count=len(part))
    return batches.each(part, lambda pk: tell([pk], now=by.now), fault="notice_not_noted")


def _forget(by: ByItself, report: Report, beat: Beat) -> None:
    old = deeds.older_than(deeds.KEPT.before(by.now))
    _in_parts(old, lambda part: Report(len(part), deeds.forget(part)), report, beat)


def _forget_history(by: ByItself, report: Report, beat: Beat) -> None:
    due = forgetting.due(by.now)
    _in_parts(due, lambda part: forgetting.forget_all(by=by, members=part), report, beat)


def _let_leave(by: ByItself, report: Report, beat: Beat) -> None:
    def go(member_id: UUID) -> int:
        return leaving.carry_out(member_id, now=by.now, interface=by.interface)

    waiting = leaving.waiting()
    _in_parts(waiting, lambda part: batches.each(part, go, fault="leaver_stays"), report, beat)


def _clear_away(by: ByItself, report: Report, beat: Beat) -> None:
    for number, term in enumerate(retention.RULES):
        beat(number, len(retention.RULES))
        gone = retention.clear(term, now=by.now)
        report.add(Report(gone, gone))


def _check(by: ByItself, report: Report, beat: Beat) -> None:
    for number, check in enumerate(integrity.CHECKS):
        beat(number, len(integrity.CHECKS))
        found = integrity.faults_of(check, by.now)
        report.add(Report(1, 0, [fault.row for fault in found.faults]))
        for fault in found.faults:
            log.error("integrity_fault", check=check.code, row=str(fault.row))


_WORK: Final[Mapping[NightStep, Callable[[ByItself, Report, Beat], None]]] = {
    NightStep.RENEWALS: _renew,
    NightStep.FINES: _fine,
    NightStep.LOST: _lose,
    NightStep.SHELF: _clear,
    NightStep.NOTICES: _notice,
    NightStep.DEEDS: _forget,
    NightStep.HISTORY: _forget_history,
    NightStep.LEAVERS: _let_leave,
    NightStep.RETENTION: _clear_away,
    NightStep.INTEGRITY: _check,
}
