"""Copies on their way from one branch to another. Every deed here has the copy locked."""

from dataclasses import dataclass

from catalog.models import Branch, Copy
from catalog.services import copies
from loans.models import Hold, Transfer
from loans.services.by import By


@dataclass(frozen=True)
class Arrival:
    """How the transfer of a copy ended that lies on a desk: it has come from ``came_from``, or it
    should have come to ``was_for``. Neither, where it had not left yet or was on no way.
    """

    came_from: Branch | None = None
    was_for: Branch | None = None


def send(copy: Copy, here: Branch, to: Branch, *, hold: Hold | None, by: By, in_hand: bool) -> None:
    """Send a copy to another branch: for ``hold``, or home. No transfer of it is open.

    It may still have to be taken off a shelf, and not be ``in_hand``.
    """
    Transfer.objects.create(copy=copy, from_branch=here, to_branch=to, hold=hold, sent_at=by.now)
    copies.send_off(copy, now=by.now if in_hand else None)
    by.note(
        "copy.sent",
        book_id=copy.book_id,
        copy_id=copy.pk,
        member_id=hold.member_id if hold else None,
        from_branch=here.code,
        to_branch=to.code,
    )


def receive(copy: Copy, here: Branch, *, by: By) -> Arrival:
    """End the open transfer, if any, of a copy that lies on a desk. It has arrived when it was sent
    here; wherever else it turns up, the caller sends it on.
    """
    transfer = _ended(copy, by, arrived_at=here)
    if transfer is None or here.pk == transfer.from_branch_id:
        return Arrival()
    if transfer.has_arrived:
        return Arrival(came_from=transfer.from_branch)
    return Arrival(was_for=transfer.to_branch)


def end(copy: Copy, *, by: By) -> None:
    """The copy goes elsewhere: out with a member. Its open transfer, if any, ends on the way."""
    _ended(copy, by, arrived_at=None)


def go_on_without(hold: Hold) -> None:
    """Nobody waits any more at the end of the way; the copy travels on and is looked at there."""
    Transfer.objects.open().filter(hold=hold).update(hold=None)


def _ended(copy: Copy, by: By, *, arrived_at: Branch | None) -> Transfer | None:
    if not copy.in_transit:
        return None
    rows = Transfer.objects.open().select_related("from_branch", "to_branch")
    transfer = rows.filter(copy=copy).first()
    if transfer is None:
        return None
    transfer.ended_at = by.now
    transfer.has_arrived = arrived_at is not None and arrived_at.pk == transfer.to_branch_id
    transfer.save(update_fields=["ended_at", "has_arrived"])
    if arrived_at:
        by.note(
            "copy.arrived" if transfer.has_arrived else "copy.arrived_elsewhere",
            book_id=copy.book_id,
            copy_id=copy.pk,
            branch=arrived_at.code,
        )
    return transfer
