"""How long members stay members: renewing, one or many, and moving up when they have outgrown their
category.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format

from accounts.models import User
from accounts.services import audit
from members import errors
from members.domain import ages, terms
from members.models import Category, Member
from members.services import lookup, protection


@dataclass(frozen=True)
class Many:
    """What came of a deed on many: the members for whom it was done, how many had been changed
    since they were chosen, or are gone, and how many are protected from it.
    """

    done: Sequence[Member]
    passed: int
    protected: int = 0


def demand_end(expires_on: date | None, today: date) -> None:
    """Refuse a last day that is too far ahead (see ``terms.latest``). Raises ``EndsTooLate``."""
    latest = terms.latest(today)
    if expires_on and expires_on > latest:
        raise errors.EndsTooLate(day=date_format(latest))


def until(member: Member, today: date) -> date:
    """The last day of the membership if it were renewed ``today``."""
    return terms.renewed(member.expires_on, today, member.category.enrolment_months)


def renew(
    member_id: UUID,
    *,
    seen: date | None,
    actor: User,
    now: datetime,
    today: date,
    interface: str,
) -> Member:
    """Renew a membership for the term of its category (see ``terms.renewed``).

    ``seen`` is the last day that whoever renews was shown; ``None`` skips the question. Raises
    ``UnknownMember``, ``MembershipChanged``, and ``RenewedAlready`` where more than a whole term is
    left.
    """
    with transaction.atomic():
        member = lookup.locked(member_id)
        if seen is not None and seen != member.expires_on:
            raise errors.MembershipChanged(name=member.name)
        if member.expires_on > terms.expiry(today, member.category.enrolment_months):
            raise errors.RenewedAlready(day=date_format(member.expires_on))
        was, member.expires_on = member.expires_on, until(member, today)
        member.revision += 1
        member.save(update_fields=["expires_on", "revision"])
        audit.record(
            "member.renewed",
            actor=actor,
            now=now,
            interface=interface,
            member_id=member.pk,
            was=was,
            expires_on=member.expires_on,
        )
    return member


def renew_many(
    seen: Mapping[UUID, date], *, actor: User, now: datetime, today: date, interface: str
) -> Many:
    """Renew the memberships of many, each with the last day that was shown; all at once or, when
    something fails, none. Those that are not as they were seen are passed over.
    """

    def one(member_id: UUID) -> Member:
        day = seen[member_id]
        return renew(member_id, seen=day, actor=actor, now=now, today=today, interface=interface)

    return _each(seen, one)


def move_up_many(
    seen: Mapping[UUID, UUID], *, actor: User, now: datetime, today: date, interface: str
) -> Many:
    """Move many who have outgrown their category up to the next one; ``seen`` says into which, as
    was shown. Those for whom that is so no more are passed over, and so are protected members.
    Loans keep their terms.
    """

    def one(member_id: UUID) -> Member:
        member = lookup.locked(member_id)
        protection.demand_free(member)
        was, member.category = member.category, _next(member, seen[member_id], today)
        member.revision += 1
        member.save(update_fields=["category", "revision"])
        audit.record(
            "member.moved_up",
            actor=actor,
            now=now,
            interface=interface,
            member_id=member.pk,
            was=was.code,
            category=member.category.code,
        )
        return member

    return _each(seen, one)


def _next(member: Member, seen: UUID, today: date) -> Category:
    """The category that the member moves up to. Raises ``MembershipChanged``."""
    category = member.category
    has_outgrown = not ages.fits(member.born_on, None, category.max_age, today)
    if category.moves_up_to is None or category.moves_up_to.pk != seen or not has_outgrown:
        raise errors.MembershipChanged(name=member.name)
    return category.moves_up_to


def _each(chosen: Mapping[UUID, object], one: Callable[[UUID], Member]) -> Many:
    """In the order of their ids, so that two who do this at once do not wait for each other."""
    done: list[Member] = []
    protected = 0
    with transaction.atomic():
        for member_id in sorted(chosen):
            try:
                done.append(one(member_id))
            except errors.MemberProtected:
                protected += 1
            except (errors.MembershipChanged, errors.RenewedAlready, errors.UnknownMember):
                continue
    return Many(done, len(chosen) - len(done) - protected, protected)
