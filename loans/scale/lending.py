"""Years of lending, one loan after the other: what came back, what is out, and what was charged."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from typing import Any, Final
from uuid import UUID

from accounts.models.audit import Interface
from loans.domain import due_dates
from loans.domain.due_dates import DueDate
from loans.models import Loan, Policy
from loans.scale.fines import Fines
from loans.scale.shelves import Shelves
from loans.scale.sizes import COPIES_EACH, Ids, Size, Tell, scattered, written
from loans.scale.tables import Table
from loans.scale.trail import Trail
from members.models import Category

SETTLED: Final = timedelta(days=60)
"""So long ago the last of the past loans began: all of them have ended."""
OUT_WITHIN: Final = timedelta(days=15)
"""What is out now was lent within this time: a little longer than a loan lasts."""
_OPENS, _CLOSES = 9, 19
_LATE: Final = 0.08
_COLUMNS: Final = (
    *("id", "copy_id", "member_id", "member_category_id", "policy_id", "policy_terms"),
    *("branch_id", "interface", "loaned_at", "due_at", "due_steps"),
    *("returned_at", "recorded_at", "returned_branch_id"),
)


@dataclass(frozen=True)
class Library:
    """What there is to lend, to whom, and by which terms."""

    size: Size
    shelves: Shelves
    members: Ids
    category: Category
    policy: Policy
    since: datetime
    now: datetime


@dataclass
class Lending:
    """The loans of a library on their way into its tables."""

    library: Library
    dice: random.Random
    tell: Tell
    terms: dict[str, Any] = field(default_factory=dict)
    due: dict[date, tuple[DueDate, list[dict[str, Any]]]] = field(default_factory=dict)
    coming_back: list[tuple[datetime, int, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.terms = self.library.policy.terms
        self.ids = Ids(6, self.library.since)
        self.loans, self.trail = Table(Loan, _COLUMNS), Trail()
        self.fines = Fines(self.library.since, self.library.shelves.branch, self.trail)

    @property
    def tables(self) -> list[Table]:
        """All tables that a loan leaves something in, the loan's own first."""
        return [self.loans, *self.fines.tables, self.trail]

    def happen(self) -> None:
        """Write all loans, in the order in which they began."""
        size = self.library.size
        for number in written("past loans", size.loans, self.tables, self.tell):
            self._past(number)
        for _ in self._brought_back(until=self.library.now):
            pass
        out = size.books_out * COPIES_EACH
        for number in written("loans", out, self.tables, self.tell, start=size.loans):
            self._open(number, number - size.loans, out)
        self.fines.end()

    def _past(self, number: int) -> None:
        library, size = self.library, self.library.size
        span = library.now - SETTLED - library.since
        at = _in_hours(library.since + span * (number / size.loans))
        due, steps = self._due(at)
        again_in = span * (size.copies / size.loans)
        days = timedelta(days=self.dice.uniform(1, 20))
        if self.dice.random() < _LATE:
            days = due.at - at + timedelta(days=self.dice.uniform(1, 30))
        back = at + min(days, again_in * 0.9, SETTLED / 2)
        copy = scattered(number, size.copies)
        member = int(size.members * self.dice.random() ** 2)
        for _ in self._brought_back(until=at):
            pass
        self._lent(number, copy, member, at, due, steps, back)
        heappush(self.coming_back, (back, number, (copy, member, due)))

    def _open(self, number: int, place: int, count: int) -> None:
        library = self.library
        book = library.size.book_taken(place // COPIES_EACH)
        copy = book * COPIES_EACH + place % COPIES_EACH
        at = library.now - OUT_WITHIN + (OUT_WITHIN - timedelta(minutes=1)) * (place / count)
        due, steps = self._due(at)
        self._lent(number, copy, place % library.size.members, at, due, steps, None)

    def _lent(
        self,
        number: int,
        copy: int,
        member: int,
        at: datetime,
        due: DueDate,
        steps: list[dict[str, Any]],
        back: datetime | None,
    ) -> None:
        library, shelves = self.library, self.library.shelves
        loan, who, what = self.ids[number], library.members[member], shelves.copies[copy]
        here = shelves.branch
        self.loans.add(
            loan,
            what,
            who,
            library.category.pk,
            library.policy.pk,
            self.terms,
            here.pk,
            Interface.DESK,
            at,
            due.at,
            steps,
            back,
            back,
            here.pk if back else None,
        )
        self._note("loan.checked_out", number, copy, member, at, due_at=due.at.isoformat())

    def _brought_back(self, *, until: datetime) -> Iterator[None]:
        """Note what came back until then, in the order in which it did."""
        while self.coming_back and self.coming_back[0][0] <= until:
            back, number, (copy, member, due) = heappop(self.coming_back)
            zone = self.library.shelves.branch.zone
            late = due_dates.days_late(due.at, back, zone)
            self._note("loan.returned", number, copy, member, back, days_late=late)
            if late:
                self.fines.charge(self.library.members[member], self.ids[number], back, late)
            yield

    def _due(self, at: datetime) -> tuple[DueDate, list[dict[str, Any]]]:
        """When a loan that began then is due, and why, as it is kept."""
        library, zone = self.library, self.library.shelves.branch.zone
        day = at.astimezone(zone).date()
        if day not in self.due:
            terms = library.policy.time_terms(library.policy.loan_days)
            found = due_dates.due(at, terms, zone=zone, membership_ends_on=date.max)
            self.due[day] = found, [step.kept for step in found.steps]
        return self.due[day]

    def _note(
        self, action: str, number: int, copy: int, member: int, at: datetime, **data: Any
    ) -> None:
        shelves = self.library.shelves
        about: dict[str, UUID] = {
            "book": shelves.book_of(copy),
            "copy": shelves.copies[copy],
            "member": self.library.members[member],
            "loan": self.ids[number],
        }
        self.trail.note(action, at, **about, branch=shelves.branch.code, **data)


def _in_hours(at: datetime) -> datetime:
    """The same day, at an hour at which the desk is open."""
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    opens = midnight + timedelta(hours=_OPENS)
    return opens + (at - midnight) * (_CLOSES - _OPENS) / 24
