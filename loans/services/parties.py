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
from core.statements import TEXT, Query, an_id
from loans import errors
from loans.models import Loan
from loans.services.situation import Desk
from members.errors import UnknownMember
from members.models import Member

_member = Query(lambda member_id: Member.objects.filter(pk=member_id).order_by(), member_id=an_id())
_locked_member = Query(
    lambda member_id: db.locked(Member.objects.filter(pk=member_id).order_by()), member_id=an_id()
)


def member(member_id: UUID, *, desk: Desk, lock: bool) -> Member:
    """The member whom the one at the desk may act for.

    Raises ``NotYourAccount`` for anyone else's id and for one that nobody has, so that a stranger
    cannot learn which exist; the staff are told ``UnknownMember``.
    """
    found: Member | None = (_locked_member if lock else _member).first(member_id=member_id)
    if (found is None or found.user_id != desk.actor.pk) and not desk.is_staffed:
        raise errors.NotYourAccount
    if found is None:
        raise UnknownMember
    return found


def copies() -> CopyQuerySet:
    """Copies with what a deed says and decides by."""
    return Copy.objects.select_related("book", "branch")


_by_barcode = Query(lambda code: copies().filter(barcode=code).order_by(), code=TEXT)
_locked_by_barcode = Query(
    lambda code: db.locked(copies().filter(barcode=code).order_by()), code=TEXT
)
_locked_by_id = Query(
    lambda copy_id: db.locked(copies().filter(pk=copy_id).order_by()), copy_id=an_id()
)


def copy(barcode: str, *, lock: bool) -> Copy:
    """The copy with this barcode, as scanned. Raises ``UnknownBarcode``."""
    code = barcodes.normal(barcode)
    found: Copy | None = (_locked_by_barcode if lock else _by_barcode).first(code=code)
    if lock and found is None:
        found = _locked_by_barcode.first(code=code)
    if found is None:
        raise UnknownBarcode(barcode=code)
    return found


def locked_copy(rows: CopyQuerySet) -> Copy | None:
    """The first of ``rows`` (of ``copies``), locked. One that was moved to another branch while we
    waited has fallen out of the join, so nothing found is asked twice.
    """
    return db.locked(rows).first() or db.locked(rows).first()


def copy_of(copy_id: UUID) -> Copy | None:
    """The copy with this id, as ``locked_copy`` finds it."""
    found: Copy | None = _locked_by_id.first(copy_id=copy_id)
    if found is None:
        found = _locked_by_id.first(copy_id=copy_id)
    return found


def loan(loan_id: UUID) -> Loan:
    """The loan, locked, and read again under the lock with its copy, book and branch."""
    db.locked(Loan.objects.filter(pk=loan_id)).values_list("pk").first()
    return Loan.objects.select_related("copy__book", "branch").get(pk=loan_id)
