"""From notices to mails and letters: one digest a day for each member, and what is prompt at once.

Each member is a transaction of its own: their notices are taken, asked about once more, written
and handed to the outbox together, or not at all. So it can be done again, or by several at once.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import islice
from typing import Final
from uuid import UUID

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from core import background, clock, db, letters
from members.domain.notices import OPTIONAL, PROMPT
from members.models import Bounce, Channel, Letter, Member, Notice, NoticeState, Reason
from members.models.notice import GONE
from members.services import notice_rules, notice_writing, notices, outbox, preferences
from members.services.notice_rules import Book, Texts

log = structlog.get_logger("library.mail")
AT_ONCE: Final = 200
MOST: Final = 1000
"""Members of one run: the worker cuts off what takes more than five minutes."""
MORNING: Final = time(8)
"""When a digest goes that has to wait for the next day, where no quiet hours say so."""
TEMPLATE: Final = "members/email/notice"


@dataclass
class Report:
    """How many members were looked at, how many mails and letters that came to, and for how many it
    failed.
    """

    seen: int = 0
    written: int = 0
    failed: int = 0


@dataclass(frozen=True)
class _Run:
    """What holds for all members of a run."""

    now: datetime
    book: Book
    texts: Texts


def send_due(now: datetime) -> Report:
    """Write to members for whom something is due, as many as a run of the worker has the time for;
    another is asked for when there may be more.

    One that fails is noted in the log and tried again the next time; the others go on.
    """
    report = Report()
    run = _Run(now, notice_rules.book(now), notice_rules.texts())
    for member_id in islice(_members(now), MOST):
        report.seen += 1
        try:
            report.written += _serve(member_id, run)
        except Exception:
            log.exception("notices.not_written", member=str(member_id))
            report.failed += 1
    if report.written:
        background.soon(outbox.SENDER)
    if report.seen == MOST:
        background.soon(notices.SENDER)
    return report


def _members(now: datetime) -> Iterator[UUID]:
    """Members with something due, some at a time: with never more of them in memory."""
    last: UUID | None = None
    while True:
        rows = Notice.objects.waiting().filter(send_at__lte=now, member__isnull=False)
        if last:
            rows = rows.filter(member_id__gt=last)
        found = list(
            rows.order_by("member_id").values_list("member_id", flat=True).distinct()[:AT_ONCE]
        )
        if not found:
            return
        yield from found
        last = found[-1]


def _serve(member_id: UUID, run: _Run) -> int:
    """Write to one member, who is locked; how many mails and letters it came to."""
    with transaction.atomic():
        member = db.locked(Member.objects.filter(pk=member_id)).first()
        if member is None:
            return 0
        rows = list(Notice.objects.of(member_id).waiting().order_by("on", "id"))
        fresh = _still_to_tell(member, rows, run)
        prompt = [row for row in fresh if row.event in PROMPT and row.send_at <= run.now]
        digest = [row for row in fresh if row.event not in PROMPT]
        if not any(row.send_at <= run.now for row in digest):
            digest = []
        elif _had_digest(member_id, run.now):
            digest = _put_off(digest, run)
        return sum(_write(member, part, run) for part in (prompt, digest) if part)


def _still_to_tell(member: Member, rows: Sequence[Notice], run: _Run) -> list[Notice]:
    """Without what need not be told any more; that is dropped, each for its reason."""
    unwanted = preferences.unwanted(member.pk) if rows else frozenset()
    settled: set[UUID] = set()
    for code in {row.event for row in rows}:
        mine = [row for row in rows if row.event == code]
        for ask in notices.SETTLED:
            settled |= ask(code, mine)
    today, why = clock.day(run.now), dict[UUID, Reason]()
    for row in rows:
        if not run.book.rules[row.event].is_on:
            why[row.pk] = Reason.EVENT_OFF
        elif row.event in unwanted:
            why[row.pk] = Reason.TURNED_OFF
        elif row.pk in settled:
            why[row.pk] = Reason.MOOT
        elif row.good_until and row.good_until < today:
            why[row.pk] = Reason.STALE
    for reason in set(why.values()):
        notices.drop([row for row in rows if why.get(row.pk) == reason], reason, now=run.now)
    return [row for row in rows if row.pk not in why]


def _had_digest(member_id: UUID, now: datetime) -> bool:
    """Whether the member was sent a digest on this day of the library."""
    local = now.astimezone(timezone.get_default_timezone())
    today = local.replace(hour=0, minute=0, second=0, microsecond=0)
    gone = Notice.objects.of(member_id).filter(state__in=GONE, handed_at__gte=today)
    return gone.exclude(event__in=PROMPT).exists()


def _put_off(rows: Sequence[Notice], run: _Run) -> list[Notice]:
    """Leave a second digest of a day to the next morning."""
    local = run.now.astimezone(timezone.get_default_timezone())
    morning = datetime.combine(
        local.date() + timedelta(days=1), run.book.quiet_until or MORNING, local.tzinfo
    )
    Notice.objects.filter(pk__in=[row.pk for row in rows]).update(send_at=morning)
    return []


def _write(member: Member, rows: Sequence[Notice], run: _Run) -> int:
    """By mail where that arrives; else by letter what is worth one. How many were written."""
    user = member.user
    bounced = user and Bounce.objects.filter(member=member, address=user.email).exists()
    if user and not bounced:
        _mail(member, user.email, user.language, rows, run)
        return 1
    if not member.address.strip():
        notices.drop(rows, Reason.BOUNCED if bounced else Reason.NO_ADDRESS, now=run.now)
        return 0
    by_letter = [row for row in rows if run.book.rules[row.event].by_letter]
    others = [row for row in rows if row not in by_letter]
    if others:
        notices.drop(others, Reason.BOUNCED if bounced else Reason.NO_EMAIL, now=run.now)
    if by_letter:
        language = user.language if user else settings.LANGUAGE_CODE
        _letter(member, language, by_letter, run)
    return int(bool(by_letter))


def _mail(member: Member, to: str, language: str, rows: Sequence[Notice], run: _Run) -> None:
    said = notice_writing.write(
        member, rows, channel=Channel.MAIL, language=language, texts=run.texts
    )
    ends = sorted({row.event for row in rows} & set(OPTIONAL))
    link = unsubscribe_link(member.pk, ends) if ends else ""
    context = {"said": said, "unsubscribe_url": link, "ends_all": len(ends)}
    message = letters.written(TEMPLATE, to=to, language=language, context=context)
    if link:
        _offer_one_click(message, link)
    stored = outbox.put(message, now=run.now)
    _hand(rows, NoticeState.POSTED, run.now, message=stored[0])


def unsubscribe_link(member_id: UUID, events: Iterable[str]) -> str:
    """The address by which a member ends optional notices."""
    token = preferences.token(member_id, list(events))
    return f"{settings.APP_BASE_URL}/notices/unsubscribe?token={token}"


def _offer_one_click(message: EmailMessage, link: str) -> None:
    """So that mail programs can offer a button of their own (RFC 2369; RFC 8058, 3.1)."""
    message.extra_headers["List-Unsubscribe"] = f"<{link}>"
    message.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _letter(member: Member, language: str, rows: Sequence[Notice], run: _Run) -> None:
    said = notice_writing.write(
        member, rows, channel=Channel.LETTER, language=language, texts=run.texts
    )
    letter = Letter.objects.create(
        member=member,
        subject=said.subject,
        text=said.text,
        language=language,
        written_at=run.now,
    )
    _hand(rows, NoticeState.TO_PRINT, run.now, letter=letter)


def _hand(rows: Sequence[Notice], state: NoticeState, now: datetime, **to: object) -> None:
    """The notices are on their way, and need not say any more what they were about."""
    mine = Notice.objects.filter(pk__in=[row.pk for row in rows])
    mine.update(state=state, handed_at=now, facts={}, **to)
