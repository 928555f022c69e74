"""When a loan that does not come back counts as lost by itself (circulation rules, sections 2 and
8).
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

TERM: Final = "lost_after_days"
_MOST_DAYS: Final = 32_767
"""As many as a policy can name."""


class UnreadableTerm(ValueError):
    """What is kept with a loan for ``lost_after_days`` is no number of days."""


def after(loan_terms: Mapping[str, Any]) -> int | None:
    """For how many days a loan under these terms is overdue when it counts as lost, at least one;
    nothing where it never does. Raises ``UnreadableTerm``.
    """
    days = loan_terms.get(TERM)
    if days is None:
        return None
    if type(days) is not int or not 0 <= days <= _MOST_DAYS:
        raise UnreadableTerm(repr(days)[:40])
    return max(1, days)


def day(due_on: date, loan_terms: Mapping[str, Any]) -> date | None:
    """The day on which a loan that was due on ``due_on`` counts as lost, if its terms name one that
    can be read. The fine grows no further, whether or not anybody has noticed.
    """
    try:
        days = after(loan_terms)
    except UnreadableTerm:  # the night reports it; a return at the desk is no place to stumble
        return None
    return None if days is None else due_on + timedelta(days=days)
