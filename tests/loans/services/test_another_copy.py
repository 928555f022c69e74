"""Whoever has a copy set aside for them, and borrows another one of that book."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from accounts.models.audit import Interface
from catalog.domain.copies import State
from catalog.models import Branch, Copy
from loans import errors
from loans.domain.overrides import Given
from loans.models import Hold, HoldState, Loan, Transfer
from loans.selectors import holds_seen
from loans.services import checkout, returns, shelf, undo
from loans.services.by import at
from loans.services.checkout import Lent
from loans.services.situation import Desk
from members.models import Member
from tests.factories.catalog import CopyFactory
from tests.factories.holds import HoldFactory
from tests.loans.services.desks import later, now_stands

pytestmark = pytest.mark.django_db
Setting = Callable[..., Hold]
INSISTS = Given({"held_for_other": "This one is in large print"})


@pytest.fixture
def other(copy: Copy) -> Copy:
    """Another copy of the book, free."""
    made: Copy = CopyFactory(book=copy.book, branch=copy.branch)
    return made


@pytest.fixture
def set_aside(copy: Copy, at_desk: Desk) -> Setting:
    """A hold of a member for which ``copy`` was scanned at the desk."""

    def made(member: Member, pickup: Branch, **columns: object) -> Hold:
        hold: Hold = HoldFactory(book=copy.book, member=member, pickup_branch=pickup, **columns)
        assert returns.take_back(copy.barcode, desk=at_desk).place.hold == hold
        hold.refresh_from_db()
        return hold

    return made


def told(done: Lent) -> list[str]:
    return [each["message"] for each in done.findings if each["code"] == "other_copy_released"]


def test_the_hold_is_filled_and_the_copy_goes_back_to_its_shelf(
    ada: Member, copy: Copy, other: Copy, harbour: Branch, at_desk: Desk, set_aside: Setting
) -> None:
    hold = set_aside(ada, harbour)
    done = checkout.lend_copy(other.barcode, ada.pk, desk=later(at_desk, hours=1))
    hold.refresh_from_db()
    assert (done.filled, hold.state, hold.loan) == (hold, HoldState.FILLED, done.loan)
    assert now_stands(copy) is State.AVAILABLE
    assert told(done) == [
        f"The copy {copy.barcode} (Harbour branch) was set aside for the member and is not needed. "
        "Put it back on the shelf."
    ]
    assert holds_seen.to_clear(harbour) == [hold]
    returns.take_back(copy.barcode, desk=later(at_desk, hours=2))
    assert holds_seen.to_clear(harbour) == []


def test_the_copy_goes_to_the_next_who_waits(
    ada: Member,
    ben: Member,
    copy: Copy,
    other: Copy,
    harbour: Branch,
    office: Desk,
    set_aside: Setting,
) -> None:
    hold = set_aside(ada, harbour)
    behind = HoldFactory(book=copy.book, member=ben, pickup_branch=harbour)
    done = checkout.lend_copy(other.barcode, ada.pk, desk=office, given=INSISTS)
    behind.refresh_from_db()
    assert (done.filled, behind.state, behind.captured_copy) == (hold, HoldState.WAITING, copy)
    assert told(done)[0].endswith(f"Put it on the hold shelf for {ben} until Mon, 11 May 2026.")


def test_a_copy_on_its_way_travels_on_and_is_looked_at_there(
    ada: Member,
    copy: Copy,
    other: Copy,
    hill: Branch,
    at_desk: Desk,
    at_hill: Desk,
    set_aside: Setting,
) -> None:
    hold = set_aside(ada, hill)
    done = checkout.lend_copy(other.barcode, ada.pk, desk=at_desk)
    assert done.filled == hold
    assert Transfer.objects.open().get().hold is None
    assert told(done) == [
        f"The copy {copy.barcode} (Hill branch) was set aside for the member and is not needed."
    ]
    assert returns.take_back(copy.barcode, desk=at_hill).place.to_branch == copy.branch


def test_a_hold_on_one_copy_stays(
    ada: Member, copy: Copy, other: Copy, harbour: Branch, at_desk: Desk, set_aside: Setting
) -> None:
    hold = set_aside(ada, harbour, copy=copy)
    done = checkout.lend_copy(other.barcode, ada.pk, desk=at_desk)
    hold.refresh_from_db()
    assert (done.filled, done.findings, hold.state) == (None, [], HoldState.WAITING)


def test_a_member_alone_is_told_nothing_of_others(
    ada: Member, copy: Copy, other: Copy, harbour: Branch, at_desk: Desk, set_aside: Setting
) -> None:
    hold = set_aside(ada, harbour)
    assert ada.user
    alone = replace(at_desk, actor=ada.user, branch=None, interface=Interface.API)
    done = checkout.lend_copy(other.barcode, ada.pk, desk=alone)
    assert (done.filled, done.findings) == (hold, [])
    assert now_stands(copy) is State.AVAILABLE


def test_undone_it_is_set_aside_again(
    ada: Member,
    ben: Member,
    copy: Copy,
    other: Copy,
    harbour: Branch,
    office: Desk,
    set_aside: Setting,
) -> None:
    """Two copies change hands: the one lent was set aside for Ben, who gets the one for Ada."""
    mine = set_aside(ada, harbour)
    his = HoldFactory(book=copy.book, member=ben, pickup_branch=harbour)
    returns.take_back(other.barcode, desk=office)
    before = list(Hold.objects.order_by("pk").values())
    done = checkout.lend_copy(other.barcode, ada.pk, desk=later(office, hours=1), given=INSISTS)
    his.refresh_from_db()
    assert (done.filled, his.state, his.captured_copy) == (mine, HoldState.WAITING, copy)
    assert done.deed
    undo.undo(done.deed, desk=later(office, hours=2))
    assert list(Hold.objects.order_by("pk").values()) == before
    assert [now_stands(each) for each in (copy, other)] == [State.ON_HOLD_SHELF] * 2
    assert not Loan.objects.exists()


def test_who_has_got_the_copy_since_stands_in_the_way_of_undo(
    ada: Member,
    ben: Member,
    copy: Copy,
    other: Copy,
    harbour: Branch,
    office: Desk,
    set_aside: Setting,
) -> None:
    set_aside(ada, harbour)
    done = checkout.lend_copy(other.barcode, ada.pk, desk=office)
    checkout.lend_copy(copy.barcode, ben.pk, desk=later(office, hours=1))
    assert done.deed
    with pytest.raises(errors.LaterDeed, match=copy.barcode):
        undo.undo(done.deed, desk=later(office, hours=2))


def test_a_copy_that_never_arrived_stands_in_the_way_of_undo(
    ada: Member, copy: Copy, other: Copy, hill: Branch, office: Desk, set_aside: Setting
) -> None:
    set_aside(ada, hill)
    done = checkout.lend_copy(other.barcode, ada.pk, desk=office)
    shelf.not_found(copy.pk, by=at(later(office, hours=1)))
    assert done.deed
    with pytest.raises(errors.ChangedSince):
        undo.undo(done.deed, desk=later(office, hours=2))
