"""What members choose about their reading history."""

from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.services import audit
from members import errors
from members.domain import history
from members.models import Member
from members.services import lookup

Forget = Callable[[Member, datetime], int]
"""Forgets what a member, who is locked, does not want to be kept any more; how many loans."""
Count = Callable[[Member, datetime], int]
"""How many loans ``Forget`` would forget. Changes nothing."""

FORGETTERS: Final[list[Forget]] = []
COUNTERS: Final[list[Count]] = []
MOST_MONTHS: Final = 600


def choose(
    member_id: UUID,
    *,
    keeps_history: bool,
    months: int | None,
    actor: User,
    now: datetime,
    interface: str,
) -> int:
    """Keep the member's reading history, for ``months`` or (``None``) until they turn it off; or
    keep none. What is kept longer than they want is forgotten at once; how many loans.

    Raises ``UnknownMember``, ``BadMonths``.
    """
    months = _checked(keeps_history, months)
    with transaction.atomic():
        member = lookup.locked(member_id)
        member.keeps_history, member.history_months = keeps_history, months
        member.save(update_fields=["keeps_history", "history_months"])
        forgotten = sum(forget(member, now) for forget in FORGETTERS)
        audit.record(
            "member.history_kept" if keeps_history else "member.history_off",
            actor=actor,
            now=now,
            interface=interface,
            member_id=member.pk,
            months=months,
            forgotten=forgotten,
        )
    return forgotten


def to_be_forgotten(
    member: Member, *, keeps_history: bool, months: int | None, now: datetime
) -> int:
    """How many loans such a choice would forget at once. Raises ``BadMonths``."""
    as_chosen = Member(pk=member.pk, keeps_history=keeps_history)
    as_chosen.history_months = _checked(keeps_history, months)
    return sum(count(as_chosen, now) for count in COUNTERS)


def keeps_history(member_id: UUID | None) -> bool:
    """Whether a member has chosen to keep their history."""
    kept = Member.objects.filter(keeps_history=True)
    return member_id is not None and kept.filter(pk=member_id).exists()


def kept_since(member: Member, now: datetime) -> datetime | None:
    """From when on the member's history is kept by their own choice: ``now`` where they chose
    none, nothing where it is kept whole.
    """
    if not member.keeps_history:
        return now
    return history.kept_since(now, member.history_months) if member.history_months else None


def _checked(keeps_history: bool, months: int | None) -> int | None:
    """``months``, where they mean something. Raises ``BadMonths``."""
    if months is not None and not 1 <= months <= MOST_MONTHS:
        raise errors.BadMonths(most=MOST_MONTHS)
    return months if keeps_history else None
