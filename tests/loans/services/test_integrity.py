"""Every law of the records, broken on purpose, behind the back of the services."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.models import AuditEntry
from accounts.services import seals
from catalog.models import Book, Copy, SearchEntry
from loans.models import Allocation, Hold, HoldState, LineKind, Loan, Transfer
from loans.services import checkout, integrity, ledger
from loans.services.by import ByItself
from loans.services.situation import Desk
from tests.factories.catalog import BookFactory, BranchFactory, CopyFactory
from tests.factories.holds import HoldFactory
from tests.factories.loans import LoanFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
Breaking = Callable[[Desk], object]


@pytest.fixture
def lawless() -> Iterator[None]:
    """The database lets everything pass; what is changed of it goes with the transaction."""
    with connection.cursor() as cursor:
        for index in ("loan_one_open_per_copy", "hold_one_captured_per_copy"):
            cursor.execute(f"DROP INDEX {index}")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table, law in (
                ("loans_loan", "loan_due_after_it_began"),
                ("catalog_copy", "copy_withdrawn_is_not_on_loan"),
                ("catalog_copy", "copy_is_in_one_place"),
            ):
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {law}")
    yield
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def lent(desk: Desk) -> Loan:
    """A loan as the desk makes it, with its entry in the trail."""
    member, copy = MemberFactory(), CopyFactory()
    return checkout.lend_copy(copy.barcode, member.pk, desk=desk).loan


def waiting(desk: Desk, **more: Any) -> Hold:
    """A hold with its copy on the shelf."""
    hold: Hold = HoldFactory(
        position=None,
        state=HoldState.WAITING,
        captured_copy=CopyFactory(on_hold_shelf=True),
        waiting_since=desk.now,
        expires_on=(desk.now + timedelta(days=5)).date(),
    )
    Hold.objects.filter(pk=hold.pk).update(**more)
    return hold


def two_loans(desk: Desk) -> None:
    first, second = lent(desk), lent(desk)
    Copy.objects.filter(pk=second.copy_id).update(is_on_loan=False)
    Loan.objects.filter(pk=second.pk).update(copy=first.copy)


def two_captured(desk: Desk) -> None:
    first, second = waiting(desk), waiting(desk)
    Copy.objects.filter(captured_by=second).update(on_hold_shelf=False)
    Hold.objects.filter(pk=second.pk).update(captured_copy=first.captured_copy)


def on_its_way(desk: Desk, *, marked: bool) -> Copy:
    copy: Copy = CopyFactory(in_transit=marked)
    Transfer.objects.create(
        copy=copy, from_branch=copy.branch, to_branch=BranchFactory(code="hill"), sent_at=desk.now
    )
    return copy


def coming_without_a_way(desk: Desk) -> None:
    hold = waiting(desk, state=HoldState.IN_TRANSIT)
    Copy.objects.filter(captured_by=hold).update(on_hold_shelf=False)


def captured_and_lent(desk: Desk) -> None:
    loan = lent(desk)
    hold = waiting(desk, captured_copy=loan.copy)
    Copy.objects.filter(captured_by=hold).update(on_hold_shelf=False)
    Copy.objects.filter(pk=loan.copy_id).update(on_hold_shelf=True)


def gap(_desk: Desk) -> None:
    book = BookFactory(title="Momo")
    HoldFactory(book=book, position=1)
    HoldFactory(book=book, position=3)


def twins(_desk: Desk) -> None:
    book = BookFactory(title="Momo")
    for position in (1, 2, 2):
        HoldFactory(book=book, position=position)


def miscounted(desk: Desk) -> None:
    loan = lent(desk)
    by = ByItself(desk.now, "job")
    assert loan.member_id
    ledger.charge(loan.member_id, LineKind.MANUAL, 500, by=by)
    ledger.credit(loan.member_id, LineKind.PAYMENT, 300, by=by)
    Allocation.objects.update(amount=200)


def due_before(desk: Desk) -> None:
    loan = lent(desk)
    Loan.objects.filter(pk=loan.pk).update(due_at=loan.loaned_at - timedelta(seconds=1))


def withdrawn(desk: Desk) -> None:
    Copy.objects.filter(pk=lent(desk).copy_id).update(withdrawn_at=desk.now)


def left_on_shelf(desk: Desk) -> None:
    waiting(desk, expires_on=(desk.now - timedelta(days=3)).date())


def not_to_be_found(_desk: Desk) -> None:
    SearchEntry.objects.filter(book=BookFactory()).delete()


def found_in_vain(desk: Desk) -> None:
    Book.objects.filter(pk=BookFactory().pk).update(withdrawn_at=desk.now)


def found_by_other_words(_desk: Desk) -> None:
    Book.objects.filter(pk=BookFactory(title="Tides").pk).update(title="Waves")


def waited_for_in_vain(desk: Desk) -> None:
    CopyFactory(book=HoldFactory().book, withdrawn_at=desk.now)


def wanted_copy_gone(desk: Desk) -> None:
    book = CopyFactory().book
    HoldFactory(book=book, copy=CopyFactory(book=book, withdrawn_at=desk.now))


def untold(desk: Desk) -> None:
    AuditEntry.objects.filter(loan_id=lent(desk).pk).delete()


def touched(desk: Desk) -> None:
    lent(desk)
    seals.seal_all(now=desk.now)
    AuditEntry.objects.update(action="loan.renewed")


BROKEN: dict[str, list[Breaking]] = {
    "one_open_loan_per_copy": [two_loans],
    "copy_on_loan_has_a_loan": [lambda _desk: CopyFactory(is_on_loan=True)],
    "loan_marks_its_copy": [
        lambda desk: Copy.objects.filter(pk=lent(desk).copy_id).update(is_on_loan=False)
    ],
    "copy_on_shelf_has_a_hold": [lambda _desk: CopyFactory(on_hold_shelf=True)],
    "hold_marks_its_copy": [
        lambda desk: Copy.objects.filter(captured_by=waiting(desk)).update(on_hold_shelf=False)
    ],
    "copy_in_transit_has_a_transfer": [lambda _desk: CopyFactory(in_transit=True)],
    "transfer_marks_its_copy": [lambda desk: on_its_way(desk, marked=False)],
    "coming_hold_marks_its_copy": [coming_without_a_way],
    "one_captured_hold_per_copy": [two_captured],
    "captured_copy_not_on_loan": [captured_and_lent],
    "dense_queues": [gap, twins],
    "hold_has_a_copy": [waited_for_in_vain, wanted_copy_gone],
    "balances_are_sums": [miscounted],
    "due_after_it_began": [due_before],
    "withdrawn_not_on_loan": [withdrawn],
    "shelf_is_cleared": [left_on_shelf],
    "books_can_be_found": [not_to_be_found],
    "withdrawn_books_are_not_found": [found_in_vain],
    "books_are_found_by_their_words": [found_by_other_words],
    "loans_are_in_the_trail": [untold],
    "trail_is_as_it_was_sealed": [touched],
}


def broken(now: datetime) -> set[str]:
    return {found.check.code for found in integrity.faults(now) if found.faults}


def told(code: str, now: datetime) -> list[str]:
    check = next(each for each in integrity.CHECKS if each.code == code)
    return [fault.sentence for fault in integrity.faults_of(check, now).faults]


def test_every_law_is_broken_here() -> None:
    assert set(BROKEN) == {check.code for check in integrity.CHECKS}


def test_a_library_at_work_breaks_no_law(at_desk: Desk) -> None:
    lent(at_desk)
    waiting(at_desk)
    on_its_way(at_desk, marked=True)
    book = CopyFactory(lost_at=at_desk.now).book
    for position in (1, 2, 3):
        HoldFactory(book=book, position=position)
    assert broken(at_desk.now) == set()


@pytest.mark.usefixtures("lawless")
@pytest.mark.parametrize(
    ("code", "breaking"),
    [(code, breaking) for code, ways in BROKEN.items() for breaking in ways],
)
def test_breaking_a_law_is_seen(code: str, breaking: Breaking, at_desk: Desk) -> None:
    breaking(at_desk)
    assert code in broken(at_desk.now)
    assert all(sentence.endswith(".") for sentence in told(code, at_desk.now))


def test_a_sentence_names_the_row(at_desk: Desk) -> None:
    copy = CopyFactory(is_on_loan=True)
    said = told("copy_on_loan_has_a_loan", at_desk.now)
    assert said == [f"Copy {copy.barcode} counts as on loan, but has no open loan."]


def test_the_last_day_of_a_hold_and_the_night_after_are_no_fault(at_desk: Desk) -> None:
    for days in (0, 1, 2):
        waiting(at_desk, expires_on=(at_desk.now - timedelta(days=days)).date())
    assert "shelf_is_cleared" not in broken(at_desk.now)


def test_a_withdrawn_book_need_not_be_found(at_desk: Desk) -> None:
    SearchEntry.objects.filter(book=BookFactory(withdrawn_at=at_desk.now)).delete()
    assert broken(at_desk.now) == set()


def test_only_the_first_rows_are_told(at_desk: Desk) -> None:
    CopyFactory.create_batch(integrity.MOST + 1, is_on_loan=True)
    found = next(each for each in integrity.faults(at_desk.now) if each.faults)
    assert (len(found.faults), found.has_more) == (integrity.MOST, True)


def test_each_law_is_one_statement(at_desk: Desk, django_assert_num_queries: Any) -> None:
    LoanFactory.create_batch(5)
    of_seals = 1  # whether the row of seals has gaps
    of_entries = 8  # how many there are, and the records of some with all that hangs on them
    with django_assert_num_queries(len(integrity.CHECKS) + of_seals + of_entries):
        list(integrity.faults(at_desk.now))
