"""When a loan gives cause for a notice: before it is due, and when it is late."""

from dataclasses import dataclass
from datetime import date
from typing import Final

DUE_SOON_DAYS: Final = 3
"""So many days before the due day, or later when a night was missed."""
OVERDUE_DAYS: Final = (1, 7, 21)
"""So many days after the due day."""


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


def cause(begun_on: date, due_on: date, today: date) -> Cause | None:
    """What there is to tell ``today`` of an open loan that has had its due day since ``begun_on``.

    A loan that is shorter than the time of warning is not warned of.
    """
    late = (today - due_on).days
    if late > 0:
        reached = [days for days in OVERDUE_DAYS if days <= late]
        return Cause("loan.overdue", reached[-1]) if reached else None
    is_long = (due_on - begun_on).days > DUE_SOON_DAYS
    return Cause("loan.due_soon", DUE_SOON_DAYS) if is_long and -late <= DUE_SOON_DAYS else None
