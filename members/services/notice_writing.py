"""Notices as words: several things of one member as one mail or letter."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation

from core import days
from members.domain.notices import DAYS, EVENTS, FRAME, filled
from members.models import Channel, Member, Notice
from members.services import notice_rules
from members.services.notice_rules import Texts
from members.services.notice_words import Words


@dataclass(frozen=True)
class Section:
    """All things of one kind: the sentence above them, and the lines."""

    opening: str
    lines: Sequence[str]


@dataclass(frozen=True)
class Written:
    """A mail or letter in words; what no placeholder filled is in it as it was typed."""

    subject: str
    greeting: str
    sections: Sequence[Section]
    closing: str

    @property
    def text(self) -> str:
        """All but the subject, as plain text."""
        parts = [self.greeting]
        for section in self.sections:
            parts += [section.opening, "\n".join(f"– {line}" for line in section.lines)]
        return "\n\n".join(part for part in (*parts, self.closing) if part)


def write(
    member: Member,
    rows: Iterable[Notice],
    *,
    channel: Channel,
    language: str,
    texts: Texts,
) -> Written:
    """One mail or letter for all of ``rows``, which are one member's, kind by kind."""
    kinds: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        kinds.setdefault(row.event, []).append(row.facts)
    said = {code: notice_rules.words(texts, code, channel, language) for code in (FRAME, *kinds)}
    return in_words(member, kinds, said, language)


def in_words(
    member: Member,
    kinds: Mapping[str, Sequence[Mapping[str, Any]]],
    said: Mapping[str, Words],
    language: str,
) -> Written:
    """The facts of each kind in the words ``said`` for it, in the order of the events."""
    common = {
        "name": member.name,
        "library_name": settings.LIBRARY_NAME,
        "account_url": f"{settings.APP_BASE_URL}/loans",
    }
    with translation.override(language):
        sections, frame = [], said[FRAME]
        for code in (code for code in EVENTS if code in kinds):
            many = {**common, "count": str(len(kinds[code]))}
            lines = [
                filled(str(said[code].line), {**common, **_shown(facts)}) for facts in kinds[code]
            ]
            sections.append(Section(filled(str(said[code].opening), many), lines))
        alone = next(iter(kinds)) if len(kinds) == 1 else FRAME
        many = {**common, "count": str(sum(len(facts) for facts in kinds.values()))}
    return Written(
        subject=" ".join(filled(str(said[alone].subject), many).split())[:400],
        greeting=filled(str(frame.opening), common),
        sections=sections,
        closing=filled(str(frame.line), common),
    )


def _shown(facts: Mapping[str, Any]) -> dict[str, str]:
    """Facts as they are read: days in the reader's way."""
    return {
        name: days.words(date.fromisoformat(value)) if name in DAYS and value else str(value)
        for name, value in facts.items()
    }
