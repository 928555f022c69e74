"""Where copies lie and who waits for them, in the reference model."""

from dataclasses import replace
from datetime import datetime
from itertools import permutations

from tests.model.rules import Branch, Policy, winner
from tests.model.things import Copy, Hold, House, Loan, Member, State, Way


class Shelves:
    """The house at a moment: its state, and the moves that several deeds share."""

    def __init__(self, house: House, state: State, now: datetime) -> None:
        self.house = house
        self.state = state
        self.now = now

    def branch(self, code: str) -> Branch:
        return self.house.branches[code]

    def member(self, name: str) -> Member:
        return self.state.members[name]

    def policy(self, branch: str, member: str, kind: str) -> Policy:
        return winner(self.house.policies, branch, self.member(member).category, kind)

    def queue(self, book: str) -> list[Hold]:
        return [self.state.holds[pk] for pk in self.state.queues.get(book, [])]

    def open_loans(self, member: str) -> list[Loan]:
        return [
            loan for loan in self.state.loans.values() if loan.is_open and loan.member == member
        ]

    def active_holds(self, member: str) -> list[Hold]:
        return [
            hold for hold in self.state.holds.values() if hold.is_active and hold.member == member
        ]

    def is_overdue(self, loan: Loan) -> bool:
        return loan.is_open and self.branch(loan.branch).today(self.now) > loan.due_on

    # ---- who waits, and whether the others can be served

    def is_kept_for_others(self, copy: Copy, member: str, here: str) -> bool:
        """Whether others would go without if ``member`` had this copy, as seen on the day it is at
        the branch ``here``.
        """
        if copy.taken_by:
            return self.state.holds[copy.taken_by].member != member
        if copy.is_damaged or copy.is_reference:
            return False
        today, before = self.branch(here).today(self.now), []
        for hold in self.queue(copy.book):
            if hold.member == member:
                break
            if not hold.is_asleep(today):
                before.append(hold)
        others = [
            each.name
            for each in self.state.copies.values()
            if each.book == copy.book and each is not copy and each.state == "available"
        ]
        return _most_served(before, [*others, copy.name]) > _most_served(before, others)

    # ---- copies that lie on a desk

    def sort_in(self, copy: Copy, here: str, *, traps: bool) -> None:
        """A copy in somebody's hand finds its place."""
        self.see(copy)
        if not traps:
            copy.loan = copy.on_shelf_for = copy.way = None
            return
        self.pass_on(copy, here, in_hand=True)

    def note(self, copy: Copy, what: str, said: int | bool | None) -> None:
        """Somebody edits what is noted of a copy: its price, or whether it is lost or missing."""
        setattr(copy, {"price_minor": "price"}.get(what, what), said)
        copy.edits += 1

    def see(self, copy: Copy) -> None:
        """A copy is in a hand: it is neither lost nor missing."""
        copy.is_lost = copy.is_missing = False
        for loan in self.state.loans.values():
            if loan.copy == copy.name and loan.is_written_off:
                loan.found_at = loan.found_at or self.now

    def pass_on(self, copy: Copy, here: str, *, in_hand: bool) -> None:
        """Set a copy aside for whoever it serves next, send it where it belongs, or free it."""
        taken_by, copy.loan, copy.way, copy.on_shelf_for = copy.taken_by, None, None, None
        is_fit = not (copy.is_damaged or copy.is_reference)
        is_fit = is_fit and (in_hand or not (copy.is_lost or copy.is_missing))
        hold = self.state.holds[taken_by] if taken_by else None
        if hold and not is_fit:
            self.put_first(hold)
        elif is_fit:
            hold = hold or self._first_for(copy, here)
            if hold:
                self._set_aside(copy, hold, here)
                return
        if copy.home != here and not copy.is_damaged:
            copy.way = Way(here, copy.home, None, self.now)

    def put_first(self, hold: Hold) -> None:
        """The copy for a hold is not there any more: it waits again, before all others."""
        hold.state, hold.ready_by, hold.since = "queued", None, None
        self.state.queues.setdefault(hold.book, []).insert(0, hold.id)

    def end_hold(self, hold: Hold, state: str) -> None:
        """A hold ends; the copy that is on the shelf for it goes to the next."""
        was, hold.state = hold.state, state
        hold.is_suspended, hold.until = False, None
        self.leave_queue(hold)
        for copy in self.state.copies.values():
            if copy.taken_by != hold.id:
                continue
            if was == "waiting":
                copy.on_shelf_for = None
                self.pass_on(copy, hold.pickup, in_hand=False)
            elif copy.way:
                copy.way = replace(copy.way, hold=None)

    def leave_queue(self, hold: Hold) -> None:
        queue = self.state.queues.get(hold.book, [])
        if hold.id in queue:
            queue.remove(hold.id)

    def hand_over(self, copy: Copy, loan: Loan) -> str | None:
        """A copy goes out on a loan; the hold that it fills."""
        taken_by, copy.on_shelf_for, copy.way = copy.taken_by, None, None
        self.see(copy)
        copy.loan = loan.id
        filled = self.state.holds[taken_by] if taken_by else None
        if filled and filled.member != loan.member:
            self.put_first(filled)
            filled = None
        if filled is None:
            own = [hold for hold in self.queue(copy.book) if hold.member == loan.member]
            own = [hold for hold in own if hold.copy in (None, copy.name)]
            elsewhere = [hold for hold in self.active_holds(loan.member) if hold.book == copy.book]
            own += [hold for hold in elsewhere if hold.state != "queued" and hold.copy is None]
            filled = own[0] if own else None
        if filled is None:
            return None
        self.end_hold(filled, "filled")
        return filled.id

    def _first_for(self, copy: Copy, here: str) -> Hold | None:
        today = self.branch(here).today(self.now)
        fits = [
            hold
            for hold in self.queue(copy.book)
            if hold.copy in (None, copy.name) and not hold.is_asleep(today)
        ]
        return fits[0] if fits else None

    def _set_aside(self, copy: Copy, hold: Hold, here: str) -> None:
        self.leave_queue(hold)
        hold.is_suspended, hold.until = False, None
        if hold.pickup != here:
            hold.state, hold.ready_by, hold.since = "in_transit", None, None
            copy.way = Way(here, hold.pickup, hold.id, self.now)
            return
        copy.on_shelf_for = hold.id
        if hold.state != "waiting":
            branch = self.branch(here)
            hold.ready_by = branch.open_days_later(branch.today(self.now), hold.pickup_days)
            hold.state, hold.since = "waiting", self.now


def _most_served(queue: list[Hold], copies: list[str]) -> int:
    """How many of a queue could have a copy each: every way to hand them out is tried."""
    places = [*copies, *["" for _ in queue]]
    return max(
        (
            sum(
                bool(copy) and hold.copy in (None, copy)
                for hold, copy in zip(queue, way, strict=True)
            )
            for way in permutations(places, len(queue))
        ),
        default=0,
    )
