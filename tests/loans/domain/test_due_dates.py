from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.domain import due_dates

BERLIN = ZoneInfo("Europe/Berlin")
FAR = date(2099, 12, 31)
START = datetime(2000, 1, 1, tzinfo=UTC)


def due(begins: str, days: int, zone: str = "Europe/Berlin", ends: date = FAR) -> due_dates.DueDate:
    return due_dates.due(
        datetime.fromisoformat(begins),
        due_dates.Terms(days),
        zone=ZoneInfo(zone),
        membership_ends_on=ends,
    )


@pytest.mark.parametrize(
    ("begins", "days", "zone", "at"),
    [
        # The clocks go forward on 29 March 2026, and back on 25 October.
        ("2026-03-22T09:00Z", 7, "Europe/Berlin", "2026-03-29T21:59:59Z"),
        ("2026-03-21T09:00Z", 7, "Europe/Berlin", "2026-03-28T22:59:59Z"),
        ("2026-10-18T09:00Z", 7, "Europe/Berlin", "2026-10-25T22:59:59Z"),
        ("2026-10-17T09:00Z", 7, "Europe/Berlin", "2026-10-24T21:59:59Z"),
        # A leap day, and none.
        ("2028-02-15T12:00Z", 14, "Europe/Berlin", "2028-02-29T22:59:59Z"),
        ("2027-02-15T12:00Z", 14, "Europe/Berlin", "2027-03-01T22:59:59Z"),
        # The end of the year.
        ("2026-12-24T12:00Z", 14, "Europe/Berlin", "2027-01-07T22:59:59Z"),
        # It is another day there than in UTC.
        ("2026-05-06T12:00Z", 1, "Pacific/Kiritimati", "2026-05-08T09:59:59Z"),
        ("2026-05-06T01:00Z", 1, "America/Sao_Paulo", "2026-05-07T02:59:59Z"),
        ("2026-05-06T23:30Z", 14, "Europe/Berlin", "2026-05-21T21:59:59Z"),
        # Midnight is skipped at Sao Paulo on 4 November 2018, and 23:00 to 24:00 on 18 February
        # 2018 comes twice: a loan ends with the second.
        ("2018-11-02T12:00Z", 1, "America/Sao_Paulo", "2018-11-04T02:59:59Z"),
        ("2018-02-16T12:00Z", 1, "America/Sao_Paulo", "2018-02-18T02:59:59Z"),
    ],
)
def test_a_loan_ends_with_the_librarys_own_day(begins: str, days: int, zone: str, at: str) -> None:
    assert due(begins, days, zone).at == datetime.fromisoformat(at)


def test_it_ends_with_the_membership_at_the_latest_and_says_so() -> None:
    found = due("2026-05-06T08:00Z", 14, ends=date(2026, 5, 10))
    assert found.on == date(2026, 5, 10)
    assert found.steps == [
        due_dates.Step("loan_days", date(2026, 5, 20), 14),
        due_dates.Step("membership_ends", date(2026, 5, 10)),
    ]


def test_the_last_day_of_the_membership_itself_shortens_nothing() -> None:
    assert len(due("2026-05-06T08:00Z", 14, ends=date(2026, 5, 20)).steps) == 1


def test_no_loan_ends_before_the_day_it_begins() -> None:
    assert due("2026-05-06T08:00Z", 14, ends=date(2020, 1, 1)).on == date(2026, 5, 6)


@given(
    st.integers(0, 1_600_000_000).map(lambda seconds: START + timedelta(seconds=seconds)),
    st.integers(0, 400),
    st.sampled_from(["Europe/Berlin", "America/Sao_Paulo", "Pacific/Kiritimati", "Asia/Kathmandu"]),
)
def test_the_due_instant_lies_on_the_due_day_and_never_before_the_loan(
    begins: datetime, days: int, name: str
) -> None:
    zone = ZoneInfo(name)
    found = due_dates.due(begins, due_dates.Terms(days), zone=zone, membership_ends_on=FAR)
    local = found.at.astimezone(zone)
    assert (local.date(), local.strftime("%H:%M:%S")) == (found.on, "23:59:59")
    assert found.on == begins.astimezone(zone).date() + timedelta(days=days)
    assert found.at > begins - timedelta(seconds=1)


def test_the_due_day_itself_is_never_late() -> None:
    at = due_dates.end_of(date(2026, 5, 6), BERLIN)
    just_after = at + timedelta(seconds=1)
    assert due_dates.days_late(at, at, BERLIN) == 0
    assert due_dates.days_late(at, just_after, BERLIN) == 1
    assert due_dates.days_late(at, at + timedelta(days=3), BERLIN) == 3
    assert due_dates.days_late(at, at - timedelta(days=3), BERLIN) == 0


@pytest.mark.parametrize(
    ("now", "hours"),
    [("2026-05-06T08:00Z", 24), ("2026-03-29T08:00Z", 23), ("2026-10-25T08:00Z", 25)],
)
def test_a_day_is_as_long_as_the_clocks_make_it(now: str, hours: int) -> None:
    start, end = due_dates.day_of(datetime.fromisoformat(now), BERLIN)
    assert end - start == timedelta(hours=hours)
    assert start <= datetime.fromisoformat(now) < end
