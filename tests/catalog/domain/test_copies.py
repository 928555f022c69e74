from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest

from catalog.domain import availability, copies
from catalog.domain.copies import State
from core import barcodes

FLAGS = [
    "withdrawn_at", "is_on_loan", "on_hold_shelf", "in_transit", "lost_at", "missing_at",
    "damaged_at", "on_order", "reference_only",
]  # fmt: skip
ROLL = [barcodes.numbered(barcodes.COPY, 1, number) for number in (9, 10, 11)]
STATES = [
    State.WITHDRAWN, State.ON_LOAN, State.ON_HOLD_SHELF, State.IN_TRANSIT, State.LOST,
    State.MISSING, State.DAMAGED, State.ON_ORDER, State.REFERENCE,
]  # fmt: skip


@pytest.mark.parametrize("raised", list(product([False, True], repeat=len(FLAGS))))
def test_the_most_telling_flag_is_the_state(raised: tuple[bool, ...]) -> None:
    flags: Any = SimpleNamespace(**dict(zip(FLAGS, raised, strict=True)))
    wanted = next(
        (state for state, is_up in zip(STATES, raised, strict=True) if is_up), State.AVAILABLE
    )
    assert copies.state(flags) is wanted


def holding(state: str, branch: str = "Harbour") -> dict[str, str]:
    return {"state": state, "branch_name": branch}


@pytest.mark.parametrize(
    ("holdings", "total", "free", "state", "branch"),
    [
        ([], 0, 0, None, ""),
        ([holding("available")], 1, 1, State.AVAILABLE, "Harbour"),
        ([holding("on_loan"), holding("available", "Hill")], 2, 1, State.AVAILABLE, "Hill"),
        ([holding("available"), holding("available", "Hill")], 2, 2, State.AVAILABLE, ""),
        ([holding("lost"), holding("on_loan")], 2, 0, State.ON_LOAN, ""),
        ([holding("lost"), holding("on_order"), holding("missing")], 3, 0, State.ON_ORDER, ""),
        ([holding("reference")], 1, 0, State.REFERENCE, ""),
        ([holding("lost")], 1, 0, State.LOST, ""),
    ],
)
def test_copies_amount_to_what_a_reader_can_hope_for(
    holdings: list[dict[str, str]], total: int, free: int, state: State | None, branch: str
) -> None:
    there = availability.of(holdings)
    assert (there.total, there.free, there.state, there.branch) == (total, free, state, branch)
    assert (there.holding is None) == (not holdings)


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (ROLL[0], ROLL[2], ROLL),
        ("B-098", "B-101", ["B-098", "B-099", "B-100", "B-101"]),
        ("0007", "0007", ["0007"]),
        ("B-101", "B-098", None),
        ("A-1", "B-2", None),
        ("B-9", "B-10", None),
        ("ABC", "ABD", None),
        ("1", "1000", None),
        ("0001", "0501", None),
    ],
)
def test_barcodes_follow_each_other_as_on_a_roll(
    first: str, last: str, found: list[str] | None
) -> None:
    assert copies.barcodes_between(first, last) == found
