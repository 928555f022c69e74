"""Any deeds in any order: after each, the library has answered, and stands, as the model says."""

from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.model import looks, stage
from tests.model.desk import LIFTED, Wish
from tests.model.doors import Answer, Door
from tests.model.library import Both
from tests.model.stage import STAFF
from tests.model.things import Expected, Loan

MEMBERS = st.sampled_from(stage.NAMES)
COPIES = st.sampled_from([copy.name for copy in stage.COPIES])
BOOKS = st.sampled_from(stage.BOOKS)
BRANCHES = st.sampled_from(sorted(stage.HOUSE.branches))
NUMBERS = st.integers(0, 11)
RESOLUTIONS = st.sampled_from(["", "found_by_library", "returned_by_member"])


class Lending(RuleBasedStateMachine):
    """The base: days that pass, blocks, undo; whom to ask, and when."""

    door: ClassVar[Door]

    @initialize(start=st.sampled_from(stage.STARTS))
    def open(self, start: Any) -> None:
        self.both = Both(self.door, start)
        self.model = self.both.model
        self.token: tuple[str, str] | None = None

    def teardown(self) -> None:
        if hasattr(self, "both"):
            self.both.close()

    @rule(member=MEMBERS)
    def block_or_not(self, member: str) -> None:
        """Blocked members are many enough already: one at a time."""
        found = self.model.member(member)
        others = [each for each in self.model.state.members.values() if each is not found]
        if found.is_blocked or not any(each.is_blocked for each in others):
            self.both.door.block(member, is_blocked=not found.is_blocked)
            found.is_blocked = not found.is_blocked

    @rule(number=NUMBERS)
    def undo(self, number: int) -> None:
        """One of the last deeds is taken back, most often the last."""
        if not self.both.deeds:
            return
        back = max(0, number - 6) % len(self.both.deeds)
        deed = self.both.deeds[-1 - back]
        self.minute()
        if expected := self.both.expect_undo(deed):
            self.both.ask(STAFF, "POST", "/desk/undo", expected, {"deed_id": deed.id})
            if expected.is_done:
                self.both.undo(deed)

    @rule(days=st.integers(1, 10))
    def days_pass(self, days: int) -> None:
        """The night's work is done after the last of them: the others were missed."""
        self.both.pass_time(timedelta(days=days))
        self.both.night()

    @rule(hours=st.integers(1, 20))
    def hours_pass(self, hours: int) -> None:
        """It may be another day by then, at one branch before the other."""
        self.both.pass_time(timedelta(hours=hours))

    def minute(self) -> None:
        self.both.pass_time(timedelta(minutes=1))

    def who(self, number: int, own: str) -> str:
        """The member whose thing it is, someone of the staff, or another member."""
        other = next(name for name in stage.NAMES if name != own)
        return other if number == 11 else (own, STAFF)[number % 2]


class AtTheDesk(Lending):
    """Lending, taking back, renewing."""

    @rule(member=MEMBERS, copy=COPIES, branch=BRANCHES, way=NUMBERS, yes=st.booleans())
    def lend(self, member: str, copy: str, branch: str, way: int, yes: bool) -> None:
        """By the member alone, or by the staff: without a branch or at a desk, where they may
        insist.
        """
        self.minute()
        here = branch if way > 5 else ""
        alone = way < 3
        insists = None
        if way > 8:
            insists = self.model.branch(here).today(self.model.now) + timedelta(days=3)
        wish = Wish(member, copy, alone, here, insists, names_day=way == 11)
        asked = self.try_to_lend(wish, self.body(wish))
        if asked.status == 412 and yes:
            token = asked.body["confirmation_token"]
            agreed = self.model.questions(wish)
            wish = replace(wish, agreed=agreed)
            self.try_to_lend(wish, self.body(wish) | {"confirmation": token})

    def body(self, wish: Wish) -> dict[str, Any]:
        ids = self.both.door.ids
        said: dict[str, Any] = {
            "copy_barcode": ids.barcodes[wish.copy],
            "member_id": ids.members[wish.member],
        }
        if wish.branch:
            said["branch"] = wish.branch
        if wish.insists_until:
            said["overrides"] = dict.fromkeys(LIFTED, "It is an exception")
            if wish.names_day or ("reference_only", "blocker") in self.model.stands(wish):
                said["due_on"] = wish.insists_until.isoformat()
        return said

    def try_to_lend(self, wish: Wish, body: dict[str, Any]) -> Answer:
        expected = self.model.expect_loan(wish)
        who = wish.member if wish.is_alone else STAFF
        path = "/desk/checkout" if wish.branch else "/loans"
        answer = self.both.ask(who, "POST", path, expected, body)
        if expected.is_done:
            self.lent(wish, answer.body)
        return answer

    def lent(self, wish: Wish, said: dict[str, Any]) -> None:
        def change() -> None:
            assert said["filled_hold_id"] == self.model.lend(wish, said["id"])

        kind = "renew" if said["renewed"] else "lend"
        if wish.is_alone:
            assert said["deed_id"] is None
            self.both.do(change)
        else:
            self.both.at_desk(kind, wish.copy, said["deed_id"], change)
        self.account(wish.member)

    @rule(member=MEMBERS, book=BOOKS, alone=st.booleans())
    def lend_any(self, member: str, book: str, alone: bool) -> None:
        self.minute()
        ids, copy = self.both.door.ids, self.model.any_copy(book, member)
        body = {"book_id": ids.books[book], "member_id": ids.members[member]}
        if copy is None:
            who = member if alone else STAFF
            self.both.ask(who, "POST", "/loans", Expected(409, "no_copy_free"), body)
            return
        self.try_to_lend(Wish(member, copy, alone), body)

    def some_loan(self, number: int) -> Loan | None:
        """One of the loans; where none is open, one is made, and that is all for now."""
        if number < 11 and not any(loan.is_open for loan in self.model.state.loans.values()):
            member, book = stage.NAMES[number % 4], stage.BOOKS[number % 3]
            self.lend_any(member=member, book=book, alone=False)
            return None
        return self.both.loan(number)

    @rule(member=MEMBERS, copy=COPIES, alone=st.booleans())
    def look(self, member: str, copy: str, alone: bool) -> None:
        """What would happen, and what is asked."""
        wish, ids = Wish(member, copy, alone), self.both.door.ids
        found = self.model.stands(wish)
        until = self.model.lent_until(wish).isoformat()
        query = f"member_id={ids.members[member]}&copy_barcode={ids.barcodes[copy]}"
        expected = Expected(200, "", tuple(found), {"due_on": until})
        who = member if alone else STAFF
        answer = self.both.ask(who, "GET", f"/loans/availability?{query}", expected)
        kinds = {kind for _code, kind in found}
        asks = "confirm" in kinds and "blocker" not in kinds
        assert (answer.body["confirmation_token"] is not None) == asks

    @rule(copy=COPIES, here=BRANCHES, resolution=RESOLUTIONS, way=NUMBERS)
    def take_back(self, copy: str, here: str, resolution: str, way: int) -> None:
        """Whatever lies on the desk, on loan or not, or what lay in the book drop."""
        self.minute()
        found = self.model.find(copy)
        damage, dropped = way == 11, way in (3, 4, 5)
        expected = self.model.expect_return(found, resolution)
        loan = self.model.state.loans[found.loan] if found.loan else None
        said = {
            "copy_barcode": self.both.door.ids.barcodes[copy],
            "branch": here,
            "damage": "Wet" if damage else "",
            "from_book_drop": dropped,
            "resolution": resolution,
        }
        answer = self.both.ask(STAFF, "POST", "/desk/return", expected, said)
        if not expected.is_done:
            return

        def change() -> None:
            found.is_damaged = found.is_damaged or damage
            self.model.take_back(found, here, resolution=resolution, dropped=dropped, alone=False)

        self.both.at_desk("return", copy, answer.body["deed_id"], change)
        assert answer.body["next"]["code"] == self.model.next_step(found)
        told = [each["code"] for each in answer.body["findings"]]
        assert ("parts_to_count" in told) == (loan is not None and found.parts != "")
        if loan:
            self.account(loan.member)

    @rule(number=NUMBERS, way=NUMBERS)
    def bring_back(self, number: int, way: int) -> None:
        """A loan is returned by its id: by whoever has it, by the staff, or by a stranger."""
        loan = self.some_loan(number)
        if loan is None:
            return
        self.minute()
        who, copy = self.who(way, loan.member), self.model.find(loan.copy)
        expected = self.model.expect_return(copy, "")
        if who not in (loan.member, STAFF):
            expected = Expected(403, "not_your_account")
        elif not loan.is_open:
            expected = Expected(409, "already_returned")
        answer = self.both.ask(who, "POST", f"/loans/{loan.id}/return", expected, {})
        if not expected.is_done:
            return
        alone = who != STAFF

        def change() -> None:
            self.model.take_back(copy, copy.home, alone=alone)

        if alone:
            self.both.do(change)
        else:
            self.both.at_desk("return", copy.name, answer.body["deed_id"], change)
        self.account(loan.member)

    @rule(number=NUMBERS, way=NUMBERS)
    def renew(self, number: int, way: int) -> None:
        loan = self.some_loan(number)
        if loan is None:
            return
        self.minute()
        who, codes = self.who(way, loan.member), self.model.against_renewal(loan)
        if who not in (loan.member, STAFF):
            expected = Expected(404, "unknown_loan")
        elif codes:
            found = tuple((code, "blocker") for code in codes)
            expected = Expected(409, codes[0], found)
        else:
            said = {"due_on": self.model.renewed_until(loan).isoformat()}
            expected = Expected(200, said=said)
        answer = self.both.ask(who, "POST", f"/loans/{loan.id}/renew", expected, {})
        if expected.is_done and who == STAFF:
            self.both.at_desk(
                "renew", loan.copy, answer.body["deed_id"], lambda: self.model.renew(loan)
            )
        elif expected.is_done:
            self.both.do(lambda: self.model.renew(loan))
        self.account(loan.member)

    @rule(member=MEMBERS, alone=st.booleans())
    def renew_all(self, member: str, alone: bool) -> None:
        """Each loan has its own answer, the earliest due first."""
        self.minute()
        said = {"member_id": self.both.door.ids.members[member]}
        who = member if alone else STAFF
        answer = self.both.ask(who, "POST", "/loans/renew-all", Expected(200), said)
        order = sorted(self.model.open_loans(member), key=self.model.due_at)
        results = {each["loan"]["id"]: each for each in answer.body["results"]}
        assert list(map(self.model.due_at, order)) == sorted(map(self.model.due_at, order))
        assert set(results) == {loan.id for loan in order}
        for loan in [self.model.state.loans[pk] for pk in results]:
            self.one_of_all(loan, results[loan.id], alone=alone)
        self.both.compare()
        self.account(member)

    def one_of_all(self, loan: Loan, result: dict[str, Any], *, alone: bool) -> None:
        codes = self.model.against_renewal(loan)
        refusal = result["refusal"] or {"code": None, "findings": []}
        assert [each["code"] for each in refusal["findings"]] == codes
        assert refusal["code"] == (codes[0] if codes else None)
        if codes:
            return
        before = deepcopy(self.model.state)
        self.model.renew(loan)
        if not alone:
            self.both.note("renew", loan.copy, result["deed_id"], before)

    def account(self, member: str) -> None:
        model, door = self.model, self.both.door
        assert looks.account_seen(door, member) == looks.account_shown(model, member)
