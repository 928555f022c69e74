"""What the desk has to know of a member or a scan, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from accounts.models import User
from catalog.models import Branch, Copy
from loans.models import AccountLine, Loan
from loans.selectors import standing
from members import selectors as people
from members.models import DeskNote, Member

MOST_CANDIDATES = 8
JUST_NOW: Final = timedelta(minutes=2)
"""Within which a second scan of a copy is no wish to renew it."""


_WITH: Final = ("category", "user", "leave_request")


@dataclass(frozen=True)
class Borrower:
    """A member, what stops them, what they have, earliest due first, what they owe (less than
    nothing: a credit), what is noted for the desk, who belongs to them, and whether there is a
    photo.
    """

    member: Member
    block_reason: str | None
    loans: Sequence[Loan]
    balance: int
    notes: Sequence[DeskNote]
    relatives: Sequence[Member]
    has_photo: bool


def borrower(member_id: UUID, today: date) -> Borrower | None:
    """The member with what the desk shows of them, or nothing."""
    members = people.with_photo_mark(Member.objects.select_related(*_WITH))
    member = members.filter(pk=member_id).first()
    if member is None:
        return None
    reason = standing.block_reason(member, today)
    balance = AccountLine.objects.of_member(member_id).balance()
    around = (people.open_notes(member_id), people.relatives(member_id))
    return Borrower(member, reason, open_loans(member_id), balance, *around, member.has_photo)


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


def lent_just_now(copy: Copy, member_id: UUID, actor: User, now: datetime) -> Loan | None:
    """The loan by which ``actor`` has just lent the copy to this very member: it was scanned
    twice.
    """
    lent = Loan.objects.of_member(member_id).open().filter(copy=copy, lent_by=actor)
    recent = lent.filter(loaned_at__gte=now - JUST_NOW, loaned_at__lte=now)
    return recent.select_related("copy__book", "member", "branch").first()


def candidates(typed: str) -> Sequence[Member]:
    """Members who may be meant by what was typed, one more than are shown."""
    found = Member.objects.matching(typed).select_related("category")
    return list(found.order_by("sort_name", "id")[: MOST_CANDIDATES + 1])


def branches() -> Sequence[Branch]:
    """The branches whose desks are open, by name."""
    return list(Branch.objects.open())
