"""Fines, lost copies and claims in the reference model."""

from datetime import date, datetime, timedelta

from tests.model.desk import Desk, day_at
from tests.model.rules import fine
from tests.model.things import Copy, Expected, Loan, refused

LOST_CHARGES = ("replacement", "processing")


class Troubles(Desk):
    # ---- fines

    def fine_of(self, loan: Loan, until: date) -> int:
        """What a loan costs until a day; all its fines together stay under the most it can cost."""
        policy, price = loan.policy, self.state.copies[loan.copy].price
        amount = fine(policy, self.branch(loan.branch), loan.due_on, until, price)
        account = self.member(loan.member).account
        earlier = sum(
            charge.amount
            for charge in account.of_loan(loan.id)
            if charge.kind == "overdue" and charge is not loan.fine
        )
        caps = [policy.fine_cap, price if policy.fine_up_to_copy_value else None]
        return max(0, min([amount, *(cap - earlier for cap in caps if cap is not None)]))

    def grow(self, loan: Loan) -> None:
        """Bring the fine of a loan up to today, or to the day on which it came to rest."""
        until = self.until(loan)
        is_known = loan.fined_until is not None and loan.fined_until >= until
        if not loan.policy.fine_per_day or until <= loan.due_on or (loan.fine and is_known):
            return
        self._set(loan, self.fine_of(loan, until), until)

    def settle(self, loan: Loan, until: date) -> None:
        """Set the fine right as of a day; it grows no more."""
        if loan.policy.fine_per_day and (loan.fine or until > loan.due_on):
            self._set(loan, self.fine_of(loan, until) if until > loan.due_on else 0, until)
        loan.fine, loan.fined_until = None, None

    def until(self, loan: Loan) -> date:
        """Until when a fine grows: today, or the first day on which it came to rest. One of them is
        that on which the loan has been overdue for so long that it is lost; a night that was missed
        makes no fine greater.
        """
        after, today = loan.policy.lost_after_days, self.branch(loan.branch).today(self.now)
        given_up = None if after is None else loan.due_on + timedelta(days=max(1, after))
        return min(day for day in (today, loan.lost_on, loan.claimed_on, given_up) if day)

    def _set(self, loan: Loan, amount: int, until: date) -> None:
        account = self.member(loan.member).account
        if loan.fine:
            account.resize(loan.fine, amount)
            loan.fine = loan.fine if amount else None
        elif amount:
            loan.fine = account.charge("overdue", amount, loan.id)
        loan.fined_until = until

    def settle_return(self, loan: Loan, at: datetime, resolution: str) -> None:
        """What the return of a loan means for the account."""
        on = day_at(at, self.branch(loan.branch).zone)
        if loan.lost_on:
            self._found(loan, on)
        elif loan.claimed_on and resolution == "found_by_library":
            if loan.fine:
                self.member(loan.member).account.resize(loan.fine, 0)
            loan.fine = None
        else:
            self.settle(loan, min(on, self.until(loan)))

    def _found(self, loan: Loan, on: date) -> None:
        """A lost copy is back. If anything is given back, it was only late; else the fine stays
        what it was on the day of the loss.
        """
        assert loan.lost_on
        is_back = self._give_back(loan, on) > 0
        if is_back or (loan.fine and loan.fined_until and on < loan.fined_until):
            self.settle(loan, on)
        else:
            loan.fine, loan.fined_until = None, None

    def _give_back(self, loan: Loan, on: date) -> int:
        """What was charged for a lost copy that is there as of a day, as the policy says."""
        account, given_back = self.member(loan.member).account, 0
        assert loan.lost_on
        if loan.policy.found_refund != "nothing" and (
            (on - loan.lost_on).days <= loan.policy.found_within_days
        ):
            for charge in account.of_loan(loan.id):
                if charge.kind in LOST_CHARGES:
                    pays_back = loan.policy.found_refund == "all"
                    given_back += account.give_back(charge, all_of_it=pays_back)
        return given_back

    # ---- lost, and said to be returned

    def expect_trouble(self, loan: Loan, what: str) -> Expected:
        """``lost``, ``write-off``, ``claim``, ``claim/withdrawal`` or ``claim/resolution``."""
        owed = sum(charge.rest for charge in self.member(loan.member).account.of_loan(loan.id))
        against: dict[str, list[tuple[str, object]]] = {
            "lost": [("already_lost", loan.lost_on)],
            "claim": [("claimed_returned", loan.claimed_on), ("already_lost", loan.lost_on)],
            "write-off": [("not_lost", not loan.lost_on), ("not_settled", owed)],
            "claim/withdrawal": [("not_claimed", not loan.claimed_on)],
            "claim/resolution": [("not_claimed", not loan.claimed_on)],
        }
        checks = [("not_on_loan", not loan.is_open), *against[what]]
        codes = [code for code, is_so in checks if is_so]
        return refused(codes[0]) if codes else Expected(200)

    def trouble(self, loan: Loan, what: str, outcome: str) -> None:
        """Do it, as was expected."""
        copy, today = self.state.copies[loan.copy], self.branch(loan.branch).today(self.now)
        if what == "lost" or outcome == "not_found":
            self.lose(loan)
        elif what == "write-off":
            loan.fine, loan.is_open, copy.loan = None, False, None
            loan.is_written_off = copy.is_lost = True
        elif what == "claim":
            self.grow(loan)
            loan.claimed_on = today
        elif what == "claim/withdrawal":
            loan.claimed_on = None
            self.grow(loan)
        else:
            self.take_back(copy, copy.home, resolution=outcome, alone=False)

    def lose(self, loan: Loan) -> None:
        copy, policy = self.state.copies[loan.copy], loan.policy
        self.grow(loan)
        loan.lost_on, loan.claimed_on = self.branch(loan.branch).today(self.now), None
        copy.is_lost = True
        price = policy.replacement_price if copy.price is None else copy.price
        for kind, amount in zip(LOST_CHARGES, (price, policy.processing_fee), strict=True):
            if amount:
                self.member(loan.member).account.charge(kind, amount, loan.id)

    # ---- money at the desk

    def expect_money(self, member: str, what: str, amount: int) -> Expected:
        balance = self.member(member).account.balance
        if what in ("payments", "waivers") and amount > max(0, balance):
            return refused("more_than_owed")
        if what == "refunds" and amount > max(0, -balance):
            return refused("more_than_credit")
        return Expected(201)

    def money(self, member: str, what: str, amount: int) -> None:
        account = self.member(member).account
        if what in ("payments", "waivers"):
            account.credit("payment" if what == "payments" else "waiver", amount)
        else:
            account.charge("payout" if what == "refunds" else "manual", amount)

    # ---- the night

    def night(self) -> None:
        """More time by itself, fines, what counts as lost, and the hold shelves."""
        for loan in self._by_due(self._tried_by_night):
            self._renew_by_itself(loan)
        for loan in self._by_due(self.is_overdue):
            if loan.is_in_use:
                self.grow(loan)
        for loan in self._by_due(self._is_long_overdue):
            self.lose(loan)
        for loan in filter(self._has_turned_up, self.state.loans.values()):
            found_at = loan.found_at or self.now
            if self._give_back(loan, day_at(found_at, self.branch(loan.branch).zone)):
                loan.is_written_off = False
        for code in sorted(self.house.branches):
            for hold in sorted(self.state.holds.values(), key=lambda hold: str(hold.since)):
                is_here = hold.pickup == code and hold.state == "waiting" and hold.ready_by
                if is_here and hold.ready_by < self.branch(code).today(self.now):  # type: ignore[operator]
                    self.end_hold(hold, "expired")

    def _by_due(self, wanted: object) -> list[Loan]:
        assert callable(wanted)
        return sorted(filter(wanted, self.state.loans.values()), key=self.due_at)

    def due_at(self, loan: Loan) -> datetime:
        return self.branch(loan.branch).end_of(loan.due_on)

    def _tried_by_night(self, loan: Loan) -> bool:
        today = self.branch(loan.branch).today(self.now)
        is_due = loan.is_in_use and loan.policy.auto_renew and loan.due_on <= today
        return is_due and (loan.due_on == today or loan.not_renewed_for != loan.due_on)

    def _renew_by_itself(self, loan: Loan) -> None:
        """As of the day it was due, and again while it is still due by now."""
        now = self.now
        while loan.policy.auto_renew and loan.due_on <= self.branch(loan.branch).today(now):
            self.now = min(now, self.due_at(loan))
            if self.against_renewal(loan):
                loan.not_renewed_for = loan.due_on
                break
            self.renew(loan)
        self.now = now

    def _has_turned_up(self, loan: Loan) -> bool:
        """Nobody looked for the copy any more, and here it is."""
        copy = self.state.copies[loan.copy]
        return loan.is_written_off and not (copy.is_lost or copy.is_missing)

    def _is_long_overdue(self, loan: Loan) -> bool:
        after, today = loan.policy.lost_after_days, self.branch(loan.branch).today(self.now)
        if after is None or not loan.is_in_use:
            return False
        return (today - loan.due_on).days >= max(1, after)

    def find(self, name: str) -> Copy:
        return self.state.copies[name]
