"""What members were charged for late books, and what they paid of it."""

from datetime import datetime
from typing import Final
from uuid import UUID

from accounts.models.audit import Interface
from catalog.models import Branch
from loans.models import AccountLine, Allocation, LineKind, PaymentMethod, ReceiptSeries
from loans.scale.sizes import Ids
from loans.scale.tables import Table
from loans.scale.trail import Trail

A_DAY: Final = 20
AT_MOST: Final = 600
"""What a late book costs, in minor units."""
_UNPAID: Final = 7
"""One fine of so many is still open."""
_FACTS = ("member_id", "kind", "amount", "covered", "at", "loan_id", "method", "receipt")


class Fines:
    """Charges for late books on their way into the members' accounts, most of them paid at once."""

    def __init__(self, since: datetime, branch: Branch, trail: Trail) -> None:
        self._lines = Table(AccountLine, ("id", *_FACTS, "branch_id", "interface"))
        self._shares = Table(Allocation, ("id", "credit_id", "charge_id", "amount"))
        self._ids, self._share_ids = Ids(7, since), Ids(8, since)
        self._branch, self._trail = branch, trail
        self._count = self._paid = 0

    @property
    def tables(self) -> list[Table]:
        """The tables that are written to, what others point at first."""
        return [self._lines, self._shares]

    def charge(self, member: UUID, loan: UUID, at: datetime, days: int) -> None:
        """Charge for ``days``, and mostly have it paid."""
        amount = min(days * A_DAY, AT_MOST)
        is_paid = self._count % _UNPAID != 0
        charge = self._line(member, LineKind.OVERDUE, amount, is_paid, at, loan)
        if not is_paid:
            return
        self._paid += 1
        method, receipt = PaymentMethod.CASH, self._paid
        credit = self._line(member, LineKind.PAYMENT, -amount, True, at, None, method, receipt)
        self._shares.add(self._share_ids[self._paid], credit, charge, amount)

    def end(self) -> None:
        """Let receipts be numbered on from here."""
        ReceiptSeries.objects.update_or_create(name="receipt", defaults={"last": self._paid})

    def _line(
        self,
        member: UUID,
        kind: LineKind,
        amount: int,
        is_covered: bool,
        at: datetime,
        loan: UUID | None,
        method: str = "",
        receipt: int | None = None,
    ) -> UUID:
        line = self._ids[self._count]
        self._count += 1
        covered = abs(amount) if is_covered else 0
        self._lines.add(
            line,
            member,
            kind,
            amount,
            covered,
            at,
            loan,
            method,
            receipt,
            self._branch.pk,
            Interface.DESK,
        )
        word = "account.paid" if kind == LineKind.PAYMENT else "account.charged"
        self._trail.note(word, at, member=member, loan=loan, line=str(line), amount=amount)
        return line
