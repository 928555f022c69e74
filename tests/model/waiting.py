"""Deeds with holds, in any order."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.model import stage
from tests.model.machine import BRANCHES, COPIES, MEMBERS, NUMBERS, AtTheDesk
from tests.model.stage import STAFF
from tests.model.things import Expected, Hold


class AtTheShelf(AtTheDesk):
    """Holds."""

    def some_hold(self, number: int) -> Hold | None:
        """One of the holds; where none is active, one is placed, and that is all for now."""
        if number < 11 and not any(hold.is_active for hold in self.model.state.holds.values()):
            copy = stage.COPIES[number % len(stage.COPIES)].name
            self.wait(
                member=stage.NAMES[number % 4], copy=copy, one=0, pickup="harbour", alone=False
            )
            return None
        return self.both.hold(number)

    @rule(order=st.permutations(stage.NAMES), copy=COPIES, pickup=BRANCHES)
    def queue_up(self, order: list[str], copy: str, pickup: str) -> None:
        """Everyone wants the same."""
        for member in order:
            self.wait(member=member, copy=copy, one=0, pickup=pickup, alone=False)

    @rule(member=MEMBERS, copy=COPIES, one=NUMBERS, pickup=BRANCHES, alone=st.booleans())
    def wait(self, member: str, copy: str, one: int, pickup: str, alone: bool) -> None:
        """A hold on a book or, now and then, on one copy of it."""
        self.minute()
        ids, book = self.both.door.ids, self.model.find(copy).book
        wanted = copy if one > 8 else None
        who = {"member": member, "book": book, "copy": wanted, "pickup": pickup}
        expected = self.model.expect_hold(**who, alone=alone)  # type: ignore[arg-type]
        what = {"copy_barcode": ids.barcodes[copy]} if wanted else {"book_id": ids.books[book]}
        body = {"member_id": ids.members[member], "pickup_branch": pickup, **what}
        asks = member if alone else STAFF
        answer = self.both.ask(asks, "POST", "/holds", expected, body)
        if not expected.is_done:
            return

        def change() -> None:
            self.model.place(answer.body["id"], **who)  # type: ignore[arg-type]

        if alone:
            self.both.do(change)
        else:
            self.both.at_desk("hold", copy, self.both.last_deed(), change)

    @rule(number=NUMBERS, way=NUMBERS)
    def cancel(self, number: int, way: int) -> None:
        hold = self.some_hold(number)
        if hold is None:
            return
        self.minute()
        who = self.who(way, hold.member)
        expected = self.model.expect_change(hold, who, "cancel")
        self.both.ask(who, "DELETE", f"/holds/{hold.id}", expected)
        if not expected.is_done:
            return
        if who == STAFF:
            deed = self.both.last_deed()
            self.both.at_desk("cancel", "", deed, lambda: self.model.end_hold(hold, "cancelled"))
        else:
            self.both.do(lambda: self.model.end_hold(hold, "cancelled"))

    @rule(number=NUMBERS, way=NUMBERS, days=st.one_of(st.none(), st.integers(-1, 9)))
    def suspend(self, number: int, way: int, days: int | None) -> None:
        if hold := self.some_hold(number):
            self.minute()
            today = self.model.branch(hold.pickup).today(self.model.now)
            until = None if days is None else today + timedelta(days=days)
            body = {} if until is None else {"until": until.isoformat()}
            who = self.who(way, hold.member)
            expected = self.model.expect_change(hold, who, "suspend", until)
            self.change(hold, who, "suspend", expected, body)
            if expected.is_done:
                self.both.do(lambda: self.model.suspend(hold, until))

    @rule(number=NUMBERS, way=NUMBERS)
    def resume(self, number: int, way: int) -> None:
        if hold := self.some_hold(number):
            self.minute()
            who = self.who(way, hold.member)
            expected = self.model.expect_change(hold, who, "resume")
            self.change(hold, who, "resume", expected, {})
            if expected.is_done:
                self.both.do(lambda: self.model.resume(hold))

    @rule(number=NUMBERS, place=st.integers(1, 4))
    def move(self, number: int, place: int) -> None:
        if hold := self.some_hold(number):
            self.minute()
            expected = self.model.expect_change(hold, STAFF, "move")
            self.change(hold, STAFF, "move", expected, {"position": place})
            if expected.is_done:
                self.both.do(lambda: self.model.move(hold, place))

    @rule(number=NUMBERS, way=NUMBERS, branch=BRANCHES)
    def pick_up_elsewhere(self, number: int, way: int, branch: str) -> None:
        if hold := self.some_hold(number):
            self.minute()
            who = self.who(way, hold.member)
            expected = self.model.expect_change(hold, who, "pickup")
            self.change(hold, who, "pickup", expected, {"pickup_branch": branch})
            if expected.is_done:
                self.both.do(lambda: setattr(hold, "pickup", branch))

    def change(
        self, hold: Hold, who: str, what: str, expected: Expected, body: dict[str, Any]
    ) -> None:
        self.both.ask(who, "POST", f"/holds/{hold.id}/{what}", expected, body)
