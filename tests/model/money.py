"""An account as a clerk would keep it on paper: what is owed, what came in, and what pays for
what.
"""

from dataclasses import dataclass, field

FORGIVING = ("waiver", "found")


@dataclass
class Credit:
    """Money that came in, or what was let off; ``amount`` shrinks when it is taken back."""

    kind: str
    amount: int
    given: int = 0


@dataclass
class Charge:
    """Something owed, for a loan or by itself, and the credits that pay for it."""

    kind: str
    amount: int
    loan: str = ""
    paid_by: list[tuple[Credit, int]] = field(default_factory=list)

    @property
    def rest(self) -> int:
        return self.amount - sum(part for _credit, part in self.paid_by)


@dataclass
class Account:
    """One member's charges and credits, the oldest first."""

    charges: list[Charge] = field(default_factory=list)
    credits: list[Credit] = field(default_factory=list)

    @property
    def balance(self) -> int:
        owed = sum(charge.amount for charge in self.charges)
        return owed - sum(credit.amount for credit in self.credits)

    @property
    def owed(self) -> list[tuple[str, int]]:
        """What is open, by kind."""
        return sorted((charge.kind, charge.rest) for charge in self.charges if charge.rest)

    def charge(self, kind: str, amount: int, loan: str = "") -> Charge:
        made = Charge(kind, amount, loan)
        self.charges.append(made)
        self._give()
        return made

    def credit(self, kind: str, amount: int, first: Charge | None = None) -> None:
        made = Credit(kind, amount)
        self.credits.append(made)
        if first:
            _pay(first, made)
        self._give()

    def resize(self, charge: Charge, amount: int) -> None:
        """A charge becomes another; what paid for more than that is free, what was waived ends."""
        self._free(charge, charge.amount - charge.rest - amount)
        charge.amount = amount
        self.charges = [each for each in self.charges if amount or each is not charge]
        self._give()

    def give_back(self, charge: Charge, *, all_of_it: bool) -> int:
        """Let a member off a charge: what is unpaid of it, or what was paid as well."""
        if all_of_it:
            paid = sum(part for credit, part in charge.paid_by if credit.kind not in FORGIVING)
            self._free(charge, paid, waived_too=False)
        amount = charge.rest
        if amount:
            self.credit("found", amount, charge)
        return amount

    def of_loan(self, loan: str) -> list[Charge]:
        return [charge for charge in self.charges if charge.loan == loan]

    def paid_for(self, number: int) -> set[str]:
        """The loans that a credit, counted from the oldest, pays for."""
        credit = self.credits[number]
        paid = [each for each in self.charges if any(one is credit for one, _part in each.paid_by)]
        return {charge.loan for charge in paid if charge.loan}

    def _free(self, charge: Charge, amount: int, *, waived_too: bool = True) -> None:
        """Take back what pays for a charge: what was waived, then the newest money."""
        place = {id(credit): number for number, credit in enumerate(self.credits)}
        newest = sorted(charge.paid_by, key=lambda share: -place[id(share[0])])
        newest.sort(key=lambda share: share[0].kind not in FORGIVING)
        for credit, part in newest:
            forgives = credit.kind in FORGIVING
            taken = min(part, amount) if waived_too or not forgives else 0
            if taken <= 0:
                continue
            amount -= taken
            charge.paid_by = [share for share in charge.paid_by if share[0] is not credit]
            charge.paid_by += [(credit, part - taken)] if part > taken else []
            credit.given -= taken
            credit.amount -= taken * forgives

    def _give(self) -> None:
        """What is not given yet goes to the oldest charge."""
        for credit in self.credits:
            for charge in self.charges:
                _pay(charge, credit)


def _pay(charge: Charge, credit: Credit) -> None:
    """Give as much of a credit to a charge as there is on both sides."""
    part = min(credit.amount - credit.given, charge.rest)
    if part <= 0:
        return
    credit.given += part
    before = sum(share for each, share in charge.paid_by if each is credit)
    charge.paid_by = [share for share in charge.paid_by if share[0] is not credit]
    charge.paid_by.append((credit, before + part))
