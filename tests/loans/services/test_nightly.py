from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django_q.models import Schedule

from accounts.models import AuditEntry
from accounts.models.audit import Interface
from catalog.models import Branch
from loans import errors, jobs
from loans.models import (
    AccountLine,
    Deed,
    DeedSubject,
    Loan,
    NightlyRun,
    NightlyStep,
    NightStep,
    Policy,
)
from loans.services import accrual, batches, ledger, nightly, reminders
from members.models import Member, Notice
from members.services import endings
from tests.factories.loans import LoanFactory
from tests.loans.services.accounts import TERMS, assert_sound, late_loan

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 5, 6, 3, 0, tzinfo=UTC)
WORK = (
    NightStep.RENEWALS,
    NightStep.FINES,
    NightStep.LOST,
    NightStep.SHELF,
    NightStep.NOTICES,
    NightStep.DEEDS,
)


class Hands:
    """A clock that is set by hand."""

    def __init__(self, at: datetime = MORNING) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


def nights(days: int) -> datetime:
    return MORNING + timedelta(days=days)


def run(days: int = 0, *steps: NightStep) -> NightlyRun:
    chosen = steps or WORK
    clock = Hands(nights(days))
    return nightly.run(nights(days), clock=clock, interface=Interface.JOB, steps=chosen)


def counts(night: NightlyRun) -> dict[str, tuple[int, int, int]]:
    return {each.step: (each.seen, each.changed, each.failed) for each in night.steps.all()}


def test_it_does_every_step_in_order_and_keeps_what_they_came_to(
    ada: Member, ben: Member, harbour: Branch
) -> None:
    late_loan(ada, days=3, branch=harbour)
    late_loan(ben, days=40, terms={"lost_after_days": 30}, branch=harbour)
    night = run()
    assert [each.step for each in night.steps.all()] == [
        "renewals",
        "fines",
        "lost",
        "shelf",
        "notices",
        "deeds",
    ]
    assert counts(night) == {
        "renewals": (0, 0, 0),
        "fines": (2, 2, 0),
        "lost": (1, 1, 0),
        "shelf": (0, 0, 0),
        "notices": (1, 1, 0),
        "deeds": (0, 0, 0),
    }
    assert (night.is_running, night.finished_at, night.is_whole) == (False, MORNING, False)


def test_done_again_it_changes_nothing(ada: Member, ben: Member, harbour: Branch) -> None:
    late_loan(ada, days=3, branch=harbour)
    late_loan(ben, days=40, terms={"lost_after_days": 30}, branch=harbour)
    run()
    before = list(AccountLine.objects.order_by("id").values()), AuditEntry.objects.count()
    assert {changed for _seen, changed, _failed in counts(run()).values()} == {0}
    assert before == (list(AccountLine.objects.order_by("id").values()), AuditEntry.objects.count())


def test_three_nights_off_come_to_the_same_as_none(
    ada: Member, ben: Member, harbour: Branch
) -> None:
    terms = {"grace_days": 1, "fine_cap": 100}
    late_loan(ada, terms=terms, branch=harbour)
    for days in range(1, 6):
        run(days)
    each_night = ledger.balance(ada.pk)
    late_loan(ben, terms=terms, branch=harbour)
    run(1)
    run(5)
    assert each_night == ledger.balance(ben.pk) == 80
    assert_sound(ben)


def test_renewed_before_it_is_fined_even_when_nights_were_off(ada: Member, harbour: Branch) -> None:
    Policy.objects.update(fine_per_day=20)
    loan = late_loan(ada, terms={"auto_renew": True}, branch=harbour)
    assert counts(run(3))["renewals"] == (1, 1, 0)
    loan.refresh_from_db()
    assert loan.renewals == 1
    assert ledger.balance(ada.pk) == 0


def test_a_single_step_can_be_done(ada: Member, harbour: Branch) -> None:
    late_loan(ada, days=3, branch=harbour)
    night = run(0, NightStep.NOTICES)
    assert list(counts(night)) == ["notices"]
    assert not AccountLine.objects.exists()


def test_one_failing_member_is_counted_and_the_others_go_on(
    ada: Member, ben: Member, harbour: Branch
) -> None:
    bad = late_loan(ada, days=3, branch=harbour)
    late_loan(ben, days=3, branch=harbour)
    Loan.objects.filter(pk=bad.pk).update(policy_terms=TERMS | {"grace_days": "two"})
    assert counts(run())["fines"] == (2, 1, 1)
    assert ledger.balance(ben.pk) == 60


def test_a_step_that_breaks_off_does_not_stop_the_next(ada: Member, harbour: Branch) -> None:
    late_loan(ada, days=3, branch=harbour)
    with mock.patch.object(accrual, "late_members", side_effect=RuntimeError("no such table")):
        night = run()
    assert night.finished_at
    assert list(night.steps.filter(is_broken=True).values_list("step", flat=True)) == ["fines"]
    assert counts(night)["notices"] == (1, 1, 0)


def test_two_runs_at_once_are_one(ada: Member, harbour: Branch) -> None:
    late_loan(ada, days=3, branch=harbour)
    whole, refused = reminders.due, []

    def meanwhile(now: Any) -> Any:
        with pytest.raises(errors.NightRunning) as caught:
            run()
        refused.append(caught.value.code)
        return whole(now)

    with mock.patch.object(reminders, "due", meanwhile):
        run()
    assert refused == ["night_running"]
    assert NightlyRun.objects.count() == 1


def test_a_run_that_died_is_followed_by_the_next(db: None) -> None:
    dead = NightlyRun.objects.create(
        as_of=MORNING, interface="job", started_at=MORNING, alive_at=MORNING
    )
    just_before, just_after = nightly.LEASE, nightly.LEASE + timedelta(seconds=1)
    with pytest.raises(errors.NightRunning):
        nightly.run(MORNING, clock=Hands(MORNING + just_before), interface="job")
    assert nightly.run(MORNING, clock=Hands(MORNING + just_after), interface="job").finished_at
    dead.refresh_from_db()
    assert (dead.is_running, dead.finished_at) == (False, None)


def test_a_run_that_was_taken_for_dead_stops(ada: Member, harbour: Branch) -> None:
    late_loan(ada, days=3, branch=harbour)
    whole = reminders.due

    def slow(now: Any) -> Any:
        NightlyRun.objects.update(is_running=False)
        return whole(now)

    with mock.patch.object(reminders, "due", slow), pytest.raises(errors.NightRunning):
        run()
    assert not AuditEntry.objects.filter(action="loan.overdue").exists()


def test_a_long_step_says_how_far_it_is(ada: Member, harbour: Branch) -> None:
    LoanFactory.create_batch(3, member=ada, branch=harbour, due_at=nights(-2), loaned_at=nights(-9))
    told: list[tuple[str, int, int]] = []

    def tell(step: NightStep, done: int, of: int) -> None:
        told.append((step.value, done, of))

    steps = [NightStep.NOTICES]
    with mock.patch.object(batches.of, "__defaults__", (2,)):
        nightly.run(MORNING, clock=Hands(), interface="job", steps=steps, tell=tell)
    assert told == [("notices", 0, 3), ("notices", 2, 3)]


def test_however_many_deeds_are_old_they_go_part_by_part(db: None) -> None:
    old = {"kind": "return", "at": nights(-40), "interface": "desk", "sentence": "Returned."}
    deeds = Deed.objects.bulk_create([Deed(**old) for _ in range(5)])
    DeedSubject.objects.bulk_create(DeedSubject(deed=each, subject=each.id) for each in deeds)
    told: list[int] = []
    with mock.patch.object(batches.of, "__defaults__", (2,)):
        night = nightly.run(
            MORNING,
            clock=Hands(),
            interface="job",
            steps=[NightStep.DEEDS],
            tell=lambda _step, done, _of: told.append(done),
        )
    assert told == [0, 2, 4]
    assert counts(night) == {"deeds": (5, 5, 0)}
    assert not Deed.objects.exists()


def test_it_is_due_once_a_night_after_two(db: None, settings: Any) -> None:
    clock = Hands(datetime(2026, 5, 6, 1, 59, tzinfo=UTC))

    def done() -> bool:
        return nightly.run_if_due(clock=clock, interface="job") is not None

    assert [done(), done()] == [True, False]  # last night's, made up for
    clock.at = datetime(2026, 5, 6, 2, 0, tzinfo=UTC)
    assert [done(), done()] == [True, False]
    clock.at = datetime(2026, 5, 7, 1, 59, tzinfo=UTC)
    assert not done()
    clock.at = datetime(2026, 5, 9, 17, 0, tzinfo=UTC)
    assert [done(), done()] == [True, False]


def test_a_step_done_by_hand_does_not_stand_for_the_night(db: None) -> None:
    run(0, NightStep.FINES)
    assert nightly.run_if_due(clock=Hands(), interface="job")


def test_while_another_runs_it_is_not_due(db: None) -> None:
    NightlyRun.objects.create(as_of=MORNING, interface="job", started_at=MORNING, alive_at=MORNING)
    assert nightly.run_if_due(clock=Hands(), interface="job") is None


def test_the_worker_does_it_once(db: None) -> None:
    assert jobs.night() == str(NightlyRun.objects.get().pk)
    assert jobs.night() == ""
    assert NightlyStep.objects.count() == len(NightStep)


def test_the_worker_asks_by_itself(db: None) -> None:
    schedule = Schedule.objects.get(func="loans.jobs.night")
    assert schedule.schedule_type == Schedule.MINUTES
    assert schedule.minutes == 15


def test_one_member_who_cannot_be_told_keeps_nobody_else_from_it(
    ada: Member, ben: Member, harbour: Branch
) -> None:
    Member.objects.update(expires_on=MORNING.date() + timedelta(days=7))
    real = endings._cause

    def fails_for_ada(member: Member, book: Any) -> Any:
        if member.pk == ada.pk:
            raise RuntimeError("a fault")
        return real(member, book)

    with mock.patch.object(endings, "_cause", fails_for_ada):
        night = run(0, NightStep.NOTICES)
    assert counts(night) == {"notices": (2, 1, 1)}
    assert not night.steps.get().is_broken
    told = Notice.objects.filter(event=endings.EVENT)
    assert list(told.values_list("member_id", flat=True)) == [ben.pk]
    assert counts(run(0, NightStep.NOTICES)) == {"notices": (1, 1, 0)}
