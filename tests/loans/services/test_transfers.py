from dataclasses import replace
from datetime import date

import pytest

from catalog.domain.copies import State
from catalog.models import Branch
from loans.domain.returns import Next
from loans.models import HoldState, Transfer
from loans.services import returns
from loans.services.situation import Desk
from members.models import Member
from tests.factories.catalog import BranchFactory, CopyFactory
from tests.factories.holds import HoldFactory
from tests.factories.loans import LoanFactory
from tests.loans.services.desks import codes, later, now_stands

pytestmark = pytest.mark.django_db


def test_a_hold_for_another_branch_travels_there(
    ada: Member, hill: Branch, at_desk: Desk, at_hill: Desk
) -> None:
    loan = LoanFactory()
    hold = HoldFactory(book=loan.copy.book, member=ada, pickup_branch=hill)
    sent = returns.take_back(loan.copy.barcode, desk=at_desk)
    assert sent.next is Next.SEND_TO_BRANCH
    assert sent.next_step == "Send it to Hill branch, where Ada Nowak waits for it."
    hold.refresh_from_db()
    assert (hold.state, hold.expires_on) == (HoldState.IN_TRANSIT, None)
    arrived = returns.take_back(loan.copy.barcode, desk=later(at_hill, days=1))
    assert arrived.next is Next.HOLD_SHELF
    assert codes(arrived) == ["arrived", "other_branch"]
    assert arrived.findings[0]["message"] == "It has arrived from Harbour branch."
    hold.refresh_from_db()
    assert (hold.state, hold.expires_on) == (HoldState.WAITING, date(2026, 5, 12))
    transfer = Transfer.objects.get()
    assert transfer.has_arrived
    assert transfer.hold == hold


def test_a_copy_that_turns_up_at_a_third_branch_is_sent_on(
    ada: Member, hill: Branch, at_desk: Desk
) -> None:
    copy = CopyFactory()
    HoldFactory(book=copy.book, member=ada, pickup_branch=hill)
    mill = BranchFactory(code="mill", name="Mill branch")
    returns.take_back(copy.barcode, desk=at_desk)
    done = returns.take_back(copy.barcode, desk=replace(at_desk, branch=mill))
    assert codes(done) == ["not_on_loan", "wrong_arrival", "other_branch"]
    assert done.findings[1]["message"] == "It was on its way to Hill branch."
    assert done.next_step == "Send it to Hill branch, where Ada Nowak waits for it."
    ended, going = Transfer.objects.order_by("sent_at", "pk")
    assert (ended.has_arrived, going.from_branch, going.ended_at) == (False, mill, None)


def test_a_copy_of_another_branch_goes_home(hill: Branch, at_desk: Desk, at_hill: Desk) -> None:
    copy = LoanFactory(copy__branch=hill).copy
    done = returns.take_back(copy.barcode, desk=at_desk)
    assert done.next_step == "Send it to Hill branch."
    assert now_stands(copy) is State.IN_TRANSIT
    home = returns.take_back(copy.barcode, desk=at_hill)
    assert (home.next, codes(home)) == (Next.RESHELVE, ["arrived"])
    assert now_stands(copy) is State.AVAILABLE
