"""Loans as plain data for the API: one statement for a list, none for a loan that is at hand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from catalog.selectors import merged
from loans.models import Loan
from members.models import Member

ORDER = ("-loaned_at", "id")


@dataclass(frozen=True)
class Wanted:
    """Which loans a list is to hold; ``None`` leaves a question open."""

    is_open: bool | None = None
    overdue: bool | None = None
    member: UUID | None = None
    book: UUID | None = None


def loans() -> QuerySet[Loan]:
    """Loans with all that ``shown`` tells of them, in one statement."""
    return Loan.objects.select_related("copy__book", "branch")


def find(wanted: Wanted, *, now: datetime) -> QuerySet[Loan]:
    """The loans that are wanted; to be paged in ``ORDER``."""
    rows = Loan.objects.all()
    if wanted.is_open is not None:
        rows = rows.filter(returned_at__isnull=wanted.is_open)
    if wanted.overdue is not None:
        late = Loan.objects.overdue(now)
        rows = rows & late if wanted.overdue else rows.exclude(returned_at=None, due_at__lt=now)
    if wanted.member is not None:
        rows = rows.of_member(wanted.member)
    if wanted.book is not None:
        rows = rows.filter(copy__book=merged.standing(wanted.book))
    return rows.select_related("copy__book", "branch")


def member_of(user: User) -> UUID | None:
    """The id of the member who signs in as ``user``, if there is one."""
    return Member.objects.filter(user=user).values_list("pk", flat=True).first()


def shown(loan: Loan, *, now: datetime) -> dict[str, Any]:
    """A loan (of ``loans``) as the API shows it. ``due_on`` is the day at the lending branch."""
    return {
        "id": loan.pk,
        "book_id": loan.copy.book_id,
        "copy_id": loan.copy_id,
        "copy_barcode": loan.copy.barcode,
        "title": loan.copy.book.title,
        "member_id": loan.member_id,
        "branch": loan.branch.code,
        "loaned_at": loan.loaned_at,
        "due_at": loan.due_at,
        "due_on": loan.due_on,
        "returned_at": loan.returned_at,
        "lost_at": loan.lost_at,
        "claimed_returned_at": loan.claimed_returned_at,
        "renewals": loan.renewals,
        "is_overdue": loan.is_overdue(now),
        "policy": loan.policy_terms,
    }
