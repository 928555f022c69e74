"""Who is next, and whether the others can be served as well (circulation rules, sections 6 and
7).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeVar
from uuid import UUID

from loans.domain.calendars import Calendar


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


class Flags(Protocol):
    """What is noted of a copy that may keep it from serving a hold."""

    @property
    def withdrawn_at(self) -> datetime | None: ...
    @property
    def damaged_at(self) -> datetime | None: ...
    @property
    def lost_at(self) -> datetime | None: ...
    @property
    def missing_at(self) -> datetime | None: ...
    @property
    def reference_only(self) -> bool: ...
    @property
    def on_order(self) -> bool: ...


def can_serve(copy: Flags, *, in_hand: bool) -> bool:
    """Whether a copy may be set aside for a hold: it is whole, and for lending. In a hand, it is
    neither lost nor missing, whatever is noted.
    """
    is_there = in_hand or not (copy.lost_at or copy.missing_at)
    is_sound = not (copy.withdrawn_at or copy.damaged_at or copy.reference_only or copy.on_order)
    return is_there and is_sound


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


def matched(queue: Sequence[Waiting], offers: Sequence[Offer]) -> dict[UUID, int]:
    """Copies for as many holds as can be served at once: for each copy taken, the place in
    ``queue`` of the hold it is for.

    A maximum matching by augmenting paths, the first in the queue seated first; who has been seated
    stays so. A copy at the branch of the pickup is tried before others. A suspended hold asks for
    nothing.
    """
    taken: dict[UUID, int] = {}

    def seat(number: int, tried: set[UUID]) -> bool:
        hold = queue[number]
        for offer in sorted(offers, key=lambda each: each.branch_id != hold.pickup_branch_id):
            if offer.copy_id in tried or not fits(hold, offer):
                continue
            tried.add(offer.copy_id)
            if offer.copy_id not in taken or seat(taken[offer.copy_id], tried):
                taken[offer.copy_id] = number
                return True
        return False

    for number in range(len(queue)):
        if len(taken) == len(offers):
            break
        seat(number, set())
    return taken


def is_needed(offer: Offer, queue: Sequence[Waiting], others: Sequence[Offer]) -> bool:
    """Whether someone in ``queue`` would go without if ``offer`` were taken away, the ``others``
    being there for them: whether it is held for other members.
    """
    if not any(fits(hold, offer) for hold in queue):
        return False
    return len(matched(queue, [*others, offer])) > len(matched(queue, others))


@dataclass(frozen=True)
class Facts:
    """All that the placing of a hold rests on."""

    is_self_service: bool
    is_verified: bool
    is_expired: bool
    is_blocked: bool
    owes_too_much: bool
    holds: int
    hold_limit: int
    already_on_hold: bool
    already_on_loan: bool
    has_holdable_copy: bool


def refusals(facts: Facts) -> list[str]:
    """The codes of everything that stands against placing a hold; none when it may be placed."""
    checks = [
        (facts.is_self_service and not facts.is_verified, "email_not_verified"),
        (facts.is_expired, "member_expired"),
        (facts.is_blocked, "member_blocked"),
        (facts.owes_too_much, "debt_limit_reached"),
        (facts.already_on_hold, "already_on_hold"),
        (facts.already_on_loan, "already_on_loan_to_member"),
        (not facts.has_holdable_copy, "no_holdable_copy"),
        (facts.holds >= facts.hold_limit, "hold_limit_reached"),
    ]
    return [code for stands, code in checks if stands]


def last_day(ready_on: date, pickup_days: int, calendar: Calendar) -> date:
    """The day until which a copy waits that was ready on ``ready_on``: so many open days later.

    That day still counts. Raises ``NoOpenDay``.
    """
    return calendar.after_open_days(ready_on, pickup_days)


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
