"""What is to be fetched from the shelves of a branch for those who wait."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from catalog.models import Branch, Copy
from loans.domain import holds as rules
from loans.models import Hold, HoldState
from loans.selectors.holds import Wish


@dataclass(frozen=True)
class Pull:
    """A copy to fetch, and the hold it should serve."""

    copy: Copy
    hold: Hold


def at_branch(branch: Branch, *, now: datetime) -> list[Pull]:
    """The copies on the shelves of ``branch`` that are to be scanned, in the order of the shelves.

    Of the free copies of a book, at all branches, as many are fetched as there are holds that they
    can serve; those at the branch of the pickup first. A scan gives each to whoever is first then.
    Two statements, however many holds there are.
    """
    free = _free_by_book()
    queues = _queues(now)
    found = []
    for book_id, queue in queues.items():
        offers = [rules.Offer(copy.pk, copy.branch_id) for copy in free.get(book_id, [])]
        by_id = {copy.pk: copy for copy in free[book_id]}
        for copy_id, number in rules.matched(queue, offers).items():
            if by_id[copy_id].branch_id == branch.pk:
                found.append(Pull(by_id[copy_id], queue[number].hold))
    return sorted(found, key=lambda pull: _place(pull.copy))


def _place(copy: Copy) -> tuple[str, str, str, str]:
    return copy.shelf_location, copy.call_number, copy.book.sort_title, copy.barcode


def _free_by_book() -> dict[UUID, list[Copy]]:
    waited_for = Hold.objects.filter(book=OuterRef("book"), state=HoldState.QUEUED)
    rows: Any = Copy.objects.free().filter(Exists(waited_for))
    found: dict[UUID, list[Copy]] = defaultdict(list)
    for copy in rows.select_related("book", "branch").order_by("barcode"):
        found[copy.book_id].append(copy)
    return found


def _queues(now: datetime) -> dict[UUID, list[Wish]]:
    could = Copy.objects.free().values("book")
    rows = Hold.objects.filter(state=HoldState.QUEUED, book__in=could)
    found: dict[UUID, list[Wish]] = defaultdict(list)
    for hold in rows.select_related("member", "pickup_branch").order_by("book", "position"):
        today = now.astimezone(hold.pickup_branch.zone).date()
        found[hold.book_id].append(Wish(hold, hold.is_asleep(today)))
    return found
