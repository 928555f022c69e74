"""Protected members: records that nobody deletes, merges away or erases by mistake, such as that of
a self-check machine, of a class, or of loans that are counted for the statistics.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.services import audit
from members import errors
from members.models import Member
from members.services import lookup


def choose(
    member_id: UUID, *, is_protected: bool, actor: User, now: datetime, interface: str
) -> Member:
    """Protect a member, or take the protection off; as it is already, nothing happens.

    Raises ``UnknownMember``.
    """
    with transaction.atomic():
        member = lookup.locked(member_id)
        if member.is_protected == is_protected:
            return member
        member.is_protected = is_protected
        member.save(update_fields=["is_protected"])
        audit.record(
            "member.protected" if is_protected else "member.unprotected",
            actor=actor,
            now=now,
            interface=interface,
            member_id=member.pk,
        )
    return member


def demand_free(member: Member) -> None:
    """Refuse what would end this record, which is locked. Raises ``MemberProtected``."""
    if member.is_protected:
        raise errors.MemberProtected(name=member.name)
