"""Weeks of lending in the demo library: every deed done by the services, on its day."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils.timezone import localtime

from accounts.models import User
from accounts.models.audit import Interface
from catalog.models import Branch, Copy
from core.errors import LibraryError
from loans.models import Loan
from loans.services import checkout, renewals, returns
from loans.services.situation import Desk
from members.models import Member

DAYS: Final = 56
A_DAY_OUT: Final = range(5, 13)
"""Loans begun on a day of the past."""


def happen(
    people: Sequence[Member],
    copies: Sequence[Copy],
    *,
    actor: User,
    now: datetime,
    dice: random.Random,
) -> None:
    """Eight weeks of checkouts, renewals and returns, ending an hour before ``now``.

    One member in twelve is a slow reader: from them come the overdue loans. Whoever can sign in is
    left alone: what they have out is for the visitor to deal with.
    """
    branches = list(Branch.objects.open().order_by("code"))
    slow = {member.pk for number, member in enumerate(people) if number % 12 == 5}
    slow |= set(Member.objects.exclude(user=None).values_list("pk", flat=True))
    for days_ago in range(DAYS, -1, -1):
        day = localtime(now).replace(minute=0) - timedelta(days=days_ago, hours=1)
        desk = Desk(actor=actor, branch=branches[days_ago % 2], now=day, interface=Interface.DESK)
        _take_back(slow, desk, dice)
        for _ in range(dice.choice(A_DAY_OUT)):
            _lend(dice.choice(people), dice.choice(copies), desk)


def borrowed_by(member: Member, copies: Sequence[Copy], *, actor: User, now: datetime) -> None:
    """What the member with a login has: an overdue loan, some to renew, and some read before."""
    adult = [copy for copy in copies if copy.copy_type.code == "book"]
    for number, days_ago in enumerate((40, 30, 17, 9, 6, 2)):
        desk = Desk(
            actor=actor,
            branch=None,
            now=now - timedelta(days=days_ago, hours=2),
            interface=Interface.DESK,
        )
        _lend(member, adult[number * 7], desk)
        if days_ago > 20:
            later = Desk(actor, None, desk.now + timedelta(days=9), Interface.DESK)
            returns.take_back(adult[number * 7].barcode, desk=later)


def _lend(member: Member, copy: Copy, desk: Desk) -> None:
    try:
        checkout.lend_copy(copy.barcode, member.pk, desk=desk)
    except LibraryError:
        return  # on loan, at the limit, reference only: as at any desk


def _take_back(slow: set[UUID], desk: Desk, dice: random.Random) -> None:
    """Readers bring books back from a few days before they are due; some ask for more time."""
    soon = desk.now + timedelta(days=4)
    for loan in Loan.objects.open().filter(due_at__lt=soon).order_by("due_at", "id"):
        if loan.member_id in slow:
            continue
        if dice.random() < 0.12:
            _renew(loan, desk)
        elif dice.random() < 0.45 or loan.due_at < desk.now:
            returns.return_loan(loan.pk, desk=desk)


def _renew(loan: Loan, desk: Desk) -> None:
    try:
        renewals.renew(loan.pk, desk=desk)
    except LibraryError:
        return
