"""What it means that a copy was scanned, or was not, while the shelves were counted."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

SHELF: Final = 5


class Finding(StrEnum):
    """What is found of a copy, or of a number that no copy has."""

    IN_PLACE = "in_place"
    FOUND_AGAIN = "found_again"
    OUT_OF_ORDER = "out_of_order"
    ELSEWHERE = "elsewhere"
    OTHER_BRANCH = "other_branch"
    ON_LOAN = "on_loan"
    FOR_A_HOLD = "for_a_hold"
    IN_TRANSIT = "in_transit"
    WITHDRAWN = "withdrawn"
    LOST = "lost"
    ON_ORDER = "on_order"
    UNKNOWN = "unknown"
    MISSING = "missing"


# What needs nobody's hand: the copy is where it should be.
IN_ORDER = frozenset({Finding.IN_PLACE, Finding.FOUND_AGAIN})


@dataclass(frozen=True)
class Facts:
    """What is known of a scanned copy and of the shelves that are counted."""

    withdrawn: bool = False
    on_loan: bool = False
    on_hold_shelf: bool = False
    in_transit: bool = False
    lost: bool = False
    missing: bool = False
    on_order: bool = False
    of_branch: bool = True
    of_range: bool = True


def finding(facts: Facts) -> Finding:
    """What there is to say, the gravest first: what must not stand on any shelf comes before what
    stands on the wrong one.
    """
    checks = [
        (facts.withdrawn, Finding.WITHDRAWN),
        (facts.on_loan, Finding.ON_LOAN),
        (facts.on_hold_shelf, Finding.FOR_A_HOLD),
        (facts.in_transit, Finding.IN_TRANSIT),
        (facts.lost, Finding.LOST),
        (facts.on_order, Finding.ON_ORDER),
        (not facts.of_branch, Finding.OTHER_BRANCH),
        (not facts.of_range, Finding.ELSEWHERE),
        (facts.missing, Finding.FOUND_AGAIN),
    ]
    return next((said for stands, said in checks if stands), Finding.IN_PLACE)


def out_of_order(keys: Sequence[str]) -> set[int]:
    """The places of those ``keys``, scanned one after the other, that stand in the wrong order.

    As few as can be: what is left of each shelf is the longest row that never falls. One book
    carried to the wrong end is one misplaced book, not a whole shelf of them. Where the order
    falls back and stays back for ``SHELF`` scans, another shelf was begun.
    """
    starts = [0]
    for place in range(2, len(keys)):
        if keys[place] < keys[place - 1] and _begins_shelf(keys, starts[-1], place):
            starts.append(place)
    ends = [*starts[1:], len(keys)]
    return {
        start + place
        for start, end in zip(starts, ends, strict=True)
        for place in _fallen(keys[start:end])
    }


def _begins_shelf(keys: Sequence[str], start: int, place: int) -> bool:
    """Whether what follows ``place`` stands before all that was scanned since ``start``. One
    misplaced book on either side does not hide it.
    """
    following = sorted(keys[place : place + SHELF])
    before = sorted(keys[start:place])
    return len(following) == SHELF and following[-2] < before[:2][-1]


def _fallen(keys: Sequence[str]) -> set[int]:
    """The places outside one longest row of ``keys`` that never falls."""
    ends: list[str] = []
    at: list[int] = []
    before: list[int] = []
    for place, key in enumerate(keys):
        length = bisect_right(ends, key)
        before.append(at[length - 1] if length else -1)
        ends[length : length + 1] = [key]
        at[length : length + 1] = [place]
    kept, place = set(), at[-1] if at else -1
    while place >= 0:
        kept.add(place)
        place = before[place]
    return set(range(len(keys))) - kept
