"""What the copies of a book amount to, for someone who would like to borrow one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from catalog.domain.copies import State

# When nothing is free, the state that gives most hope speaks for the book.
_HOPE: Final = (
    State.ON_LOAN,
    State.ON_HOLD_SHELF,
    State.IN_TRANSIT,
    State.ON_ORDER,
    State.REFERENCE,
    State.DAMAGED,
    State.MISSING,
    State.LOST,
)


@dataclass(frozen=True)
class Availability:
    """How many copies there are and how many are free; ``branch`` where all free ones are in one.

    ``state`` is what to show for the whole: nothing when there are no copies. ``holding`` is the
    copy to look for first.
    """

    total: int
    free: int
    state: State | None
    branch: str
    holding: Mapping[str, Any] | None


def of(holdings: Sequence[Mapping[str, Any]]) -> Availability:
    """The availability of a book with these ``holdings`` (see ``selectors.records.holding``)."""
    if not holdings:
        return Availability(0, 0, None, "", None)
    free = [each for each in holdings if each["state"] == State.AVAILABLE]
    if free:
        branches = {each["branch_name"] for each in free}
        branch = branches.pop() if len(branches) == 1 else ""
        return Availability(len(holdings), len(free), State.AVAILABLE, branch, free[0])
    first = min(holdings, key=lambda each: _HOPE.index(State(each["state"])))
    return Availability(len(holdings), 0, State(first["state"]), "", first)
