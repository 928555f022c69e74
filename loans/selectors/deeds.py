"""What was done lately, from the trail of deeds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from accounts.models import AuditEntry, User
from catalog.models import Copy
from members.models import Member

ACTIONS: Final = ("loan.checked_out", "loan.renewed", "loan.returned", "copy.seen")


@dataclass(frozen=True)
class Deed:
    """Something that happened to a copy; whoever has been forgotten since has no name here."""

    action: str
    at: datetime
    by: str
    title: str
    book_id: UUID | None
    barcode: str
    member_id: UUID | None
    member: str


def shift(now: datetime) -> datetime:
    """How far back the memory of a working day goes."""
    return now - timedelta(hours=12)


def recent(
    *, before: datetime, since: datetime, by: User | None = None, most: int
) -> Sequence[Deed]:
    """The last deeds of lending, newest first, in three queries."""
    entries = AuditEntry.objects.filter(action__in=ACTIONS, at__lt=before, at__gte=since)
    if by:
        entries = entries.filter(actor=by)
    found = list(entries.select_related("actor").order_by("-id")[:most])
    copies = Copy.objects.select_related("book").in_bulk({each.copy_id for each in found})
    names = dict(
        Member.objects.filter(pk__in={each.member_id for each in found}).values_list("pk", "name")
    )
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
        )
        for each in found
    ]
