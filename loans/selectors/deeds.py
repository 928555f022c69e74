"""What was done lately, from the trail of deeds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from accounts.models import AuditEntry, User
from catalog.models import Copy
from loans.models import Deed as Noted
from loans.models import DeedKind
from members.models import Member

LENT, RENEWED, RETURNED, SEEN = "loan.checked_out", "loan.renewed", "loan.returned", "copy.seen"
ACTIONS: Final = (LENT, RENEWED, RETURNED, SEEN)


@dataclass(frozen=True)
class Deed:
    """Something that happened to a copy; whoever has been forgotten since has no name here.
    ``is_undone`` when it has been taken back since.
    """

    action: str
    at: datetime
    by: str
    title: str
    book_id: UUID | None
    barcode: str
    member_id: UUID | None
    member: str
    loan_id: UUID | None = None
    is_undone: bool = False


def shift(now: datetime) -> datetime:
    """How far back the memory of a working day goes."""
    return now - timedelta(hours=12)


def recent(
    *, before: datetime, since: datetime, by: User | None = None, most: int
) -> Sequence[Deed]:
    """The last deeds of lending, newest first, in a fixed number of queries."""
    entries = AuditEntry.objects.filter(action__in=ACTIONS, at__lt=before, at__gte=since)
    if by:
        entries = entries.filter(actor=by)
    found = list(entries.select_related("actor").order_by("-at", "-id")[:most])
    copies = Copy.objects.select_related("book").in_bulk({each.copy_id for each in found})
    names = dict(
        Member.objects.filter(pk__in={each.member_id for each in found}).values_list("pk", "name")
    )
    taken_back = {(each.at, _copy_of(each)) for each in undone(since)}
    return [
        Deed(
            action=each.action,
            at=each.at,
            by=str(each.actor) if each.actor else "",
            title=copies[each.copy_id].book.title if each.copy_id in copies else "",
            book_id=each.book_id,
            barcode=copies[each.copy_id].barcode if each.copy_id in copies else "",
            member_id=each.member_id if each.member_id in names else None,
            member=names.get(each.member_id, "") if each.member_id else "",
            loan_id=each.loan_id,
            is_undone=(each.at, str(each.copy_id)) in taken_back,
        )
        for each in found
    ]


def undone(since: datetime) -> Sequence[Noted]:
    """The deeds of desks that were done since then, and have been undone."""
    entries = AuditEntry.objects.filter(action="deed.undone", at__gte=since)
    # In no order: for the trail's own one SQLite would go through all of it.
    ids = list(entries.order_by().values_list("data__deed", flat=True))
    return list(Noted.objects.filter(id__in=ids, at__gte=since)) if ids else []


def action_of(deed: Noted) -> str:
    """What the trail called a noted deed of lending; empty for any other."""
    words = {
        DeedKind.CHECK_OUT: LENT,
        DeedKind.FILL_HOLD: LENT,
        DeedKind.RENEW: RENEWED,
        DeedKind.RETURN: RETURNED if "loan" in deed.before["about"] else SEEN,
    }
    return words.get(DeedKind(deed.kind), "")


def _copy_of(deed: Noted) -> str:
    return str(deed.before["about"].get("copy", ""))
