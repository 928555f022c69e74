"""Delivery to a real mail server, spoken to in SMTP."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.core.mail import EmailMessage

from members.models import OutboxMessage
from members.services import delivery
from tests.members import post

pytestmark = pytest.mark.django_db


class Sink:
    """Keeps what it is given, and answers as the test says: see ``replies``."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, list[str], bytes]] = []
        self.connections = 0
        self.to_recipient: dict[str, str] = {}
        self.to_message = "250 OK"

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, replies: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return replies

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = self.to_recipient.get(address, "250 OK")
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.to_message.startswith("250"):
            content = envelope.original_content or b""
            self.taken.append((envelope.mail_from or "", list(envelope.rcpt_tos), content))
        return self.to_message


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    handler = Sink()
    settings.DELIVERY_EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "127.0.0.1", False
    with post.listening(handler) as settings.EMAIL_PORT:
        yield handler


def write(*to: str) -> bytes:
    sender = "Bücherei am Hafen, Zweigstelle <lib@bücher.example>"
    message = EmailMessage("Grüße aus der Bücherei 📚", "Schön.\n.\nEnde", sender.replace(",", ""))
    message.to = list(to)
    message.send()
    return bytes(OutboxMessage.objects.order_by("-id")[0].raw)


def test_what_arrives_is_what_was_stored_and_one_connection_serves_a_run(
    sink: Sink, now: datetime
) -> None:
    raws = [write("ada@example.org"), write("Ben Ökafor <ben@example.org>")]
    assert delivery.deliver(lambda: now) == 2
    assert sink.taken == [
        ("lib@xn--bcher-kva.example", ["ada@example.org"], raws[0]),
        ("lib@xn--bcher-kva.example", ["ben@example.org"], raws[1]),
    ]
    assert sink.connections == 1
    read = message_from_bytes(raws[1], policy=policy.default)
    assert read["Subject"] == "Grüße aus der Bücherei 📚"
    assert read["To"] == "Ben Ökafor <ben@example.org>"


def test_a_server_that_says_later_is_asked_again_with_the_same_message(
    sink: Sink, now: datetime
) -> None:
    raw = write("ada@example.org")
    sink.to_message = "451 try later"
    assert delivery.deliver(lambda: now) == 0
    sink.to_message, sink.to_recipient = "250 OK", {"ada@example.org": "450 greylisted"}
    assert delivery.deliver(lambda: now + timedelta(minutes=1)) == 0
    sink.to_recipient = {}
    assert delivery.deliver(lambda: now + timedelta(minutes=6)) == 1
    assert [content for _from, _to, content in sink.taken] == [raw]
    assert OutboxMessage.objects.get().attempts == 3


def test_a_recipient_refused_for_good_stops_and_the_next_message_leaves(
    sink: Sink, now: datetime
) -> None:
    write("nobody@example.org", "ada@example.org")
    sink.to_recipient = {"nobody@example.org": "550 no such user"}
    assert delivery.deliver(lambda: now) == 1
    refused = OutboxMessage.objects.get(recipient="nobody@example.org")
    assert (refused.state, refused.last_error) == (
        "failed",
        "SMTPRecipientsRefused: 550 no such user",
    )
    assert [to for _from, to, _content in sink.taken] == [["ada@example.org"]]


def test_a_server_that_is_not_there_is_waited_for(sink: Sink, now: datetime, settings: Any) -> None:
    write("ada@example.org")
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    assert delivery.deliver(lambda: now) == 0
    settings.EMAIL_PORT = port
    assert delivery.deliver(lambda: now) == 1
