"""Holds and money in the demo library: what waits, what is owed, and what was paid."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from accounts.models import User
from accounts.models.audit import Interface
from catalog.models import Branch
from core.errors import LibraryError
from loans.models import Loan
from loans.services import holds, payments, returns
from loans.services.situation import Desk
from members.models import Member

HOLDS: Final = 12
"""How many loans somebody else waits for; a quarter of them come back and wait on the shelf."""

_CHARGES: Final = ((250, "A new library card"), (480, "A torn page"), (300, "A missing map"))


def happen(people: Sequence[Member], *, actor: User, now: datetime) -> None:
    """Some wait for what others have, some have what they waited for, some owe and some paid."""
    branches = list(Branch.objects.open().order_by("code"))
    placed = Desk(actor, branches[0], now - timedelta(minutes=50), Interface.DESK)
    _queue(people, branches, placed)
    _charge(people, Desk(actor, branches[0], now - timedelta(minutes=20), Interface.DESK))


def _queue(people: Sequence[Member], branches: Sequence[Branch], desk: Desk) -> None:
    out = list(Loan.objects.open().with_book().order_by("due_at", "copy__barcode")[:HOLDS])
    for number, loan in enumerate(out):
        for member in (people[number], people[number + len(out)])[: 1 + number % 2]:
            _place(member, loan, branches[number % len(branches)], desk)
    for loan in out[::4]:
        returns.return_loan(loan.pk, desk=desk)


def _place(member: Member, loan: Loan, pickup: Branch, desk: Desk) -> None:
    try:
        holds.on_book(loan.copy.book_id, member.pk, pickup=pickup, desk=desk)
    except LibraryError:
        return  # they have it themselves, or are blocked: as at any desk


def _charge(people: Sequence[Member], desk: Desk) -> None:
    for member, (amount, reason) in zip(people, _CHARGES, strict=False):
        payments.charge(member.pk, amount, reason, desk=desk)
    payments.pay(people[0].pk, _CHARGES[0][0], "cash", desk=desk)
