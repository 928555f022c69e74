from datetime import date

import pytest

from members.domain import ages, terms

LEAP = date(2016, 2, 29)


@pytest.mark.parametrize(
    ("born_on", "today", "years"),
    [
        (date(2016, 5, 6), date(2026, 5, 5), 9),
        (date(2016, 5, 6), date(2026, 5, 6), 10),
        (LEAP, date(2027, 2, 28), 10),
        (LEAP, date(2027, 3, 1), 11),
        (LEAP, date(2028, 2, 29), 12),
    ],
)
def test_age_is_in_completed_years(born_on: date, today: date, years: int) -> None:
    assert ages.age(born_on, today) == years


@pytest.mark.parametrize("today", [date(2026, 5, 6), date(2027, 2, 28), date(2028, 2, 29)])
@pytest.mark.parametrize("years", [1, 10, 11, 18])
def test_whoever_is_born_by_that_day_is_as_old_and_who_is_born_after_is_not(
    today: date, years: int
) -> None:
    last = ages.latest_birth(years, today)
    assert ages.age(last, today) == years
    assert ages.age(date.fromordinal(last.toordinal() + 1), today) == years - 1


def test_whose_birthday_is_not_known_is_of_any_age() -> None:
    assert ages.fits(None, 5, 10, date(2026, 5, 6))
    assert not ages.fits(date(2010, 1, 1), 5, 10, date(2026, 5, 6))


@pytest.mark.parametrize(
    ("expires_on", "renewed"),
    [
        (date(2026, 6, 1), date(2027, 6, 1)),  # early: no day is lost
        (date(2026, 5, 6), date(2027, 5, 6)),
        (date(2026, 2, 5), date(2027, 2, 5)),  # 90 days late: it goes on
        (date(2026, 2, 4), date(2027, 5, 6)),  # 91 days late: it begins anew
    ],
)
def test_a_membership_goes_on_from_its_end_unless_that_was_long_ago(
    expires_on: date, renewed: date
) -> None:
    assert terms.renewed(expires_on, date(2026, 5, 6), 12) == renewed


def test_a_short_term_that_would_be_over_already_begins_anew() -> None:
    assert terms.renewed(date(2026, 3, 1), date(2026, 5, 6), 1) == date(2026, 6, 6)
