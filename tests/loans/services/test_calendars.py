from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry, User
from accounts.models.audit import Interface
from catalog.models import Branch
from loans import errors
from loans.domain import due_dates
from loans.domain.calendars import Day, Hours, Plan
from loans.domain.due_dates import end_of
from loans.models import DatedDay, Loan, Policy
from loans.services import calendars, checkout, due_moves, wording
from loans.services.by import By
from loans.services.situation import Desk
from members.models import Member
from tests.conftest import NOW
from tests.factories.catalog import BranchFactory, CopyFactory
from tests.factories.loans import LoanFactory

pytestmark = pytest.mark.django_db
TEN_TO_SIX = Hours(time(10), time(18))
SUNDAYS: dict[int, Hours | None] = {**dict.fromkeys(range(6), TEN_TO_SIX), 6: None}
DAY_20 = date(2026, 5, 20)


@pytest.fixture
def by(alma: User) -> By:
    return By(alma, NOW, Interface.PAGE)


def closed(on: date, name: str = "Inventory") -> dict[date, Day]:
    return {on: Day(name)}


def due_on(branch: Branch, on: date, **said: Any) -> Loan:
    loan: Loan = LoanFactory(branch=branch, due_at=end_of(on, branch.zone), **said)
    return loan


def test_a_calendar_is_kept_and_given_back(harbour: Branch, by: By) -> None:
    plan = Plan(
        weekly=SUNDAYS,
        dated={date(2026, 5, 13): Day("Inventory"), date(2026, 5, 17): Day("Fair", is_open=True)},
        yearly={(12, 25): "Christmas"},
    )
    calendars.replace_with(harbour.pk, plan, by=by)
    assert calendars.plan_of(harbour.pk) == plan
    assert calendars.of(harbour.pk) == plan.calendar
    assert calendars.of_all()[harbour.pk] == plan.calendar
    entry = AuditEntry.objects.get(action="calendar.changed")
    assert entry.data["added"] == ["2026-05-13", "2026-05-17"]
    assert entry.data["weekly"]["6"] == "closed"


def test_the_rules_read_it_in_one_statement(
    harbour: Branch, by: By, django_assert_num_queries: Any
) -> None:
    calendars.set_week(harbour.pk, SUNDAYS, by=by)
    days = calendars.span(date(2026, 7, 1), date(2026, 8, 31))
    calendars.add_days(harbour.pk, {on: Day("Summer") for on in days}, by=by)
    with django_assert_num_queries(1):
        calendars.of(harbour.pk)


def test_what_stays_as_it_was_is_not_recorded(harbour: Branch, by: By) -> None:
    calendars.set_week(harbour.pk, SUNDAYS, by=by)
    calendars.set_week(harbour.pk, SUNDAYS, by=by)
    assert AuditEntry.objects.filter(action="calendar.changed").count() == 1


def test_a_range_becomes_days_and_days_that_are_there_keep_their_names(
    harbour: Branch, by: By
) -> None:
    calendars.add_days(harbour.pk, closed(date(2026, 12, 25), "Christmas"), by=by)
    days = calendars.span(date(2026, 12, 24), date(2026, 12, 26))
    plan = calendars.add_days(harbour.pk, {on: Day("Break") for on in days}, by=by).plan
    assert [day.name for _on, day in sorted(plan.dated.items())] == ["Break", "Christmas", "Break"]


def test_a_day_cannot_be_both_closed_and_open(harbour: Branch, by: By) -> None:
    calendars.add_days(harbour.pk, closed(DAY_20), by=by)
    for again in ({DAY_20: Day("Fair", is_open=True)}, closed(DAY_20)):
        with pytest.raises(errors.DayThere, match="Inventory"):
            calendars.add_days(harbour.pk, again, by=by)
    assert calendars.plan_of(harbour.pk).dated == closed(DAY_20)


def test_days_are_taken_out_again(harbour: Branch, by: By) -> None:
    calendars.add_days(harbour.pk, closed(DAY_20), by=by)
    calendars.add_yearly(harbour.pk, 12, 25, "Christmas", by=by)
    calendars.remove_days(harbour.pk, [DAY_20], by=by)
    assert calendars.remove_yearly(harbour.pk, 12, 25, by=by).plan == Plan()
    with pytest.raises(errors.DayUnknown):
        calendars.remove_days(harbour.pk, [DAY_20], by=by)
    with pytest.raises(errors.DayUnknown):
        calendars.remove_yearly(harbour.pk, 12, 25, by=by)


def test_29_february_is_a_day_of_the_year_and_30_february_is_not(harbour: Branch, by: By) -> None:
    calendars.add_yearly(harbour.pk, 2, 29, "Leap day", by=by)
    with pytest.raises(errors.NoSuchDay):
        calendars.add_yearly(harbour.pk, 2, 30, "Never", by=by)
    with pytest.raises(errors.DayThere, match="Leap day"):
        calendars.add_yearly(harbour.pk, 2, 29, "Again", by=by)


@pytest.mark.parametrize(
    ("first", "last", "refusal"),
    [
        (DAY_20, date(2026, 5, 19), errors.RangeEndsFirst),
        (DAY_20, DAY_20 + timedelta(days=366), errors.TooManyDays),
    ],
)
def test_a_range_has_an_order_and_an_end(first: date, last: date, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        calendars.span(first, last)
    assert len(calendars.span(DAY_20, DAY_20)) == 1


def test_the_last_open_day_cannot_be_taken_away(harbour: Branch, by: By) -> None:
    with pytest.raises(errors.NeverOpen, match="Harbour branch"):
        calendars.set_week(harbour.pk, dict.fromkeys(range(7)), by=by)
    assert calendars.plan_of(harbour.pk) == Plan()
    only = Plan(weekly=dict.fromkeys(range(7)), dated={DAY_20: Day("Fair", is_open=True)})
    calendars.replace_with(harbour.pk, only, by=by)
    with pytest.raises(errors.NeverOpen):
        calendars.remove_days(harbour.pk, [DAY_20], by=by)


def test_a_calendar_without_an_open_day_is_said_at_the_desk_and_can_be_mended(
    ada: Member, at_desk: Desk, harbour: Branch, by: By
) -> None:
    only = Plan(weekly=dict.fromkeys(range(7)), dated={DAY_20: Day("Fair", is_open=True)})
    calendars.replace_with(harbour.pk, only, by=by)
    later = replace(at_desk, now=NOW + timedelta(days=30))
    with pytest.raises(errors.NoOpenDay, match="Harbour branch has no open day"):
        checkout.lend_copy(CopyFactory().barcode, ada.pk, desk=later)
    mending = replace(by, now=later.now)
    calendars.add_yearly(harbour.pk, 12, 25, "Christmas", by=mending)
    calendars.set_week(harbour.pk, SUNDAYS, by=mending)
    assert checkout.lend_copy(CopyFactory().barcode, ada.pk, desk=later).loan.is_open


def test_a_change_tells_how_many_loans_are_due_on_newly_closed_days(
    harbour: Branch, by: By
) -> None:
    for on in (DAY_20, DAY_20, date(2026, 5, 21)):
        due_on(harbour, on)
    due_on(BranchFactory(code="hill", name="Hill branch"), DAY_20)
    changed = calendars.add_days(harbour.pk, closed(DAY_20), by=by)
    assert changed.newly_due == {DAY_20: 2}
    again = calendars.add_days(harbour.pk, closed(date(2026, 5, 21)), by=by)
    assert again.newly_due == {date(2026, 5, 21): 1}


def test_loans_move_to_the_next_open_day_and_say_why(harbour: Branch, by: By) -> None:
    loan = due_on(harbour, DAY_20)
    calendars.set_week(harbour.pk, SUNDAYS, by=by)
    calendars.add_days(harbour.pk, closed(DAY_20) | closed(date(2026, 5, 21)), by=by)
    assert due_moves.off_closed_days(harbour.pk, by=by) == due_moves.Moved(1, 0)
    loan.refresh_from_db()
    assert loan.due_at == datetime(2026, 5, 22, 21, 59, 59, tzinfo=UTC)
    steps = due_dates.remembered(loan.due_steps)
    assert wording.explained(steps)[-1] == (
        "the calendar changed: closed (Inventory) → Fri, 22 May 2026"
    )
    entry = AuditEntry.objects.of_loan(loan.pk).get(action="loan.due_moved")
    assert entry.data["was_due_at"] == "2026-05-20T21:59:59Z"
    assert (entry.copy_id, entry.book_id) == (loan.copy_id, loan.copy.book_id)
    assert due_moves.off_closed_days(harbour.pk, by=by) == due_moves.Moved(0, 0)


def _unmoved(harbour: Branch) -> Iterator[Loan]:
    yield due_on(harbour, DAY_20, returned_at=NOW)
    yield due_on(harbour, DAY_20, lost_at=NOW)
    yield due_on(harbour, DAY_20, claimed_returned_at=NOW)
    yield due_on(harbour, DAY_20, policy_terms={"closed_days": "ignore"})
    yield due_on(harbour, DAY_20, policy_terms={"term_bound": "exact", "term_on": "2026-05-20"})
    yield due_on(harbour, DAY_20, member__expires_on=DAY_20)
    yield due_on(harbour, date(2026, 5, 5), loaned_at=NOW - timedelta(days=20))
    yield due_on(BranchFactory(code="hill", name="Hill branch"), DAY_20)


def test_only_loans_that_should_move_do(harbour: Branch, by: By) -> None:
    loans = list(_unmoved(harbour))
    calendars.add_days(harbour.pk, closed(DAY_20) | closed(date(2026, 5, 5)), by=by)
    was = {loan.pk: loan.due_at for loan in loans}
    assert due_moves.off_closed_days(harbour.pk, by=by) == due_moves.Moved(0, 1)
    assert dict(Loan.objects.values_list("pk", "due_at")) == was


@pytest.mark.parametrize(("term_on", "moved"), [("2026-05-20", 0), ("2026-05-21", 1)])
def test_no_loan_moves_beyond_the_end_of_its_term(
    harbour: Branch, by: By, term_on: str, moved: int
) -> None:
    loan = due_on(harbour, DAY_20, policy_terms={"term_bound": "not_after", "term_on": term_on})
    calendars.add_days(harbour.pk, closed(DAY_20), by=by)
    assert due_moves.off_closed_days(harbour.pk, by=by) == due_moves.Moved(moved, 1 - moved)
    loan.refresh_from_db()
    assert loan.due_on == DAY_20 + timedelta(days=moved)


def test_moving_is_done_in_the_same_number_of_questions_for_many(harbour: Branch, by: By) -> None:
    def questions() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            due_moves.off_closed_days(harbour.pk, by=by)
        return sum("audit" not in each["sql"] for each in asked.captured_queries)

    due_on(harbour, DAY_20)
    calendars.add_days(harbour.pk, closed(DAY_20), by=by)
    one = questions()
    for _ in range(5):
        due_on(harbour, DAY_20)
    assert questions() == one


@pytest.mark.parametrize("mode", ["next_open", "same_weekday", "open_days_only"])
def test_checkout_asks_as_often_with_a_full_calendar_as_with_none(
    ada: Member, at_desk: Desk, harbour: Branch, by: By, mode: str
) -> None:
    Policy.objects.update(closed_days=mode)

    def questions() -> int:
        copy = CopyFactory()
        with CaptureQueriesContext(connection) as asked:
            checkout.lend_copy(copy.barcode, ada.pk, desk=at_desk)
        return len(asked)

    questions()
    none = questions()
    calendars.set_week(harbour.pk, SUNDAYS, by=by)
    days = calendars.span(date(2026, 5, 10), date(2026, 12, 31))
    calendars.add_days(harbour.pk, {on: Day("Closed") for on in days}, by=by)
    assert questions() == none
    assert DatedDay.objects.count() > 200
