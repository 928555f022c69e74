"""How old members are. Who was born on 29 February has the birthday on 1 March in other years."""

from datetime import date
from typing import Final

OF_AGE: Final = 18
"""From what age on somebody may look after others."""


def age(born_on: date, today: date) -> int:
    """Completed years on ``today``."""
    had_no_birthday = (today.month, today.day) < (born_on.month, born_on.day)
    return today.year - born_on.year - had_no_birthday


def latest_birth(years: int, today: date) -> date:
    """The last day of birth of those who are at least ``years`` old on ``today``."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:  # 29 February, where that year has none
        return today.replace(year=today.year - years, day=28)


def may_look_after(born_on: date | None, today: date) -> bool:
    """Whether somebody is old enough to look after others; whose birthday is not known is."""
    return born_on is None or age(born_on, today) >= OF_AGE


def fits(born_on: date | None, youngest: int | None, oldest: int | None, today: date) -> bool:
    """Whether someone is of an age between these; whose birthday is not known always is."""
    if born_on is None:
        return True
    years = age(born_on, today)
    return (youngest is None or years >= youngest) and (oldest is None or years <= oldest)
