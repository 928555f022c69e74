"""Lending a copy to a member."""

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.core import signing
from django.utils.translation import gettext as _

from accounts.services import audit
from catalog.errors import UnknownBook
from catalog.models import Book, Copy
from catalog.selectors import merged
from catalog.services import copies
from core import db
from core.writes import Insert
from loans import errors
from loans.domain import due_dates
from loans.domain import overrides as lifting
from loans.domain.overrides import Given
from loans.models import DeedKind, Hold, Loan
from loans.selectors import holds
from loans.services import by, deeds, overrides, parties, renewals, shelf, situation, wording
from loans.services.deeds import About, Watch
from loans.services.footprints import Reach
from loans.services.situation import Desk, Situation
from members.models import Member

_SALT: Final = "loans.checkout.confirmation"
_CONFIRM_WITHIN: Final = 60 * 60  # seconds
_WRITE: Final = Insert(Loan)


@dataclass(frozen=True)
class Lent:
    """What came of a checkout: a loan, new or (as ``renewed``) made longer, the warnings beside it,
    and the borrower's hold that it ``filled``. ``deed`` is what can be undone.
    """

    loan: Loan
    steps: Sequence[due_dates.Step]
    findings: wording.Told
    renewed: bool = False
    filled: Hold | None = None
    deed: UUID | None = None


@dataclass(frozen=True)
class Availability:
    """What would happen: the findings, and the token that says yes where something is asked and
    nothing blocks.
    """

    situation: Situation
    confirmation_token: str


def look(barcode: str, member_id: UUID, *, desk: Desk) -> Availability:
    """What stands between a member and a copy. Changes nothing.

    Raises ``NotYourAccount``, ``UnknownMember``, ``UnknownBarcode``.
    """
    member = parties.member(member_id, desk=desk, lock=False)
    found = situation.gather(member, parties.copy(barcode, lock=False), desk)
    asks = found.confirms and found.refusal is None
    return Availability(found, _token(found, desk) if asks else "")


def lend_copy(
    barcode: str,
    member_id: UUID,
    *,
    desk: Desk,
    confirmation: str = "",
    given: Given = lifting.NONE_GIVEN,
) -> Lent:
    """Lend the copy with ``barcode``. A copy the member has already is renewed, once confirmed.

    Locks the member, then the copy, and asks everything under the locks. ``given`` overrides what
    blocks (see ``overrides``). Raises ``NotYourAccount``, ``UnknownMember``, ``UnknownBarcode``,
    any blocker of the rules with all findings, and ``ConfirmationNeeded`` with a fresh token when
    ``confirmation`` does not fit what was found.
    """

    def deed(copies: frozenset[UUID]) -> Lent:
        member = parties.member(member_id, desk=desk, lock=True)
        parties.lock_copies(copies)
        found = situation.gather(member, parties.copy(barcode, lock=True), desk)
        found = overrides.lifted(found, given, desk)
        if found.own_loan and not found.refusal:  # do not ask for a yes that would be in vain
            renewals.demand_possible(parties.loan(found.own_loan), member, desk)
        _demand_agreement(found, desk, confirmation)
        if found.own_loan:
            renewed = renewals.renew_locked(found.own_loan, member, desk)
            return Lent(
                renewed.loan, renewed.steps, found.warnings, renewed=True, deed=renewed.deed
            )
        return _lend(found, desk, copies)

    with _one_open_loan_each():
        return parties.with_copies(deed)


def lend_book(
    book_id: UUID,
    member_id: UUID,
    *,
    desk: Desk,
    confirmation: str = "",
    given: Given = lifting.NONE_GIVEN,
) -> Lent:
    """Lend any free copy of a book: the one set aside for the member, or the first by barcode, of
    those at the desk's branch before others.

    Raises as ``lend_copy``, and ``UnknownBook``, ``NoCopyFree``.
    """

    def deed(copies: frozenset[UUID]) -> Lent:
        member = parties.member(member_id, desk=desk, lock=True)
        parties.lock_copies(copies)
        found = situation.gather(member, _first_free(book_id, member, desk), desk)
        found = overrides.lifted(found, given, desk)
        _demand_agreement(found, desk, confirmation)
        return _lend(found, desk, copies)

    with _one_open_loan_each():
        return parties.with_copies(deed)


def _first_free(book_id: UUID, member: Member, desk: Desk) -> Copy:
    """A free copy, locked. Whoever waited for a lock looks again, since it may have gone
    meanwhile.
    """
    ready = Hold.objects.on_shelf().filter(book=book_id, member=member).values("captured_copy")
    waits = parties.locked_copy(parties.copies().filter(pk__in=ready, on_hold_shelf=True))
    if waits is not None:
        return waits
    here = desk.branch.pk if desk.branch else None
    for pk in holds.free_in_order(book_id, member.pk, here=here):
        copy = parties.locked_copy(parties.copies().free().filter(pk=pk))
        if copy is not None:
            return copy
    if not Book.objects.current().filter(pk=book_id).exists():
        if kept := merged.kept(book_id):
            return _first_free(kept, member, desk)
        raise UnknownBook
    raise errors.NoCopyFree


def _lend(found: Situation, desk: Desk, locked: Collection[UUID]) -> Lent:
    """Write the loan, move the copy, record the deed. Everything has been asked.

    Raises ``NotLocked`` where another copy is set aside for the member that is not ``locked`` yet.
    """
    served = shelf.served(found.copy, found.member.pk) if found.is_waited_for else shelf.NO_HOLDS
    spare = served.spare_beside(found.copy)
    if spare and not {spare.pk, found.copy.pk} <= set(locked):
        raise parties.NotLocked(spare, found.copy)
    reach = Reach(copy=found.copy, spare=spare, queue_of=found.copy.book_id)
    seen = deeds.watch(desk, found.member, reach)
    loan = _drawn_up(found, desk)
    _WRITE(loan)
    place = shelf.hand_over(found.copy, loan, served, by=by.at(desk))
    copies.hand_out(found.copy, now=desk.now)
    _record(loan, found, desk)
    deed = _noted(seen, loan, served.fills, found)
    told = list(found.warnings)
    if spare and served.fills and not found.is_self_service:
        told.append(wording.released(spare, served.fills, place))
    return Lent(loan, found.due.steps, told, filled=served.fills, deed=deed)


def _drawn_up(found: Situation, desk: Desk) -> Loan:
    """The loan, with what decided it."""
    return Loan(
        copy=found.copy,
        member=found.member,
        member_category_id=found.member.category_id,
        policy=found.policy,
        policy_terms=found.policy.terms,
        branch=found.branch,
        interface=desk.interface,
        lent_by=desk.actor,
        loaned_at=desk.now,
        due_at=found.due.at,
        due_steps=[step.kept for step in found.due.steps],
    )


def _record(loan: Loan, found: Situation, desk: Desk) -> None:
    audit.record(
        "loan.checked_out",
        actor=desk.actor,
        now=desk.now,
        interface=desk.interface,
        book_id=found.copy.book_id,
        copy_id=found.copy.pk,
        member_id=found.member.pk,
        loan_id=loan.pk,
        due_at=found.due.at,
        confirmed=found.confirms,
        branch=found.branch.code,
        overrides=found.overridden,
    )


def _noted(seen: Watch, loan: Loan, filled: Hold | None, found: Situation) -> UUID | None:
    """Note the deed of a desk, with what was overridden for it."""
    if not seen.on:
        return None
    copy = found.copy
    said = {"title": copy.book.title, "barcode": copy.barcode, "day": wording.day(found.due.on)}
    return seen.note(
        DeedKind.FILL_HOLD if filled else DeedKind.CHECK_OUT,
        _("“%(title)s” (%(barcode)s) lent until %(day)s.") % said,
        About(copy.book_id, copy.pk, found.member.pk, loan.pk),
        made={"loan": loan},
        overrides=found.overridden,
    )


def _demand_agreement(found: Situation, desk: Desk, confirmation: str) -> None:
    """Refuse when something blocks, or when something asks and ``confirmation`` is not its yes."""
    if refusal := found.refusal:
        raise refusal
    if not found.confirms:
        return
    try:
        agreed = signing.loads(confirmation, salt=_SALT, max_age=_CONFIRM_WITHIN)
    except signing.BadSignature:
        agreed = None
    if agreed != _claims(found, desk):
        token = _token(found, desk)
        raise errors.ConfirmationNeeded().having(found.findings, confirmation_token=token)


def _token(found: Situation, desk: Desk) -> str:
    return signing.dumps(_claims(found, desk), salt=_SALT)


def _claims(found: Situation, desk: Desk) -> list[Any]:
    """What a yes is about: with the parts as they were counted, where they are asked for."""
    counted = found.copy.parts if "parts_to_count" in found.confirms else ""
    return [
        str(desk.actor.pk),
        str(found.member.pk),
        str(found.copy.pk),
        sorted(found.confirms),
        counted,
    ]


def _one_open_loan_each() -> AbstractContextManager[None]:
    """The law behind the lock: should two loans of one copy ever meet in the database, one is
    refused.
    """
    return db.refusing("loan_one_open_per_copy", "loans_loan.copy_id", refusal=errors.CopyOnLoan)
