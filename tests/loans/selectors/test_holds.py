from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from catalog.models import Branch
from loans.models import Hold, Policy
from loans.selectors import holds, holds_pull, holds_wait
from members.models import Member
from tests.factories.catalog import BookFactory, BranchFactory, CopyFactory
from tests.factories.holds import HoldFactory
from tests.factories.loans import LoanFactory

pytestmark = pytest.mark.django_db


def waits(*asked: Hold) -> list[int | None]:
    found = holds_wait.in_days(asked, now=datetime(2026, 5, 6, 8, 0, tzinfo=UTC))
    return [found.get(hold.pk) for hold in asked]


def test_the_wait_counts_what_is_due_when_and_who_comes_first() -> None:
    book = BookFactory()
    for day in (9, 12):
        due_at = datetime(2026, 5, day, 21, 59, 59, tzinfo=UTC)
        LoanFactory(copy=CopyFactory(book=book), due_at=due_at)
    queue = [HoldFactory(book=book) for _ in range(3)]
    assert waits(*queue) == [3, 6, 3 + 14 + 2]


def test_a_late_loan_and_a_free_copy_are_expected_at_once() -> None:
    long_ago = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
    due_at = datetime(2026, 5, 1, 21, 59, 59, tzinfo=UTC)
    late = LoanFactory(loaned_at=long_ago, due_at=due_at)
    assert waits(HoldFactory(book=late.copy.book)) == [0]
    assert waits(HoldFactory(book=CopyFactory().book)) == [0]


def test_a_copy_set_aside_for_another_comes_after_their_loan() -> None:
    Policy.objects.update(loan_days=21, hold_pickup_days=4)
    copy = CopyFactory(on_hold_shelf=True)
    assert waits(HoldFactory(book=copy.book)) == [21 + 2]


def test_nobody_guesses_what_nobody_knows() -> None:
    ordered = HoldFactory(book=CopyFactory(on_order=True).book)
    nothing = HoldFactory()
    asleep = HoldFactory(book=CopyFactory().book, is_suspended=True)
    assert waits(ordered, nothing, asleep) == [None, None, None]
    assert waits() == []


def test_who_wants_one_copy_waits_for_that_one() -> None:
    out = LoanFactory(due_at=datetime(2026, 5, 13, 21, 59, 59, tzinfo=UTC)).copy
    CopyFactory(book=out.book)
    assert waits(HoldFactory(book=out.book, copy=out)) == [7]


def test_the_pull_list_holds_only_what_would_be_set_aside(
    harbour: Branch, now: datetime, django_assert_num_queries: Callable[[int], object]
) -> None:
    hill = BranchFactory(code="hill", name="Hill")
    wanted = CopyFactory()
    HoldFactory(book=wanted.book)
    CopyFactory(book=wanted.book)  # one is enough for one
    HoldFactory(book=CopyFactory().book, is_suspended=True)
    HoldFactory(book=LoanFactory().copy.book)
    HoldFactory(book=CopyFactory(damaged_at=now).book)
    HoldFactory(book=CopyFactory(branch=hill).book)
    CopyFactory()
    both = HoldFactory(pickup_branch=hill).book
    CopyFactory(book=both)
    CopyFactory(book=both, branch=hill)  # nearer to who waits
    with django_assert_num_queries(2):  # type: ignore[attr-defined]
        found = holds_pull.at_branch(harbour, now=now)
    assert [pull.copy for pull in found] == [wanted]
    assert len(holds_pull.at_branch(hill, now=now)) == 2


def test_a_copy_that_nobody_could_have_is_held_for_nobody(ada: Member) -> None:
    copy = CopyFactory(reference_only=True)
    HoldFactory(book=copy.book)
    assert not holds.held_for_other(copy, ada.pk, date(2026, 5, 6))
