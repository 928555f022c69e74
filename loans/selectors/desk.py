"""What the desk has to know of a member or a scan, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from catalog.models import Branch, Copy
from loans.models import Loan
from loans.selectors import standing
from members.models import Member

MOST_CANDIDATES = 8


@dataclass(frozen=True)
class Borrower:
    """A member, what stops them, and what they have, earliest due first."""

    member: Member
    block_reason: str | None
    loans: Sequence[Loan]


def borrower(member_id: UUID, today: date) -> Borrower | None:
    """The member with what the desk shows of them, or nothing."""
    member = Member.objects.select_related("category", "user").filter(pk=member_id).first()
    if member is None:
        return None
    return Borrower(member, standing.block_reason(member, today), open_loans(member_id))


def open_loans(member_id: UUID) -> Sequence[Loan]:
    """What a member has at home, earliest due first."""
    loans = Loan.objects.of_member(member_id).open().select_related("copy__book", "branch")
    return list(loans.order_by("due_at", "id"))


def by_code(scan: str) -> tuple[Copy | None, Member | None]:
    """The copy and the member that a scanned number belongs to; seldom both."""
    copy = Copy.objects.select_related("book").by_barcode(scan).first()
    return copy, Member.objects.by_card(scan).first()


def open_loan(barcode: str) -> UUID | None:
    """The id of the loan that this copy is out on, if it is."""
    copies = Copy.objects.by_barcode(barcode)
    return Loan.objects.open().filter(copy__in=copies).values_list("pk", flat=True).first()


def candidates(typed: str) -> Sequence[Member]:
    """Members who may be meant by what was typed, one more than are shown."""
    found = Member.objects.matching(typed).select_related("category")
    return list(found.order_by("sort_name", "id")[: MOST_CANDIDATES + 1])


def branches() -> Sequence[Branch]:
    """The branches whose desks are open, by name."""
    return list(Branch.objects.open())
