"""The day at a glance."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from accounts.models import AuditEntry
from loans.domain import due_dates
from loans.models import Loan
from loans.selectors import deeds
from members.models import Member, OutboxMessage

MOST_OVERDUE = 50


@dataclass(frozen=True)
class Figures:
    """What there is to know this morning."""

    on_loan: int
    due_today: int
    overdue: int
    lent_today: int
    returned_today: int
    new_members: int
    mail_waiting: int
    mail_failed: int


def figures(now: datetime, zone: tzinfo) -> Figures:
    """The figures of the local day in ``zone``; each is one count over an index."""
    start, end = due_dates.day_of(now, zone)
    done = AuditEntry.objects.filter(at__gte=start)
    undone = Counter(map(deeds.action_of, deeds.undone(start)))
    return Figures(
        on_loan=Loan.objects.open().count(),
        due_today=Loan.objects.due_between(start, end).count(),
        overdue=Loan.objects.in_use().overdue(now).count(),
        lent_today=done.filter(action=deeds.LENT).count() - undone[deeds.LENT],
        returned_today=done.filter(action=deeds.RETURNED).count() - undone[deeds.RETURNED],
        new_members=Member.objects.filter(created_at__gte=start - timedelta(days=6)).count(),
        mail_waiting=OutboxMessage.objects.waiting().count(),
        mail_failed=OutboxMessage.objects.exclude(failed_at=None).count(),
    )


def overdue(now: datetime) -> Sequence[Loan]:
    """What should have come back, longest ago first; as many as one can call in a day. Lost copies,
    and those said to be returned, are dealt with by themselves.
    """
    late = Loan.objects.in_use().overdue(now).select_related("copy__book", "branch", "member")
    return list(late.order_by("due_at", "id")[:MOST_OVERDUE])


def deeds_of(now: datetime, zone: tzinfo, most: int) -> Sequence[deeds.Deed]:
    """What was done on the local day, newest first."""
    start, _end = due_dates.day_of(now, zone)
    return deeds.recent(before=now, since=start, most=most)
