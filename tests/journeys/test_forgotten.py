"""Someone joins, borrows, is late, pays, waits, changes and leaves: afterwards nothing anywhere
says that they were here, and the trail still holds.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.mail import send_mail
from django.db import connection
from django.test import Client
from redis import Redis

from accounts.models import AuditEntry, User
from accounts.models.audit import Interface
from accounts.services import seals, tokens
from catalog.models import Branch
from core import jsons
from loans.models import Loan, Policy
from loans.services import accrual, checkout, holds, integrity, payments, renewals, returns, undo
from loans.services.by import ByItself
from loans.services.situation import Desk
from members.models import Category, LeaveRequest, Member, MemberView, Why
from members.services import (
    blocks,
    cards,
    desk_notes,
    families,
    leaving,
    merging,
    privacy,
    profile,
    registration,
)
from tests.factories.accounts import PASSWORD
from tests.factories.catalog import BookFactory, CopyFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def said() -> Iterator[list[Any]]:
    """Every line of the log."""
    merge = structlog.contextvars.merge_contextvars
    with structlog.testing.capture_logs(processors=[merge]) as lines:
        yield lines


@pytest.fixture
def office(at_desk: Desk, leo: User, harbour: Branch) -> Desk:
    Policy.objects.update(fine_per_day=20)
    return replace(at_desk, actor=leo)


def a_life_with_the_library(ada: Member, ben: Member, desk: Desk) -> None:
    """All that leaves a trace of a member, with things of others between."""
    by: dict[str, Any] = {"actor": desk.actor, "now": desk.now, "interface": Interface.PAGE}
    assert desk.branch is not None
    later = replace(desk, now=desk.now + 20 * DAY)
    copies = CopyFactory.create_batch(4, branch=desk.branch)
    for copy in copies:
        checkout.lend_copy(copy.barcode, ada.pk, desk=desk)
    first = Loan.objects.open().get(copy=copies[0])
    renewals.renew(first.pk, desk=replace(desk, now=desk.now + 5 * DAY))
    wrong = returns.take_back(copies[1].barcode, desk=desk)
    assert wrong.deed is not None
    undo.undo(wrong.deed, desk=desk)
    accrual.accrue_all(by=ByItself(later.now, Interface.JOB))
    assert ada.user
    own = replace(desk, actor=ada.user, interface=Interface.API)
    borrowed_alone = CopyFactory(branch=desk.branch)
    checkout.lend_copy(borrowed_alone.barcode, ada.pk, desk=own)
    for copy in (*copies, borrowed_alone):
        returns.take_back(copy.barcode, desk=later)
    owed = sum(line.amount for line in ada.account_lines.all())
    payments.pay(ada.pk, owed, "cash", desk=later)
    waited_for = BookFactory()
    CopyFactory(book=waited_for, is_on_loan=False, branch=desk.branch)
    holds.on_book(waited_for.pk, ada.pk, pickup=desk.branch, desk=desk)
    block = blocks.block(ada.pk, reason="Ada Nowak lost a card", until_on=None, **by)
    blocks.lift(block.pk, **by)
    cards.replace(ada.pk, why=Why.LOST, **by)
    facts = registration.Facts(
        name="Ada Nowak",
        email="ada@example.org",
        category=ada.category,
        phone="+49 30 5550199",
        address="Hafenstraße 7",
        note="Met Ada Nowak",
    )
    profile.edit(ada.pk, facts, revision=None, **by)
    privacy.choose(ada.pk, keeps_history=True, months=None, **by)
    send_mail("For Ada Nowak", "Dear Ada Nowak", None, ["ada@example.org"])


def a_second_record(ada: Member, ben: Member, desk: Desk) -> Member:
    """Ada was noted twice: her second record has a past of its own, and is merged into the first;
    she is noted as a guardian, and the desk has a note for her.
    """
    by: dict[str, Any] = {"actor": desk.actor, "now": desk.now, "interface": Interface.PAGE}
    facts = registration.Facts(
        name="Ada Nowak", email="nowak@example.org", category=ada.category, phone="+49 30 5550199"
    )
    double = registration.enrol(facts, today=desk.now.date(), **by)
    desk_notes.leave(double.pk, "Ask Ada Nowak for the address", **by)
    Category.objects.filter(pk=ben.category_id).update(has_guardians=True)
    families.add_guardian(ben.pk, double.card_number, **by)
    seals.seal_all(now=desk.now)
    merging.merge(double.pk, ada.pk, **by)
    return double


def traces_in_the_database() -> Iterator[tuple[str, str]]:
    """Every row of every table, in words."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield table, " ".join(_spelled(value) for value in row)


def _spelled(value: Any) -> str:
    is_binary = isinstance(value, bytes | memoryview)
    return bytes(value).decode(errors="replace") if is_binary else str(value)


def traces_in_the_cache() -> Iterator[tuple[str, str]]:
    if settings.REDIS_URL:
        shared = Redis.from_url(settings.REDIS_URL)
        for key in shared.scan_iter():
            kind, name = shared.type(key), _spelled(key)
            yield "cache", f"{name} {_spelled(shared.get(key)) if kind == b'string' else ''}"
    else:
        for key, value in cache._cache.items():  # type: ignore[attr-defined]
            yield "cache", f"{key} {_spelled(value)}"


def traces_in_files() -> Iterator[tuple[str, str]]:
    for root in (settings.MEDIA_ROOT, settings.EMAIL_FILE_PATH):
        for file in Path(root).rglob("*"):
            if file.is_file():
                yield str(file), file.read_bytes().decode(errors="replace")


def traces_in_sessions() -> Iterator[tuple[str, str]]:
    """What browsers are remembered by, read as Django reads it."""
    for session in Session.objects.all():
        yield "session", str(session.get_decoded())


def use_every_door(ada: Member, office: Desk, alma: User, signed_in: Any) -> None:
    """Ada signs in, takes her data; the staff look at her and change her in the administration."""
    assert ada.user
    browser = Client(headers={"User-Agent": "Firefox/140.0 of Ada Nowak"})
    assert browser.post("/sign-in", {"email": ada.email, "password": PASSWORD}).status_code == 302
    browser.get("/me")
    data: Any = browser.get("/me/data/file")
    assert b"".join(data.streaming_content)
    tokens.issue(ada.user, now=office.now, agent="Ada Nowak's phone")
    signed_in(office.actor).get(f"/members/{ada.pk}")
    Client().post("/sign-in", {"email": "ada@example.org", "password": "not this one"})
    Client().post("/password/reset", {"email": "someone@example.org"})
    LogEntry.objects.create(
        user=alma,
        content_type=ContentType.objects.get_for_model(Member),
        object_id=str(ada.pk),
        object_repr=str(ada),
        action_flag=CHANGE,
    )
    assert MemberView.objects.count() == 1


def secrets_of(member: Member) -> list[str]:
    """All that could lead back to someone."""
    card = Member.objects.get(pk=member.pk).card_number
    assert member.user
    people = [f"{each.pk}" for each in (member, member.user)]
    people += [each.pk.hex for each in (member, member.user)]
    return ["Nowak", "ada@example.org", "5550199", card, member.card_number, *people]


def traces(secrets: list[str], said: list[Any]) -> set[tuple[str, str]]:
    """Where any of ``secrets`` is still to be found."""
    everywhere = [*traces_in_the_database(), *traces_in_the_cache(), *traces_in_files()]
    everywhere += [*traces_in_sessions()]
    everywhere += [("log", jsons.dumps(line).decode()) for line in said]
    return {(where, secret) for where, row in everywhere for secret in secrets if secret in row}


@pytest.mark.parametrize("way", ["by the desk", "by themselves", "in the night"])
def test_whoever_leaves_is_forgotten_everywhere_and_the_trail_holds(
    way: str,
    ada: Member,
    ben: Member,
    office: Desk,
    alma: User,
    said: list[Any],
    signed_in: Any,
    now: datetime,
) -> None:
    assert ada.user
    use_every_door(ada, office, alma, signed_in)
    a_life_with_the_library(ada, ben, office)
    seals.seal_all(now=now)
    double = a_second_record(ada, ben, office)
    secrets = [*secrets_of(ada), double.card_number, "nowak@example.org"]
    ids = [each.pk for each in (double, double.user) if each]
    secrets += [*map(str, ids), *(each.hex for each in ids)]
    seals.seal_all(now=now)
    assert all(any(secret in row for _, row in traces_in_the_database()) for secret in secrets[:5])

    later: dict[str, Any] = {"now": now + 30 * DAY, "interface": Interface.PAGE}
    if way == "by the desk":
        leaving.remove(ada.pk, actor=office.actor, **later)
    elif way == "by themselves":
        assert leaving.ask(ada.pk, actor=ada.user, **later) is True
    else:
        LeaveRequest.objects.create(member=ada, asked_at=now)
        assert leaving.carry_out(ada.pk, **later)

    assert traces(secrets, said) == set()
    assert any("Ben Okafor" in row for _, row in traces_in_the_database())
    assert Loan.objects.filter(member=None, lent_by=None).count() == 1
    assert Loan.objects.filter(member=None).count() == 5
    seals.seal_all(now=now)
    assert seals.broken(now=now, whole=True) == []
    assert [found.faults for found in integrity.faults(now + 30 * DAY) if found.faults] == []
    assert AuditEntry.objects.filter(action="loan.checked_out").count() == 5


def test_whoever_stays_and_keeps_no_history_is_known_but_not_for_what_they_read(
    ada: Member, ben: Member, office: Desk, now: datetime
) -> None:
    a_life_with_the_library(ada, ben, office)
    seals.seal_all(now=now)
    assert ada.user
    privacy.choose(
        ada.pk,
        keeps_history=False,
        months=None,
        actor=ada.user,
        now=now + 90 * DAY,
        interface=Interface.PAGE,
    )
    own = {f"{ada.pk}", ada.pk.hex, f"{ada.user.pk}", ada.user.pk.hex}
    lent = set(Loan.objects.values_list("copy", flat=True))
    copies = {f"{pk}" for pk in lent} | {pk.hex for pk in lent}
    told = [(where, row) for where, row in traces_in_the_database() if any(pk in row for pk in own)]
    assert told
    assert [where for where, row in told if any(copy in row for copy in copies)] == []
    assert not Loan.objects.filter(member=ada).exists()
    seals.seal_all(now=now)
    assert seals.broken(now=now, whole=True) == []
    assert [found.faults for found in integrity.faults(now + 90 * DAY) if found.faults] == []
