"""Who waits for a book, and which copies could serve them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from catalog.models import Copy
from core.compiled import Instances
from loans.domain import holds as rules
from loans.domain.holds import Offer
from loans.models import Hold, HoldState


@dataclass(frozen=True)
class Wish:
    """A hold in the queue as the rules see it on a certain day."""

    hold: Hold
    is_suspended: bool

    @property
    def copy_id(self) -> UUID | None:
        """The one copy that is wanted, or any."""
        return self.hold.copy_id

    @property
    def pickup_branch_id(self) -> UUID:
        """Where it is to be picked up."""
        return self.hold.pickup_branch_id


def waiting_for(book_id: UUID, today: date) -> list[Wish]:
    """The queue of a book, with members and branches of pickup."""
    rows = Hold.objects.queue_of(book_id).select_related("member", "pickup_branch")
    return [Wish(hold, hold.is_asleep(today)) for hold in rows]


def active_of(book_id: UUID) -> Sequence[Hold]:
    """The holds on a book that have not ended, the queue in its order."""
    return _ACTIVE.all(book_id)


def held_for_other(copy: Copy, member_id: UUID, today: date) -> bool:
    """Whether other members would go without a copy if ``member_id`` had it."""
    return is_for_other(copy, member_id, today, active_of(copy.book_id))


def is_for_other(copy: Copy, member_id: UUID, today: date, active: Sequence[Hold]) -> bool:
    """The same, where the ``active`` holds on the book are at hand.

    So it is when it is set aside for one of them, and when one who waits could have this copy and
    none of the others that are free. Whoever stands in the queue as well gives way only to those
    before them.
    """
    captured = next((hold for hold in active if hold.captured_copy_id == copy.pk), None)
    if captured and captured.is_captured:
        return captured.member_id != member_id
    queue: list[Wish] = []
    for hold in active:
        if hold.state != HoldState.QUEUED:
            continue
        if hold.member_id == member_id:
            break
        queue.append(Wish(hold, hold.is_asleep(today)))
    if not queue or not rules.can_serve(copy, in_hand=True):
        return False
    return rules.is_needed(
        Offer(copy.pk, copy.branch_id), queue, _free(copy.book_id, but_for=copy.pk)
    )


def free_in_order(book_id: UUID, member_id: UUID, *, here: UUID | None) -> list[UUID]:
    """The free copies of a book, the one to hand out to a member first: those that nobody else
    waits for by itself before others, then those at ``here``, then by barcode.
    """
    others = Hold.objects.filter(copy=OuterRef("pk"), state=HoldState.QUEUED)
    is_wanted = Exists(others.exclude(member=member_id))
    free = Copy.objects.free().filter(book=book_id).annotate(is_wanted=is_wanted)
    rows = free.values_list("is_wanted", "branch_id", "barcode", "pk")
    return [row[3] for row in sorted(rows, key=lambda row: (row[0], row[1] != here, row[2]))]


def _free(book_id: UUID, *, but_for: UUID) -> list[Offer]:
    rows = Copy.objects.free().filter(book=book_id).exclude(pk=but_for).order_by("barcode")
    return [Offer(copy_id, branch_id) for copy_id, branch_id in rows.values_list("pk", "branch_id")]


def _active(book_id: UUID) -> QuerySet[Hold]:
    return Hold.objects.active().filter(book=book_id).order_by("position")


_ACTIVE: Final = Instances(Hold, _active, UUID)
