from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core import midnight

BERLIN = ZoneInfo("Europe/Berlin")


def test_a_day_is_as_long_as_the_clocks_make_it() -> None:
    spring = date(2026, 3, 29)
    assert midnight.begins(spring, BERLIN) == datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert midnight.ends(spring, BERLIN) - midnight.begins(spring, BERLIN) == timedelta(hours=23)


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo", "UTC"])
def test_the_first_day_and_the_last_have_their_bounds_everywhere(zone: str) -> None:
    for day in (date.min, date.max):
        begins, ends = midnight.begins(day, ZoneInfo(zone)), midnight.ends(day, ZoneInfo(zone))
        assert begins.tzinfo is ends.tzinfo is UTC
        assert begins <= ends
