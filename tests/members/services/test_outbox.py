"""What goes into the outbox, and what becomes of it afterwards."""

from datetime import datetime, timedelta

import pytest
from django.core.mail import BadHeaderError, EmailMessage, EmailMultiAlternatives, send_mail
from django.db import transaction
from django_q.models import OrmQ

from accounts.models import AuditEntry, User
from accounts.models.audit import Interface
from members.models import OutboxMessage
from members.services import outbox

pytestmark = pytest.mark.django_db


def letter(to: list[str] | None = None, **more: object) -> EmailMessage:
    return EmailMessage("Subject", "Body", "lib@example.org", to or ["ada@example.org"], **more)  # type: ignore[arg-type]


class RolledBack(Exception):
    pass


def test_django_mail_goes_into_the_outbox_and_wakes_a_sender() -> None:
    send_mail("Subject", "Body", "lib@example.org", ["ada@example.org"])
    row = OutboxMessage.objects.get()
    assert (row.sender, row.recipient, row.subject) == (
        "lib@example.org",
        "ada@example.org",
        "Subject",
    )
    assert row.message_id.encode() in bytes(row.raw)
    assert OrmQ.objects.count() == 1


def test_what_is_rolled_back_was_never_written() -> None:
    def change_of_mind() -> None:
        with transaction.atomic():
            letter().send()
            raise RolledBack

    with pytest.raises(RolledBack):
        change_of_mind()
    assert not OutboxMessage.objects.exists()
    assert not OrmQ.objects.exists()


def test_each_recipient_has_a_row_of_the_same_message_and_nobody_two() -> None:
    letter(
        ["ada@example.org", "ben@example.org"], bcc=["eve@example.org", "ada@example.org"]
    ).send()
    rows = OutboxMessage.objects.order_by("id")
    assert [row.recipient for row in rows] == [
        "ada@example.org",
        "ben@example.org",
        "eve@example.org",
    ]
    assert len({row.message_id for row in rows}) == len({bytes(row.raw) for row in rows}) == 1
    assert b"eve@example.org" not in bytes(rows[0].raw)


def test_a_message_for_nobody_is_not_stored(now: datetime) -> None:
    assert outbox.store(EmailMessage("Subject", "Body"), now=now) is False
    assert not OutboxMessage.objects.exists()


def test_lines_end_as_on_the_wire() -> None:
    message = EmailMultiAlternatives("Grüße", "eins\nzwei\r\ndrei", to=["ada@example.org"])
    message.attach_alternative("<p>eins\nzwei</p>", "text/html")
    message.send()
    raw = bytes(OutboxMessage.objects.get().raw)
    assert raw.count(b"\n") == raw.count(b"\r\n") > 10
    assert b"\r\r" not in raw


@pytest.mark.parametrize(
    "message",
    [
        EmailMessage("Subject\nBcc: eve@example.org", "Body", to=["ada@example.org"]),
        EmailMessage("Subject", "Body", to=["ada@example.org\nBcc: eve@example.org"]),
        EmailMessage("Subject", "Body", "lib@example.org\r\nX: y", to=["ada@example.org"]),
        EmailMessage("S", "Body", to=["ada@example.org"], headers={"X-One": "two\r\nBcc: e@e.org"}),
    ],
)
def test_a_header_with_a_line_break_is_refused(message: EmailMessage) -> None:
    with pytest.raises(BadHeaderError):
        message.send()
    assert not OutboxMessage.objects.exists()


def test_long_names_and_subjects_find_room() -> None:
    sender = f"{'Bücherei ' * 40}<lib@example.org>"
    EmailMessage("Ü" * 1000, "Body", sender, ["ada@example.org"]).send()
    row = OutboxMessage.objects.get()
    assert len(row.subject) == 400
    assert row.sender == sender


def test_a_waiting_message_can_be_hurried_and_no_other(now: datetime, alma: User) -> None:
    for _ in range(3):
        letter().send()
    waiting, sent, failed = OutboxMessage.objects.order_by("id")
    later = now + timedelta(hours=5)
    OutboxMessage.objects.update(next_try_at=later)
    OutboxMessage.objects.filter(pk=sent.pk).update(sent_at=now)
    OutboxMessage.objects.filter(pk=failed.pk).update(failed_at=now)
    hurried = outbox.try_again(
        [waiting.pk, sent.pk, failed.pk], actor=alma, now=now, interface=Interface.ADMIN
    )
    assert hurried == 1
    tries = dict(OutboxMessage.objects.values_list("pk", "next_try_at"))
    assert tries == {waiting.pk: now, sent.pk: later, failed.pk: later}
    assert AuditEntry.objects.get(action="outbox.hurried").actor == alma


def test_nothing_is_noted_when_there_is_nothing_to_hurry(now: datetime, alma: User) -> None:
    assert outbox.try_again([1], actor=alma, now=now, interface=Interface.ADMIN) == 0
    assert not AuditEntry.objects.exists()


def test_what_is_done_is_deleted_after_ninety_days_and_what_waits_is_not(now: datetime) -> None:
    for _ in range(3):
        letter().send()
    waiting, sent, failed = OutboxMessage.objects.order_by("id")
    OutboxMessage.objects.filter(pk=sent.pk).update(sent_at=now)
    OutboxMessage.objects.filter(pk=failed.pk).update(failed_at=now)
    assert outbox.clear(now=now + timedelta(days=90)) == 0
    assert outbox.clear(now=now + timedelta(days=90, seconds=1)) == 2
    assert OutboxMessage.objects.get() == waiting


def test_the_outbox_moves_until_a_due_message_has_waited_too_long(now: datetime) -> None:
    assert outbox.is_moving(now)
    letter().send()
    assert outbox.oldest_waiting_seconds(now=now + timedelta(minutes=2)) == 120
    assert outbox.is_moving(now + timedelta(minutes=14))
    assert not outbox.is_moving(now + timedelta(minutes=16))
    OutboxMessage.objects.update(next_try_at=now + timedelta(hours=6))
    assert outbox.is_moving(now + timedelta(minutes=16))
