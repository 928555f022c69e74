"""Waiting for books in the reference model."""

from datetime import date

from tests.model.rules import Policy
from tests.model.things import Expected, Hold, refused
from tests.model.troubles import Troubles


class Holds(Troubles):
    def against_hold(
        self, member: str, book: str, copy: str | None, pickup: str, *, alone: bool
    ) -> list[str]:
        """Everything that stands against a hold, in its order."""
        who, policy = self.member(member), self.hold_policy(member, book, copy, pickup)
        active = self.active_holds(member)
        same = [hold for hold in active if hold.book == book]
        waits = [hold for hold in same if copy is None or hold.copy in (None, copy)]
        limit = policy.debt_limit
        checks = [
            ("email_not_verified", alone and not who.is_verified),
            ("member_expired", self.branch(pickup).today(self.now) > who.until),
            ("member_blocked", who.is_blocked),
            ("debt_limit_reached", limit is not None and who.account.balance > limit),
            ("already_on_hold", bool(waits)),
            (
                "already_on_loan_to_member",
                any(loan.book == book for loan in self.open_loans(member)),
            ),
            ("no_holdable_copy", not self._holdable(book, copy)),
            ("hold_limit_reached", len(active) >= policy.hold_limit),
        ]
        return [code for code, is_so in checks if is_so]

    def expect_hold(
        self, member: str, book: str, copy: str | None, pickup: str, *, alone: bool
    ) -> Expected:
        codes = self.against_hold(member, book, copy, pickup, alone=alone)
        if codes:
            return refused(codes[0], [(code, "blocker") for code in codes])
        place = len(self.state.queues.get(book, [])) + 1
        return Expected(201, said={"position": place, "state": "queued"})

    def place(self, pk: str, member: str, book: str, copy: str | None, pickup: str) -> None:
        days = self.hold_policy(member, book, copy, pickup).hold_pickup_days
        self.state.holds[pk] = Hold(pk, book, copy, member, pickup, days)
        self.state.queues.setdefault(book, []).append(pk)

    def hold_policy(self, member: str, book: str, copy: str | None, pickup: str) -> Policy:
        """The policy of the branch of the pickup, for the first copy that could come."""
        first = min(self._holdable(book, copy), default=copy)
        kind = self.state.copies[first].kind if first else ""
        return self.policy(pickup, member, kind)

    def expect_change(
        self, hold: Hold, asks: str, what: str, until: date | None = None
    ) -> Expected:
        """``cancel``, or what is done with a hold that is still in the queue."""
        if asks not in (hold.member, "staff"):
            return Expected(404, "unknown_hold")
        if not hold.is_active:
            return refused("hold_ended")
        if what == "cancel":
            return Expected(204)
        if hold.state != "queued":
            return refused("hold_is_set_aside")
        if until and until <= self.branch(hold.pickup).today(self.now):
            return Expected(422, "day_is_past")
        return Expected(200)

    def suspend(self, hold: Hold, until: date | None) -> None:
        hold.is_suspended, hold.until = True, until

    def resume(self, hold: Hold) -> None:
        hold.is_suspended, hold.until = False, None

    def move(self, hold: Hold, position: int) -> None:
        queue = self.state.queues[hold.book]
        queue.remove(hold.id)
        queue.insert(position - 1, hold.id)

    def _holdable(self, book: str, copy: str | None) -> list[str]:
        return [
            each.name
            for each in self.state.copies.values()
            if each.book == book
            and copy in (None, each.name)
            and not (each.is_lost or each.is_missing or each.is_damaged or each.is_reference)
        ]
