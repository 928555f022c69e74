"""When a loan gives cause for a notice: before it is due, on that day, and when it is late."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

DUE_SOON_DAYS: Final = 3
"""So many days before the due day, or later when a night was missed."""
OVERDUE_DAYS: Final = (1, 7, 21)
"""So many days after the due day."""
SOON: Final = "due_soon"
TODAY: Final = "due_today"
LATE: Final = ("overdue_1", "overdue_2", "overdue_3")
_ACTIONS: Final = {SOON: "loan.due_soon", TODAY: "loan.due_today"}


@dataclass(frozen=True)
class Plan:
    """When the library tells of a loan: so many days before and after; ``off`` is not told of."""

    due_soon: int = DUE_SOON_DAYS
    overdue: Sequence[int] = OVERDUE_DAYS
    off: Collection[str] = field(default=frozenset({TODAY}))


@dataclass(frozen=True)
class Cause:
    """What happened to a loan (the word of the trail), and the number of days that made it so."""

    action: str
    days: int

    def is_told_by(self, told: "Cause") -> bool:
        """Whether ``told``, of the same due date, makes this one needless: of several steps that
        were missed only the last is worth telling.
        """
        return told.action == self.action and told.days >= self.days


@dataclass(frozen=True)
class Step:
    """A notice of a loan that the time has come for, and the day on which it came."""

    event: str
    days: int
    on: date

    @property
    def cause(self) -> Cause:
        """The same as the trail tells it."""
        return Cause(_ACTIONS.get(self.event, "loan.overdue"), self.days)


@dataclass(frozen=True)
class Reached:
    """The steps that have come, the first first; ``last`` is the one to tell, when there is one."""

    steps: Sequence[Step]
    last: Step | None


def reached(begun_on: date, due_on: date, today: date, plan: Plan) -> Reached:
    """What there is to tell by ``today`` of an open loan that has had its due day since
    ``begun_on``.

    A loan that is shorter than the time of warning is not warned of. Of what is told of at all the
    last step is the one to tell; before the due day only what is still before it.
    """
    steps = []
    if (due_on - begun_on).days > plan.due_soon:
        steps.append(Step(SOON, plan.due_soon, due_on - timedelta(days=plan.due_soon)))
    steps.append(Step(TODAY, 0, due_on))
    for event, days in zip(LATE, plan.overdue, strict=True):
        steps.append(Step(event, days, due_on + timedelta(days=days)))
    come = sorted((step for step in steps if step.on <= today), key=lambda step: step.on)
    late = today > due_on
    told = [step for step in come if step.event not in plan.off]
    told = [step for step in told if (step.event in LATE) == late]
    return Reached(come, told[-1] if told else None)


def cause(begun_on: date, due_on: date, today: date, plan: Plan | None = None) -> Cause | None:
    """As ``reached``: the last, as the trail tells it."""
    last = reached(begun_on, due_on, today, plan or Plan()).last
    return last.cause if last else None
