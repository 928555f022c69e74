"""Who waits: in queues for books that are out, and for copies on the hold shelf."""

from datetime import timedelta
from typing import Any, Final

from accounts.models.audit import Interface
from loans.models import Hold, HoldState
from loans.scale.lending import Library
from loans.scale.sizes import COPIES_EACH, Ids, Tell, written
from loans.scale.tables import Table
from loans.scale.trail import Trail

LONGEST: Final = 3
"""Members in the longest queue."""
_PICKUP_DAYS: Final = 5


_CAPTURED: Final = ("captured_copy_id", "captured_at", "waiting_since", "expires_on")
_COLUMNS: Final = (
    *("id", "book_id", "member_id", "pickup_branch_id", "state", "position"),
    *("placed_at", "interface", "pickup_days", *_CAPTURED),
)


class Waiting:
    """The holds of a library on their way into its tables."""

    def __init__(self, library: Library) -> None:
        self.library, self.count = library, 0
        self.ids = Ids(9, library.since)
        self.holds, self.trail = Table(Hold, _COLUMNS), Trail()

    def add(
        self, book: int, member: int, state: HoldState, place: int | None, *captured: object
    ) -> None:
        """A hold; ``captured`` when a copy is set aside for it."""
        library = self.library
        hold, what = self.ids[self.count], library.shelves.books[book]
        who, here = library.members[member % library.size.members], library.shelves.branch
        at = library.now - timedelta(days=3) + timedelta(seconds=self.count % 3600)
        first = (hold, what, who, here.pk, state, place, at, Interface.DESK, _PICKUP_DAYS)
        self.holds.add(*first, *(captured or (None,) * len(_CAPTURED)))
        about: dict[str, Any] = {"hold": str(hold), "position": place or 1, "pickup": here.code}
        self.trail.note("hold.placed", at, book=what, member=who, **about)
        self.count += 1


def happen(library: Library, tell: Tell) -> None:
    """Write the holds. Whoever waits for a book has not got it."""
    size, waiting = library.size, Waiting(library)
    tables = [waiting.holds, waiting.trail]
    for number in written("queues", size.queues, tables, tell):
        # The borrowers of the two copies are the members 2n and 2n + 1: these are others.
        for place in range(min(1 + number % LONGEST, size.members - COPIES_EACH)):
            member = (number + 1) * COPIES_EACH + place
            waiting.add(size.book_taken(number), member, HoldState.QUEUED, place + 1)
    until = library.now.date() + timedelta(days=_PICKUP_DAYS)
    for number in written("hold shelf", size.on_shelf, tables, tell):
        book = size.book_taken(size.books_out + number)
        copy = library.shelves.copies[book * COPIES_EACH]
        aside = (copy, library.now, library.now, until)
        waiting.add(book, number, HoldState.WAITING, None, *aside)
