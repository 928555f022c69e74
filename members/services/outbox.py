"""The outbox: storing messages, and delivering them once each, whatever happens in between.

A sender claims a message for some minutes in a transaction of its own, delivers it outside any, and
notes that it left. If it dies in between, the claim runs out and the next sender repeats the
message with the same Message-ID (RFC 5322, 3.6.4), by which mail systems know it again.
"""

from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage as MimeMessage
from typing import Any, Final

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction

from core import background
from members.models import OutboxMessage

CLAIM: Final = timedelta(minutes=5)
RETRY_AFTER: Final = (1, 5, 15, 60, 180, 360, 720, 1440)  # minutes after each failed try
KEEP_FOR: Final = timedelta(days=90)
STUCK_AFTER: Final = timedelta(minutes=15)
log = structlog.get_logger("library.mail")


def store(message: EmailMessage, *, now: datetime) -> bool:
    """Put ``message`` into the outbox and have a sender look at it; whether it has any
    recipient.
    """
    recipients = message.recipients()
    if not recipients:
        return False
    mime = message.message()
    with transaction.atomic():
        OutboxMessage.objects.create(
            message_id=str(mime["Message-ID"]),
            sender=message.from_email,
            recipients=recipients,
            subject=message.subject[:400],
            raw=mime.as_bytes(linesep="\r\n"),
            created_at=now,
            next_try_at=now,
        )
        background.soon("members.jobs.deliver_outbox")
    return True


class _Stored(EmailMessage):
    """A message from the outbox, to be sent byte for byte as it was stored."""

    def __init__(self, row: OutboxMessage) -> None:
        super().__init__(from_email=row.sender, to=row.recipients, subject=row.subject)
        self.row = row

    def message(self, **_: Any) -> Any:
        """The stored message."""
        return _Mime(bytes(self.row.raw))


class _Mime:
    """What Django's backends ask of a message: its bytes, and its headers by name."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.parsed: MimeMessage = message_from_bytes(raw, policy=policy.default)  # type: ignore[assignment]

    def as_bytes(self, unixfrom: bool = False, linesep: str = "\n") -> bytes:
        """The message with the line ends that are asked for."""
        return self.raw.replace(b"\r\n", linesep.encode())

    def get_charset(self) -> None:
        """The parts name their own."""
        return

    def __getitem__(self, name: str) -> Any:
        return self.parsed[name]


def deliver(*, now: datetime, at_most: int = 500) -> int:
    """Send what is due, one message after the other; how many left. Several senders may run at
    once.
    """
    backend: BaseEmailBackend = get_connection(settings.DELIVERY_EMAIL_BACKEND)
    sent = 0
    for _ in range(at_most):
        row = _claim(now)
        if row is None:
            break
        sent += _deliver_one(backend, row, now)
    backend.close()
    return sent


def _claim(now: datetime) -> OutboxMessage | None:
    with transaction.atomic():
        due = OutboxMessage.objects.due(now)
        skip = connection.features.has_select_for_update_skip_locked
        row = due.select_for_update(skip_locked=skip).first()
        if row:
            row.claimed_until = now + CLAIM
            row.attempts += 1
            row.save(update_fields=["claimed_until", "attempts"])
    return row


def _deliver_one(backend: BaseEmailBackend, row: OutboxMessage, now: datetime) -> bool:
    try:
        backend.send_messages([_Stored(row)])
    except Exception as error:  # noqa: BLE001 - whatever a mail server thinks of, the message stays
        _put_off(row, error, now)
        return False
    OutboxMessage.objects.filter(pk=row.pk).update(
        sent_at=now, raw=b"", claimed_until=None, last_error=""
    )
    log.info("mail.sent", outbox=row.pk, attempts=row.attempts)
    return True


def _put_off(row: OutboxMessage, error: Exception, now: datetime) -> None:
    """Note the failure and when to try again; give up after the last of ``RETRY_AFTER``."""
    row.last_error = f"{type(error).__name__}: {error}"[:300]
    row.claimed_until = None
    if row.attempts > len(RETRY_AFTER):
        row.failed_at, row.raw = now, b""
    else:
        row.next_try_at = now + timedelta(minutes=RETRY_AFTER[row.attempts - 1])
    row.save(update_fields=["last_error", "claimed_until", "failed_at", "raw", "next_try_at"])
    log.warning("mail.put_off", outbox=row.pk, attempts=row.attempts, gave_up=bool(row.failed_at))


def clear(*, now: datetime) -> int:
    """Delete messages that left or failed long ago; how many there were."""
    old = OutboxMessage.objects.exclude(sent_at=None, failed_at=None)
    return old.filter(created_at__lt=now - KEEP_FOR).delete()[0]


def oldest_waiting_seconds(*, now: datetime) -> int:
    """How long the message that has waited longest for its first try or a due repeat has waited."""
    first = (
        OutboxMessage.objects.waiting().filter(next_try_at__lte=now).order_by("next_try_at").first()
    )
    return int((now - first.next_try_at).total_seconds()) if first else 0


def is_moving(now: datetime) -> bool:
    """Whether no message that is due has waited longer than a sender needs to come round."""
    return oldest_waiting_seconds(now=now) < STUCK_AFTER.total_seconds()
