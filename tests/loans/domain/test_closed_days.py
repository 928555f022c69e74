"""The vectors of the circulation rules: Sundays closed, and Wednesday 13 May 2026 once."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.domain import due_dates
from loans.domain.calendars import Calendar, NoOpenDay
from loans.domain.due_dates import Bound, ClosedDays, Terms
from tests.loans.domain.test_calendars import calendars, days

BERLIN = ZoneInfo("Europe/Berlin")
CALENDAR = Calendar(weekdays=frozenset({6}), dated={date(2026, 5, 13): "Inventory"})
FOR_EVER = date(2099, 12, 31)
DAY = timedelta(days=1)
MODES = [
    ClosedDays.IGNORE,
    ClosedDays.NEXT_OPEN,
    ClosedDays.SAME_WEEKDAY,
    ClosedDays.OPEN_DAYS_ONLY,
]
VECTORS = [
    ("2026-05-06", 7, ("05-13", "05-14", "05-20", "05-15")),
    ("2026-05-06", 4, ("05-10", "05-11", "05-11", "05-11")),
    ("2026-05-06", 6, ("05-12", "05-12", "05-12", "05-14")),
    ("2026-05-09", 1, ("05-10", "05-11", "05-11", "05-11")),
]


def due(
    begins: date, terms: Terms, ends_on: date = FOR_EVER, calendar: Calendar = CALENDAR
) -> due_dates.DueDate:
    begins_at = datetime(begins.year, begins.month, begins.day, 10, tzinfo=BERLIN)
    return due_dates.due(
        begins_at, terms, zone=BERLIN, membership_ends_on=ends_on, calendar=calendar
    )


@pytest.mark.parametrize(
    ("start", "count", "mode", "expected"),
    [
        (start, count, mode, expected)
        for start, count, row in VECTORS
        for mode, expected in zip(MODES, row, strict=True)
    ],
)
def test_the_vectors_of_the_rules(start: str, count: int, mode: ClosedDays, expected: str) -> None:
    found = due(date.fromisoformat(start), Terms(count, mode))
    assert found.on == date.fromisoformat(f"2026-{expected}")
    assert found.at.astimezone(BERLIN).strftime("%H:%M:%S") == "23:59:59"


def test_every_step_is_told_with_its_reason() -> None:
    found = due(date(2026, 4, 26), Terms(14, ClosedDays.NEXT_OPEN), ends_on=date(2026, 5, 9))
    assert [(step.reason, step.day.isoformat()) for step in found.steps] == [
        ("loan_days", "2026-05-10"),
        ("closed", "2026-05-11"),
        ("membership_ends", "2026-05-09"),
    ]


@pytest.mark.parametrize("mode", MODES)
def test_the_end_of_a_membership_on_a_closed_day_is_the_open_day_before(mode: ClosedDays) -> None:
    found = due(date(2026, 5, 1), Terms(14, mode), ends_on=date(2026, 5, 10))
    assert found.on == date(2026, 5, 9)
    assert [step.reason for step in found.steps[-2:]] == ["membership_ends", "closed_before_end"]


def test_a_loan_that_falls_on_the_closed_last_day_of_a_membership_is_due_before_it() -> None:
    found = due(date(2026, 5, 6), Terms(4), ends_on=date(2026, 5, 10))
    assert found.on == date(2026, 5, 9)
    assert [step.reason for step in found.steps] == ["loan_days", "closed_before_end"]


def test_a_day_named_by_hand_is_no_later_than_the_membership_allows() -> None:
    sunday, today = date(2026, 5, 10), date(2026, 5, 6)
    for ends_on, expected in ((sunday, date(2026, 5, 9)), (sunday + DAY, sunday)):
        found = due_dates.by_hand(
            sunday, today=today, zone=BERLIN, membership_ends_on=ends_on, calendar=CALENDAR
        )
        assert found.on == expected


def test_a_fixed_date_that_is_past_stays_past_though_the_membership_has_ended_with_it() -> None:
    past = date(2026, 5, 1)
    terms = Terms(14, ClosedDays.IGNORE, Bound.NOT_AFTER, past)
    for ends_on in (past - DAY, past, past + DAY):
        assert due(date(2026, 5, 6), terms, ends_on).on == past


@given(calendars, days, st.integers(1, 120), st.sampled_from(MODES), st.integers(0, 366))
def test_no_mode_makes_it_due_after_the_last_open_day_of_the_membership(
    calendar: Calendar, begins: date, count: int, mode: ClosedDays, member_for: int
) -> None:
    open_days = [
        begins + DAY * number
        for number in range(member_for + 1)
        if calendar.is_open(begins + DAY * number)
    ]
    try:
        found = due(begins, Terms(count, mode), begins + DAY * member_for, calendar)
    except NoOpenDay:
        return
    if open_days:
        assert found.on <= open_days[-1]


def test_a_membership_that_ends_without_an_open_day_ends_the_loan_on_its_last() -> None:
    never_open = Calendar(weekdays=frozenset(range(7)))
    found = due(date(2026, 5, 1), Terms(14), ends_on=date(2026, 5, 10), calendar=never_open)
    assert found.on == date(2026, 5, 10)


def test_it_is_never_due_before_it_began() -> None:
    found = due(date(2026, 5, 10), Terms(14, ClosedDays.NEXT_OPEN), ends_on=date(2026, 5, 10))
    assert found.on == date(2026, 5, 10)


@pytest.mark.parametrize(
    ("bound", "on", "expected"),
    [
        (Bound.EXACT, "2026-05-10", "2026-05-10"),
        (Bound.NOT_AFTER, "2026-05-10", "2026-05-09"),
        (Bound.NOT_AFTER, "2026-05-30", "2026-05-20"),
        (Bound.NOT_BEFORE, "2026-05-24", "2026-05-25"),
        (Bound.NOT_BEFORE, "2026-05-01", "2026-05-20"),
    ],
)
def test_a_term_binds_the_due_date(bound: Bound, on: str, expected: str) -> None:
    terms = Terms(14, ClosedDays.NEXT_OPEN, bound, date.fromisoformat(on))
    assert due(date(2026, 5, 6), terms).on == date.fromisoformat(expected)


def test_a_calendar_without_open_days_is_an_error_only_where_open_days_are_asked_for() -> None:
    never = Calendar(weekdays=frozenset(range(7)))
    for mode in MODES[1:]:
        with pytest.raises(NoOpenDay):
            due(date(2026, 5, 6), Terms(14, mode), calendar=never)
    assert due(date(2026, 5, 6), Terms(14), calendar=never).on == date(2026, 5, 20)


@given(calendars, days, st.integers(1, 120), st.sampled_from(MODES[1:]), st.integers(0, 400))
def test_it_is_never_due_on_a_closed_day_unless_asked(
    calendar: Calendar, begins: date, count: int, mode: ClosedDays, member_for: int
) -> None:
    ends_on = begins + timedelta(days=member_for)
    try:
        found = due(begins, Terms(count, mode), ends_on, calendar)
    except NoOpenDay:
        return
    no_open_day_left = not any(
        calendar.is_open(begins + timedelta(days=n)) for n in range(member_for + 1)
    )
    assert calendar.is_open(found.on) or no_open_day_left
    assert begins <= found.on <= max(ends_on, begins)
    assert found.at >= datetime(begins.year, begins.month, begins.day, tzinfo=UTC)
