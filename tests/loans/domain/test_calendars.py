from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.domain.calendars import Calendar, Closed, NoOpenDay

SUNDAY = date(2026, 5, 10)
WEDNESDAY = date(2026, 5, 13)

days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
calendars = st.builds(
    Calendar,
    weekdays=st.frozensets(st.integers(0, 6), max_size=6),
    dated=st.dictionaries(days, st.none() | st.just("Closed"), max_size=20),
    yearly=st.dictionaries(st.tuples(st.integers(1, 12), st.integers(1, 28)), st.just("Feast")),
)


def test_a_dated_exception_beats_the_week_and_the_week_beats_the_year() -> None:
    calendar = Calendar(
        weekdays=frozenset({6}),
        dated={SUNDAY: None, WEDNESDAY: "Inventory"},
        yearly={(5, 10): "Feast", (5, 17): "Feast", (5, 14): "Founder's day"},
    )
    assert calendar.is_open(SUNDAY)
    assert calendar.closed(WEDNESDAY) == Closed(WEDNESDAY, "Inventory")
    assert calendar.closed(date(2026, 5, 17)) == Closed(date(2026, 5, 17), "")
    assert calendar.closed(date(2026, 5, 14)) == Closed(date(2026, 5, 14), "Founder's day")


def test_29_february_closes_in_leap_years_only() -> None:
    calendar = Calendar(yearly={(2, 29): "Leap day"})
    assert not calendar.is_open(date(2028, 2, 29))
    assert calendar.is_open(date(2027, 2, 28))
    assert calendar.is_open(date(2027, 3, 1))


def test_a_branch_that_never_opens_is_an_error_and_no_endless_search() -> None:
    never = Calendar(weekdays=frozenset(range(7)))
    for search in (never.next_open, never.previous_open):
        with pytest.raises(NoOpenDay):
            search(SUNDAY)


def test_one_open_day_a_year_is_found() -> None:
    calendar = Calendar(weekdays=frozenset(range(7)), dated={SUNDAY: None})
    assert calendar.next_open(SUNDAY - timedelta(days=366)) == SUNDAY
    with pytest.raises(NoOpenDay):
        calendar.next_open(SUNDAY - timedelta(days=367))


@given(calendars, days)
def test_the_next_and_the_previous_open_day_are_open_with_only_closed_ones_between(
    calendar: Calendar, day: date
) -> None:
    try:
        later, earlier = calendar.next_open(day), calendar.previous_open(day)
    except NoOpenDay:
        return
    assert earlier <= day <= later
    assert calendar.is_open(later)
    assert calendar.is_open(earlier)
    between = (earlier + timedelta(days=n) for n in range(1, (later - earlier).days))
    assert not any(calendar.is_open(each) for each in between if each != day)


@given(calendars, days, st.integers(0, 60))
def test_counting_open_days_forward_and_back_agrees(
    calendar: Calendar, day: date, count: int
) -> None:
    try:
        reached = calendar.after_open_days(day, count)
    except NoOpenDay:
        return
    assert calendar.open_days_between(day, reached) == count
