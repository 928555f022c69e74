"""Memberships that end soon: their members are told."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from core import clock, db
from members.models import Member, Notice
from members.services import notice_rules, notices
from members.services.notice_rules import Book
from members.services.notices import Cause

EVENT = "membership_expiring"


def ahead(now: datetime) -> list[UUID]:
    """The members whose membership ends soon and who have not been told for this last day."""
    today = clock.day(now)
    last = today + timedelta(days=notice_rules.book(now).days(EVENT))
    rows = Member.objects.filter(expires_on__gte=today, expires_on__lte=last)
    told = set(
        Notice.objects.filter(event=EVENT, on__gte=today, on__lte=last).values_list(
            "member_id", "on"
        )
    )
    found = rows.order_by("id").values_list("pk", "expires_on")
    return [pk for pk, expires_on in found.iterator() if (pk, expires_on) not in told]


def tell(member_ids: Sequence[UUID], *, now: datetime) -> int:
    """Have these members told; how many."""
    book = notice_rules.book(now)
    with transaction.atomic():
        db.pinned(Member, member_ids)
        rows = list(Member.objects.filter(pk__in=member_ids))
        notices.tell(*(_cause(row, book) for row in rows), now=now, book=book)
    return len(rows)


def _cause(member: Member, book: Book) -> Cause:
    return Cause(
        member_id=member.pk,
        event=EVENT,
        subject=member.pk,
        on=member.expires_on,
        arose_on=member.expires_on - timedelta(days=book.days(EVENT)),
        facts={"until": member.expires_on.isoformat(), "card": member.spaced_card},
        good_until=member.expires_on,
    )
