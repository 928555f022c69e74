from datetime import date

import pytest

from loans.domain import checkout


@pytest.mark.parametrize(
    ("born_on", "today", "too_young"),
    [
        ("2010-05-06", "2026-05-06", False),
        ("2010-05-07", "2026-05-06", True),
        ("2010-05-05", "2026-05-06", False),
        ("2012-02-29", "2028-02-28", True),
        ("2012-02-29", "2028-02-29", False),
        ("2012-02-29", "2028-03-01", False),
    ],
)
def test_sixteen_is_reached_on_the_sixteenth_birthday(
    born_on: str, today: str, too_young: bool
) -> None:
    dates = date.fromisoformat(born_on), date.fromisoformat(today)
    assert checkout.is_too_young(dates[0], 16, dates[1]) is too_young


def test_born_on_a_leap_day_the_birthday_is_1_march_in_other_years() -> None:
    assert checkout.is_too_young(date(2012, 2, 29), 15, date(2027, 2, 28))
    assert not checkout.is_too_young(date(2012, 2, 29), 15, date(2027, 3, 1))


def test_an_unknown_birthday_and_a_policy_without_an_age_stop_nobody() -> None:
    assert not checkout.is_too_young(None, 16, date(2026, 5, 6))
    assert not checkout.is_too_young(date(2026, 5, 5), None, date(2026, 5, 6))
