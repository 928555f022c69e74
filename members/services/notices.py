"""What there is to tell members: noted here in the transaction of whatever gave cause for it, put
into mails and letters afterwards (``digests``).

A cause that must not be told is noted too, with the reason, so that nobody has to guess why a
member was not written to.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from core import background, clock
from members.domain import notices
from members.domain.notices import PROMPT
from members.models import (
    Bounce,
    Letter,
    Member,
    Notice,
    NoticeState,
    OutboxMessage,
    Reason,
    UnwantedNotice,
)
from members.models.notice import UNDERWAY
from members.services import notice_rules
from members.services.notice_rules import Book

SENDER: Final = "members.jobs.send_notices"
GATHER: Final = timedelta(minutes=30)
"""What waits for the digest waits so long for more of the same run."""
KEPT: Final = timedelta(days=730)
LETTERS_KEPT: Final = timedelta(days=30)
"""How long a letter can be printed again."""

Settled = Callable[[str, Sequence[Notice]], set[UUID]]
"""Which of these notices of an event (by id) are settled by now and need not be told."""
SETTLED: Final[list[Settled]] = []


@dataclass(frozen=True)
class Cause:
    """Why a member might be told of ``event``, about ``subject`` (the id of a loan or hold) and
    ``on``, the day it is about.

    It should have been told on ``arose_on``; after ``good_until`` it is not worth telling.
    ``reason`` is given when it is known already that it will not be.
    """

    member_id: UUID
    event: str
    subject: UUID
    on: date
    arose_on: date
    facts: Mapping[str, Any] = field(default_factory=dict)
    good_until: date | None = None
    reason: str = ""


def tell(*causes: Cause, now: datetime, book: Book | None = None) -> None:
    """Note that members are to be told of ``causes``, each once for ever; in the caller's
    transaction. The members are locked, or cannot go meanwhile.
    """
    book = book or notice_rules.book(now)
    rows = [_row(cause, book, now) for cause in causes]
    _make_room(rows)
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    if any(row.event in PROMPT and row.state == NoticeState.WAITING for row in rows):
        background.soon(SENDER)


def free_at(now: datetime, book: Book) -> datetime:
    """The first moment from ``now`` on at which members may be written to."""
    local = now.astimezone(timezone.get_default_timezone())
    return notices.after_quiet(local, book.quiet_from, book.quiet_until)


def drop(rows: Sequence[Notice], reason: Reason, *, now: datetime) -> None:
    """Give up on waiting notices, for a reason."""
    mine = Notice.objects.waiting().filter(pk__in=[row.pk for row in rows])
    mine.update(state=NoticeState.DROPPED, reason=reason, facts={}, handed_at=now)


def forget(member: Member, *, now: datetime) -> None:
    """A member leaves: what was still to be told is not, and what was told names nobody."""
    mine = Notice.objects.of(member.pk)
    mine.filter(subject=member.pk).delete()
    on_their_way = mine.filter(state__in=(NoticeState.WAITING, *UNDERWAY))
    on_their_way.update(state=NoticeState.DROPPED, reason=Reason.LEFT, handed_at=now)
    mine.update(member=None, facts={}, letter=None)


def follow(gone: Member, stays: Member) -> None:
    """One member's record is merged into another's: the notices follow, and what both were told is
    kept once.
    """
    same = {name: OuterRef(name) for name in ("event", "subject", "on")}
    both = Exists(Notice.objects.of(stays.pk).filter(**same))
    Notice.objects.of(gone.pk).filter(both | Q(subject=gone.pk)).delete()
    Notice.objects.of(gone.pk).update(member=stays)
    Letter.objects.filter(member=gone).update(member=stays)
    if not Bounce.objects.filter(member=stays).exists():
        Bounce.objects.filter(member=gone).update(member=stays)
    unwanted = UnwantedNotice.objects.filter(member=stays).values("event")
    UnwantedNotice.objects.filter(member=gone).exclude(event__in=unwanted).update(member=stays)


def left(message: OutboxMessage) -> None:
    """The mail with these notices was taken by the mail server."""
    Notice.objects.filter(message=message, state=NoticeState.POSTED).update(state=NoticeState.SENT)


def failed(message: OutboxMessage, *, said: str, is_final: bool, now: datetime) -> None:
    """The mail with these notices was given up. Where the server said no for good, the address
    stands as bounced with the member who has it.
    """
    mine = Notice.objects.filter(message=message, state=NoticeState.POSTED)
    mine.update(state=NoticeState.FAILED)
    owner = Member.objects.filter(user__email=message.recipient).first() if is_final else None
    if owner:
        found = {"address": message.recipient[:254], "said": said[:300], "at": now}
        Bounce.objects.update_or_create(member=owner, defaults=found)


def clear(*, now: datetime) -> int:
    """Delete what is too old to be asked about; how much there was."""
    gone = Letter.objects.filter(printed_at__lt=now - LETTERS_KEPT).delete()[0]
    old = Notice.objects.exclude(state=NoticeState.WAITING).filter(told_at__lt=now - KEPT)
    return gone + old.delete()[0]


def _make_room(rows: Sequence[Notice]) -> None:
    """What is prompt and was settled before it went can arise again on the same day: a copy set
    aside, taken from the shelf, and set aside once more.
    """
    for row in rows:
        if row.event in PROMPT and row.state == NoticeState.WAITING:
            same = Notice.objects.of(row.member_id).filter(event=row.event, subject=row.subject)
            same.filter(on=row.on, reason=Reason.MOOT).delete()


def _row(cause: Cause, book: Book, now: datetime) -> Notice:
    reason = cause.reason or _why_not(cause, book, clock.day(now))
    wait = timedelta(0) if cause.event in PROMPT else GATHER
    return Notice(
        member_id=cause.member_id,
        event=cause.event,
        subject=cause.subject,
        on=cause.on,
        facts={} if reason else dict(cause.facts),
        good_until=cause.good_until,
        state=NoticeState.DROPPED if reason else NoticeState.WAITING,
        reason=reason,
        told_at=now,
        send_at=free_at(now + wait, book),
    )


def _why_not(cause: Cause, book: Book, today: date) -> str:
    """The reason not to tell that is known from the start; others are asked when it is sent."""
    rule = book.rules[cause.event]
    if not rule.is_on:
        return Reason.EVENT_OFF
    if cause.arose_on < clock.day(rule.on_since):
        return Reason.BACKLOG
    if cause.good_until and cause.good_until < today:
        return Reason.STALE
    return ""
