"""Whether the night's work was done, and the records fit together, as tiles of the dashboard."""

from datetime import datetime, timedelta, tzinfo
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loans.selectors import nights
from loans.selectors.nights import Standing
from loans.web.tiles import Tile

_LATE: Final = timedelta(hours=26)
"""A night's work may take a little longer than the night before."""
_NEVER: Final = "–"


def of(now: datetime, zone: tzinfo) -> list[Tile]:
    """When the night's work was done, and how many faults the last check found."""
    standing = nights.standing()
    return [_night(standing, now, zone), _check(standing)]


def _night(standing: Standing, now: datetime, zone: tzinfo) -> Tile:
    """The hour it was done, or the day when that is too long ago."""
    label, failed = _("The night's work"), standing.failed
    if standing.done_at is None:
        return Tile(_NEVER, label, "moon", "warn")
    done = standing.done_at.astimezone(zone)
    if now - standing.done_at > _LATE:
        return Tile(date_format(done, "j M"), _("The night's work, last done"), "moon", "bad")
    if failed:
        said = ngettext(
            "The night's work: %(n)s failure", "The night's work: %(n)s failures", failed
        )
        label = said % {"n": failed}
    return Tile(date_format(done, "H:i"), label, "moon", "bad" if failed else "ok")


def _check(standing: Standing) -> Tile:
    label, faults = _("Faults in the records"), standing.faults
    if faults is None:
        return Tile(_NEVER, label, "check", "warn")
    return Tile(faults, label, "check", "bad" if faults else "ok")
