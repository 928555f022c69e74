"""What can be said of a copy from its own flags."""

import re
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final, Protocol

from stdnum import luhn

MOST_AT_ONCE: Final = 500
ACQUIRED_SINCE: Final = date(1400, 1, 1)
ACQUIRED_AHEAD: Final = timedelta(days=366)
"""How far ahead a copy that is on order may be dated."""
_ENDS_IN_DIGITS: Final = re.compile(r"(.*?)(\d{1,12})", re.ASCII)
_CHECKED_LENGTH: Final = 14


class Flags(Protocol):
    """The columns a copy's state follows from."""

    withdrawn_at: Any
    lost_at: Any
    missing_at: Any
    damaged_at: Any
    on_order: bool
    is_on_loan: bool
    on_hold_shelf: bool
    in_transit: bool
    reference_only: bool


class State(StrEnum):
    """Where a copy stands, the most telling fact first."""

    WITHDRAWN = "withdrawn"
    ON_LOAN = "on_loan"
    ON_HOLD_SHELF = "on_hold_shelf"
    IN_TRANSIT = "in_transit"
    LOST = "lost"
    MISSING = "missing"
    DAMAGED = "damaged"
    ON_ORDER = "on_order"
    REFERENCE = "reference"
    AVAILABLE = "available"


def state(copy: Flags) -> State:
    """The state of ``copy``. It is derived, never stored (circulation rules, section 1)."""
    if copy.withdrawn_at:
        return State.WITHDRAWN
    if copy.is_on_loan:
        return State.ON_LOAN
    if copy.on_hold_shelf:
        return State.ON_HOLD_SHELF
    if copy.in_transit:
        return State.IN_TRANSIT
    if copy.lost_at:
        return State.LOST
    if copy.missing_at:
        return State.MISSING
    if copy.damaged_at:
        return State.DAMAGED
    if copy.on_order:
        return State.ON_ORDER
    return State.REFERENCE if copy.reference_only else State.AVAILABLE


def is_day_of_acquisition(on: date, today: date | None) -> bool:
    """Whether a copy can have been acquired ``on`` this day, or be on order for it. Without
    ``today`` no day is too late.
    """
    return on >= ACQUIRED_SINCE and (today is None or on <= today + ACQUIRED_AHEAD)


def barcodes_between(first: str, last: str) -> list[str] | None:
    """The barcodes from ``first`` to ``last``, both in their stored form, as they follow each other
    on a roll of labels.

    Fourteen digits that check by the Luhn rule are counted without their check digit; any others
    by the digits they end in. ``None`` when the two are no range, or it is longer than
    ``MOST_AT_ONCE``.
    """
    is_checked = all(len(each) == _CHECKED_LENGTH and luhn.is_valid(each) for each in (first, last))
    ends = [_ENDS_IN_DIGITS.fullmatch(each[:-1] if is_checked else each) for each in (first, last)]
    if not (ends[0] and ends[1]):
        return None
    (start, low), (other, high) = ends[0].groups(), ends[1].groups()
    count = int(high) - int(low) + 1
    if start != other or len(low) != len(high) or not 1 <= count <= MOST_AT_ONCE:
        return None
    bodies = [f"{start}{number:0{len(low)}d}" for number in range(int(low), int(high) + 1)]
    return [body + luhn.calc_check_digit(body) for body in bodies] if is_checked else bodies
