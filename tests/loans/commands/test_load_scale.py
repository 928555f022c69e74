"""A small library loaded in bulk: that it is whole, and that work goes on in it."""

import itertools
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F, Max

from accounts.models import AuditEntry, User
from accounts.models.audit import Interface
from catalog.domain import call_numbers
from catalog.models import Book, BookSubject, Branch, Contribution, Copy, Isbn
from catalog.services import copy_barcodes
from core import clock
from loans.models import AccountLine, Allocation, Hold, HoldState, Loan
from loans.scale.sizes import scattered
from loans.selectors import accounts
from loans.services import checkout, integrity, payments, returns
from loans.services.situation import Desk
from members.models import Member
from members.services import numbers
from tests.factories.catalog import BookFactory

pytestmark = pytest.mark.django_db


def load(*options: str) -> str:
    said = StringIO()
    call_command("load_scale", *options, stdout=said)
    return said.getvalue()


def test_every_law_holds_in_what_was_loaded() -> None:
    load("60", "--members", "40", "--loans", "900")
    told = [fault.sentence for found in integrity.faults(clock.now()) for fault in found.faults]
    assert told == []


def test_it_is_as_large_as_was_asked_for() -> None:
    said = load("60", "--members", "40", "--loans", "900")
    assert (Book.objects.count(), Copy.objects.count(), Member.objects.count()) == (60, 120, 40)
    assert Loan.objects.exclude(returned_at=None).count() == 900
    assert Isbn.objects.count() == Contribution.objects.count() == BookSubject.objects.count() == 60
    assert "past loans: 900 of 900" in said
    assert "Loaded in" in said


def test_there_is_something_of_everything() -> None:
    load("60", "--members", "40", "--loans", "900")
    out = Loan.objects.open().count()
    assert out == 2 * (60 // 3)
    assert 0 < Loan.objects.overdue(clock.now()).count() < out / 2
    assert Hold.objects.filter(state=HoldState.QUEUED, position=2).exists()
    assert Copy.objects.filter(on_hold_shelf=True).count() == 2
    assert AccountLine.objects.outstanding().exists()
    assert Allocation.objects.exists()
    late = Loan.objects.filter(returned_at__gt=F("due_at"))
    assert {line.loan for line in AccountLine.objects.charges()} <= set(late)


def test_its_copies_stand_in_the_order_of_their_call_numbers() -> None:
    load("20", "--members", "10", "--loans", "10")
    keys = [copy.shelf_key for copy in Copy.objects.order_by("shelf_key")]
    assert keys == sorted(call_numbers.sort_key(copy.call_number) for copy in Copy.objects.all())


def test_the_trail_tells_of_it_in_order() -> None:
    load("60", "--members", "40", "--loans", "900")
    loan = Loan.objects.exclude(returned_at=None).order_by("loaned_at")[7]
    told = [entry for entry in AuditEntry.objects.of_loan(loan.pk) if entry.action[:5] == "loan."]
    assert [entry.action for entry in told] == ["loan.checked_out", "loan.returned"]
    assert [entry.at for entry in told] == [loan.loaned_at, loan.returned_at]
    assert {entry.copy_id for entry in told} == {loan.copy_id}
    assert AuditEntry.objects.filter(action="copy.added").count() == 120


def test_no_copy_was_lent_twice_at_once() -> None:
    load("20", "--members", "10", "--loans", "3000")
    for copy in Copy.objects.all():
        spans = sorted(copy.loans.values_list("loaned_at", "returned_at"))
        assert all(one[1] and one[1] <= next_[0] for one, next_ in itertools.pairwise(spans))


def test_work_goes_on_in_it(vera: User) -> None:
    load("60", "--members", "40", "--loans", "900")
    branch = Branch.objects.get()
    desk = Desk(vera, branch, clock.now(), Interface.DESK)
    free = Copy.objects.free().first()
    assert free is not None
    member = Member.objects.order_by("card_number").last()
    assert member is not None
    lent = checkout.lend_copy(free.barcode, member.pk, desk=desk)
    assert returns.take_back(free.barcode, desk=desk).loan == lent.loan
    waited_for = Hold.objects.filter(state=HoldState.QUEUED, position=1)[0]
    out = Loan.objects.open().filter(copy__book=waited_for.book)[0]
    assert returns.take_back(out.copy.barcode, desk=desk).place.hold == waited_for
    owed = AccountLine.objects.outstanding()[0]
    assert owed.member_id
    before = AccountLine.objects.aggregate(last=Max("receipt"))["last"]
    paid = payments.pay(owed.member_id, owed.rest, "cash", desk=desk)
    assert paid.receipt == before + 1
    assert not accounts.miscounted().exists()


def test_numbers_go_on_behind_it() -> None:
    load("60", "--members", "40", "--loans", "900")
    assert not Copy.objects.filter(barcode__in=copy_barcodes.next_free(3)).exists()
    assert not Member.objects.filter(card_number=numbers.next_card()).exists()


def test_a_library_that_is_not_empty_is_left_alone() -> None:
    BookFactory()
    with pytest.raises(CommandError, match="not empty"):
        load("10")
    assert Book.objects.count() == 1


@pytest.mark.parametrize("options", [["0"], ["10", "--members", "1"], ["10", "--loans", "0"]])
def test_a_size_that_is_none_is_refused(options: Any) -> None:
    with pytest.raises(CommandError, match="At least"):
        load(*options)
    assert not Book.objects.exists()


@pytest.mark.parametrize("count", [1, 2, 3, 7, 60, 100, 1597])
def test_a_scattered_order_comes_to_each_once(count: int) -> None:
    assert {scattered(number, count) for number in range(count)} == set(range(count))
