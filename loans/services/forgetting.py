"""What somebody borrowed is not remembered for longer than it is needed, or than they want.

Loans that have come back, holds that have ended and fees that are settled lose their member, and
the trail loses the member in what it tells of them. What the statistics ask for stays: the category
and age band of whoever it was, the branch, the copy and the day. A fee that is not settled keeps
its loan, and so does one that is given back if a lost copy turns up; what is still out keeps
everything.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEntry, User
from accounts.services import seals
from accounts.services.retention import Term
from core import clock
from loans.domain import age_bands, settled
from loans.models import AccountLine, Allocation, Hold, Loan
from loans.services import batches, deeds, turned_up
from loans.services.batches import Report
from loans.services.by import ByItself
from members.domain import history
from members.models import Member
from members.services import lookup, privacy, revisions

ENDED: Final = Term(
    "loans.ended",
    _("Whose a returned loan, an ended hold or a settled fee was"),
    14,
    _("Damage is found and questions are asked at the desk within days."),
)
_PART: Final = 500


def due(now: datetime) -> Sequence[UUID]:
    """The members of whom something is kept that is not to be, in the order of their ids."""
    return sorted(set(_due(now)))


def forget_all(*, by: ByItself, members: Sequence[UUID] | None = None) -> Report:
    """Forget for ``members``, or for all who are due, what is not to be kept any more.

    Each is a transaction of its own: one that fails is noted, and the others go on. Doing it again
    changes nothing.
    """
    ids = due(by.now) if members is None else members
    return batches.each(ids, lambda pk: _forget_one(pk, by.now), fault="history_not_forgotten")


def forget(member: Member, now: datetime) -> int:
    """Forget what a member, who is locked, does not want to be kept any more; how many loans."""
    before = _before(member, now)
    if before is None:
        return 0
    lines = _forget_lines(member, before, now)
    held = _forget_holds(member, before)
    gone = _forget_loans(member, before)
    if lines or held or gone:
        revisions.note_use(member)
    _forget_in_trail(member, before)
    return gone


def count(member: Member, now: datetime) -> int:
    """How many loans ``forget`` would forget, those with an open fee aside. Changes nothing."""
    before = _before(member, now)
    return 0 if before is None else _loans(member, before).count()


def let_go(member: Member, actor: User | None, now: datetime, interface: str) -> None:
    """The member, who is locked, leaves: what the statistics keep of their loans is noted."""
    _note_ages(member, Loan.objects.of_member(member.pk))
    Loan.objects.of_member(member.pk).filter(lent_by=member.user_id).update(lent_by=None)
    own = AccountLine.objects.filter(member=member, actor=member.user_id)
    own.update(actor=None)


def _before(member: Member, now: datetime) -> datetime | None:
    """What ended before this moment is to be forgotten; nothing is when there is none."""
    since = privacy.kept_since(member, now)
    return None if since is None else min(since, ENDED.before(now))


def _due(now: datetime) -> Iterator[UUID]:
    for choice, before in _choices(now):
        returned = Loan.objects.filter(returned_at__lt=before, member__isnull=False)
        ended = Hold.objects.filter(ended_at__lt=before, member__isnull=False)
        even = Q(amount=F("covered")) | Q(amount=-1 * F("covered"))
        paid = AccountLine.objects.filter(even, at__lt=before, member__isnull=False)
        for rows in (returned, ended, paid):
            yield from _of(rows, choice).iterator()


def _choices(now: datetime) -> Iterator[tuple[Q, datetime]]:
    """Those who chose the same, and the moment before which nothing is kept of them."""
    desk = ENDED.before(now)
    yield Q(member__keeps_history=False), desk
    chosen = Member.objects.exclude(history_months=None).order_by()
    for months in chosen.values_list("history_months", flat=True).distinct():
        since = history.kept_since(now, months or 0)
        yield Q(member__history_months=months), min(desk, since)


def _of(rows: QuerySet[Any, Any], choice: Q) -> QuerySet[Any, Any]:
    return rows.filter(choice).order_by().values_list("member_id", flat=True).distinct()


def _forget_one(member_id: UUID, now: datetime) -> int:
    with transaction.atomic():
        return forget(lookup.locked(member_id), now)


def _forget_lines(member: Member, before: datetime, now: datetime) -> int:
    """Take the member off fees that are settled with all that they hang together with; how many."""
    own, awaited = AccountLine.objects.filter(member=member), turned_up.awaited(member.pk, now)
    still_out = Exists(Loan.objects.open().filter(pk=OuterRef("loan")))
    rows = own.annotate(is_out=still_out).values_list(
        "pk", "amount", "covered", "at", "is_accruing", "is_out", "loan"
    )
    lines = [
        settled.Line(
            pk,
            abs(amount) == covered and at < before and not (grows or is_out or loan in awaited),
        )
        for pk, amount, covered, at, grows, is_out, loan in rows
    ]
    if not any(line.is_over for line in lines):
        return 0
    pairs = Allocation.objects.filter(charge__member=member).values_list("credit_id", "charge_id")
    over = settled.over(lines, pairs)
    deeds.forget_rows(over)
    own.filter(pk__among=list(over), actor=member.user_id).update(actor=None)
    return own.filter(pk__among=list(over)).update(member=None, note="")


def _forget_holds(member: Member, before: datetime) -> int:
    still_out = Exists(Loan.objects.open().filter(pk=OuterRef("loan")))
    ended = Hold.objects.filter(~still_out, member=member, ended_at__lt=before)
    ids = list(ended.values_list("pk", flat=True))
    if not ids:
        return 0
    deeds.forget_rows(ids)
    return Hold.objects.filter(pk__among=ids).update(member=None)


def _forget_loans(member: Member, before: datetime) -> int:
    ids = list(_loans(member, before).values_list("pk", flat=True))
    if not ids:
        return 0
    deeds.forget_rows(ids)
    loans = Loan.objects.filter(pk__among=ids)
    _note_ages(member, loans)
    loans.filter(lent_by=member.user_id).update(lent_by=None)
    return loans.update(member=None)


def _loans(member: Member, before: datetime) -> QuerySet[Loan]:
    """Loans that came back before then, and were noted so, without a fee that still has a name."""
    fees = Exists(AccountLine.objects.filter(loan=OuterRef("pk"), member=member))
    back = Loan.objects.of_member(member.pk).filter(returned_at__lt=before, recorded_at__lt=before)
    return back.filter(~fees).order_by()


def _note_ages(member: Member, loans: QuerySet[Loan]) -> None:
    if member.born_on is None:
        return
    bands: dict[str, list[UUID]] = {}
    for loan in loans.order_by().select_related("branch").only("loaned_at", "branch__time_zone"):
        lent_on = clock.day(loan.loaned_at, loan.branch.zone)
        bands.setdefault(age_bands.band(member.born_on, lent_on), []).append(loan.pk)
    for band, ids in bands.items():
        Loan.objects.filter(pk__among=ids).update(age_band=band)


def _forget_in_trail(member: Member, before: datetime) -> None:
    """Take the member out of what the trail tells about books: all that is old and not of a loan,
    hold or fee that still is theirs. What happened to the member alone stays.
    """
    entries = AuditEntry.objects.filter(Q(member_id=member.pk), at__lt=before)
    kept = _still_theirs(member)
    told = entries.order_by().values_list("pk", "book_id", "copy_id", "loan_id", "data")
    over = [
        pk
        for pk, book, copy, loan, data in told.iterator()
        if (about := {loan, _id(data.get("hold")), _id(data.get("line"))} | {book, copy}) != {None}
        and not about & kept
    ]
    for part in batches.of(over, _PART):
        seals.forget(member_id=member.pk, user_id=member.user_id, among=part)


def _still_theirs(member: Member) -> set[UUID | None]:
    own = (Loan.objects, Hold.objects, AccountLine.objects)
    rows = [each.filter(member=member).order_by().values_list("pk", flat=True) for each in own]
    return {pk for ids in rows for pk in ids}


def _id(said: Any) -> UUID | None:
    return UUID(said) if isinstance(said, str) else None
