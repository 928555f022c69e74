"""Mail goes out in the evening, and in the mornings; the machine is off for three nights, and
nothing is sent twice, late or in a flood.
"""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest

from accounts.models.audit import Interface
from catalog.models import Branch
from core.clock import Clock
from loans.models import HoldState, Loan, NightStep
from loans.services import nightly
from members.models import Member, Notice, NoticeHours, OutboxMessage
from members.services import digests
from tests.factories.catalog import CopyFactory
from tests.factories.holds import HoldFactory
from tests.factories.loans import LoanFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
FIRST = datetime(2026, 5, 4, 3, 0, tzinfo=UTC)
"""The first night, at five in the morning in Berlin."""
NIGHT = timedelta(days=1)
STEPS = (NightStep.RENEWALS, NightStep.LOST, NightStep.SHELF, NightStep.NOTICES)


@pytest.fixture(autouse=True)
def berlin(settings: Any) -> None:
    """Django forgets the zone it knew when this is set."""
    settings.TIME_ZONE = "Europe/Berlin"


def night(number: int) -> None:
    """The night's work; then the mail of the day, looked after every four hours."""
    at = FIRST + number * NIGHT
    clock: Clock = lambda: at  # noqa: E731 - it stands
    nightly.run(at, clock=clock, interface=Interface.JOB, steps=STEPS)
    for hours in range(0, 20, 4):
        digests.send_due(at + timedelta(hours=hours, minutes=10))


def due(days: int) -> datetime:
    """The end of a day, so many days after the first."""
    return datetime(2026, 5, 4, 21, 59, 59, tzinfo=UTC) + days * NIGHT


def lent(member: Member, branch: Branch, days: int) -> Loan:
    begun = due(days) - 30 * NIGHT
    made: Loan = LoanFactory(member=member, branch=branch, due_at=due(days), loaned_at=begun)
    return made


def mails() -> list[tuple[str, str, str]]:
    """The day, to whom, and about what."""
    return [
        (f"{row.created_at:%d}", row.recipient.split("@")[0], row.subject)
        for row in OutboxMessage.objects.order_by("id")
    ]


def fates(member: Member) -> dict[str, str]:
    rows = Notice.objects.filter(member=member).order_by("id")
    return {row.event: row.reason or row.state for row in rows}


def test_three_nights_off_come_to_one_digest_each_and_what_is_stale_is_dropped(
    ada: Member, ben: Member, harbour: Branch
) -> None:
    on_paper: Member = MemberFactory(user=None, address="Hafenstraße 7")
    night(0)
    for days in (4, 4, 1):  # warned of on the 5th; due on the 5th
        lent(ada, harbour, days)
    lent(ben, harbour, 2)  # warned of, due and late while the machine is off
    lent(on_paper, harbour, 2)
    HoldFactory(
        member=ada,
        pickup_branch=harbour,
        state=HoldState.WAITING,
        position=None,
        captured_copy=CopyFactory(on_hold_shelf=True),
        captured_at=FIRST,
        waiting_since=FIRST,
        expires_on=due(5).date(),
    )
    for _ in range(3):
        night(4)  # the 5th, 6th and 7th are missed; then it runs again, and again
    assert mails() == [
        ("08", "ada", "News about your library account"),
        ("08", "ben", "Please bring back what is overdue"),
    ]
    text = _text(0)
    assert text.count("is due on Fri, 8 May") == 2
    assert text.count("was due on Tue, 5 May") == 1
    assert text.count("waits for you at Harbour branch until Sat, 9 May") == 1
    assert fates(ben) == {"due_soon": "overtaken", "due_today": "event_off", "overdue_1": "posted"}
    assert fates(on_paper)["overdue_1"] == "to_print"
    night(5)
    assert mails()[2:] == [("09", "ada", "Please bring back what is overdue")], "of the 8th"


def _text(number: int) -> str:
    raw = bytes(OutboxMessage.objects.order_by("id")[number].raw)
    part = message_from_bytes(raw, policy=policy.default).get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_the_first_night_of_all_mails_no_backlog(ada: Member, ben: Member, harbour: Branch) -> None:
    for days in (-400, -30, -3):
        lent(ada, harbour, days)
    lent(ben, harbour, -1)
    night(0)
    assert NoticeHours.objects.get().on_since == FIRST
    assert mails() == [("04", "ben", "Please bring back what is overdue")]
    assert set(fates(ada).values()) <= {"backlog", "event_off", "overtaken"}
    night(4)
    assert mails()[1:] == [("08", "ada", "Second reminder: please bring back what is overdue")]


def test_what_comes_back_before_the_mail_is_written_is_not_asked_for(
    ada: Member, ben: Member, harbour: Branch
) -> None:
    night(0)
    loan, renewed = lent(ada, harbour, 0), lent(ben, harbour, 0)
    at = FIRST + NIGHT
    nightly.run(at, clock=lambda: at, interface=Interface.JOB, steps=STEPS)
    Loan.objects.filter(pk=loan.pk).update(returned_at=at, recorded_at=at)
    Loan.objects.filter(pk=renewed.pk).update(due_at=due(9))
    digests.send_due(at + timedelta(hours=4))
    assert mails() == []
    assert (fates(ada)["overdue_1"], fates(ben)["overdue_1"]) == ("moot", "moot")
