"""What can be said of a copy from its own flags."""

from enum import StrEnum
from typing import Any, Protocol


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
