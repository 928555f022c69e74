"""How messages leave: through each of Django's backends, once, and again when that is right."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from smtplib import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from members.models import OutboxMessage
from members.services import delivery

pytestmark = pytest.mark.django_db
ADA = "ada@example.org"
LINK = "https://library.example/members/verify?token=eyJsecret"


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


class Server(BaseEmailBackend):
    """A mail server that does what the test says: see ``trouble``."""

    connecting: Exception | None = None
    trouble: Callable[[EmailMessage], None]
    sent: list[bytes]
    opened: int

    def open(self) -> bool:
        Server.opened += 1
        if Server.connecting:
            raise Server.connecting
        return True

    def send_messages(self, email_messages: Any) -> int:
        for message in email_messages:
            Server.trouble(message)
            Server.sent.append(message.message().as_bytes())
        return len(email_messages)


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def server(settings: Any) -> type[Server]:
    settings.DELIVERY_EMAIL_BACKEND = f"{__name__}.Server"
    Server.connecting, Server.sent, Server.opened = None, [], 0
    Server.trouble = staticmethod(lambda message: None)
    return Server


def write(*to: str, body: str = LINK) -> OutboxMessage:
    EmailMessage("Grüße", body, "Bücherei <lib@example.org>", list(to) or [ADA]).send()
    return OutboxMessage.objects.order_by("-id")[0]


def failing(error: Exception) -> Any:
    def fail(message: EmailMessage) -> None:
        raise error

    return staticmethod(fail)


def test_a_message_leaves_byte_for_byte_and_is_emptied(server: type[Server], clock: Clock) -> None:
    row = write()
    assert delivery.deliver(clock) == 1
    assert server.sent == [bytes(row.raw)]
    row.refresh_from_db()
    assert (row.sent_at, bytes(row.raw), row.claimed_until, row.state) == (
        clock(),
        b"",
        None,
        "sent",
    )
    assert delivery.deliver(clock) == 0


def test_it_is_tried_again_after_growing_waits_with_the_same_bytes(
    server: type[Server], clock: Clock
) -> None:
    raw = bytes(write().raw)
    server.trouble = failing(SMTPDataError(451, b"later, please"))
    waits = []
    for minutes in delivery.RETRY_AFTER:
        assert delivery.deliver(clock) == 0
        row = OutboxMessage.objects.get()
        waits.append((row.next_try_at - clock()).total_seconds() / 60)
        clock.move(minutes=minutes, seconds=-1)
        assert delivery.deliver(clock) == 0
        assert OutboxMessage.objects.get().attempts == row.attempts, "too early"
        clock.move(seconds=1)
    assert waits == list(delivery.RETRY_AFTER)
    assert waits == sorted(waits)
    server.trouble = staticmethod(lambda message: None)
    assert delivery.deliver(clock) == 1
    assert server.sent == [raw]


def test_it_is_given_up_after_the_last_try_and_nothing_of_it_stays(
    server: type[Server], clock: Clock
) -> None:
    write()
    server.trouble = failing(SMTPDataError(451, b"later, please"))
    for minutes in (*delivery.RETRY_AFTER, 0):
        delivery.deliver(clock)
        clock.move(minutes=minutes)
    row = OutboxMessage.objects.get()
    assert (row.state, row.attempts, bytes(row.raw)) == ("failed", 9, b"")
    assert row.last_error == "SMTPDataError: 451 later, please"
    clock.move(days=30)
    assert delivery.deliver(clock) == 0


@pytest.mark.parametrize(
    "error",
    [
        SMTPRecipientsRefused({ADA: (550, b"no such user")}),
        SMTPDataError(554, b"we do not want this"),
    ],
)
def test_a_no_for_good_stops_at_once(server: type[Server], clock: Clock, error: Exception) -> None:
    write()
    server.trouble = failing(error)
    delivery.deliver(clock)
    row = OutboxMessage.objects.get()
    assert (row.state, row.attempts, bytes(row.raw)) == ("failed", 1, b"")


@pytest.mark.parametrize(
    "error",
    [
        SMTPRecipientsRefused({ADA: (450, b"greylisted")}),
        SMTPSenderRefused(550, b"who are you?", "lib@example.org"),
        SMTPServerDisconnected("gone"),
        ConnectionResetError("reset"),
        RuntimeError("something of the backend's own"),
    ],
)
def test_anything_else_is_tried_again(server: type[Server], clock: Clock, error: Exception) -> None:
    write()
    server.trouble = failing(error)
    delivery.deliver(clock)
    row = OutboxMessage.objects.get()
    assert (row.state, row.attempts, row.claimed_until) == ("waiting", 1, None)
    assert row.next_try_at == clock() + timedelta(minutes=1)


def test_a_link_that_the_server_quotes_is_not_kept(server: type[Server], clock: Clock) -> None:
    write()
    server.trouble = failing(SMTPDataError(451, f"suspicious: {LINK}\0".encode()))
    delivery.deliver(clock)
    assert OutboxMessage.objects.get().last_error == "SMTPDataError: 451 suspicious: …"


def test_one_bad_address_holds_up_nobody_else(server: type[Server], clock: Clock) -> None:
    write("nobody@example.org", ADA, "ben@example.org")

    def refuse(message: EmailMessage) -> None:
        if message.to == ["nobody@example.org"]:
            raise SMTPRecipientsRefused({message.to[0]: (550, b"no such user")})

    server.trouble = staticmethod(refuse)
    assert delivery.deliver(clock) == 2
    states = dict(OutboxMessage.objects.values_list("recipient", "failed_at"))
    assert states == {"nobody@example.org": clock(), ADA: None, "ben@example.org": None}


@pytest.mark.parametrize(
    "error",
    [ConnectionRefusedError("refused"), TimeoutError(), SMTPAuthenticationError(535, b"no")],
)
def test_a_server_that_is_away_ends_the_run_and_counts_against_no_message(
    server: type[Server], clock: Clock, error: Exception
) -> None:
    write()
    write()
    server.connecting = error
    for _ in range(20):
        assert delivery.deliver(clock) == 0
        clock.move(hours=4)
    assert server.opened == 20
    rows = list(OutboxMessage.objects.all())
    assert {(row.state, row.attempts, row.claimed_until) for row in rows} == {("waiting", 0, None)}
    server.connecting = None
    assert delivery.deliver(clock) == 2


def test_a_long_run_claims_by_the_hour_it_is_and_stops_in_time(
    server: type[Server], clock: Clock
) -> None:
    for _ in range(10):
        write()
    claims = []

    def slowly(message: EmailMessage) -> None:
        row = OutboxMessage.objects.exclude(claimed_until=None).get()
        assert row.claimed_until
        claims.append(row.claimed_until - clock())
        clock.move(seconds=50)

    server.trouble = staticmethod(slowly)
    assert delivery.deliver(clock) == 4
    assert claims == [delivery.CLAIM] * 4
    assert delivery.deliver(clock) == 4
    assert delivery.deliver(clock) == 2


def test_a_message_in_other_hands_is_left_alone_until_the_claim_lapses(
    server: type[Server], clock: Clock
) -> None:
    row = write()
    assert delivery._claim(clock()) == row
    assert delivery.deliver(clock) == 0
    clock.move(minutes=5)
    assert delivery.deliver(clock) == 0
    clock.move(seconds=1)
    assert delivery.deliver(clock) == 1
    assert server.sent == [bytes(row.raw)]


def test_a_sender_that_comes_too_late_to_fail_changes_nothing(
    server: type[Server], clock: Clock
) -> None:
    write()
    late = delivery._claim(clock())
    assert late
    clock.move(minutes=6)
    assert delivery.deliver(clock) == 1
    delivery._put_off(late, SMTPDataError(554, b"no"), clock())
    row = OutboxMessage.objects.get()
    assert (row.state, row.failed_at, bytes(row.raw)) == ("sent", None, b"")


def test_the_files_of_django_hold_what_was_written(
    settings: Any, clock: Clock, tmp_path: Path
) -> None:
    settings.DELIVERY_EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    row = write()
    assert delivery.deliver(clock) == 1
    (file,) = Path(settings.EMAIL_FILE_PATH).iterdir()
    assert file.read_bytes().startswith(bytes(row.raw))


def test_the_console_shows_what_was_written(
    settings: Any, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DELIVERY_EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    row = write(body="Schöne Grüße")
    assert delivery.deliver(clock) == 1
    assert row.message_id in capsys.readouterr().out


def test_the_memory_of_tests_holds_what_was_written(settings: Any, clock: Clock) -> None:
    settings.DELIVERY_EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    row = write()
    assert delivery.deliver(clock) == 1
    assert mail.outbox[-1].message().as_bytes() == bytes(row.raw)
    assert mail.outbox[-1].to == [ADA]


def test_our_folder_holds_a_file_for_each_message_that_mail_programs_open(
    settings: Any, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    settings.DELIVERY_EMAIL_BACKEND = "members.mail.FolderBackend"
    rows = [write(), write("ben@example.org")]
    with caplog.at_level("INFO", logger="library.mail"):
        assert delivery.deliver(clock) == 2
    files = sorted(Path(settings.EMAIL_FILE_PATH).glob("*.eml"))
    assert sorted(file.read_bytes() for file in files) == sorted(bytes(row.raw) for row in rows)
    read = message_from_bytes(files[0].read_bytes(), policy=policy.default)
    assert read["Subject"] == "Grüße"
    assert read["From"] == "Bücherei <lib@example.org>"
    assert caplog.text.count("mail.written") == 2
    assert all(file.name in caplog.text for file in files)
    assert "eyJsecret" not in caplog.text
