"""Registering, enrolling, and the letter that follows."""

import re
from datetime import date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from django.utils import timezone

from accounts.errors import EmailTaken, WeakPassword
from accounts.models import AuditEntry, User
from accounts.models.audit import Interface
from core import letters
from core.errors import TooMany
from members import errors, jobs
from members.domain import cards
from members.models import CardSeries, Category, LinkRequest, Member, OutboxMessage
from members.services import numbers, registration, verification
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 6)


def register(now: datetime, **change: Any) -> Member:
    said: dict[str, Any] = {
        "name": "Grace Kim",
        "email": "grace@example.org",
        "password": "quiet harbour, tall ships",
        "network": "192.0.2.1",
        "language": "en",
        "today": TODAY,
        "interface": Interface.PAGE,
    }
    return registration.register(**said | change, now=now)


def enrol(facts: registration.Facts, actor: User, now: datetime) -> Member:
    return registration.enrol(facts, actor=actor, now=now, today=TODAY, interface=Interface.PAGE)


def letter() -> EmailMessage:
    read = message_from_bytes(bytes(OutboxMessage.objects.get().raw), policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


def parts() -> dict[str, str]:
    return {part.get_content_type(): part.get_content() for part in letter().iter_parts()}


def test_someone_who_registers_is_a_member_for_the_term_of_the_category(now: datetime) -> None:
    Category.objects.update(enrolment_months=6)
    member = register(now)
    assert (member.expires_on, member.category.code) == (date(2026, 11, 6), "adult")
    assert member.user
    assert member.user.check_password("quiet harbour, tall ships")
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.member_id) == (
        "member.registered",
        member.user,
        member.pk,
    )
    assert "Grace" not in str(entry.data)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [({"email": "ADA@example.org"}, EmailTaken), ({"password": "password"}, WeakPassword)],
)
def test_what_is_refused_leaves_nothing(
    now: datetime, ada: Member, change: dict[str, str], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        register(now, **change)
    assert User.objects.count() == Member.objects.count() == 1
    assert not CardSeries.objects.exists()
    assert not OutboxMessage.objects.exists()
    assert not AuditEntry.objects.exists()


def test_nobody_registers_where_no_category_is_for_them(now: datetime) -> None:
    Category.objects.update(self_registration=False)
    with pytest.raises(errors.NoSelfRegistration):
        register(now)


def test_a_network_registers_so_often(now: datetime) -> None:
    for number in range(60):
        register(now, email=f"grace{number}@example.org")
    with pytest.raises(TooMany):
        register(now)


def test_cards_are_numbered_on_and_a_number_in_use_is_passed_over(now: datetime) -> None:
    MemberFactory(card_number=cards.numbered(1, 2))
    assert [numbers.next_card() for _ in range(3)] == [cards.numbered(1, n) for n in (1, 3, 4)]


def test_the_desk_refuses_a_card_of_someone_else(now: datetime, leo: User, ada: Member) -> None:
    facts = registration.Facts(
        name="Grace", category=ada.category, card_number=ada.spaced_card, email="g@example.org"
    )
    with pytest.raises(errors.CardTaken):
        enrol(facts, leo, now)
    assert not User.objects.filter(email="g@example.org").exists()


@pytest.mark.parametrize("card", ["20001000000425", "30001000000424", "Ü", " ", "x" * 41, "a b\0"])
def test_the_desk_refuses_what_is_no_card(now: datetime, leo: User, ada: Member, card: str) -> None:
    with pytest.raises(errors.InvalidCard):
        enrol(registration.Facts("Grace", ada.category, card_number=card), leo, now)


def test_long_names_fold_into_their_columns(now: datetime, leo: User, ada: Member) -> None:
    member = enrol(registration.Facts("ß" * 200, ada.category), leo, now)
    assert len(member.sort_name) == 200
    assert list(Member.objects.matching("ss")) == [member]


def test_the_letter_has_two_parts_with_the_link_and_the_hour_at_the_library(
    now: datetime, settings: Any
) -> None:
    settings.TIME_ZONE, settings.LIBRARY_NAME = "Europe/Berlin", "Bücherei & Café"
    with timezone.override("Asia/Tokyo"):
        register(now, name="Grace <Kim>")
    assert letter()["Subject"].strip() == "Confirm your e-mail address for Bücherei & Café"
    assert letter()["Content-Language"] == "en"
    found = parts()
    assert "until 7 May 2026, 10:00 (CEST)" in found["text/plain"]
    assert "until 7 May 2026, 10:00 (CEST)" in found["text/html"]
    assert "Hello Grace <Kim>," in found["text/plain"]
    assert "Hello Grace &lt;Kim&gt;," in found["text/html"]
    links = {
        re.search(r"http://testserver/members/verify\?token=[\w.-]+", part)
        for part in found.values()
    }
    assert len({link[0] for link in links if link}) == 1
    assert None not in links


def test_a_link_is_for_one_address(now: datetime) -> None:
    member = register(now)
    assert member.user
    token = verification.token_for(member, member.user, now=now)
    User.objects.update(email="moved@example.org")
    with pytest.raises(errors.VerificationFailed):
        verification.verify(token, network="", now=now, interface=Interface.PAGE)
    assert verification.invitation(token, now=now) is None


def test_a_network_verifies_so_often(now: datetime) -> None:
    for _ in range(300):
        with pytest.raises(errors.VerificationFailed):
            verification.verify("x", network="192.0.2.1", now=now, interface=Interface.PAGE)
    with pytest.raises(TooMany):
        verification.verify("x", network="192.0.2.1", now=now, interface=Interface.PAGE)


def test_requests_for_a_link_are_answered_where_one_is_waited_for(
    now: datetime, ada: Member
) -> None:
    waiting = MemberFactory(user__email="w@example.org", user__email_verified_at=None)
    for email in (" W@Example.org", ada.email, "nobody@example.org"):
        verification.ask(email, network="192.0.2.1", now=now)
    assert not OutboxMessage.objects.exists()
    assert jobs.answer_link_requests() == 1
    assert OutboxMessage.objects.get().recipient == waiting.email
    assert not LinkRequest.objects.exists()
    assert jobs.answer_link_requests() == 0


def test_one_link_that_cannot_be_sent_keeps_nobody_else_waiting(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for email in ("first@example.org", "second@example.org"):
        MemberFactory(user__email=email, user__email_verified_at=None)
        verification.ask(email, network="192.0.2.1", now=now)
    send = letters.send

    def failing(template: str, **how: Any) -> None:
        if how["to"] == "first@example.org":
            raise RuntimeError("the letter cannot be written")
        send(template, **how)

    with monkeypatch.context() as patch:
        patch.setattr(letters, "send", failing)
        assert verification.answer_all(now=now) == 1
    assert LinkRequest.objects.get().email == "first@example.org"
    assert verification.answer_all(now=now) == 1
    written = OutboxMessage.objects.order_by("id").values_list("recipient", flat=True)
    assert list(written) == ["second@example.org", "first@example.org"]
    assert not LinkRequest.objects.exists()


def test_an_address_is_written_to_three_times_an_hour_and_asked_for_in_silence(
    now: datetime,
) -> None:
    MemberFactory(user__email="w@example.org", user__email_verified_at=None)
    for _ in range(5):
        verification.ask("w@example.org", network="192.0.2.1", now=now)
    assert verification.answer_all(now=now) == 3
    assert not LinkRequest.objects.exists()
    verification.ask("w@example.org", network="192.0.2.1", now=now)
    assert verification.answer_all(now=now + timedelta(hours=1)) == 1


def test_a_network_asks_so_often(now: datetime) -> None:
    for number in range(60):
        verification.ask(f"w{number}@example.org", network="192.0.2.1", now=now)
    with pytest.raises(TooMany):
        verification.ask("w@example.org", network="192.0.2.1", now=now)
