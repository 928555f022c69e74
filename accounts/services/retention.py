"""How long things about people are kept, and the clearing away of what is older.

Each place says its usual term and the reason for it beside the code that clears it; administrators
may choose other days (``KeptFor``). The night asks all of them, one after the other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.functional import Promise

from accounts.models import KeptFor


@dataclass(frozen=True)
class Term:
    """For how many days ``what`` is kept, unless administrators say otherwise, and ``why`` so
    long.
    """

    code: str
    what: str | Promise
    usual_days: int
    why: str | Promise

    def days(self) -> int:
        """For how many days it is kept in this library."""
        chosen = KeptFor.objects.filter(pk=self.code).values_list("days", flat=True).first()
        return self.usual_days if chosen is None else chosen

    def before(self, now: datetime) -> datetime:
        """What is older than this moment is cleared away."""
        return now - timedelta(days=self.days())


Clear = Callable[[datetime], int]
"""Clears away what is too old at a moment; how many rows went."""

RULES: Final[dict[Term, Clear | None]] = {}
"""Every term, and what clears by it in the ``retention`` step of the night; nothing where another
step does. Filled by each context at start.
"""


def chosen() -> list[tuple[Term, int]]:
    """Every term with its days in this library, in one statement."""
    said = dict(KeptFor.objects.values_list("code", "days"))
    return [(term, said.get(term.code, term.usual_days)) for term in RULES]


def clear(term: Term, *, now: datetime) -> int:
    """Clear away by one term; how many rows went."""
    work = RULES[term]
    return work(now) if work else 0
