"""Days as people write them in tables."""

import re
from datetime import date
from typing import Final

_DAYS: Final = (
    (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?"), "ymd"),
    (re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})"), "ymd"),
    (re.compile(r"(\d{4})(\d{2})(\d{2})"), "ymd"),
    (re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})"), "dmy"),
    (re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})"), "?"),
)


def day(said: str) -> date | None:
    """The day that a cell names. Of 03/04/2020 nobody knows which is the month: it is none."""
    bare = said.strip()
    for shape, order in _DAYS:
        found = shape.fullmatch(bare)
        if not found:
            continue
        numbers = [int(number) for number in found.groups()]
        if order == "?":
            order = _order(numbers)
        if order:
            try:
                return date(*(numbers[order.index(part)] for part in "ymd"))
            except ValueError:
                break
    return None


def _order(numbers: list[int]) -> str:
    if numbers[0] > 12 >= numbers[1] or numbers[0] == numbers[1]:
        return "dmy"
    return "mdy" if numbers[1] > 12 >= numbers[0] else ""
