"""Mail that comes back: no more of it, and the desk is told."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.models.audit import Interface
from catalog.models import Branch
from core.ids import new_id
from loans.services.situation import Desk
from loans.web import panel
from members import selectors
from members.models import Bounce, Member, Notice, NoticeHours, OutboxMessage
from members.services import bounces, delivery, digests, notices
from tests.members import post
from tests.members.services.test_smtp import Sink

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 6, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def sink(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sink]:
    monkeypatch.setattr(notices, "SETTLED", [])
    NoticeHours.objects.create(pk=1, on_since=NOON - timedelta(days=9))
    handler = Sink()
    settings.DELIVERY_EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "127.0.0.1", False
    with post.listening(handler) as settings.EMAIL_PORT:
        yield handler


def tell(member: Member, hours: int) -> None:
    at = NOON + hours * HOUR
    notices.tell(notices.Cause(member.pk, "hold_ready", new_id(), at.date(), at.date()), now=at)
    digests.send_due(at)
    delivery.deliver(lambda: at)


def fates() -> list[str]:
    return [row.reason or row.state for row in Notice.objects.order_by("id")]


def test_a_no_for_good_stops_the_mail_and_stands_at_the_desk_until_the_address_is_another(
    sink: Sink, ada: Member, at_desk: Desk, leo: User
) -> None:
    sink.to_recipient = {"ada@example.org": "550 no such user"}
    tell(ada, 0)
    assert fates() == ["failed"]
    assert Bounce.objects.get().said == "SMTPRecipientsRefused: 550 no such user"
    shown = panel.of(ada.pk, at_desk)
    assert shown is not None
    assert any("ada@example.org came back" in said for said in shown.warnings)
    tell(ada, 1)
    assert fates() == ["failed", "no_address"] or fates() == ["failed", "bounced"]
    assert OutboxMessage.objects.count() == 1
    User.objects.filter(pk=ada.user_id).update(email="ada@elsewhere.example")
    assert selectors.bounced(Member.objects.get(pk=ada.pk)) == ""
    tell(ada, 2)
    assert fates()[-1] == "sent"


def test_the_desk_can_say_that_the_address_works(sink: Sink, ada: Member, leo: User) -> None:
    sink.to_recipient = {"ada@example.org": "550 mailbox full"}
    tell(ada, 0)
    by: dict[str, Any] = {"actor": leo, "now": NOON, "interface": Interface.PAGE}
    assert bounces.trust(ada.pk, **by) is True
    assert bounces.trust(ada.pk, **by) is False
    sink.to_recipient = {}
    tell(ada, 1)
    assert fates() == ["failed", "sent"]


def test_a_server_that_says_later_is_no_bounce(sink: Sink, ada: Member, harbour: Branch) -> None:
    sink.to_recipient = {"ada@example.org": "450 greylisted"}
    tell(ada, 0)
    assert fates() == ["posted"]
    assert not Bounce.objects.exists()
