"""The words of notices: shipped, edited, looked at."""

from datetime import date
from typing import Any

import pytest

from accounts.models import User
from accounts.models.audit import Interface
from members import errors
from members.domain.notices import EVENTS, FRAME
from members.models import (
    Channel,
    Member,
    NoticeHours,
)
from members.services import (
    digests,
    notice_previews,
    notice_rules,
    notice_words,
    notices,
)
from members.services.notice_words import Words
from tests.members.services.telling import DAY, HOUR, NOON, TODAY, bodies, cause

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Notices have been on for a month, and what they are about is nobody's here."""
    monkeypatch.setattr(notices, "SETTLED", [])
    NoticeHours.objects.create(pk=1, on_since=NOON - 30 * DAY)


def test_every_event_has_a_name_and_words_whose_placeholders_it_fills() -> None:
    assert set(notice_words.NAMES) == set(notice_words.SHIPPED) == {FRAME, *EVENTS}
    for event, said in notice_words.SHIPPED.items():
        notice_rules.demand_words(event, said)


@pytest.mark.parametrize(
    ("event", "said", "place"),
    [
        ("due_soon", Words("Due {title}", "", ""), "{title}"),
        ("due_soon", Words("", "{due_on}", ""), "{due_on}"),
        ("due_soon", Words("", "", "{titel}"), "{titel}"),
        ("due_soon", Words("", "", "{member.user.password}"), "{member.user.password}"),
        ("due_soon", Words("", "", "{% now %}{{ title }}"), "{% now %}"),
        (FRAME, Words("", "", "{title}"), "{title}"),
    ],
)
def test_a_placeholder_that_nothing_fills_is_refused_with_those_that_can_be(
    alma: User, event: str, said: Words, place: str
) -> None:
    with pytest.raises(errors.UnknownPlaceholder) as refusal:
        notice_rules.set_text(
            event, Channel.MAIL, "en", said, actor=alma, now=NOON, interface=Interface.PAGE
        )
    assert place in str(refusal.value)
    assert "{name}" in str(refusal.value)


def test_own_words_are_used_and_can_be_taken_back(ada: Member, alma: User) -> None:
    by: dict[str, Any] = {"actor": alma, "now": NOON, "interface": Interface.PAGE}
    said = Words("Soon, {name}", "{count} of them", "<b>{title}</b> on {due_on}")
    notice_rules.set_text("due_soon", Channel.MAIL, "en", said, **by)
    seen = notice_previews.of(ada, "due_soon", said, channel=Channel.MAIL, language="en", now=NOON)
    assert seen.subject == "Soon, Ada Nowak"
    assert seen.sections[0].lines[0].startswith("<b>")
    notices.tell(cause(ada, facts={"title": "{name} {x}", "due_on": "2026-05-09"}), now=NOON)
    digests.send_due(NOON + HOUR)
    mail = bodies()[0]
    assert "<b>{name} {x}</b> on Sat, 9 May 2026" in mail
    assert "&lt;b&gt;{name} {x}&lt;/b&gt;" in mail
    notice_rules.reset_text("due_soon", Channel.MAIL, "en", **by)
    assert notice_rules.words(notice_rules.texts(), "due_soon", "mail", "en").subject == "Due soon"
    with pytest.raises(errors.UnknownLanguage):
        notice_rules.set_text("due_soon", Channel.MAIL, "xx", said, **by)


@pytest.mark.parametrize("event", [FRAME, *EVENTS])
@pytest.mark.parametrize("channel", list(Channel))
def test_every_text_can_be_looked_at_with_a_real_member(
    ada: Member, event: str, channel: Channel
) -> None:
    said = notice_rules.words({}, event, channel, "en")
    seen = notice_previews.of(ada, event, said, channel=channel, language="en", now=NOON)
    assert "Ada Nowak" in seen.text
    assert "{" not in seen.text + seen.subject
    assert date(2026, 5, 6) == TODAY


@pytest.mark.parametrize(
    ("event", "day"),
    [
        ("due_soon", "Sat, 9 May 2026"),
        ("overdue_1", "Tue, 5 May 2026"),
        ("overdue_2", "Wed, 29 Apr 2026"),
        ("overdue_3", "Wed, 15 Apr 2026"),
    ],
)
def test_a_reminder_is_looked_at_on_the_day_on_which_it_is_sent(
    ada: Member, event: str, day: str
) -> None:
    said = Words("", "", "{due_on}")
    seen = notice_previews.of(ada, event, said, channel=Channel.MAIL, language="en", now=NOON)
    assert seen.sections[0].lines == [day]
