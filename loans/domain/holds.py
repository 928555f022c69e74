"""Who is next, and whether the others can be served as well (circulation rules, sections 6 and
7).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar
from uuid import UUID


class Waiting(Protocol):
    """What the queue decides by."""

    @property
    def copy_id(self) -> UUID | None:
        """The one copy that is wanted, or any."""

    @property
    def pickup_branch_id(self) -> UUID: ...

    @property
    def is_suspended(self) -> bool: ...


Hold = TypeVar("Hold", bound=Waiting)


@dataclass(frozen=True)
class Offer:
    """A copy that could fill a hold: which, and whether it may travel to other branches."""

    copy_id: UUID
    branch_id: UUID
    may_travel: bool = True


def fits(hold: Waiting, offer: Offer) -> bool:
    """Whether ``offer`` could fill ``hold``: the copy that is wanted, where it can be picked up."""
    is_wanted = hold.copy_id in (None, offer.copy_id)
    is_there = offer.may_travel or hold.pickup_branch_id == offer.branch_id
    return is_wanted and is_there and not hold.is_suspended


def first_for(queue: Iterable[Hold], offer: Offer) -> Hold | None:
    """The first of ``queue``, which is in order, that the copy fits; suspended ones keep their
    place.
    """
    return next((hold for hold in queue if fits(hold, offer)), None)


def all_met_by(queue: Sequence[Waiting], offers: Sequence[Offer]) -> bool:
    """Whether every waiting hold could get a copy of its own out of ``offers``.

    A maximum matching of holds and copies by augmenting paths. A hold that nobody waits behind,
    being suspended, asks for nothing.
    """
    asking = [hold for hold in queue if not hold.is_suspended]
    taken: dict[UUID, int] = {}

    def seat(number: int, tried: set[UUID]) -> bool:
        for offer in offers:
            if offer.copy_id in tried or not fits(asking[number], offer):
                continue
            tried.add(offer.copy_id)
            if offer.copy_id not in taken or seat(taken[offer.copy_id], tried):
                taken[offer.copy_id] = number
                return True
        return False

    return all(seat(number, set()) for number in range(len(asking)))


def wait_in_days(
    position: int, due_in_days: Sequence[int], *, loan_days: int, pickup_days: int
) -> int | None:
    """An honest guess of the days until the ``position``-th in the queue has the book.

    ``due_in_days`` says for each copy in use in how many days it is due (0 when it is late or
    on the shelf). Each copy serves one after the other, keeping it for the loan and some of the
    time on the hold shelf. Nothing when there is no copy.
    """
    if not due_in_days:
        return None
    free = sorted(max(0, days) for days in due_in_days)
    for _ in range(position - 1):
        free[0] += loan_days + pickup_days // 2
        free.sort()
    return free[0]


def dense(positions: Mapping[UUID, int]) -> bool:
    """Whether a queue is numbered 1 to n without gaps."""
    return sorted(positions.values()) == list(range(1, len(positions) + 1))
