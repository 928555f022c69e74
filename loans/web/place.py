"""Which branch's desk this is: chosen once, and kept for the session."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from accounts.models.audit import Interface
from catalog.models import Branch
from core import clock
from loans import errors
from loans.selectors import desk as found
from loans.services.situation import Desk

_KEY = "desk_branch"


@dataclass(frozen=True)
class Place:
    """A desk, the branch it stands at, and the branches it could stand at."""

    desk: Desk
    branch: Branch
    branches: Sequence[Branch]


def choose(request: HttpRequest, branch_id: UUID) -> None:
    """From now on this browser stands at the desk of this branch."""
    request.session[_KEY] = str(branch_id)


def of(request: HttpRequest) -> Place:
    """Where whoever asks stands: at the first branch by name until another is chosen.

    Raises ``NoBranch``.
    """
    branches = found.branches()
    if not branches:
        raise errors.NoBranch
    chosen = request.session.get(_KEY)
    branch = next((each for each in branches if str(each.pk) == chosen), branches[0])
    user: Any = request.user
    desk = Desk(actor=user, branch=branch, now=clock.now(), interface=Interface.DESK)
    return Place(desk, branch, branches)
