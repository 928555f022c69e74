"""Which refusals someone with the right to do so may lift, and what they have to say for it
(circulation rules, section 4).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

MAX_COMMENT: Final = 300
LONGEST: Final = timedelta(days=3650)
"""How far ahead a day can be named: as far as the longest loan that a policy gives."""


@dataclass(frozen=True)
class Override:
    """The permission that lifts a blocker, and what has to be given beside it."""

    permission: str
    needs: tuple[str, ...] = ("comment",)


OVERRIDES: Final[Mapping[str, Override]] = {
    "loan_limit_reached": Override("loans.override_limit"),
    "debt_limit_reached": Override("loans.override_debt"),
    "overdue_loans": Override("loans.override_overdue"),
    "reference_only": Override("loans.override_reference", ("comment", "due_on")),
    "age_restricted": Override("loans.override_age"),
    "held_for_other": Override("loans.override_held"),
}
"""Every other blocker stays one, whoever asks."""


@dataclass(frozen=True)
class Given:
    """What somebody overrides: a comment for each code, and the day on which a copy is due that has
    no loan period.
    """

    comments: Mapping[str, str] = field(default_factory=dict)
    due_on: date | None = None


NONE_GIVEN: Final = Given()
