"""Due dates where days are odd: other time zones, clocks that change, leap days, turns of the
year.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.domain import due_dates
from loans.domain.calendars import Calendar
from loans.domain.due_dates import Bound, ClosedDays, Terms

BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
FOR_EVER = date(2099, 12, 31)
ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Pacific/Auckland",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
    "Africa/Cairo",
]


def due(at: datetime, terms: Terms, zone: str, calendar: Calendar | None = None) -> datetime:
    found = due_dates.due(
        at,
        terms,
        zone=ZoneInfo(zone),
        membership_ends_on=FOR_EVER,
        calendar=calendar or Calendar(),
    )
    return found.at


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Europe/Berlin", "2026-05-20T21:59:59"),
        ("Pacific/Auckland", "2026-05-21T11:59:59"),  # it is the 7th there already
        ("Pacific/Kiritimati", "2026-05-21T09:59:59"),
        ("Pacific/Pago_Pago", "2026-05-21T10:59:59"),
    ],
)
def test_one_instant_is_another_day_at_another_branch(zone: str, expected: str) -> None:
    at = datetime(2026, 5, 6, 12, 30, tzinfo=UTC)
    assert due(at, Terms(14), zone) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "begins", "expected"),
    [
        # Clocks go forward and back between the two days, and on the due day itself.
        ("Europe/Berlin", "2026-03-20", "2026-04-03T21:59:59"),
        ("Europe/Berlin", "2026-03-15", "2026-03-29T21:59:59"),
        ("Europe/Berlin", "2026-10-11", "2026-10-25T22:59:59"),
        ("America/New_York", "2026-10-18", "2026-11-02T04:59:59"),
        ("America/New_York", "2026-02-22", "2026-03-09T03:59:59"),
        ("America/New_York", "2026-02-21", "2026-03-08T04:59:59"),
        # Lord Howe moves by half an hour, in October and in April.
        ("Australia/Lord_Howe", "2026-09-20", "2026-10-04T12:59:59"),
        ("Australia/Lord_Howe", "2026-09-19", "2026-10-03T13:29:59"),
        ("Australia/Lord_Howe", "2026-03-22", "2026-04-05T13:29:59"),
    ],
)
def test_the_day_ends_at_the_end_of_the_local_day_when_clocks_change(
    zone: str, begins: str, expected: str
) -> None:
    noon = datetime.fromisoformat(f"{begins}T12:00").replace(tzinfo=ZoneInfo(zone))
    assert due(noon, Terms(14), zone) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "due_on"),
    [
        ("Europe/Berlin", "2026-03-28"),
        ("Europe/Berlin", "2026-10-24"),
        ("America/New_York", "2026-03-07"),
        ("America/New_York", "2026-10-31"),
        ("Australia/Lord_Howe", "2026-10-03"),
        ("Australia/Lord_Howe", "2026-04-04"),
    ],
)
def test_a_day_of_23_or_25_hours_is_one_day_late(zone: str, due_on: str) -> None:
    here, day = ZoneInfo(zone), date.fromisoformat(due_on)
    due_at = due_dates.end_of(day, here)
    second = timedelta(seconds=1)
    next_day = due_dates.end_of(day + timedelta(days=1), here)
    assert (next_day - due_at) != timedelta(days=1)
    assert due_dates.days_late(due_at, due_at, here) == 0
    assert due_dates.days_late(due_at, due_at + second, here) == 1
    assert due_dates.days_late(due_at, next_day, here) == 1
    assert due_dates.days_late(due_at, next_day + second, here) == 2


@pytest.mark.parametrize(
    ("begins", "days", "expected"),
    [
        ("2028-02-15", 14, "2028-02-29"),
        ("2027-02-15", 14, "2027-03-01"),
        ("2028-02-29", 365, "2029-02-28"),
        ("2026-12-24", 14, "2027-01-07"),
        ("2026-12-31", 1, "2027-01-01"),
    ],
)
def test_leap_days_and_turns_of_the_year_are_days_like_others(
    begins: str, days: int, expected: str
) -> None:
    noon = datetime.fromisoformat(f"{begins}T12:00").replace(tzinfo=ZoneInfo("Europe/Berlin"))
    found = due(noon, Terms(days), "Europe/Berlin").astimezone(ZoneInfo("Europe/Berlin"))
    assert found.date().isoformat() == expected


def test_yearly_closures_hold_across_the_turn_of_the_year() -> None:
    calendar = Calendar(
        weekdays=frozenset({6}),
        yearly={(12, 31): "New Year's Eve", (1, 1): "New Year", (2, 29): "Leap day"},
    )
    noon = datetime(2026, 12, 17, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    terms = Terms(14, ClosedDays.NEXT_OPEN)
    assert due(noon, terms, "Europe/Berlin", calendar).date() == date(2027, 1, 2)
    noon = datetime(2028, 2, 15, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    assert due(noon, terms, "Europe/Berlin", calendar).date() == date(2028, 3, 1)


@given(
    st.integers(0, 15 * 365 * 24 * 60).map(lambda minutes: BEGIN + timedelta(minutes=minutes)),
    st.integers(1, 400),
    st.sampled_from(ZONES),
)
def test_it_is_always_the_last_second_of_the_local_day(at: datetime, days: int, zone: str) -> None:
    found = due(at, Terms(days), zone)
    here = found.astimezone(ZoneInfo(zone))
    assert (here.hour, here.minute, here.second) == (23, 59, 59)
    assert here.date() == at.astimezone(ZoneInfo(zone)).date() + timedelta(days=days)
    after = (found + timedelta(seconds=1)).astimezone(ZoneInfo(zone))
    assert after.date() > here.date()


def test_a_term_that_ends_today_on_a_closed_day_is_today_and_never_yesterday() -> None:
    sundays = Calendar(weekdays=frozenset({6}))
    sunday = datetime(2026, 5, 10, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    terms = Terms(14, ClosedDays.NEXT_OPEN, Bound.NOT_AFTER, date(2026, 5, 10))
    assert due(sunday, terms, "Europe/Berlin", sundays).date() == date(2026, 5, 10)


def test_a_term_that_is_past_gives_a_day_that_is_past() -> None:
    noon = datetime(2026, 5, 6, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    for bound in (Bound.NOT_AFTER, Bound.EXACT):
        terms = Terms(14, ClosedDays.NEXT_OPEN, bound, date(2026, 5, 5))
        assert due(noon, terms, "Europe/Berlin").date() == date(2026, 5, 5)


def test_steps_are_remembered_as_they_were() -> None:
    found = due_dates.due(
        datetime(2026, 4, 26, 12, tzinfo=UTC),
        Terms(14, ClosedDays.NEXT_OPEN),
        zone=ZoneInfo("Europe/Berlin"),
        membership_ends_on=date(2026, 5, 9),
        calendar=Calendar(weekdays=frozenset({6})),
    )
    assert due_dates.remembered(step.kept for step in found.steps) == found.steps
