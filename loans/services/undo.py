"""Taking back what a desk did, while nothing later depends on it (circulation rules, section 9).

Rows become what they were before. Money that changed hands, and what somebody waived, is not
deleted but reversed: there is a receipt for it, and the account tells both.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.formats import date_format

from accounts.services import audit
from catalog.models import Book
from core import db
from core.errors import LibraryError, NotAllowed
from loans import errors
from loans.domain import undo as rows
from loans.domain.undo import Change
from loans.models import AccountLine, Deed, DeedKind, Hold, LineKind, Loan
from loans.models.hold import ACTIVE
from loans.models.loan import LoanQuerySet
from loans.selectors import timeline
from loans.services import footprints, ledger, parties, queues
from loans.services.deeds import About
from loans.services.situation import Desk

IN_ACCOUNT: Final = (DeedKind.PAY, DeedKind.WAIVE)
_RIGHTS: Final = {DeedKind.WAIVE: "loans.waive_charge"}
OF_OTHERS: Final = "loans.undo_deeds_of_others"


@dataclass(frozen=True)
class Undone:
    """A deed that was taken back, and what it was about."""

    deed: Deed
    about: About


def undo(deed_id: UUID, *, desk: Desk) -> Undone:
    """Take a deed back, in one transaction under the locks that it took itself. Its own row is
    locked after them: whoever forgets or merges a member has locked that member before it.

    For whoever works a desk; what others did needs ``loans.undo_deeds_of_others``, and a waiver the
    right to waive. Raises ``NotAllowed``, ``UnknownDeed``, ``DeedOfOther``, ``AlreadyUndone``,
    ``LaterDeed``, ``ChangedSince``.
    """
    if not desk.is_staffed:
        raise NotAllowed
    with transaction.atomic():
        seen = _known(Deed.objects.filter(id=deed_id))
        _demand_right(seen, desk)
        about = About.of(seen)
        _lock(about, _copies_of(seen))
        deed = _known(db.locked(Deed.objects.filter(id=deed_id)))
        if deed.undone_at:
            raise errors.AlreadyUndone
        _demand_last(deed, about)
        if deed.kind in IN_ACCOUNT:
            _reverse(deed, about, desk)
        else:
            _put_back(deed, about)
        _record(deed, about, desk)
    return Undone(deed, about)


def _known(rows: QuerySet[Deed]) -> Deed:
    deed = rows.first()
    if deed is None:
        raise errors.UnknownDeed
    return deed


def _demand_right(deed: Deed, desk: Desk) -> None:
    right = _RIGHTS.get(DeedKind(deed.kind))
    if right and not desk.actor.has_perm(right):
        raise NotAllowed
    if deed.actor_id != desk.actor.pk and not desk.actor.has_perm(OF_OTHERS):
        raise errors.DeedOfOther


def _copies_of(deed: Deed) -> set[UUID]:
    """The copies that a deed changed, or is about."""
    kept = rows.remembered(deed.before.get("changes", ()))
    about = About.of(deed).copy
    return {UUID(each.id) for each in kept if each.table == "copy"} | ({about} if about else set())


def _lock(about: About, copies: Collection[UUID]) -> None:
    """The locks in their order: member, copies, loan, queue."""
    parties.lock_member(about.member)
    parties.lock_copies(copies)
    if about.loan is not None:
        db.locked(Loan.objects.filter(pk=about.loan)).values_list("pk").first()
    if about.book is not None:
        queues.lock(about.book)


def _demand_last(deed: Deed, about: About) -> None:
    """Raise for the first later deed that touched the same, or for an entry in the account about
    the loan: fines that have grown since. One that was reversed, and its reversal, come to nothing.
    """
    subjects = set(deed.subjects.values_list("subject", flat=True))
    later = Deed.objects.standing().touching(subjects).filter(seq__gt=deed.seq)
    if first := later.order_by("seq").first():
        raise _later(first)
    charged = AccountLine.objects.filter(
        loan=about.loan, at__gt=deed.at, reverses=None, reversed_by=None
    )
    if about.loan and deed.kind not in IN_ACCOUNT and charged.exists():
        raise _changed(deed, about)


def _put_back(deed: Deed, about: About) -> None:
    changes = rows.remembered(deed.before["changes"])
    _demand_nothing_given_back(changes, deed)
    paid = [UUID(each.id) for each in changes if each.table == "line" and _was_paid(each)]
    charges = AccountLine.objects.filter(pk__in=paid, amount__gt=0)
    _demand_not_written_off(Loan.objects.written_off().filter(account_lines__in=charges), deed)
    now = footprints.again(changes)
    if not all(change.stands(now.get((change.table, change.id))) for change in changes):
        raise _changed(deed, about)
    _demand_room(changes, deed, about)
    footprints.put_back(changes)


def _demand_nothing_given_back(changes: Sequence[Change], deed: Deed) -> None:
    """A copy that the deed found is not lost again once the night has given back what was charged
    for it: what it gave would stay given.
    """
    found = [UUID(each.id) for each in changes if each.table == "copy" and _turns_up(each)]
    if not found:
        return
    given = AccountLine.objects.filter(kind=LineKind.FOUND, at__gt=deed.at, reversed_by=None)
    line = given.filter(loan__copy__in=found).order_by("at", "id").first()
    if line is not None:
        raise _changed(deed, About(loan=line.loan_id))


def _turns_up(change: Change) -> bool:
    """Whether a copy that was lost or missing was so no more."""
    before, after = change.before or {}, change.after or {}
    return any(before.get(name) and not after.get(name) for name in ("lost_at", "missing_at"))


def _was_paid(change: Change) -> bool:
    """Whether more of an entry was covered after the deed than before: with what it set free."""
    before, after = change.before or {}, change.after or {}
    return int(after.get("covered", 0)) > int(before.get("covered", 0))


def _demand_room(changes: Sequence[Change], deed: Deed, about: About) -> None:
    """A hold lives again only while the book is in the library, and while the member has not asked
    for the same anew.
    """
    revived = [
        UUID(change.id)
        for change in changes
        if change.table == "hold" and (change.before or {}).get("state") in ACTIVE
    ]
    if not revived:
        return
    if about.book is None or not Book.objects.current().filter(pk=about.book).exists():
        raise _changed(deed, about)
    for hold in Hold.objects.filter(pk__in=revived):
        twins = Hold.objects.active().filter(member=hold.member_id, book=hold.book_id)
        if twins.filter(copy=hold.copy_id).exclude(pk__in=revived).exists():
            raise _changed(deed, about)


def _reverse(deed: Deed, about: About, desk: Desk) -> None:
    line = AccountLine.objects.filter(pk=deed.before["line"], member=about.member).first()
    if line is None:
        raise _changed(deed, about)
    paid_for = Loan.objects.written_off().filter(account_lines__received__credit=line)
    _demand_not_written_off(paid_for, deed)
    try:
        ledger.reverse(line, by=desk, note=deed.sentence)
    except errors.AlreadyReversed as refusal:
        raise _changed(deed, about) from refusal


def _demand_not_written_off(paid_for: LoanQuerySet, deed: Deed) -> None:
    """A loan is written off once nothing is owed for it, and what paid for it stays: nobody would
    ask for the money again.
    """
    loan = paid_for.filter(recorded_at__gte=deed.at).order_by("recorded_at", "id").first()
    if loan is not None:
        raise _changed(deed, About(loan=loan.pk), action="loan.written_off")


def _changed(deed: Deed, about: About, action: str = "") -> LibraryError:
    """The refusal that tells what has happened since to what the deed was about, if the trail
    knows: the first thing or, where one is named, the first ``action``.
    """
    subjects = {"loan": about.loan, "copy": about.copy, "member": about.member}
    later = timeline.next_after(deed.at, **subjects, action=action)
    if later is None:
        return errors.ChangedSince()
    return _stands_in_the_way(later.sentence, later.entry.at)


def _later(deed: Deed) -> LibraryError:
    return _stands_in_the_way(deed.sentence, deed.at, deed_id=str(deed.id))


def _stands_in_the_way(sentence: str, at: datetime, **more: str) -> LibraryError:
    when = date_format(at, "DATETIME_FORMAT")
    later = {"sentence": sentence, "at": at, **more}
    said = sentence.rstrip(".")
    return errors.LaterDeed(later=said, at=when).having((), later=later)


def _record(deed: Deed, about: About, desk: Desk) -> None:
    deed.undone_at = desk.now
    deed.save(update_fields=["undone_at"])
    audit.record(
        "deed.undone",
        actor=desk.actor,
        now=desk.now,
        interface=desk.interface,
        book_id=about.book,
        copy_id=about.copy,
        member_id=about.member,
        loan_id=about.loan,
        deed=deed.id,
        kind=deed.kind,
        done_at=rows.plain(deed.at),
    )
