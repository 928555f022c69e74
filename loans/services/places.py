"""Where a copy goes that lies on a desk."""

from dataclasses import dataclass
from typing import Final

from catalog.models import Branch
from loans.models import Hold


@dataclass(frozen=True)
class Place:
    """On the hold shelf for ``hold``, on its way to ``to_branch`` (for ``hold``, or home), or on
    the shelf it belongs on. ``came_from`` and ``was_for`` tell of a transfer that ended: with its
    arrival, or here though it was for another branch.
    """

    hold: Hold | None = None
    to_branch: Branch | None = None
    came_from: Branch | None = None
    was_for: Branch | None = None

    @property
    def has_arrived(self) -> bool:
        """Whether a transfer to this branch ended with it."""
        return self.came_from is not None


NOWHERE: Final = Place()
"""No other place than its shelf."""
