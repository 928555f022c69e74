"""What the tests of money share: terms, late loans, and the laws of every ledger."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import F, Sum

from loans.models import AccountLine, Allocation, Loan
from loans.models.account import FORGIVING
from loans.selectors import accounts
from loans.services.by import ByItself
from members.models import Member
from tests.factories.loans import LoanFactory

DUE_ON = date(2026, 5, 6)
TERMS: dict[str, Any] = {
    "name": "With fines",
    "fine_per_day": 20,
    "found_refund": "unpaid",
    "found_within_days": 90,
    "processing_fee": 300,
    "replacement_price": 2000,
}


def late_loan(
    member: Member, days: int = 0, terms: dict[str, Any] | None = None, **more: Any
) -> Loan:
    """A loan that was due on 6 May, or ``days`` before that."""
    due_at = datetime(2026, 5, 6, 21, 59, 59, tzinfo=UTC) - timedelta(days=days)
    loan: Loan = LoanFactory(
        member=member,
        loaned_at=due_at - timedelta(days=14),
        due_at=due_at,
        policy_terms=TERMS | (terms or {}),
        **more,
    )
    return loan


def at_night(days: int) -> ByItself:
    """The library by itself, early in the morning so many days after 6 May."""
    return ByItself(datetime(2026, 5, 6, 3, 0, tzinfo=UTC) + timedelta(days=days), "job")


def lines(member: Member) -> list[tuple[str, int, int]]:
    """Kind, amount and covered part of each line, oldest first."""
    rows = AccountLine.objects.of_member(member.pk)
    return list(rows.values_list("kind", "amount", "covered"))


def assert_sound(member: Member) -> None:
    """Every line is covered by exactly its allocations; nothing is owed while a credit is free;
    nothing that was forgiven became money.
    """
    rows = AccountLine.objects.of_member(member.pk)
    for line in rows:
        side = "charge" if line.amount > 0 else "credit"
        given = Allocation.objects.filter(**{side: line}).aggregate(all=Sum("amount"))["all"] or 0
        assert line.covered == given <= abs(line.amount)
    owed = rows.outstanding().aggregate(all=Sum(F("amount") - F("covered")))["all"] or 0
    free = rows.unspent().aggregate(all=Sum(-F("amount") - F("covered")))["all"] or 0
    assert rows.balance() == owed - free
    assert not (owed and free)
    assert not rows.unspent().filter(kind__in=FORGIVING).exists()
    assert not accounts.miscounted().exists()
