"""The outbox: messages are stored here in the transaction that writes them. ``delivery`` sends
them.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import audit
from accounts.services.retention import Term
from core import background
from members.models import OutboxMessage

KEPT: Final = Term(
    "members.outbox",
    _("Messages that have left or were given up, without their text"),
    90,
    _("Somebody says that they have had no letter. The text goes as soon as it has left."),
)
STUCK_AFTER: Final = timedelta(minutes=15)
SENDER: Final = "members.jobs.deliver_outbox"


def store(message: EmailMessage, *, now: datetime) -> bool:
    """Put ``message`` into the outbox, once for each recipient, and have a sender look at it.

    It has nobody to go to when this is false. Raises ``BadHeaderError`` (Django's) for a header
    that holds a line break.
    """
    with transaction.atomic():
        stored = put(message, now=now)
        if stored:
            background.soon(SENDER)
    return bool(stored)


def put(message: EmailMessage, *, now: datetime) -> list[OutboxMessage]:
    """As ``store``, for whoever writes many and has a sender look at them all in the end: the rows,
    one for each recipient.
    """
    recipients = list(dict.fromkeys(message.recipients()))
    mime = message.message()
    with transaction.atomic():
        return OutboxMessage.objects.bulk_create(
            OutboxMessage(
                message_id=str(mime["Message-ID"]),
                sender=message.from_email,
                recipient=recipient,
                subject=str(message.subject)[:400],
                raw=_on_the_wire(mime.as_bytes()),
                created_at=now,
                next_try_at=now,
            )
            for recipient in recipients
        )


def _on_the_wire(mime: bytes) -> bytes:
    """``mime`` as SMTP sends it (RFC 5321, 2.3.8): every line ends in CR LF, the last one too."""
    lines = mime.replace(b"\r\n", b"\n")
    return lines.removesuffix(b"\n").replace(b"\n", b"\r\n") + b"\r\n"


def try_again(message_ids: Iterable[int], *, actor: User, now: datetime, interface: str) -> int:
    """Have waiting messages tried at once instead of at their hour; how many there are.

    One that has left or was given up is passed over: nothing is left of it to send.
    """
    with transaction.atomic():
        rows = OutboxMessage.objects.waiting().filter(pk__in=list(message_ids))
        hurried = rows.update(next_try_at=now)
        if hurried:
            audit.record(
                "outbox.hurried", actor=actor, now=now, interface=interface, messages=hurried
            )
            background.soon(SENDER)
    return hurried


def forget(address: str) -> int:
    """Drop what was written to ``address``, sent or not: nobody is there any more."""
    return OutboxMessage.objects.filter(recipient__iexact=address).delete()[0]


def clear(*, now: datetime) -> int:
    """Delete messages that left or failed long ago; how many there were."""
    done = OutboxMessage.objects.filter(~Q(sent_at=None) | ~Q(failed_at=None))
    return done.filter(created_at__lt=KEPT.before(now)).delete()[0]


def oldest_waiting_seconds(*, now: datetime) -> int:
    """For how long the most patient message has been due; 0 when none is."""
    waiting = OutboxMessage.objects.waiting().filter(next_try_at__lte=now)
    first = waiting.order_by("next_try_at").values_list("next_try_at", flat=True).first()
    return int((now - first).total_seconds()) if first else 0


def is_moving(now: datetime) -> bool:
    """Whether no message that is due has waited longer than a sender needs to come round."""
    return oldest_waiting_seconds(now=now) < STUCK_AFTER.total_seconds()
