"""What goes wrong in the demo library: a copy of each kind that is not simply out or in."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from accounts.models import User
from accounts.models.audit import Interface
from catalog.models import Branch, Copy
from loans.models import Hold, Loan
from loans.services import by, claims, holds, lost, returns, shelf
from loans.services.situation import Desk
from members.models import Member

_DAMAGE: Final = "coffee on the last pages"
_NOT_PICKED_UP: Final = timedelta(days=16)
"""How long ago the copy was set aside that nobody came for."""


def happen(people: Sequence[Member], *, actor: User, now: datetime) -> None:
    """One copy is lost, one is said to be returned, one came back damaged, one is not where it
    should be, and one waited for somebody who did not come.
    """
    branch = Branch.objects.open().order_by("code").first()
    desk = Desk(actor, branch, now - timedelta(minutes=10), Interface.DESK)
    gone, claimed, damaged = _out(people)
    lost.declare(gone.pk, desk=desk)
    claims.claim(claimed.pk, desk=desk)
    said = returns.Said(damage=_DAMAGE)
    returns.take_back(damaged.copy.barcode, desk=desk, said=said)
    missing, unwanted = _in(branch)
    shelf.not_found(missing.pk, by=by.at(desk))
    _not_picked_up(people[-1], unwanted, replace(desk, now=now - _NOT_PICKED_UP), now)


def _out(people: Sequence[Member]) -> Sequence[Loan]:
    """Loans longest out, of books that nobody waits for."""
    wanted = Hold.objects.active().values("book")
    late = Loan.objects.open().filter(member__in=people).exclude(copy__book__in=wanted)
    return list(late.select_related("copy").order_by("due_at", "copy__barcode")[:3])


def _in(branch: Branch | None) -> Sequence[Copy]:
    """Copies of ``branch`` that stand on their shelf and were never lent."""
    idle = Copy.objects.free().holdable().filter(branch=branch, loans=None)
    return list(idle.order_by("barcode")[:2])


def _not_picked_up(member: Member, copy: Copy, desk: Desk, now: datetime) -> None:
    if desk.branch:
        holds.on_copy(copy.barcode, member.pk, pickup=desk.branch, desk=desk)
        returns.take_back(copy.barcode, desk=desk)
        shelf.expire(now - timedelta(days=1))
