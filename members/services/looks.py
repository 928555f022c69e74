"""Who on the staff looked at a member's record."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services.retention import Term
from members.models import Member, MemberView

VISIT: Final = timedelta(minutes=30)
"""Pages of one member that are opened within so long of the first are one visit."""
KEPT: Final = Term(
    "members.views",
    _("Who on the staff looked at a member's record"),
    180,
    _("Members and administrators can see it, and ask."),
)

OWNERS: Final[dict[str, Callable[[UUID], UUID | None]]] = {}
"""Whose the row is that an address names, by the name of that part of the address: whoever keeps
such rows says so. Who opens it looks at that member.
"""


def note(
    member_id: UUID, *, actor: User, now: datetime, interface: str, is_part: bool = False
) -> bool:
    """``actor`` looks at a member, as part of their work; whether that is a new visit.

    One's own record is nobody's business, and a member that is not there has none. With ``is_part``
    it is a part of a page, as a photo is: a page that was opened lately through any door has it.
    """
    lately = MemberView.objects.filter(member=OuterRef("pk"), actor=actor, at__gt=now - VISIT)
    if not is_part:
        lately = lately.filter(interface=interface)
    others = Member.objects.filter(pk=member_id).exclude(user=actor)
    if not others.filter(~Exists(lately)).order_by().values_list("pk").first():
        return False
    MemberView.objects.create(member_id=member_id, actor=actor, at=now, interface=interface)
    return True


def clear(now: datetime) -> int:
    """Forget visits that are too old; how many there were."""
    return MemberView.objects.before(KEPT.before(now)).delete()[0]
