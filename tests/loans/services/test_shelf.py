from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import AuditEntry, User
from accounts.models.audit import Interface
from catalog.domain.copies import State
from catalog.models import Branch, Copy
from loans import errors
from loans.domain.returns import Next
from loans.models import DatedDay, Hold, HoldState, Transfer, Weekday, WeeklyHours
from loans.services import captures, holds, returns, shelf
from loans.services.by import at
from loans.services.situation import Desk
from members.models import Member
from tests.factories.catalog import CopyFactory
from tests.factories.holds import HoldFactory
from tests.factories.loans import LoanFactory
from tests.loans.services.desks import later

pytestmark = pytest.mark.django_db


def test_a_copy_that_comes_back_waits_for_the_first_in_the_queue(
    ada: Member, ben: Member, harbour: Branch, at_desk: Desk
) -> None:
    WeeklyHours.objects.create(branch=harbour, weekday=Weekday.SUNDAY)
    DatedDay.objects.create(branch=harbour, on=date(2026, 5, 8), name="Works outing")
    loan = LoanFactory()
    first = HoldFactory(book=loan.copy.book, member=ada)
    second = HoldFactory(book=loan.copy.book, member=ben)
    done = returns.take_back(loan.copy.barcode, desk=at_desk)
    assert done.next is Next.HOLD_SHELF
    assert done.next_step == "Put it on the hold shelf for Ada Nowak until Wed, 13 May 2026."
    first.refresh_from_db()
    second.refresh_from_db()
    loan.copy.refresh_from_db()
    assert (first.state, first.position) == (HoldState.WAITING, None)
    assert (first.captured_copy, first.waiting_since) == (loan.copy, at_desk.now)
    assert (second.state, second.position) == (HoldState.QUEUED, 1)
    assert loan.copy.state is State.ON_HOLD_SHELF
    assert not Copy.objects.free().filter(pk=loan.copy.pk)


@pytest.mark.parametrize(
    "flags",
    [{"damaged_at": datetime(2026, 5, 1, tzinfo=UTC)}, {"reference_only": True}],
)
def test_what_cannot_be_lent_waits_for_nobody(at_desk: Desk, flags: dict[str, object]) -> None:
    hold = HoldFactory()
    copy = CopyFactory(book=hold.book, **flags)
    done = returns.take_back(copy.barcode, desk=at_desk)
    assert done.next in (Next.ASK_LIBRARIAN, Next.RESHELVE)
    hold.refresh_from_db()
    assert hold.position == 1


def test_a_copy_from_the_shelf_is_set_aside_when_it_is_scanned(ada: Member, at_desk: Desk) -> None:
    hold = HoldFactory(member=ada)
    copy = CopyFactory(book=hold.book)
    done = returns.take_back(copy.barcode, desk=at_desk)
    assert (done.next, done.place.hold) == (Next.HOLD_SHELF, hold)


def test_a_second_scan_gives_nobody_more_days(ada: Member, at_desk: Desk) -> None:
    hold = HoldFactory(member=ada)
    copy = CopyFactory(book=hold.book)
    HoldFactory(book=hold.book)
    until = returns.take_back(copy.barcode, desk=at_desk).place.hold
    again = returns.take_back(copy.barcode, desk=later(at_desk, days=2)).place.hold
    assert until
    assert again
    assert (again.pk, again.expires_on) == (hold.pk, until.expires_on)


def test_suspended_holds_and_those_for_another_copy_are_passed_over(
    ada: Member, at_desk: Desk
) -> None:
    asleep = HoldFactory(is_suspended=True)
    other = CopyFactory(book=asleep.book)
    HoldFactory(book=asleep.book, copy=other)
    awake = HoldFactory(book=asleep.book, is_suspended=True, suspended_until=date(2026, 5, 6))
    copy = CopyFactory(book=asleep.book)
    done = returns.take_back(copy.barcode, desk=at_desk)
    assert done.place.hold == awake
    awake.refresh_from_db()
    assert not awake.is_suspended
    assert [hold.position for hold in Hold.objects.queue_of(asleep.book_id)] == [1, 2]


def test_what_a_member_returns_alone_is_not_set_aside(
    ada: Member, ben: Member, at_desk: Desk
) -> None:
    assert ada.user
    loan = LoanFactory(member=ada)
    hold = HoldFactory(book=loan.copy.book, member=ben)
    alone = replace(at_desk, actor=ada.user, branch=None, interface=Interface.API)
    done = returns.return_loan(loan.pk, desk=alone)
    assert (done.next, done.place.hold) == (Next.RESHELVE, None)
    hold.refresh_from_db()
    assert hold.position == 1


def test_giving_up_what_waits_serves_the_next_at_once(
    ada: Member, ben: Member, hill: Branch, at_desk: Desk
) -> None:
    copy = CopyFactory()
    first = HoldFactory(book=copy.book, member=ada)
    second = HoldFactory(book=copy.book, member=ben)
    third = HoldFactory(book=copy.book, pickup_branch=hill)
    returns.take_back(copy.barcode, desk=at_desk)
    holds.cancel(first.pk, desk=later(at_desk, days=1))
    second.refresh_from_db()
    assert (second.state, second.expires_on) == (HoldState.WAITING, date(2026, 5, 12))
    holds.cancel(second.pk, desk=later(at_desk, days=2))
    third.refresh_from_db()
    copy.refresh_from_db()
    assert (third.state, copy.state) == (HoldState.IN_TRANSIT, State.IN_TRANSIT)
    assert copy.last_seen_at == at_desk.now
    holds.cancel(third.pk, desk=later(at_desk, days=2))
    assert Transfer.objects.open().get().hold is None


def test_what_nobody_else_waits_for_is_free_or_goes_home(
    hill: Branch, at_desk: Desk, at_hill: Desk
) -> None:
    here, away = CopyFactory(), CopyFactory(branch=hill)
    for copy in (here, away):
        hold = HoldFactory(book=copy.book)
        returns.take_back(copy.barcode, desk=at_desk)
        holds.cancel(hold.pk, desk=at_desk)
        copy.refresh_from_db()
    assert (here.state, away.state) == (State.AVAILABLE, State.IN_TRANSIT)


def test_the_last_day_still_counts_by_the_clock_of_the_branch(
    ada: Member, ben: Member, at_desk: Desk
) -> None:
    copy = CopyFactory()
    first = HoldFactory(book=copy.book, member=ada, pickup_days=2)
    second = HoldFactory(book=copy.book, member=ben)
    returns.take_back(copy.barcode, desk=at_desk)
    last_minute = datetime(2026, 5, 8, 21, 59, 59, tzinfo=UTC)
    assert shelf.expire(last_minute).ended == []
    done = shelf.expire(last_minute + timedelta(seconds=1))
    assert (done.ended, done.failed) == ([first.pk], [])
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (HoldState.EXPIRED, HoldState.WAITING)
    assert second.expires_on == date(2026, 5, 14)
    assert shelf.expire(last_minute + timedelta(seconds=1)).ended == []
    assert AuditEntry.objects.get(action="hold.expired").actor is None


def test_one_that_fails_leaves_the_others_be(
    at_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = {"position": None, "state": HoldState.WAITING, "expires_on": date(2026, 5, 5)}
    ill, well = (
        HoldFactory(
            captured_copy=CopyFactory(on_hold_shelf=True), waiting_since=at_desk.now, **waits
        )
        for _ in range(2)
    )
    sound = captures.end

    def end(hold: Hold, state: HoldState, **more: object) -> None:
        if hold.pk == ill.pk:
            raise RuntimeError("a broken row")
        sound(hold, state, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(captures, "end", end)
    done = shelf.expire(at_desk.now)
    assert (done.ended, done.failed) == ([well.pk], [ill.pk])
    ill.refresh_from_db()
    assert ill.state == HoldState.WAITING


def test_a_branch_clears_its_own_shelf(hill: Branch, harbour: Branch, at_desk: Desk) -> None:
    waits = {"position": None, "state": HoldState.WAITING, "expires_on": date(2026, 5, 5)}
    here, there = (
        HoldFactory(captured_copy=CopyFactory(on_hold_shelf=True), pickup_branch=branch, **waits)
        for branch in (harbour, hill)
    )
    assert shelf.expire(at_desk.now, by=at(at_desk), branch=harbour).ended == [here.pk]
    there.refresh_from_db()
    assert there.state == HoldState.WAITING


def test_a_calendar_without_open_days_keeps_nothing_in_the_hand(
    harbour: Branch, at_desk: Desk
) -> None:
    for weekday in Weekday:
        WeeklyHours.objects.create(branch=harbour, weekday=weekday)
    hold = HoldFactory()
    returns.take_back(CopyFactory(book=hold.book).barcode, desk=at_desk)
    hold.refresh_from_db()
    assert hold.expires_on == date(2026, 5, 11)


def test_a_copy_that_is_not_where_it_should_be_is_missing(
    ada: Member, vera: User, at_desk: Desk
) -> None:
    hold = HoldFactory(member=ada)
    copy = CopyFactory(book=hold.book)
    returns.take_back(copy.barcode, desk=at_desk)
    shelf.not_found(copy.pk, by=at(at_desk))
    hold.refresh_from_db()
    copy.refresh_from_db()
    assert (hold.state, hold.position) == (HoldState.QUEUED, 1)
    assert copy.state is State.MISSING
    assert AuditEntry.objects.get(action="copy.missed").actor == vera
    found = returns.take_back(copy.barcode, desk=at_desk)
    assert found.place.hold == hold
    with pytest.raises(errors.CopyNotHere):
        shelf.not_found(LoanFactory().copy.pk, by=at(at_desk))


def test_a_copy_found_damaged_serves_nobody_and_puts_its_hold_back(
    ada: Member, at_desk: Desk
) -> None:
    hold = HoldFactory(member=ada)
    copy = CopyFactory(book=hold.book)
    returns.take_back(copy.barcode, desk=at_desk)
    Copy.objects.filter(pk=copy.pk).update(damaged_at=at_desk.now)
    done = returns.take_back(copy.barcode, desk=at_desk)
    assert done.next is Next.ASK_LIBRARIAN
    hold.refresh_from_db()
    assert (hold.state, hold.position) == (HoldState.QUEUED, 1)


def test_what_was_cleared_stays_on_the_list_until_it_is_in_a_hand(
    ada: Member, at_desk: Desk
) -> None:
    hold = HoldFactory(member=ada)
    copy = CopyFactory(book=hold.book)
    returns.take_back(copy.barcode, desk=at_desk)
    holds.cancel(hold.pk, desk=later(at_desk, hours=1))
    assert list(Hold.objects.cleared_from_shelf()) == [hold]
    returns.take_back(copy.barcode, desk=later(at_desk, hours=2))
    assert not Hold.objects.cleared_from_shelf().exists()
