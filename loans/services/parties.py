"""Who borrows what: the member and the copy of a deed, found and locked.

Locks are taken in one order everywhere: the member, the copy, the loan, the book. A row that is
locked is read without joins, or looked for again: after a wait PostgreSQL shows the locked row as
it is now, but what was joined to it as it had been, and drops the row when they no longer fit.
"""

from uuid import UUID

from catalog.errors import UnknownBarcode
from catalog.models import Copy
from catalog.models.copy import CopyQuerySet
from core import barcodes, db
from core.errors import NotAllowed
from loans import errors
from loans.models import Loan
from loans.services.situation import Desk
from members.errors import UnknownMember
from members.models import Member


def member(member_id: UUID, *, desk: Desk, lock: bool) -> Member:
    """The member whom the one at the desk may act for.

    Raises ``NotYourAccount`` for anyone else's id and for one that nobody has, so that a stranger
    cannot learn which exist; the staff are told ``UnknownMember``.
    """
    rows = Member.objects.filter(pk=member_id)
    found = (db.locked(rows) if lock else rows).first()
    if (found is None or found.user_id != desk.actor.pk) and not desk.is_staffed:
        raise errors.NotYourAccount
    if found is None:
        raise UnknownMember
    return found


def copies() -> CopyQuerySet:
    """Copies with what a deed says and decides by."""
    return Copy.objects.select_related("book", "branch")


def copy(barcode: str, *, lock: bool) -> Copy:
    """The copy with this barcode, as scanned. Raises ``UnknownBarcode``."""
    rows = copies().by_barcode(barcode)
    found = locked_copy(rows) if lock else rows.first()
    if found is None:
        raise UnknownBarcode(barcode=barcodes.normal(barcode))
    return found


def locked_copy(rows: CopyQuerySet) -> Copy | None:
    """The first of ``rows`` (of ``copies``), locked. One that was moved to another branch while we
    waited has fallen out of the join, so nothing found is asked twice.
    """
    return db.locked(rows).first() or db.locked(rows).first()


def loan(loan_id: UUID) -> Loan:
    """The loan, locked, and read again under the lock with its copy, book and branch."""
    db.locked(Loan.objects.filter(pk=loan_id)).values_list("pk").first()
    return Loan.objects.select_related("copy__book", "branch").get(pk=loan_id)


def loan_and_copy(loan_id: UUID) -> Loan:
    """The copy of a loan and then the loan, locked, and read again under the locks."""
    copy_id = Loan.objects.values_list("copy_id", flat=True).get(pk=loan_id)
    db.locked(Copy.objects.filter(pk=copy_id)).values_list("pk").first()
    return loan(loan_id)


def lock_member(member_id: UUID | None) -> None:
    """Lock a member's row, if there is still one: the first lock of every deed."""
    if member_id is not None:
        db.locked(Member.objects.filter(pk=member_id)).values_list("pk").first()


def staffed_loan(loan_id: UUID, *, desk: Desk) -> Loan:
    """An open loan in the hands of the staff: its member, its copy and itself locked.

    Raises ``NotAllowed``, ``UnknownLoan``, ``NotOnLoan``.
    """
    if not desk.is_staffed:
        raise NotAllowed
    owner = Loan.objects.filter(pk=loan_id).values_list("member_id").first()
    if owner is None:
        raise errors.UnknownLoan
    lock_member(owner[0])
    found = loan_and_copy(loan_id)
    if not found.is_open:
        raise errors.NotOnLoan
    return found
