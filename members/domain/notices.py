"""What members are told of, when, and the words that may be filled into a text."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

COMMON: Final = ("name", "library_name", "account_url")
"""Placeholders that every text may have."""
MANY: Final = (*COMMON, "count")
"""Those of a subject and of an opening, which stand for several things at once."""
FRAME: Final = "frame"
"""The words around all that is told: the subject of a mail about several things, the greeting and
the last line.
"""
DAYS: Final = frozenset({"due_on", "until"})
"""Placeholders that stand for a day."""
_PLACE: Final = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Event:
    """Something that members are told of.

    ``optional`` ones can be turned off by the member. ``prompt`` ones go at once and do not wait
    for the digest. ``days`` is before or after the day it is about, where that can be chosen.
    ``by_letter`` is whether a letter is written where no mail arrives.
    """

    code: str
    fields: tuple[str, ...]
    optional: bool = False
    prompt: bool = False
    days: int | None = None
    by_letter: bool = False
    is_on: bool = True

    @property
    def places(self) -> tuple[str, ...]:
        """The placeholders that the line about one thing may have."""
        return (*COMMON, *self.fields)


_LOAN: Final = ("title", "due_on", "branch")
_HOLD: Final = ("title", "until", "branch")
EVENTS: Final[Mapping[str, Event]] = {
    event.code: event
    for event in (
        Event("welcome", ("card", "until"), prompt=True),
        Event("due_soon", _LOAN, optional=True, days=3),
        Event("due_today", _LOAN, optional=True, is_on=False),
        Event("overdue_1", (*_LOAN, "days"), days=1, by_letter=True),
        Event("overdue_2", (*_LOAN, "days"), days=7, by_letter=True),
        Event("overdue_3", (*_LOAN, "days"), days=21, by_letter=True),
        Event("hold_ready", _HOLD, prompt=True, by_letter=True),
        Event("hold_reminder", _HOLD, optional=True, days=2),
        Event("hold_expired", ("title", "branch"), by_letter=True),
        Event("hold_cancelled", ("title", "branch")),
        Event("renewed", _LOAN, optional=True),
        Event("not_renewed", (*_LOAN, "why")),
        Event("receipt", ("amount", "number", "branch"), optional=True, prompt=True, is_on=False),
        Event("membership_expiring", ("until", "card"), optional=True, days=30, by_letter=True),
        Event("lost_bill", ("title", "amount", "branch"), by_letter=True),
    )
}
BEFORE_DUE: Final = ("due_soon", "due_today")
OVERDUE: Final = ("overdue_1", "overdue_2", "overdue_3")
PROMPT: Final = frozenset(event.code for event in EVENTS.values() if event.prompt)
OPTIONAL: Final = tuple(event.code for event in EVENTS.values() if event.optional)


def unknown_places(text: str, allowed: Iterable[str]) -> list[str]:
    """What stands in braces in ``text`` and is none of ``allowed``, in order."""
    return [found for found in _PLACE.findall(text) if found not in set(allowed)]


def filled(text: str, facts: Mapping[str, str]) -> str:
    """``text`` with its placeholders replaced. What a fact says is never looked at again: a title
    with braces stays one. A placeholder without a fact is left out.
    """
    return _PLACE.sub(lambda place: facts.get(place.group(1), ""), text)


def after_quiet(local: datetime, begins: time | None, ends: time | None) -> datetime:
    """The first moment from ``local`` on, by the library's clock, at which people may be written
    to. Without quiet hours, or with ones that end as they begin, that is ``local``.
    """
    if begins is None or ends is None or begins == ends:
        return local
    clock = local.time()
    is_quiet = begins <= clock < ends if begins < ends else clock >= begins or clock < ends
    if not is_quiet:
        return local
    day = local.date() if clock < ends else local.date() + timedelta(days=1)
    return datetime.combine(day, ends, local.tzinfo)
