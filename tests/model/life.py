"""Money, and loans that go wrong, in any order. And everything together."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.model.cataloguing import AtTheCatalogue
from tests.model.machine import MEMBERS, NUMBERS, AtTheDesk
from tests.model.stage import STAFF
from tests.model.waiting import AtTheShelf

TROUBLES = ("lost", "write-off", "claim", "claim/withdrawal", "claim/resolution")
OUTCOMES = ("found_by_library", "returned_by_member", "not_found")
REASONED = {"reason": "So it is"}
MONEY: dict[str, dict[str, Any]] = {
    "payments": {"method": "cash"},
    "waivers": REASONED,
    "charges": REASONED,
    "refunds": {"method": "card"},
}


class AtTheTill(AtTheDesk):
    """Money, and loans that go wrong."""

    @rule(member=MEMBERS, what=st.sampled_from(sorted(MONEY)), amount=st.integers(1, 120))
    def money(self, member: str, what: str, amount: int) -> None:
        self.minute()
        owed = self.model.member(member).account.balance
        if amount % 4:  # most often as much as can be, and a charge where nothing can
            amount = abs(owed) if what in ("payments", "refunds") else amount
            what = what if owed * (-1 if what == "refunds" else 1) > 0 else "charges"
            amount = amount or 1
        expected = self.model.expect_money(member, what, amount)
        path = f"/members/{self.both.door.ids.members[member]}/{what}"
        body = {"amount": amount, "branch": "harbour", **MONEY[what]}
        self.both.ask(STAFF, "POST", path, expected, body)
        if not expected.is_done:
            return

        def change() -> None:
            self.model.money(member, what, amount)

        if what in ("payments", "waivers"):
            self.both.at_desk(what, "", self.both.last_deed(), change)
        else:
            change()
        self.account(member)

    @rule(number=NUMBERS, what=st.sampled_from(TROUBLES), outcome=st.sampled_from(OUTCOMES))
    def trouble(self, number: int, what: str, outcome: str) -> None:
        loan = self.some_loan(number)
        if loan is None:
            return
        self.minute()
        outcome = outcome if what == "claim/resolution" else ""
        body = {"outcome": outcome} if outcome else {}
        expected = self.model.expect_trouble(loan, what)
        answer = self.both.ask(STAFF, "POST", f"/loans/{loan.id}/{what}", expected, body)
        if not expected.is_done:
            return

        def change() -> None:
            self.model.trouble(loan, what, outcome)

        if outcome in OUTCOMES[:2]:
            self.both.at_desk("return", loan.copy, self.both.last_deed(), change)
            assert answer.body["returned_at"]
        else:
            self.both.do(change)
        self.account(loan.member)


class Life(AtTheShelf, AtTheTill, AtTheCatalogue):
    """Everything that can happen in a library."""
