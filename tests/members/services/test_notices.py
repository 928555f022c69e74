"""What is told, once, and what is not, and why."""

from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django_q.models import OrmQ

from accounts.models import User
from accounts.models.audit import Interface
from core.ids import new_id
from members import errors
from members.models import (
    Bounce,
    Letter,
    Member,
    Notice,
    NoticeHours,
    NoticeState,
    OutboxMessage,
)
from members.services import (
    digests,
    leaving,
    notice_rules,
    notices,
    outbox,
    paper,
)
from tests.factories.members import MemberFactory
from tests.members.services.telling import DAY, HOUR, NOON, TODAY, bodies, cause, states

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Notices have been on for a month, and what they are about is nobody's here."""
    monkeypatch.setattr(notices, "SETTLED", [])
    NoticeHours.objects.create(pk=1, on_since=NOON - 30 * DAY)


def without_mail(**more: Any) -> Member:
    made: Member = MemberFactory(user=None, name="Cy Paper", **more)
    return made


def test_several_things_of_a_run_become_one_mail(ada: Member) -> None:
    notices.tell(cause(ada), cause(ada), cause(ada, "overdue_1"), now=NOON)
    assert digests.send_due(NOON).written == 0, "more of the same run may come"
    assert digests.send_due(NOON + HOUR).written == 1
    (mail,) = OutboxMessage.objects.all()
    assert (mail.recipient, mail.subject) == ("ada@example.org", "News about your library account")
    assert bodies()[0].count("Dune") >= 3
    assert states() == [("posted", "")] * 3
    assert {str(row.facts) for row in Notice.objects.all()} == {"{}"}
    assert digests.send_due(NOON + 2 * HOUR).written == 0


def test_one_kind_alone_has_a_subject_of_its_own(ada: Member) -> None:
    notices.tell(cause(ada), now=NOON)
    digests.send_due(NOON + HOUR)
    assert OutboxMessage.objects.get().subject == "Due soon"


def test_the_same_is_told_once_for_ever(ada: Member) -> None:
    told = cause(ada)
    for hours in range(4):
        notices.tell(told, now=NOON + hours * HOUR)
        digests.send_due(NOON + (hours + 1) * HOUR)
    assert OutboxMessage.objects.count() == Notice.objects.count() == 1


def test_a_second_digest_waits_for_the_next_morning(ada: Member) -> None:
    notices.tell(cause(ada), now=NOON)
    digests.send_due(NOON + HOUR)
    notices.tell(cause(ada), now=NOON + 2 * HOUR)
    assert digests.send_due(NOON + 3 * HOUR).written == 0
    assert digests.send_due(NOON + 6 * HOUR).written == 0
    assert digests.send_due(NOON + DAY).written == 1


def test_what_is_prompt_goes_at_once_and_beside_the_digest(ada: Member) -> None:
    notices.tell(cause(ada), now=NOON)
    digests.send_due(NOON + HOUR)
    notices.tell(cause(ada, "hold_ready"), now=NOON + 2 * HOUR)
    assert digests.send_due(NOON + 2 * HOUR).written == 1
    assert OutboxMessage.objects.latest("id").subject == "Ready to pick up"


def test_nobody_is_written_to_in_quiet_hours(ada: Member) -> None:
    night = datetime(2026, 5, 6, 23, 0, tzinfo=UTC)
    notices.tell(cause(ada, "hold_ready"), now=night)
    assert digests.send_due(night + 7 * HOUR).written == 0
    assert digests.send_due(night + 8 * HOUR).written == 1


def test_a_text_that_is_rolled_back_was_never_told(ada: Member) -> None:
    def change_of_mind() -> None:
        with transaction.atomic():
            notices.tell(cause(ada, "hold_ready"), now=NOON)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_of_mind()
    assert digests.send_due(NOON + HOUR).written == 0
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"event": "due_today"}, "event_off"),
        ({"arose_on": TODAY - 31 * DAY}, "backlog"),
        ({"good_until": TODAY - DAY}, "stale"),
        ({"reason": "overtaken"}, "overtaken"),
    ],
)
def test_what_is_not_told_from_the_start_is_kept_with_its_reason(
    ada: Member, more: dict[str, Any], reason: str
) -> None:
    notices.tell(cause(ada, **more), now=NOON)
    assert states() == [("dropped", reason)]
    assert Notice.objects.get().facts == {}


def test_what_grows_stale_while_it_waits_is_dropped(ada: Member) -> None:
    notices.tell(cause(ada, good_until=TODAY + DAY), now=NOON)
    digests.send_due(NOON + 2 * DAY)
    assert states() == [("dropped", "stale")]


def test_nothing_from_before_the_first_day_is_ever_sent(ada: Member) -> None:
    NoticeHours.objects.all().delete()
    for days in (300, 20, 1):
        notices.tell(cause(ada, "overdue_1", arose_on=TODAY - days * DAY), now=NOON)
    notices.tell(cause(ada, "overdue_1"), now=NOON)
    digests.send_due(NOON + HOUR)
    assert states() == [("dropped", "backlog")] * 3 + [("posted", "")]


def test_an_event_that_is_turned_on_tells_of_nothing_that_was_before(
    ada: Member, alma: User
) -> None:
    by: dict[str, Any] = {"actor": alma, "now": NOON, "interface": Interface.PAGE}
    notice_rules.set_rule("due_today", is_on=True, days=None, by_letter=False, **by)
    notices.tell(cause(ada, "due_today", arose_on=TODAY - DAY), now=NOON + DAY)
    notices.tell(cause(ada, "due_today"), now=NOON + HOUR)
    assert states() == [("dropped", "backlog"), ("waiting", "")]
    with pytest.raises(errors.UnknownEvent):
        notice_rules.set_rule("nothing", is_on=True, days=1, by_letter=False, **by)


def test_whom_no_mail_reaches_gets_a_letter_where_it_is_worth_one(leo: User) -> None:
    reader = without_mail(address="Hafenstraße 7\n20457 Hamburg")
    notices.tell(cause(reader), cause(reader, "overdue_1"), now=NOON)
    assert digests.send_due(NOON + HOUR).written == 1
    assert states() == [("dropped", "no_email"), ("to_print", "")]
    letter = Letter.objects.get()
    assert "Dune" in letter.text
    by: dict[str, Any] = {"actor": leo, "now": NOON, "interface": Interface.PAGE}
    assert paper.printed([letter.pk], **by) == 1
    assert paper.printed([letter.pk], **by) == 0
    assert states() == [("dropped", "no_email"), ("printed", "")]
    notices.clear(now=NOON + 31 * DAY)
    assert not Letter.objects.exists()
    assert Notice.objects.count() == 2


def test_whom_nothing_reaches_is_said_so() -> None:
    reader = without_mail()
    notices.tell(cause(reader, "overdue_1"), now=NOON)
    digests.send_due(NOON + HOUR)
    assert states() == [("dropped", "no_address")]
    assert Notice.objects.not_sent(NOON - DAY).count() == 1


def test_an_address_that_bounced_is_not_written_to_until_it_is_another(ada: Member) -> None:
    Bounce.objects.create(member=ada, address="ada@example.org", said="550", at=NOON)
    Member.objects.filter(pk=ada.pk).update(address="Hafenstraße 7")
    notices.tell(cause(ada), cause(ada, "overdue_1"), now=NOON)
    digests.send_due(NOON + HOUR)
    assert states() == [("dropped", "bounced"), ("to_print", "")]
    User.objects.filter(pk=ada.user_id).update(email="ada@elsewhere.example")
    notices.tell(cause(ada, "hold_ready"), now=NOON)
    digests.send_due(NOON + HOUR)
    assert OutboxMessage.objects.get().recipient == "ada@elsewhere.example"


def test_whoever_leaves_is_told_nothing_and_named_nowhere(ada: Member, ben: Member) -> None:
    notices.tell(cause(ada), cause(ada, "welcome", subject=ada.pk), cause(ben), now=NOON)
    Letter.objects.create(member=ada, subject="s", text="t", language="en", written_at=NOON)
    leaving.remove(ada.pk, actor=None, now=NOON, interface=Interface.PAGE)
    assert digests.send_due(NOON + HOUR).written == 1
    assert OutboxMessage.objects.get().recipient == "ben@example.org"
    assert states() == [("dropped", "left"), ("posted", "")]
    assert Notice.objects.get(state="dropped").member is None
    assert not Letter.objects.exists()


def test_notices_follow_a_member_who_is_merged(ada: Member, ben: Member) -> None:
    both = new_id()
    notices.tell(cause(ada, subject=both), cause(ada), cause(ben, subject=both), now=NOON)
    notices.follow(ada, ben)
    assert {row.member_id for row in Notice.objects.all()} == {ben.pk}
    assert Notice.objects.count() == 2


def test_years_of_notices_follow_a_member_who_is_merged(ada: Member, ben: Member) -> None:
    both = [new_id() for _ in range(1100)]
    notices.tell(*[cause(each, subject=about) for each in (ada, ben) for about in both], now=NOON)
    other_day = cause(ada, subject=both[0], on=TODAY - DAY)
    notices.tell(other_day, now=NOON)
    notices.follow(ada, ben)
    assert {row.member_id for row in Notice.objects.all()} == {ben.pk}
    assert Notice.objects.count() == len(both) + 1


def test_one_member_who_fails_does_not_stop_the_others(
    ada: Member, ben: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    notices.tell(cause(ada), cause(ben), now=NOON)

    def breaking(event: str, rows: Any) -> set[UUID]:
        if rows[0].member_id == ada.pk:
            raise ValueError("broken row")
        return set()

    monkeypatch.setattr(notices, "SETTLED", [breaking])
    report = digests.send_due(NOON + HOUR)
    assert (report.written, report.failed) == (1, 1)
    monkeypatch.setattr(notices, "SETTLED", [])
    assert digests.send_due(NOON + HOUR).written == 1


def test_a_run_stops_in_time_and_asks_for_the_next(
    ada: Member, ben: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    notices.tell(cause(ada), cause(ben), now=NOON)
    monkeypatch.setattr(digests, "MOST", 1)
    assert digests.send_due(NOON + HOUR).written == 1
    assert OrmQ.objects.count() == 2, "a sender, and the rest of the notices"
    assert digests.send_due(NOON + HOUR).written == 1
    assert OutboxMessage.objects.count() == 2


def test_a_prompt_thing_that_was_settled_can_arise_again_on_its_day(
    ada: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = cause(ada, "hold_ready")
    monkeypatch.setattr(notices, "SETTLED", [lambda _event, rows: {row.pk for row in rows}])
    notices.tell(told, now=NOON)
    digests.send_due(NOON)
    assert states() == [("dropped", "moot")]
    monkeypatch.setattr(notices, "SETTLED", [])
    notices.tell(told, now=NOON)
    assert digests.send_due(NOON).written == 1


def test_quiet_hours_are_kept(alma: User) -> None:
    by: dict[str, Any] = {"actor": alma, "now": NOON, "interface": Interface.PAGE}
    notice_rules.set_quiet(time(9), time(12), **by)
    book = notice_rules.book(NOON)
    assert notices.free_at(NOON, book) == NOON + 2 * HOUR
    notice_rules.set_quiet(None, None, **by)
    assert notices.free_at(NOON, notice_rules.book(NOON)) == NOON


def test_the_state_of_a_notice_follows_its_mail(ada: Member) -> None:
    notices.tell(cause(ada), now=NOON)
    digests.send_due(NOON + HOUR)
    outbox.forget("nobody@example.org")
    message = OutboxMessage.objects.get()
    notices.left(message)
    notices.failed(message, said="550 no", is_final=True, now=NOON)
    assert states() == [(NoticeState.SENT, "")], "what has left does not fail any more"
    assert Bounce.objects.get().address == "ada@example.org"
