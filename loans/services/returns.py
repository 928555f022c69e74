"""Taking a copy back. The book in the hand is never refused."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.services import audit
from catalog.models import Branch, Copy
from catalog.services import copies
from core import barcodes, db
from core.compiled import Instances, OneRow, Query
from core.writes import Update
from loans import errors
from loans.domain import due_dates, returns
from loans.domain.calendars import NoOpenDay
from loans.models import DeedKind, Loan
from loans.services import by, calendars, deeds, parties, settlement, shelf, wording
from loans.services.deeds import About, Watch
from loans.services.footprints import Reach
from loans.services.places import NOWHERE, Place
from loans.services.situation import Desk


@dataclass(frozen=True)
class Said:
    """What is said at a return beside the barcode.

    ``resolution`` (see ``loans.domain.returns.Resolution``) ends a claim that it was returned
    before; ``damage`` is how it is damaged; what lay in the book drop (``from_book_drop``) came
    back on the last open day.
    """

    resolution: str = ""
    damage: str = ""
    from_book_drop: bool = False


NOTHING_SAID: Final = Said()


@dataclass(frozen=True)
class TakenBack:
    """A copy that is in the house, the loan this ended (if it was on loan), and what to do with
    it. ``deed`` is what can be undone.
    """

    copy: Copy
    loan: Loan | None
    next: returns.Next
    findings: wording.Told
    days_late: int = 0
    place: Place = NOWHERE
    deed: UUID | None = None

    @property
    def next_step(self) -> str:
        """What to do with the book in the hand, as a sentence."""
        return wording.next_step(self.next, self.copy, self.place)


def take_back(barcode: str, *, desk: Desk, said: Said = NOTHING_SAID) -> TakenBack:
    """Take back whatever lies on the desk, on loan or not.

    Locks the borrower, the copy, the loan. Raises ``UnknownBarcode``, ``ClaimNeedsResolution``.
    """

    def deed() -> TakenBack:
        borrower = _locked_borrower(barcodes.normal(barcode))
        copy = parties.copy(barcode, lock=True)
        return _close(copy, _of(borrower, _OPEN_OF_COPY.first(copy.pk)), desk, said)

    return parties.tried(deed)


def return_loan(loan_id: UUID, *, desk: Desk, said: Said = NOTHING_SAID) -> TakenBack:
    """End a loan by its id. Raises ``UnknownLoan``, ``NotYourAccount``, ``AlreadyReturned``,
    ``ClaimNeedsResolution``.
    """

    def deed() -> TakenBack:
        seen = _SEEN(loan_id)
        if seen is None:
            raise errors.UnknownLoan
        if seen["member__user_id"] != desk.actor.pk and not desk.is_staffed:
            raise errors.NotYourAccount
        parties.lock_member(seen["member_id"])
        copy = parties.locked_copy_of(seen["copy_id"])
        loan = _OPEN_OF_COPY.first(seen["copy_id"])
        if copy is None or loan is None or loan.pk != loan_id:
            raise errors.AlreadyReturned
        return _close(copy, _of(seen["member_id"], loan), desk, said)

    return parties.tried(deed)


def _locked_borrower(barcode: str) -> UUID | None:
    """Who has the copy, locked as in every deed before the copy itself."""
    out = _BORROWER.rows(barcode)
    member_id: UUID | None = out[0][0] if out else None
    parties.lock_member(member_id)
    return member_id


def _of(borrower: UUID | None, loan: Loan | None) -> Loan | None:
    """The open loan of a copy, which is theirs who was locked before the copy itself. Raises
    ``OfAnother``.
    """
    if loan is not None and loan.member_id != borrower:
        raise parties.OfAnother
    return loan


def _seen(loan_id: UUID) -> QuerySet[Loan, Any]:
    rows = Loan.objects.filter(pk=loan_id).order_by()
    return rows.values("copy_id", "member_id", "member__user_id")


def _borrower(barcode: str) -> QuerySet[Loan, Any]:
    return Loan.objects.open().filter(copy__barcode=barcode).order_by().values("member_id")


def _open_of_copy(copy_id: UUID) -> QuerySet[Loan]:
    """Locked against a renewal at the same moment."""
    rows = Loan.objects.select_related("branch", "member").filter(copy=copy_id)
    return db.locked(rows.open().order_by())


_SEEN: Final = OneRow(_seen)
_BORROWER: Final = Query(_borrower, str)
_OPEN_OF_COPY: Final = Instances(Loan, _open_of_copy, UUID, related=("branch", "member"))
_END: Final = Update(Loan, "returned_at", "recorded_at", "returned_branch")


def _close(copy: Copy, loan: Loan | None, desk: Desk, said: Said) -> TakenBack:
    """Close the loan, note that the copy is here, record it. All are locked."""
    branch = desk.branch or copy.branch
    back_at = _back_at(loan, branch, desk, said)
    late = due_dates.days_late(loan.due_at, back_at, loan.branch.zone) if loan else 0
    seen = deeds.watch(desk, loan.member if loan else None, _reach(copy, loan, desk))
    told = _ended(loan, copy, branch, back_at, desk, said) if loan else []
    if said.damage:
        copies.damage(copy, said.damage, now=desk.now)
    was_lost = copy.lost_at is not None or copy.missing_at is not None
    _record(copy, loan, branch, late, desk)
    place = shelf.sort_in(copy, branch, by=by.at(desk), traps=desk.is_staffed)
    decision = returns.decide(
        returns.Facts(
            was_on_loan=loan is not None,
            days_late=late,
            lost=was_lost,
            damaged=copy.damaged_at is not None,
            withdrawn=copy.withdrawn_at is not None,
            at_other_branch=branch.pk != copy.branch_id,
            set_aside=place.hold is not None,
            goes_elsewhere=place.to_branch is not None,
            arrived=place.has_arrived,
            wrong_arrival=place.was_for is not None,
            has_parts=desk.is_staffed and bool(copy.parts),
        )
    )
    findings = wording.returned(decision.said, days_late=late, copy=copy, place=place)
    deed = _noted(seen, copy, loan)
    return TakenBack(copy, loan, decision.next, findings + told, late, place, deed)


def _reach(copy: Copy, loan: Loan | None, desk: Desk) -> Reach:
    """What a return may change; the account only where money may be in it."""
    costs = loan and (loan.due_at < desk.now or loan.lost_at or loan.claimed_returned_at)
    return Reach(
        copy=copy,
        loan=loan,
        queue_of=copy.book_id,
        account_of=loan.member_id if loan and costs else None,
    )


def _noted(seen: Watch, copy: Copy, loan: Loan | None) -> UUID | None:
    """Note the deed of a desk."""
    if not seen.on:
        return None
    said = {"title": copy.book.title, "barcode": copy.barcode}
    sentence = (
        _("“%(title)s” (%(barcode)s) returned.")
        if loan
        else _("“%(title)s” (%(barcode)s) taken in.")
    )
    member_id, loan_id = (loan.member_id, loan.pk) if loan else (None, None)
    about = About(copy.book_id, copy.pk, member_id, loan_id)
    return seen.note(DeedKind.RETURN, sentence % said, about)


def _ended(
    loan: Loan, copy: Copy, branch: Branch, back_at: datetime, desk: Desk, said: Said
) -> wording.Told:
    """Close the loan and set the account right; what there is to tell of that."""
    settlement.demand_resolution(loan, said.resolution)
    loan.copy = copy
    told = settlement.settle(loan, back_at, said.resolution, desk=desk)
    loan.returned_at, loan.recorded_at = back_at, desk.now
    loan.returned_branch = branch
    _END(loan.pk, back_at, desk.now, branch.pk)
    return told


def _back_at(loan: Loan | None, branch: Branch, desk: Desk, said: Said) -> datetime:
    """When the copy came back: now or, from the book drop, at the end of the last open day, but not
    before it was lent.
    """
    if loan is None or not said.from_book_drop:
        return desk.now
    try:
        day = calendars.of(branch.pk).previous_open(desk.today(branch) - timedelta(days=1))
    except NoOpenDay:
        return desk.now
    return max(loan.loaned_at, due_dates.end_of(day, branch.zone))


def _record(copy: Copy, loan: Loan | None, branch: Branch, late: int, desk: Desk) -> None:
    audit.record(
        "loan.returned" if loan else "copy.seen",
        actor=desk.actor,
        now=desk.now,
        interface=desk.interface,
        book_id=copy.book_id,
        copy_id=copy.pk,
        member_id=loan.member_id if loan else None,
        loan_id=loan.pk if loan else None,
        days_late=late,
        branch=branch.code,
    )
