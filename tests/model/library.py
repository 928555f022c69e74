"""The real library and the model side by side: each is asked, and both must say the same."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.model import looks, stage
from tests.model.doors import Answer, Door
from tests.model.holds import Holds
from tests.model.stage import STAFF
from tests.model.things import Expected, Hold, Loan, State

KEPT = timedelta(days=30)
MOVES = ("lend", "return", "renew")


@dataclass
class Deed:
    """What a desk did and can take back: the model before and after it; of a renewal, the loan."""

    id: str
    kind: str
    copy: str
    at: datetime
    before: State
    after: State
    renewed: str | None = None
    is_undone: bool = False
    is_forgotten: bool = False


class Both:
    """Asks the one and does the same in the other."""

    def __init__(self, door: Door, start: datetime) -> None:
        self.door = door
        door.open(start)
        self.model = Holds(stage.HOUSE, stage.state(start), start)
        self.deeds: list[Deed] = []

    @property
    def now(self) -> datetime:
        return self.model.now

    def pass_time(self, length: timedelta) -> None:
        self.model.now += length
        self.door.now = self.model.now

    def ask(self, who: str, method: str, path: str, expected: Expected, body: Any = None) -> Answer:
        """Ask the library, a minute later, and compare the answer with what is expected."""
        answer = self.door.ask(who, method, path, body)
        said = answer.body if isinstance(answer.body, dict) else {}
        assert (answer.status, said.get("code", "")) == (expected.status, expected.code), said
        if expected.findings is not None:
            found = [(each["code"], each["kind"]) for each in said["findings"]]
            assert sorted(found) == sorted(expected.findings)
        names = {barcode: name for name, barcode in self.door.ids.barcodes.items()}
        for name, value in expected.said.items():
            assert names.get(str(said[name]), said[name]) == value, (name, said)
        return answer

    def do(self, change: Callable[[], Any]) -> None:
        """Do in the model what the library has done, and look at both."""
        change()
        self.compare()

    def compare(self) -> None:
        """What can be seen of both is the same."""
        assert looks.seen(self.door) == looks.shown(self.model)

    # ---- deeds of a desk, which can be undone

    def at_desk(self, kind: str, copy: str, deed_id: str | None, change: Callable[[], Any]) -> Any:
        """As ``do``, for a deed that is noted."""
        before = deepcopy(self.model.state)
        done = change()
        self.note(kind, copy, deed_id, before)
        self.compare()
        return done

    def note(self, kind: str, copy: str, deed_id: str | None, before: State) -> None:
        assert deed_id, f"{kind} cannot be undone"
        after = deepcopy(self.model.state)
        renewed = after.copies[copy].loan if kind == "renew" else None
        self.deeds.append(Deed(deed_id, kind, copy, self.now, before, after, renewed))

    def last_deed(self) -> str:
        """The id of what the staff did last, from their list."""
        found: str = self.door.ask(STAFF, "GET", "/desk/deeds").body["results"][0]["deed_id"]
        return found

    def expect_undo(self, deed: Deed) -> Expected | None:
        """What taking a deed back must answer; nothing where the model cannot say."""
        if deed.is_forgotten:
            return Expected(404, "unknown_deed")
        if deed.is_undone:
            return Expected(409, "already_undone")
        if self.model.state == deed.after:
            return Expected(200)
        if deed.renewed and not self.model.state.loans[deed.renewed].is_open:
            return Expected(409, "later_deed")  # whoever ended the loan, and however
        if self._is_refunded_since(deed) or self._is_written_off_since(deed):
            return Expected(409, "later_deed")
        later = self.deeds[self.deeds.index(deed) + 1 :]
        blocks = [
            each
            for each in later
            if each.copy == deed.copy and each.kind in MOVES and not each.is_undone
        ]
        return Expected(409, "later_deed") if blocks and deed.kind in MOVES else None

    def _is_refunded_since(self, deed: Deed) -> bool:
        """Whether the night has given back what was charged for a copy that the deed found."""
        if not deed.copy or not deed.before.copies[deed.copy].is_gone:
            return False
        loans = [loan for loan in deed.after.loans.values() if loan.copy == deed.copy]
        now = self.model.state.loans
        return not deed.after.copies[deed.copy].is_gone and any(
            loan.is_written_off and not now[loan.id].is_written_off for loan in loans
        )

    def _is_written_off_since(self, deed: Deed) -> bool:
        """Whether a loan has been written off since that what came in by the deed pays for."""
        if deed.kind not in ("payments", "waivers"):
            return False
        now, was = self.model.state.loans, deed.after.loans
        for name, member in deed.after.members.items():
            number = len(deed.before.members[name].account.credits)
            if len(member.account.credits) > number:
                paid_for = self.model.member(name).account.paid_for(number)
                return any(now[pk].is_written_off > was[pk].is_written_off for pk in paid_for)
        return False

    def undo(self, deed: Deed) -> None:
        """Everything is as it was."""
        deed.is_undone = True
        self.model.state = deepcopy(deed.before)
        self.compare()

    # ---- the night

    def night(self) -> None:
        assert self.door.night() == []
        self.model.night()
        for deed in self.deeds:
            deed.is_forgotten = deed.is_forgotten or deed.at < self.now - KEPT
        self.compare()

    def close(self) -> None:
        """At the end every account is right, and the records keep their laws."""
        try:
            looks.accounts(self.model, self.door)
            assert self.door.faults() == []
        finally:
            self.door.close()

    # ---- picks

    def loan(self, number: int) -> Loan | None:
        """One of the open loans; for the greatest number, one that has ended."""
        wants_open = number < 11
        known = [loan for loan in self.model.state.loans.values() if loan.is_open == wants_open]
        return known[number % len(known)] if known else None

    def hold(self, number: int) -> Hold | None:
        """One of the active holds; for the greatest number, one that has ended."""
        wants_active = number < 11
        known = [hold for hold in self.model.state.holds.values() if hold.is_active == wants_active]
        return known[number % len(known)] if known else None
