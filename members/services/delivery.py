"""Delivering the outbox: each message once, whatever happens in between.

A sender claims a message for some minutes in a transaction of its own, hands it over outside any,
and notes that it left. If it dies in between, the claim runs out and the next sender repeats the
message with the same Message-ID (RFC 5322, 3.6.4), by which mail systems know it again.
"""

import re
from contextlib import suppress
from datetime import datetime, timedelta
from email.message import Message
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
)
from typing import Any, Final

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction

from core.clock import Clock
from members.models import OutboxMessage
from members.services import notices

CLAIM: Final = timedelta(minutes=5)
RUN_FOR: Final = timedelta(minutes=3)
"""A run takes no more messages in hand after this, so that the worker's own limit (five minutes)
does not cut one off half-way; the next run goes on.
"""
RETRY_AFTER: Final = (1, 5, 15, 60, 180, 360, 720, 1440)  # minutes after each failed try
_LINK = re.compile(r"https?://\S+")
log = structlog.get_logger("library.mail")


def deliver(clock: Clock) -> int:
    """Send what is due, one message after the other; how many left. Several senders may run at
    once.

    ``clock`` is asked before each message: on a long run a claim by the hour of its beginning
    would be over before the message is sent. A mail server that cannot be reached, or that does not
    let us in, ends the run and counts against no message.
    """
    backend: BaseEmailBackend = get_connection(settings.DELIVERY_EMAIL_BACKEND)
    until, sent = clock() + RUN_FOR, 0
    try:
        while (now := clock()) < until and (row := _claim(now)):
            if not _open(backend, row):
                break
            sent += _hand_over(backend, row, clock)
    finally:
        _close(backend)
    return sent


def _claim(now: datetime) -> OutboxMessage | None:
    """The next message that is due, in this sender's hands and nobody else's."""
    with transaction.atomic(durable=True):  # other senders must see the claim before it is used
        skip = connection.features.has_select_for_update_skip_locked
        row = OutboxMessage.objects.due(now).select_for_update(skip_locked=skip).first()
        if row:
            row.claimed_until = now + CLAIM
            row.attempts += 1
            row.save(update_fields=["claimed_until", "attempts"])
    return row


def _open(backend: BaseEmailBackend, row: OutboxMessage) -> bool:
    """Connect, or stay connected. When that fails, ``row`` is put back as it was."""
    try:
        backend.open()
    except (OSError, SMTPException) as error:
        _mine(row).update(claimed_until=None, attempts=row.attempts - 1, last_error=_reason(error))
        log.error("mail.no_server", error=_reason(error))
        return False
    return True


def _hand_over(backend: BaseEmailBackend, row: OutboxMessage, clock: Clock) -> bool:
    try:
        backend.send_messages([_Stored(row)])
    except Exception as error:  # noqa: BLE001 - whatever a mail server thinks of, the message stays
        _put_off(row, error, clock())
        _close(backend)  # the connection may be in any state: the next message gets a new one
        return False
    with transaction.atomic():
        OutboxMessage.objects.filter(pk=row.pk).update(
            sent_at=clock(), raw=b"", claimed_until=None, failed_at=None, last_error=""
        )
        notices.left(row)
    log.info("mail.sent", outbox=row.pk, attempts=row.attempts)
    return True


def _put_off(row: OutboxMessage, error: Exception, now: datetime) -> None:
    """Note the failure and when to try again; give up after the last of ``RETRY_AFTER``, or when
    the server has said no for good.

    Nothing is written once the claim has run out: the message is someone else's by then.
    """
    gave_up = _is_final(error) or row.attempts > len(RETRY_AFTER)
    change: dict[str, Any] = {"last_error": _reason(error), "claimed_until": None}
    if gave_up:
        change |= {"failed_at": now, "raw": b""}
    else:
        change["next_try_at"] = now + timedelta(minutes=RETRY_AFTER[row.attempts - 1])
    with transaction.atomic():
        if _mine(row).update(**change) and gave_up:
            said = change["last_error"]
            notices.failed(row, said=said, is_final=_is_final(error), now=now)
    log.warning("mail.put_off", outbox=row.pk, attempts=row.attempts, gave_up=gave_up)


def _mine(row: OutboxMessage) -> Any:
    return OutboxMessage.objects.waiting().filter(pk=row.pk, claimed_until=row.claimed_until)


def _is_final(error: Exception) -> bool:
    """Whether the server refuses this recipient or this message for good: a 5yz reply (RFC 5321,
    4.2.1).

    A refused sender is no reason: that is our own setting, which someone will put right.
    """
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _said in error.recipients.values())
    return isinstance(error, SMTPDataError) and error.smtp_code >= 500


def _reason(error: Exception) -> str:
    """What went wrong, for the administrator; without any link that a server quotes back at us."""
    if isinstance(error, SMTPRecipientsRefused):
        said = "; ".join(f"{code} {_text(reply)}" for code, reply in error.recipients.values())
    elif isinstance(error, SMTPResponseException):
        said = f"{error.smtp_code} {_text(error.smtp_error)}"
    else:
        said = str(error)
    return _LINK.sub("…", f"{type(error).__name__}: {said}".replace("\0", ""))[:300]


def _text(reply: bytes | str) -> str:
    return reply.decode(errors="replace") if isinstance(reply, bytes) else reply


def _close(backend: BaseEmailBackend) -> None:
    with suppress(OSError, SMTPException):  # what was sent is sent, whatever the farewell
        backend.close()


class _Stored(EmailMessage):
    """A message from the outbox, to be sent byte for byte as it was stored."""

    def __init__(self, row: OutboxMessage) -> None:
        super().__init__(from_email=row.sender, to=[row.recipient], subject=row.subject)
        self.raw = bytes(row.raw)

    def message(self, *_: Any, **__: Any) -> Any:
        """The stored message, in the one form that Django's backends ask for."""
        return _Raw(self.raw)


class _Raw(Message):
    """A MIME message that is written as it was read."""

    def __init__(self, raw: bytes) -> None:
        super().__init__()
        self.raw = raw

    def as_bytes(self, *_: Any, **__: Any) -> bytes:
        """The stored bytes, whatever line ends or policy are asked for."""
        return self.raw
