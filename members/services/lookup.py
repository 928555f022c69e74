"""Members as the deeds of this context take them in hand."""

from uuid import UUID

from accounts.models import User
from core import db
from members import errors
from members.models import Member


def locked(member_id: UUID) -> Member:
    """The member, locked to the end of the transaction. Raises ``UnknownMember``.

    Their account and category are read afterwards, in statements of their own: PostgreSQL gives
    rows that were joined to a locked one as they were before the wait for the lock.
    """
    found: Member | None = db.locked(Member.objects.all()).filter(pk=member_id).first()
    if found is None:
        raise errors.UnknownMember
    return found


def works_here(user: User) -> bool:
    """Whether an account can do more than a member's: by role, by a right of its own, or as
    administrator.
    """
    return (
        user.is_staff or user.is_superuser or user.groups.exists() or user.user_permissions.exists()
    )
