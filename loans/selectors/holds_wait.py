"""How long those who wait will have to wait: an honest guess."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from catalog.models import Copy
from loans.domain import holds as rules
from loans.domain import policies
from loans.models import Hold, HoldState, Loan, Policy


@dataclass(frozen=True)
class _Held:
    """A copy that may serve a hold, and when what keeps it is over."""

    id: UUID
    type_id: UUID
    due_at: datetime | None
    is_set_aside: bool


def in_days(holds: Sequence[Hold], *, now: datetime) -> dict[UUID, int]:
    """For each of ``holds`` (with members and branches) that is in a queue, in how many days its
    turn should come. Those that rest, and those that no copy is known to come for, are left out.

    Three statements, however many holds there are.
    """
    queued = [hold for hold in holds if hold.state == HoldState.QUEUED and hold.member]
    if not queued:
        return {}
    held = _held({hold.book_id for hold in queued})
    in_force = list(Policy.objects.in_force(now.date()))
    found = {hold.pk: _wait(hold, held[hold.book_id], in_force, now) for hold in queued}
    return {pk: days for pk, days in found.items() if days is not None}


def _wait(
    hold: Hold, held: Sequence[_Held], in_force: Sequence[Policy], now: datetime
) -> int | None:
    zone = hold.pickup_branch.zone
    today = now.astimezone(zone).date()
    wanted = [copy for copy in held if hold.copy_id in (None, copy.id)]
    if not (wanted and hold.position and hold.member) or hold.is_asleep(today):
        return None
    case = policies.Case(hold.pickup_branch_id, hold.member.category_id, wanted[0].type_id)
    policy = policies.best(in_force, case)
    set_aside = policy.loan_days + policy.hold_pickup_days // 2
    due = [
        (copy.due_at.astimezone(zone).date() - today).days
        if copy.due_at
        else set_aside * copy.is_set_aside
        for copy in wanted
    ]
    terms = {"loan_days": policy.loan_days, "pickup_days": policy.hold_pickup_days}
    return rules.wait_in_days(hold.position, due, **terms)


def _held(book_ids: set[UUID]) -> Mapping[UUID, list[_Held]]:
    """The copies of books that can be waited for; not those on order, of which nobody knows when
    they come.
    """
    open_loans = Loan.objects.open().filter(copy__book__in=book_ids)
    due: dict[UUID, datetime] = dict(open_loans.values_list("copy_id", "due_at"))
    rows: Any = Copy.objects.holdable().filter(book__in=book_ids, on_order=False)
    columns = ("pk", "book_id", "copy_type_id", "on_hold_shelf", "in_transit")
    found: dict[UUID, list[_Held]] = defaultdict(list)
    for pk, book_id, type_id, on_shelf, in_transit in rows.order_by("barcode").values_list(
        *columns
    ):
        found[book_id].append(_Held(pk, type_id, due.get(pk), on_shelf or in_transit))
    return found
