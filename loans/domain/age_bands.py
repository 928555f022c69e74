"""How old borrowers were, in bands: what the statistics keep when a person has been forgotten."""

from datetime import date
from typing import Final

BANDS: Final = ((6, "0-5"), (13, "6-12"), (18, "13-17"), (26, "18-25"), (65, "26-64"))
OLDEST: Final = "65+"
UNKNOWN: Final = ""


def band(born_on: date | None, on: date) -> str:
    """The band of someone ``born_on`` a day as of ``on``; ``UNKNOWN`` when nobody noted the day.

    Bands are wide, so that they do not tell one member of a small branch from another.
    """
    if born_on is None:
        return UNKNOWN
    age = on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
    return next((name for below, name in BANDS if age < below), OLDEST)
