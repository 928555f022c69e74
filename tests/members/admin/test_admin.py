"""Members in the administration."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.mail import send_mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry, User
from members.models import Block, CardSeries, Category, LinkRequest, Member, OutboxMessage
from members.services import numbers
from tests.factories.loans import LoanFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(signed_in: Callable[..., Client], alma: User) -> Client:
    return signed_in(alma)


def changelist(model: str) -> str:
    return reverse(f"admin:members_{model}_changelist")


def change(row: Any) -> str:
    return reverse(f"admin:members_{row._meta.model_name}_change", args=[row.pk])


def block(member: Member, now: datetime) -> Block:
    return Block.objects.create(member=member, reason="Card lost", blocked_at=now)


def edited(member: Member, **more: Any) -> dict[str, Any]:
    return {
        "seen": member.revision,
        "name": member.name,
        "email": member.email,
        "category": member.category.pk,
        "expires_on": "2027-12-31",
        **more,
    }


def test_every_list_costs_the_same_for_one_row_and_for_twenty(
    browser: Client, now: datetime
) -> None:
    def more(count: int) -> None:
        for number, member in enumerate(MemberFactory.create_batch(count)):
            block(member, now)
            send_mail("S", "B", None, [f"r{number}@example.org"])
            LinkRequest.objects.create(email=member.email, asked_at=now)
            Category.objects.create(code=f"c{member.card_number[-6:]}", name="C")
            CardSeries.objects.create(name=member.card_number)

    models = ("category", "member", "block", "outboxmessage", "cardseries", "linkrequest")
    costs: dict[str, list[int]] = {model: [] for model in models}
    browser.get(changelist("category"))  # what Django remembers of permissions is asked for once
    for count in (1, 19):
        more(count)
        for model in models:
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(changelist(model)).status_code == 200
            costs[model].append(len(queries))
    assert {model: cost for model, cost in costs.items() if cost[0] != cost[1]} == {}


def test_a_member_is_changed_by_the_service(browser: Client, ada: Member, alma: User) -> None:
    page = browser.get(change(ada)).content.decode()
    assert ada.card_number in page
    assert 'name="card_number"' not in page
    answer = browser.post(change(ada), edited(ada, name="Ada Lovelace", phone="1234"))
    assert answer.status_code == 302
    ada.refresh_from_db()
    assert (ada.name, ada.sort_name, ada.phone_digits, ada.revision) == (
        "Ada Lovelace",
        "ada lovelace",
        "1234",
        2,
    )
    assert AuditEntry.objects.get(action="member.edited").actor == alma


def test_a_new_address_is_sent_a_link(browser: Client, ada: Member) -> None:
    browser.post(change(ada), edited(ada, email="Lovelace@example.org"))
    assert Member.objects.get().email == "lovelace@example.org"
    assert OutboxMessage.objects.filter(recipient="lovelace@example.org").exists()


@pytest.mark.parametrize("email", ["BEN@example.org", "none", ""])
def test_an_address_that_cannot_be_is_told_in_the_form(
    browser: Client, ada: Member, ben: Member, email: str
) -> None:
    answer = browser.post(change(ada), edited(ada, email=email))
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors["email"]


def test_a_form_that_has_gone_stale_is_refused(browser: Client, ada: Member) -> None:
    stale = edited(ada, name="One")
    browser.post(change(ada), edited(ada, name="Two"))
    assert browser.post(change(ada), stale).status_code == 412
    assert Member.objects.get().name == "Two"


def test_a_member_leaves_by_the_service(browser: Client, ada: Member, now: datetime) -> None:
    block(ada, now)
    loan = LoanFactory(member=ada)
    delete = reverse("admin:members_member_delete", args=[ada.pk])
    assert browser.get(delete).status_code == 200
    assert browser.post(delete, {"post": "yes"}).status_code == 409
    loan.delete()
    assert browser.post(delete, {"post": "yes"}).status_code == 302
    assert not Member.objects.exists()
    assert not User.objects.filter(email="ada@example.org").exists()
    assert "delete_selected" not in browser.get(changelist("member")).content.decode()


@pytest.mark.parametrize("q", ["nowak ada", "ada@example.org", "\0", "zzz"])
def test_members_are_found_as_at_the_desk(
    browser: Client, ada: Member, ben: Member, q: str
) -> None:
    found = browser.get(changelist("member"), {"q": q}).context["cl"].queryset
    assert set(found) == ({ada, ben} if q == "\0" else {ada} if "ada" in q else set())


@pytest.mark.parametrize("chosen", ["verified", "waiting", "none"])
def test_members_are_filtered_by_their_address(browser: Client, ada: Member, chosen: str) -> None:
    waiting = MemberFactory(user__email_verified_at=None)
    without = MemberFactory(user=None)
    expected = {"verified": ada, "waiting": waiting, "none": without}[chosen]
    assert list(browser.get(changelist("member"), {"email": chosen}).context["cl"].queryset) == [
        expected
    ]


def test_a_category_is_settled_here(browser: Client) -> None:
    data = {"name": "Teacher", "code": "teacher", "enrolment_months": 24}
    assert browser.post(reverse("admin:members_category_add"), data).status_code == 302
    assert Category.objects.get(code="teacher").enrolment_months == 24


def test_blocks_are_lifted_by_the_service(browser: Client, ada: Member, now: datetime) -> None:
    standing, lifted = block(ada, now), block(ada, now)
    Block.objects.filter(pk=lifted.pk).update(lifted_at=now - timedelta(days=1))
    data = {"action": "lift", "_selected_action": [standing.pk, lifted.pk]}
    browser.post(changelist("block"), data)
    assert not Block.objects.filter(lifted_at=None).exists()
    assert AuditEntry.objects.filter(action="member.unblocked").count() == 1


def test_what_services_write_is_only_read(browser: Client, ada: Member, now: datetime) -> None:
    send_mail("S", "B", None, ["ada@example.org"])
    numbers.next_card()
    rows = (
        block(ada, now),
        OutboxMessage.objects.get(),
        CardSeries.objects.get(),
        LinkRequest.objects.create(email="a@example.org", asked_at=now),
    )
    for row in rows:
        assert browser.get(change(row)).status_code == 200
        assert browser.post(change(row), {}).status_code == 403
        assert browser.get(reverse(f"admin:members_{row._meta.model_name}_add")).status_code == 403


def test_what_stands_in_a_message_is_shown_nowhere(browser: Client) -> None:
    send_mail("Subject", "the secret link", None, ["ada@example.org"])
    row = OutboxMessage.objects.get()
    for address in (changelist("outboxmessage"), change(row)):
        page = browser.get(address).content.decode()
        assert "ada@example.org" in page
        assert "secret" not in page
        assert "raw" not in page.lower().replace("drawer", "")


@pytest.mark.parametrize("chosen", ["waiting", "sent", "failed"])
def test_messages_are_filtered_by_state_and_tried_again(
    browser: Client, now: datetime, chosen: str
) -> None:
    for _ in range(3):
        send_mail("S", "B", None, ["ada@example.org"])
    waiting, sent, failed = OutboxMessage.objects.order_by("id")
    later = now + timedelta(hours=3)
    OutboxMessage.objects.update(next_try_at=later)
    OutboxMessage.objects.filter(pk=sent.pk).update(sent_at=now)
    OutboxMessage.objects.filter(pk=failed.pk).update(failed_at=now)
    rows = {"waiting": waiting, "sent": sent, "failed": failed}
    answer = browser.get(changelist("outboxmessage"), {"state": chosen})
    assert list(answer.context["cl"].queryset) == [rows[chosen]]
    data = {"action": "try_again", "_selected_action": [row.pk for row in rows.values()]}
    browser.post(changelist("outboxmessage"), data)
    hurried = OutboxMessage.objects.filter(next_try_at=now)
    assert list(hurried) == [waiting]
