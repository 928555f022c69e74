"""Who borrows what: the member and the copy of a deed, found and locked.

Locks are taken in one order everywhere: the member, the copy, the loan, the book. A row that is
locked is read without joins, or looked for again: after a wait PostgreSQL shows the locked row as
it is now, but what was joined to it as it had been, and drops the row when they no longer fit.
"""

from collections.abc import Callable, Collection
from typing import Final, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from catalog.errors import UnknownBarcode
from catalog.models import Copy
from catalog.models.copy import CopyQuerySet
from core import barcodes, db
from core.compiled import Instances, Query
from core.errors import NotAllowed
from loans import errors
from loans.models import Loan
from loans.services.situation import Desk
from members.errors import UnknownMember
from members.models import Guardianship, Member

Done = TypeVar("Done")


class OfAnother(Exception):
    """A loan is not of the member who was locked for it: while we waited, the copy was lent to
    somebody else, or two records of one person were merged.
    """


class NotLocked(Exception):
    """A deed came upon a copy that it had not known of, and needs these locked together."""

    def __init__(self, *copies: Copy) -> None:
        super().__init__(*(copy.pk for copy in copies))
        self.ids: frozenset[UUID] = frozenset(copy.pk for copy in copies)


def tried(deed: Callable[[], Done]) -> Done:
    """Do ``deed`` in a transaction; where it comes upon ``OfAnother``, all is let go and done again
    with new locks.
    """
    while True:
        try:
            with transaction.atomic():
                return deed()
        except OfAnother:
            continue


def member(member_id: UUID, *, desk: Desk, lock: bool) -> Member:
    """The member whom the one at the desk may act for.

    Raises ``NotYourAccount`` for anyone else's id and for one that nobody has, so that a stranger
    cannot learn which exist; the staff are told ``UnknownMember``.
    """
    found = (_LOCKED_MEMBER if lock else _MEMBER).first(member_id)
    if (found is None or found.user_id != desk.actor.pk) and not desk.is_staffed:
        raise errors.NotYourAccount
    if found is None:
        raise UnknownMember
    return found


def member_or_child(member_id: UUID, *, desk: Desk) -> Member:
    """As ``member``, locked, and also a child whom the one who asks looks after."""
    found = _LOCKED_MEMBER.first(member_id)
    if found is not None and looks_after(found, desk):
        return found
    return member(member_id, desk=desk, lock=True)


def child(member_id: UUID, *, desk: Desk) -> Member:
    """A child, locked, whom the one who asks looks after. Raises ``UnknownMember`` for anyone
    else's, whoever asks.
    """
    found = _LOCKED_MEMBER.first(member_id)
    if found is None or not looks_after(found, desk):
        raise UnknownMember
    return found


def looks_after(child: Member, desk: Desk) -> bool:
    """Whether the one who asks is a guardian of this member."""
    return Guardianship.objects.by(desk.actor, child.pk).exists()


def copies() -> CopyQuerySet:
    """Copies with what a deed says and decides by."""
    return Copy.objects.select_related("book", "branch")


def copy(barcode: str, *, lock: bool) -> Copy:
    """The copy with this barcode, as scanned. Raises ``UnknownBarcode``."""
    code = barcodes.normal(barcode)
    asked = _LOCKED_COPY if lock else _COPY
    found = asked.first(code) or (asked.first(code) if lock else None)  # as in ``locked_copy``
    if found is None:
        raise UnknownBarcode(barcode=code)
    return found


def locked_copy(rows: CopyQuerySet) -> Copy | None:
    """The first of ``rows`` (of ``copies``), locked. One that was moved to another branch while we
    waited has fallen out of the join, so nothing found is asked twice.
    """
    return db.locked(rows).first() or db.locked(rows).first()


def locked_copy_of(copy_id: UUID) -> Copy | None:
    """The copy with this id, locked."""
    return _COPY_LOCKED_BY_ID.first(copy_id) or _COPY_LOCKED_BY_ID.first(copy_id)


def with_copies(deed: Callable[[frozenset[UUID]], Done]) -> Done:
    """Do ``deed`` in a transaction; where it comes upon ``NotLocked``, all is let go and done again
    with the copies that it needs, which it locks (``lock_copies``) before any other.
    """
    needed: frozenset[UUID] = frozenset()
    while True:
        try:
            with transaction.atomic():
                return deed(needed)
        except NotLocked as more:
            needed = more.ids


def lock_copies(ids: Collection[UUID]) -> None:
    """Lock several copies, in the order of their ids as everywhere."""
    if ids:
        list(db.locked(Copy.objects.filter(pk__in=ids)).order_by("pk").values_list("pk"))


def loan(loan_id: UUID) -> Loan:
    """The loan, locked, and read again under the lock with its copy, book and branch."""
    db.locked(Loan.objects.filter(pk=loan_id)).values_list("pk").first()
    return Loan.objects.select_related("copy__book", "branch").get(pk=loan_id)


def loan_of(loan_id: UUID, member_id: UUID | None) -> Loan:
    """As ``loan``, for a deed that has locked its member. Raises ``OfAnother``."""
    found = loan(loan_id)
    if found.member_id != member_id:
        raise OfAnother
    return found


def owned_loan(loan_id: UUID, *, with_copy: bool = True) -> Loan:
    """As ``loan``, with its member and, ``with_copy``, its copy locked before it. Raises
    ``UnknownLoan``.
    """

    def deed() -> Loan:
        seen = Loan.objects.filter(pk=loan_id).values_list("member_id", "copy_id").first()
        if seen is None:
            raise errors.UnknownLoan
        member_id, copy_id = seen
        lock_member(member_id)
        if with_copy:
            db.locked(Copy.objects.filter(pk=copy_id)).values_list("pk").first()
        return loan_of(loan_id, member_id)

    return tried(deed)


def borrower(member_id: UUID | None) -> Member | None:
    """Who was just read to be the member of a loan, locked; nobody where they were forgotten.
    Raises ``OfAnother``.
    """
    if member_id is None:
        return None
    found = _LOCKED_MEMBER.first(member_id)
    if found is None:
        raise OfAnother
    return found


def lock_member(member_id: UUID | None) -> None:
    """Lock a member's row, if there is still one: the first lock of every deed."""
    if member_id is not None:
        _LOCK_MEMBER.rows(member_id)


def staffed_loan(loan_id: UUID, *, desk: Desk) -> Loan:
    """An open loan in the hands of the staff: its member, its copy and itself locked.

    Raises ``NotAllowed``, ``UnknownLoan``, ``NotOnLoan``.
    """
    if not desk.is_staffed:
        raise NotAllowed
    found = owned_loan(loan_id)
    if not found.is_open:
        raise errors.NotOnLoan
    return found


def _member_rows(member_id: UUID) -> QuerySet[Member]:
    return Member.objects.filter(pk=member_id).order_by()


def _copy_rows(code: str) -> CopyQuerySet:
    return copies().filter(barcode=code).order_by()


def _copy_rows_by_id(copy_id: UUID) -> CopyQuerySet:
    return copies().filter(pk=copy_id).order_by()


_WITH: Final = ("book", "branch")
_MEMBER: Final = Instances(Member, _member_rows, UUID)
_LOCKED_MEMBER: Final = Instances(Member, lambda pk: db.locked(_member_rows(pk)), UUID)
_LOCK_MEMBER: Final = Query(lambda pk: db.locked(_member_rows(pk)).values("pk"), UUID)
_COPY: Final = Instances(Copy, _copy_rows, str, related=_WITH)
_LOCKED_COPY: Final = Instances(Copy, lambda at: db.locked(_copy_rows(at)), str, related=_WITH)
_COPY_LOCKED_BY_ID: Final = Instances(
    Copy, lambda pk: db.locked(_copy_rows_by_id(pk)), UUID, related=_WITH
)
