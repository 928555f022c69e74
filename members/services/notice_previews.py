"""What a text would say to a real member, before it is kept."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _

from core import clock, money
from members.domain.notices import BEFORE_DUE, EVENTS, FRAME, OVERDUE
from members.models import Channel, Member
from members.services import notice_rules, notice_writing
from members.services.notice_words import Words
from members.services.notice_writing import Written

Example = Callable[[Member], Mapping[str, Any]]
"""Facts of something that the member has to do with; nothing where there is nothing."""
EXAMPLES: Final[list[Example]] = []
IN_FRAME: Final = ("due_soon", "overdue_1")
"""What the frame is shown around."""


def of(
    member: Member, event: str, said: Words, *, channel: Channel, language: str, now: datetime
) -> Written:
    """``said`` as ``member`` would read it of ``event``, with facts of their own where there are
    some. Raises ``UnknownEvent``, ``UnknownPlaceholder``.
    """
    notice_rules.demand_words(event, said)
    texts = notice_rules.texts()
    shown = IN_FRAME if event == FRAME else (event,)
    words = {
        code: notice_rules.words(texts, code, channel, language) for code in (FRAME, *shown)
    } | {event: said}
    rules = notice_rules.book(now).rules
    with translation.override(language):
        own = _facts(member, now)
    facts = {code: own | _on_time(code, rules[code].days, now) for code in shown}
    kinds = {code: [{key: facts[code][key] for key in EVENTS[code].fields}] for code in shown}
    return notice_writing.in_words(member, kinds, words, language)


def _facts(member: Member, now: datetime) -> dict[str, Any]:
    today = clock.day(now)
    facts: dict[str, Any] = {
        "title": _("The Left Hand of Darkness"),
        "due_on": (today + timedelta(days=14)).isoformat(),
        "until": (today + timedelta(days=7)).isoformat(),
        "branch": _("Main library"),
        "days": 1,
        "why": _("Another reader is waiting for it."),
        "amount": money.words(1250),
        "number": 1,
        "card": member.spaced_card,
    }
    for example in EXAMPLES:
        facts |= example(member)
    return facts


def _on_time(event: str, days: int, now: datetime) -> dict[str, Any]:
    """When a loan is or was due of which members are told today."""
    if event in OVERDUE:
        return {"due_on": (clock.day(now) - timedelta(days=days)).isoformat(), "days": days}
    if event in BEFORE_DUE:
        return {"due_on": (clock.day(now) + timedelta(days=days)).isoformat()}
    return {}
