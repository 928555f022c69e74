"""Whatever is done to holds, in whatever order, leaves a sound library."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from accounts.models.audit import Interface
from catalog.models import Book, Copy
from core.errors import LibraryError
from loans.models import Hold, HoldState, Loan, Transfer
from loans.models.hold import CAPTURED
from loans.services import checkout, holds, returns, shelf
from loans.services.by import at
from loans.services.situation import Desk
from members.services import leaving
from tests.factories.accounts import UserFactory
from tests.factories.catalog import BookFactory, BranchFactory, CopyFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
NUMBERS = st.integers(min_value=0, max_value=30)


class Library(RuleBasedStateMachine):
    """Two books, three copies, two branches, four members, and desks that do anything."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        clerk = UserFactory(role="librarian")
        self.branches = [BranchFactory(), BranchFactory(code="hill", name="Hill")]
        self.books = [BookFactory(title="One"), BookFactory(title="Two")]
        self.copies = [
            CopyFactory(book=self.books[0], branch=self.branches[0]),
            CopyFactory(book=self.books[0], branch=self.branches[1]),
            CopyFactory(book=self.books[1], branch=self.branches[0]),
        ]
        self.members = [MemberFactory(category__code="adult") for _ in range(4)]
        start = datetime(2026, 5, 6, 8, 0, tzinfo=UTC)
        self.desk = Desk(clerk, self.branches[0], start, Interface.DESK)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def at(self, branch: int) -> Desk:
        self.desk = replace(self.desk, now=self.desk.now + timedelta(hours=1))
        return replace(self.desk, branch=self.branches[branch % 2])

    def hold(self, number: int) -> Hold | None:
        known = list(Hold.objects.order_by("placed_at", "pk"))
        return known[number % len(known)] if known else None

    def member(self, number: int) -> Any:
        return self.members[number % len(self.members)]

    @rule(who=NUMBERS, what=NUMBERS, where=NUMBERS)
    def place(self, who: int, what: int, where: int) -> None:
        desk = self.at(where)
        pickup = self.branches[where % 2]
        with suppress(LibraryError):
            holds.on_book(self.books[what % 2].pk, self.member(who).pk, pickup=pickup, desk=desk)

    @rule(who=NUMBERS, what=NUMBERS, where=NUMBERS)
    def place_on_copy(self, who: int, what: int, where: int) -> None:
        desk = self.at(where)
        copy, pickup = self.copies[what % 3], self.branches[where % 2]
        with suppress(LibraryError):
            holds.on_copy(copy.barcode, self.member(who).pk, pickup=pickup, desk=desk)

    @rule(number=NUMBERS)
    def cancel(self, number: int) -> None:
        if hold := self.hold(number):
            with suppress(LibraryError):
                holds.cancel(hold.pk, desk=self.at(0))

    @rule(number=NUMBERS, rests=st.booleans())
    def rest(self, number: int, rests: bool) -> None:
        if hold := self.hold(number):
            with suppress(LibraryError):
                if rests:
                    holds.suspend(hold.pk, until=None, desk=self.at(0))
                else:
                    holds.resume(hold.pk, desk=self.at(0))

    @rule(number=NUMBERS, place=NUMBERS)
    def move(self, number: int, place: int) -> None:
        if hold := self.hold(number):
            with suppress(LibraryError):
                holds.move(hold.pk, position=place, desk=self.at(0))

    @rule(number=NUMBERS, where=NUMBERS)
    def change_pickup(self, number: int, where: int) -> None:
        if hold := self.hold(number):
            with suppress(LibraryError):
                pickup = self.branches[where % 2]
                holds.change_pickup(hold.pk, pickup=pickup, desk=self.at(0))

    @rule(what=NUMBERS, where=NUMBERS)
    def scan(self, what: int, where: int) -> None:
        returns.take_back(self.copies[what % 3].barcode, desk=self.at(where))

    @rule(who=NUMBERS, what=NUMBERS, where=NUMBERS)
    def lend(self, who: int, what: int, where: int) -> None:
        copy = self.copies[what % 3]
        with suppress(LibraryError):
            checkout.lend_copy(copy.barcode, self.member(who).pk, desk=self.at(where))

    @rule(what=NUMBERS)
    def miss(self, what: int) -> None:
        with suppress(LibraryError):
            shelf.not_found(self.copies[what % 3].pk, by=at(self.at(0)))

    @rule(days=st.integers(min_value=1, max_value=8))
    def nights_pass(self, days: int) -> None:
        self.desk = replace(self.desk, now=self.desk.now + timedelta(days=days))
        assert shelf.expire(self.desk.now).failed == []
        today = self.desk.now.date()
        assert not Hold.objects.past_expiry(today - timedelta(days=1)).exists()

    @rule(who=NUMBERS)
    def leave(self, who: int) -> None:
        member = self.member(who)
        with suppress(LibraryError):
            leaving.remove(member.pk, actor=self.desk.actor, now=self.desk.now, interface="desk")
            self.members[self.members.index(member)] = MemberFactory()

    @invariant()
    def queues_are_dense(self) -> None:
        for book in Book.objects.all():
            queue = Hold.objects.queue_of(book.pk)
            positions = sorted(hold.position or 0 for hold in queue)
            assert positions == list(range(1, len(positions) + 1))

    @invariant()
    def a_copy_is_set_aside_for_one_and_stands_where_it_is_noted(self) -> None:
        for copy in Copy.objects.all():
            captured = list(Hold.objects.captured().filter(captured_copy=copy))
            moving = list(Transfer.objects.open().filter(copy=copy))
            assert len(captured) <= 1
            assert len(moving) <= 1
            is_waiting = bool(captured) and captured[0].state == HoldState.WAITING
            assert copy.on_hold_shelf == is_waiting
            assert copy.in_transit == bool(moving)
            assert copy.is_on_loan == Loan.objects.open().filter(copy=copy).exists()
            assert all(each.hold is None or each.hold.is_active for each in moving)
            if captured and not is_waiting:
                assert moving[0].hold_id == captured[0].pk
                assert moving[0].to_branch_id == captured[0].pickup_branch_id

    @invariant()
    def holds_are_whole(self) -> None:
        for hold in Hold.objects.all():
            assert hold.is_active == (hold.ended_at is None)
            assert (hold.state in CAPTURED) <= (hold.captured_copy is not None)
            assert (hold.state == HoldState.FILLED) == (hold.loan_id is not None)
            assert hold.expires_on is None or hold.expires_on > date(2026, 5, 6)


def test_any_sequence_of_deeds_leaves_dense_queues_and_one_hold_per_copy() -> None:
    run_state_machine_as_test(
        Library,
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
