"""Whatever a desk does and takes back leaves the library as it was, but for the trail."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from accounts.models.audit import Interface
from catalog.models import Copy
from core.errors import LibraryError
from loans.models import AccountLine, Allocation, Deed, Hold, LineKind, Loan, Policy, Transfer
from loans.models.policy import FoundRefund
from loans.services import accrual, checkout, claims, holds, lost, payments, renewals, returns, undo
from loans.services.by import ByItself
from loans.services.situation import Desk
from tests.factories.accounts import UserFactory
from tests.factories.catalog import BookFactory, BranchFactory, CopyFactory
from tests.factories.members import MemberFactory
from tests.loans.services.accounts import assert_sound

pytestmark = pytest.mark.django_db
NUMBERS = st.integers(min_value=0, max_value=30)


def state() -> dict[str, Any]:
    """All that a desk can change. An entry that was reversed stands beside its reversal, and both
    are left out: the account is as it was without them.
    """
    pairs = AccountLine.objects.filter(reverses__isnull=False)
    void = {pk for pair in pairs.values_list("pk", "reverses") for pk in pair if pk}
    lines = AccountLine.objects.exclude(pk__in=void).order_by("pk")
    given = Allocation.objects.exclude(credit__in=void).exclude(charge__in=void)
    return {
        "copies": [
            {name: said for name, said in row.items() if name != "revision"}
            for row in Copy.objects.order_by("pk").values()
        ],
        "loans": list(Loan.objects.order_by("pk").values()),
        "holds": list(Hold.objects.order_by("pk").values()),
        "transfers": list(Transfer.objects.order_by("pk").values()),
        "lines": list(lines.values()),
        "allocations": sorted(given.values_list("credit", "charge", "amount")),
    }


class Counter(RuleBasedStateMachine):
    """A librarian at two desks does things, takes each back at once, and does it again."""

    def __init__(self) -> None:
        super().__init__()
        self.frame = transaction.atomic()
        self.frame.__enter__()
        Policy.objects.update(
            loan_days=3,
            fine_per_day=20,
            replacement_price=900,
            processing_fee=100,
            found_refund=FoundRefund.ALL,
            renewal_limit=9,
        )
        self.clerk = UserFactory(role="librarian")
        self.branches = [BranchFactory(), BranchFactory(code="hill", name="Hill")]
        book = BookFactory(title="One")
        self.books = [book, BookFactory(title="Two")]
        self.copies = [
            CopyFactory(book=book, branch=self.branches[0]),
            CopyFactory(book=book, branch=self.branches[1]),
            CopyFactory(book=self.books[1], branch=self.branches[0]),
        ]
        self.members = [MemberFactory(category__code="adult") for _ in range(3)]
        self.now = datetime(2026, 5, 6, 8, 0, 0, 123456, tzinfo=UTC)

    def teardown(self) -> None:
        for member in self.members:
            assert_sound(member)
        transaction.set_rollback(True)
        self.frame.__exit__(None, None, None)

    def at(self, branch: int) -> Desk:
        self.now += timedelta(minutes=1)
        return Desk(self.clerk, self.branches[branch % 2], self.now, Interface.DESK)

    def there_and_back(self, deed: Callable[[Desk], Any], where: int = 0) -> None:
        """Do it, undo it, see that nothing has changed, and do it again."""
        before, desk = state(), self.at(where)
        try:
            with transaction.atomic():
                deed(desk)
        except LibraryError:
            return
        noted = Deed.objects.standing().filter(at=desk.now).first()
        assert noted is not None
        undo.undo(noted.id, desk=self.at(where))
        assert state() == before
        deed(replace(desk, now=self.at(where).now))

    @rule(days=st.integers(min_value=1, max_value=6))
    def nights_pass(self, days: int) -> None:
        self.now += timedelta(days=days)
        accrual.accrue_all(by=ByItself(self.now, Interface.JOB))

    @rule(who=NUMBERS, what=NUMBERS, where=NUMBERS)
    def lend(self, who: int, what: int, where: int) -> None:
        barcode, member = self.copies[what % 3].barcode, self.members[who % 3].pk

        def deed(desk: Desk) -> None:
            token = checkout.look(barcode, member, desk=desk).confirmation_token
            checkout.lend_copy(barcode, member, desk=desk, confirmation=token)

        self.there_and_back(deed, where)

    @rule(what=NUMBERS, where=NUMBERS, drop=st.booleans(), damage=st.booleans(), way=st.booleans())
    def take_back(self, what: int, where: int, drop: bool, damage: bool, way: bool) -> None:
        said = returns.Said(
            resolution="found_by_library" if way else "returned_by_member",
            damage="Wet" if damage and what > 20 else "",
            from_book_drop=drop,
        )
        barcode = self.copies[what % 3].barcode
        self.there_and_back(lambda desk: returns.take_back(barcode, desk=desk, said=said), where)

    @rule(number=NUMBERS)
    def renew(self, number: int) -> None:
        out = list(Loan.objects.open().order_by("pk"))
        if out:
            loan = out[number % len(out)].pk
            self.there_and_back(lambda desk: renewals.renew(loan, desk=desk))

    @rule(who=NUMBERS, what=NUMBERS, where=NUMBERS)
    def place(self, who: int, what: int, where: int) -> None:
        book, member = self.books[what % 2].pk, self.members[who % 3].pk
        pickup = self.branches[where % 2]
        self.there_and_back(lambda desk: holds.on_book(book, member, pickup=pickup, desk=desk))

    @rule(number=NUMBERS)
    def cancel(self, number: int) -> None:
        active = list(Hold.objects.active().order_by("pk"))
        if active:
            hold = active[number % len(active)].pk
            self.there_and_back(lambda desk: holds.cancel(hold, desk=desk))

    @rule(who=NUMBERS, amount=st.integers(min_value=1, max_value=150), waives=st.booleans())
    def settle(self, who: int, amount: int, waives: bool) -> None:
        member = self.members[who % 3].pk

        def deed(desk: Desk) -> None:
            if waives:
                payments.waive(member, amount, "Kind", desk=desk)
            else:
                payments.pay(member, amount, "cash", desk=desk)

        self.there_and_back(deed)

    @rule(number=NUMBERS, is_lost=st.booleans())
    def go_wrong(self, number: int, is_lost: bool) -> None:
        out = list(Loan.objects.open().order_by("pk"))
        if out:
            with suppress(LibraryError), transaction.atomic():
                (lost.declare if is_lost else claims.claim)(
                    out[number % len(out)].pk, desk=self.at(0)
                )


def test_do_and_undo_leave_the_same_state() -> None:
    run_state_machine_as_test(
        Counter,
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_state_tells_what_a_deed_changes(at_desk: Desk) -> None:
    """The comparison above would see a loan that stays, or a charge."""
    member, copy, before = MemberFactory(), CopyFactory(), state()
    checkout.lend_copy(copy.barcode, member.pk, desk=at_desk)
    lent = state()
    assert lent["loans"] != before["loans"]
    assert lent["copies"] != before["copies"]
    AccountLine.objects.create(
        member=member, kind=LineKind.MANUAL, amount=5, at=at_desk.now, interface="desk"
    )
    assert state()["lines"] != before["lines"]
