from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from loans.domain import age_bands, settled
from members.domain import history

A, B, C, D = (UUID(int=n) for n in range(1, 5))


@pytest.mark.parametrize(
    ("born_on", "band"),
    [
        (None, ""),
        (date(2020, 5, 7), "0-5"),
        (date(2020, 5, 6), "6-12"),
        (date(2008, 5, 7), "13-17"),
        (date(2008, 5, 6), "18-25"),
        (date(2000, 1, 1), "26-64"),
        (date(1961, 5, 6), "65+"),
    ],
)
def test_the_band_changes_on_the_birthday(born_on: date | None, band: str) -> None:
    assert age_bands.band(born_on, date(2026, 5, 6)) == band


def test_what_hangs_together_goes_together() -> None:
    lines = [settled.Line(A, True), settled.Line(B, True), settled.Line(C, False)]
    lines.append(settled.Line(D, True))
    assert settled.over(lines, [(A, B), (A, C)]) == {D}
    assert settled.over(lines, [(A, B)]) == {A, B, D}


def test_pairs_with_lines_of_nobody_are_passed_over() -> None:
    assert settled.over([settled.Line(A, True)], [(A, B), (C, D)]) == {A}


@pytest.mark.parametrize(
    ("months", "since"), [(1, (2026, 4, 30)), (3, (2026, 2, 28)), (12, (2025, 5, 31))]
)
def test_months_are_counted_by_the_calendar(months: int, since: tuple[int, int, int]) -> None:
    now = datetime(2026, 5, 31, 8, tzinfo=UTC)
    assert history.kept_since(now, months) == datetime(*since, 8, tzinfo=UTC)
