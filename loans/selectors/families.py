"""What guardians see of the members whom they look after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from accounts.models import User
from loans.models import AccountLine, Hold, Loan
from loans.selectors import history, holds_seen
from members.errors import UnknownMember
from members.models import Guardianship, Member
from members.services import families


@dataclass(frozen=True)
class Child:
    """A child, as a guardian sees it at a glance: what it has, what of it is late, for how many
    books it waits, and what it owes in minor units.
    """

    member: Member
    shows_titles: bool
    on_loan: int
    overdue: int
    holds: int
    owes: int


@dataclass(frozen=True)
class Home:
    """A child with its loans, earliest due first, and its holds; these only where it shows the
    titles.
    """

    child: Child
    loans: Sequence[Loan]
    holds: Sequence[Hold]


def children(guardian: User, now: datetime, today: date) -> list[Child]:
    """Whom this person looks after, by name; four queries however many."""
    ties = Guardianship.objects.in_force().filter(guardian__user=guardian)
    members = Member.objects.filter(pk__in=ties.values("child")).select_related("category")
    return _seen(list(members.order_by("sort_name", "id")), now, today)


def named(guardian: User) -> list[tuple[UUID, str]]:
    """The ids and names of those whom this person looks after."""
    ties = Guardianship.objects.in_force().filter(guardian__user=guardian)
    return list(ties.order_by("child__sort_name", "id").values_list("child_id", "child__name"))


def home(guardian: User, child_id: UUID, now: datetime, today: date) -> Home:
    """One child. Raises ``UnknownMember`` for a child of others, and for anyone who is none."""
    if not Guardianship.objects.by(guardian, child_id).exists():
        raise UnknownMember
    members = Member.objects.filter(pk=child_id).select_related("category")
    (child,) = _seen(list(members), now, today)
    holds = holds_seen.of_member(child_id) if child.shows_titles else []
    return Home(child, history.at_home(child_id), holds)


def guardians(member_id: UUID) -> list[Member]:
    """Who looks after this member, by name."""
    ties = Guardianship.objects.in_force().filter(child=member_id)
    return list(Member.objects.filter(pk__in=ties.values("guardian")).order_by("sort_name", "id"))


def _seen(members: Sequence[Member], now: datetime, today: date) -> list[Child]:
    ids = [member.pk for member in members]
    out = Loan.objects.open().filter(member__in=ids).order_by().values("member")
    late = Q(due_at__lt=now, lost_at=None, claimed_returned_at=None)
    loans: dict[UUID, Any] = {
        row["member"]: row for row in out.annotate(n=Count("id"), late=Count("id", filter=late))
    }
    waits = Hold.objects.active().filter(member__in=ids).order_by().values("member")
    holds = {row["member"]: row["n"] for row in waits.annotate(n=Count("id"))}
    lines = AccountLine.objects.filter(member__in=ids).order_by().values("member")
    owed = {row["member"]: row["n"] for row in lines.annotate(n=Coalesce(Sum("amount"), 0))}
    return [
        Child(
            member=member,
            shows_titles=not families.hides(member, today),
            on_loan=loans.get(member.pk, {}).get("n", 0),
            overdue=loans.get(member.pk, {}).get("late", 0),
            holds=holds.get(member.pk, 0),
            owes=owed.get(member.pk, 0),
        )
        for member in members
    ]
