"""How the library tells its members of things: which events, when, by which way, in which words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from itertools import pairwise
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import translation

from accounts.models import User
from accounts.services import audit
from core import db
from members import errors
from members.domain import notices
from members.domain.notices import EVENTS, FRAME, OVERDUE, Event
from members.models import Channel, NoticeHours, NoticeRule, NoticeText
from members.services.notice_words import SHIPPED, Words

_THE_ROW: Final = 1
Texts = Mapping[tuple[str, str, str], NoticeText]


@dataclass(frozen=True)
class Rule:
    """How one event is told of. ``on_since`` is the moment before which nothing of it is."""

    event: Event
    is_on: bool
    days: int
    by_letter: bool
    on_since: datetime


@dataclass(frozen=True)
class Book:
    """All rules as they are now, read once for a run."""

    rules: Mapping[str, Rule]
    quiet_from: time | None
    quiet_until: time | None

    def days(self, event: str) -> int:
        """So many days before or after."""
        return self.rules[event].days


def book(now: datetime) -> Book:
    """The rules. When they are asked for the first time notices are on from ``now``: what arose
    before is nobody's news any more.
    """
    hours = NoticeHours.objects.filter(pk=_THE_ROW).first()
    if hours is None:
        hours, _made = NoticeHours.objects.get_or_create(pk=_THE_ROW, defaults={"on_since": now})
    own = {row.event: row for row in NoticeRule.objects.all()}
    rules = {code: _rule(event, own.get(code), hours.on_since) for code, event in EVENTS.items()}
    return Book(rules, hours.quiet_from, hours.quiet_until)


def texts() -> Texts:
    """The library's own words, by event, channel and language."""
    return {(row.event, row.channel, row.language): row for row in NoticeText.objects.all()}


def words(own: Texts, event: str, channel: str, language: str) -> Words:
    """The words for ``event``: the library's own in that language, or those we ship."""
    row = own.get((event, channel, language))
    if row:
        return Words(row.subject, row.opening, row.line)
    shipped = SHIPPED[event]
    with translation.override(language):
        return Words(str(shipped.subject), str(shipped.opening), str(shipped.line))


def set_rule(
    event: str,
    *,
    is_on: bool,
    days: int | None,
    by_letter: bool,
    actor: User,
    now: datetime,
    interface: str,
) -> NoticeRule:
    """Keep how ``event`` is told of. One that was off tells of nothing that arose before ``now``.

    Raises ``UnknownEvent``, ``RemindersOutOfOrder``.
    """
    known = demand_known(event)
    with transaction.atomic():
        rules = book(now).rules
        was = rules[event]
        if is_on and event in OVERDUE:
            _demand_order(rules, event, days or 0)
        row = db.locked(NoticeRule.objects.filter(event=event)).first() or NoticeRule(event=event)
        if is_on and not was.is_on:
            row.on_since = now
        row.is_on, row.by_letter = is_on, by_letter
        row.days = days if known.days is not None else None
        row.save()
        said: dict[str, Any] = {"is_on": is_on, "days": row.days, "by_letter": by_letter}
        how: dict[str, Any] = {"actor": actor, "now": now, "interface": interface}
        audit.record("notice.rule_set", **how, event=event, **said)
    return row


def set_quiet(
    begins: time | None, ends: time | None, *, actor: User, now: datetime, interface: str
) -> None:
    """Keep the hours in which nobody is written to; ``None`` for both is none."""
    with transaction.atomic():
        book(now)
        NoticeHours.objects.filter(pk=_THE_ROW).update(quiet_from=begins, quiet_until=ends)
        said: dict[str, Any] = {"begins": str(begins or ""), "ends": str(ends or "")}
        audit.record("notice.hours_set", actor=actor, now=now, interface=interface, **said)


def set_text(
    event: str,
    channel: Channel,
    language: str,
    said: Words,
    *,
    actor: User,
    now: datetime,
    interface: str,
) -> NoticeText:
    """Keep the library's own words for ``event``. Raises ``UnknownEvent``, ``UnknownPlaceholder``,
    ``UnknownLanguage``.
    """
    demand_words(event, said)
    if language not in dict(settings.LANGUAGES):
        raise errors.UnknownLanguage(language=language)
    kept = {"subject": said.subject, "opening": said.opening, "line": said.line}
    with transaction.atomic():
        row, _made = NoticeText.objects.update_or_create(
            event=event, channel=channel, language=language, defaults=kept
        )
        about: dict[str, Any] = {"event": event, "channel": channel.value, "language": language}
        audit.record("notice.text_set", actor=actor, now=now, interface=interface, **about)
    return row


def reset_text(
    event: str, channel: Channel, language: str, *, actor: User, now: datetime, interface: str
) -> None:
    """Go back to the words we ship. Raises ``UnknownEvent``."""
    if event != FRAME:
        demand_known(event)
    with transaction.atomic():
        own = NoticeText.objects.filter(event=event, channel=channel, language=language)
        if own.delete()[0]:
            about: dict[str, Any] = {"event": event, "channel": channel.value, "language": language}
            audit.record("notice.text_reset", actor=actor, now=now, interface=interface, **about)


def demand_known(event: str) -> Event:
    """The event by its code. Raises ``UnknownEvent``."""
    known = EVENTS.get(event)
    if known is None:
        raise errors.UnknownEvent(event=event)
    return known


def demand_words(event: str, said: Words) -> None:
    """Refuse placeholders that nothing fills. Raises ``UnknownEvent``, ``UnknownPlaceholder``."""
    line = notices.COMMON if event == FRAME else demand_known(event).places
    above = notices.COMMON if event == FRAME else notices.MANY
    for text, allowed in ((said.subject, above), (said.opening, above), (said.line, line)):
        if unknown := notices.unknown_places(str(text), allowed):
            named = ", ".join(f"{{{name}}}" for name in allowed)
            raise errors.UnknownPlaceholder(place=f"{{{unknown[0]}}}", allowed=named)


def _demand_order(rules: Mapping[str, Rule], event: str, days: int) -> None:
    """Each reminder of those that are told of comes later than the one before, with ``event``
    after ``days``. Raises ``RemindersOutOfOrder``.
    """
    told = [code for code in OVERDUE if code == event or rules[code].is_on]
    after = [days if code == event else rules[code].days for code in told]
    if any(later <= earlier for earlier, later in pairwise(after)):
        raise errors.RemindersOutOfOrder(days=", ".join(map(str, after)))


def _rule(event: Event, own: NoticeRule | None, on_since: datetime) -> Rule:
    if own is None:
        return Rule(event, event.is_on, event.days or 0, event.by_letter, on_since)
    days = event.days if own.days is None else own.days
    since = max(on_since, own.on_since or on_since)
    return Rule(event, own.is_on, days or 0, own.by_letter, since)
