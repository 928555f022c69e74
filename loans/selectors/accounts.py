"""Members' accounts to look at: lines, receipts, and what a day brought in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, NullIf

from catalog.models import Branch
from core import midnight
from loans.models import AccountLine, Allocation, LineKind, Loan
from loans.models.account import MONEY, AccountLineQuerySet

ORDER = ("-at", "-id")


@dataclass(frozen=True)
class Taken:
    """What came in by one method, or went out (then less than nothing), in minor units."""

    kind: str
    method: str
    count: int
    amount: int


@dataclass(frozen=True)
class Booked:
    """All entries of one kind, in minor units."""

    kind: str
    count: int
    amount: int


@dataclass(frozen=True)
class CashDay:
    """A day at one branch: the money that changed hands, and everything that was entered."""

    branch: Branch
    day: date
    taken: Sequence[Taken]
    booked: Sequence[Booked]

    @property
    def total(self) -> int:
        """What the day brought in, less what went out."""
        return sum(each.amount for each in self.taken)

    def of_method(self, method: str) -> int:
        """What one method brought in, less what went out by it: what must lie in the drawer."""
        return sum(each.amount for each in self.taken if each.method == method)

    @property
    def change(self) -> int:
        """By how much all debts together grew on the day."""
        return sum(each.amount for each in self.booked)


def lines(member_id: UUID) -> AccountLineQuerySet:
    """A member's lines with all that is shown of them, in one statement; paged in ``ORDER``."""
    return AccountLine.objects.filter(member=member_id).select_related(
        "loan__copy__book", "branch", "reversed_by", "reverses"
    )


def at_home(member_id: UUID) -> QuerySet[Loan]:
    """What a member has out, lost copies included, earliest due first."""
    rows = Loan.objects.of_member(member_id).open().select_related("copy__book", "branch")
    return rows.order_by("due_at", "id")


def miscounted() -> QuerySet[AccountLine]:
    """Lines whose covered part is not the sum of their allocations: there must be none."""
    all_parts = Case(
        When(amount__lt=0, then=_sum_of(Allocation.objects.filter(credit=OuterRef("pk")))),
        default=_sum_of(Allocation.objects.filter(charge=OuterRef("pk"))),
    )
    return AccountLine.objects.exclude(covered=all_parts)


def _sum_of(parts: QuerySet[Allocation]) -> Coalesce:
    """The sum of some allocations, found by index for one line at a time."""
    alike = parts.order_by().annotate(all=Value(1)).values("all")
    return Coalesce(Subquery(alike.annotate(sum=Sum("amount")).values("sum")), 0)


def receipt(number: int) -> AccountLine | None:
    """The payment or payout with this receipt, if there is one."""
    rows = AccountLine.objects.select_related("member", "branch", "reversed_by")
    return rows.filter(receipt=number).first()


def paid_for(line: AccountLine) -> Sequence[tuple[AccountLine, int]]:
    """The charges that a payment went to, and how much of it; or the credits that were paid out."""
    side, mine = ("credit", "received") if line.amount > 0 else ("charge", "given")
    rows = getattr(line, mine).select_related(f"{side}__loan__copy__book")
    parts = [(getattr(each, side), each.amount) for each in rows]
    return sorted(parts, key=lambda part: (part[0].at, part[0].pk))


def balance_after(line: AccountLine) -> int:
    """What the member owed when ``line`` had been entered."""
    rows = AccountLine.objects.filter(member=line.member_id)
    return (rows.filter(at__lt=line.at) | rows.filter(at=line.at, pk__lte=line.pk)).balance()


def shown(line: AccountLine) -> dict[str, Any]:
    """A line (of ``lines``) as the API shows it."""
    book = line.loan.copy.book if line.loan else None
    return {
        "id": line.pk,
        "kind": line.kind,
        "amount": line.amount,
        "open_amount": line.rest,
        "at": line.at,
        "note": line.note,
        "loan_id": line.loan_id,
        "book_id": book.pk if book else None,
        "title": book.title if book else "",
        "is_growing": line.is_accruing,
        "method": line.method or None,
        "receipt": line.receipt,
        "branch": line.branch.code if line.branch else None,
        "reverses_id": line.reverses_id,
        "is_reversed": is_reversed(line),
    }


def is_reversed(line: AccountLine) -> bool:
    """Whether a line (of ``lines``) has been taken back."""
    return getattr(line, "reversed_by", None) is not None


def cash(branch: Branch, day: date) -> CashDay:
    """What was taken and entered at ``branch`` on ``day``, by its own clock. Two statements."""
    since, until = midnight.begins(day, branch.zone), midnight.ends(day, branch.zone)
    rows = AccountLine.objects.at_desk(branch.pk, since, until)
    return CashDay(branch, day, _taken(rows), _booked(rows))


def _taken(rows: QuerySet[AccountLine]) -> list[Taken]:
    """Payments, payouts, and those of either that were reversed on the day."""
    of_line, of_reversed = NullIf("method", Value("")), NullIf("reverses__method", Value(""))
    found = (
        rows.filter(kind__in=[*MONEY, LineKind.REVERSAL])
        .values("kind", how=Coalesce(of_line, of_reversed))
        .annotate(count=Count("pk"), amount=-Sum("amount"))
        .filter(how__isnull=False)
        .order_by("how", "kind")
    )
    return [Taken(each["kind"], each["how"], each["count"], each["amount"]) for each in found]


def _booked(rows: QuerySet[AccountLine]) -> list[Booked]:
    found = rows.values("kind").annotate(count=Count("pk"), total=Sum(F("amount"))).order_by("kind")
    return [Booked(each["kind"], each["count"], each["total"]) for each in found]
