"""Members as lists and records show them, with all that hangs on them, in two queries; and whose
card it is.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members import errors
from members.domain import ages
from members.models import (
    Block,
    BlockKind,
    Bounce,
    Category,
    DeskNote,
    Guardianship,
    LeaveRequest,
    Member,
    MemberPhoto,
    OldCard,
)

IN_FORCE = "blocks_in_force"


def with_details(members: QuerySet[Member], today: date) -> QuerySet[Member]:
    """``members`` with account, category, and their blocks that stand on ``today``."""
    blocks = Block.objects.in_force(today).order_by("blocked_at")
    return members.select_related("user", "category").prefetch_related(
        Prefetch("blocks", queryset=blocks, to_attr=IN_FORCE)
    )


def with_photo_mark(members: QuerySet[Member]) -> QuerySet[Any]:
    """``members``, each with ``has_photo``, in the same statement."""
    return members.annotate(has_photo=Exists(MemberPhoto.objects.filter(member=OuterRef("pk"))))


def has_photo(member_id: UUID) -> bool:
    """Whether there is a photo of a member."""
    return MemberPhoto.objects.filter(member=member_id).exists()


def holder(scanned: str) -> UUID:
    """The id of the member with this card, as scanned or typed. For the staff.

    Raises ``CardReplaced`` for a card that is used no more, and ``UnknownCard``.
    """
    found = Member.objects.by_card(scanned).values_list("pk", flat=True).first()
    if found is None:
        demand_in_use(scanned)
        raise errors.UnknownCard(card=scanned)
    return found


def owner(scanned: str) -> UUID | None:
    """The id of the member who has this card, or had it before another."""
    has = Member.objects.by_card(scanned).values_list("pk", flat=True)
    had = OldCard.objects.by_card(scanned).values_list("member", flat=True)
    return has.first() or had.first()


def demand_in_use(scanned: str) -> None:
    """Raise ``CardReplaced`` when this was somebody's card. For the staff: it names them."""
    old = OldCard.objects.by_card(scanned).select_related("member").first()
    if old is not None:
        raise errors.CardReplaced(
            card=old.number,
            day=date_format(old.replaced_at),
            why=old.get_why_display(),
            name=old.member.name,
        )


def blocks_of(member: Member) -> list[Block]:
    """The blocks that ``with_details`` found."""
    return list(getattr(member, IN_FORCE))


def bounced(member: Member) -> str:
    """That mail to the member's address came back, for the staff; nothing where it did not."""
    row = Bounce.objects.filter(member=member, address=member.email).first()
    if row is None:
        return ""
    said = _("Mail to %(address)s came back on %(day)s. Please ask for another address.")
    return said % {"address": row.address, "day": date_format(row.at)}


def wants_to_leave(member: Member) -> str:
    """That the member is to leave as soon as they can, for the staff; nothing where they stay."""
    asked: LeaveRequest | None = getattr(member, "leave_request", None)
    if asked is None:
        return ""
    said = _(
        "%(name)s wants to leave, since %(day)s: the record is deleted by itself in the night "
        "after everything is settled."
    )
    return said % {"name": member.name, "day": date_format(asked.asked_at)}


def state(member: Member, today: date) -> str:
    """The one word for how a member stands: ``blocked``, ``expired``, ``unverified`` or
    ``active``; the gravest first.
    """
    if blocks_of(member):
        return "blocked"
    if member.is_expired(today):
        return "expired"
    if member.user and not member.is_verified:
        return "unverified"
    return "active"


def shown(member: Member) -> dict[str, Any]:
    """A member from ``with_details`` as the API answers with them. Staff's own note is left out."""
    return {
        "id": member.pk,
        "name": member.name,
        "email": member.email,
        "is_verified": member.is_verified,
        "card_number": member.card_number,
        "category": member.category.code,
        "category_name": member.category.name,
        "expires_on": member.expires_on,
        "phone": member.phone,
        "address": member.address,
        "blocks": [
            {
                "reason": block.reason,
                "until_on": block.until_on,
                "blocked_at": block.blocked_at,
            }
            for block in blocks_of(member)
        ],
        "created_at": member.created_at,
    }


def outgrown(today: date) -> QuerySet[Member]:
    """Members who are older than their category is for, where it says what comes then."""
    older = Q(pk=None)
    for category in Category.objects.with_oldest().exclude(moves_up_to=None):
        born_by = ages.latest_birth((category.max_age or 0) + 1, today)
        older |= Q(category=category, born_on__lte=born_by)
    return Member.objects.filter(older).select_related("category__moves_up_to")


def expiring(today: date, days: int) -> QuerySet[Member]:
    """Members whose membership ends within ``days``, or has ended as many days ago at most."""
    span = timedelta(days=days)
    ends = Member.objects.filter(expires_on__range=(today - span, today + span))
    return ends.select_related("category", "user")


def unchecked() -> QuerySet[Member]:
    """Members who have registered by themselves and whom the desk has still to check, those first
    who have waited longest.
    """
    waiting = Member.objects.filter(
        blocks__kind=BlockKind.UNCHECKED, blocks__lifted_at=None
    ).select_related("category", "user")
    return waiting.order_by("created_at", "id")


def relatives(member_id: UUID) -> Sequence[Member]:
    """Whom the desk may be asked to serve with this member: those they look after; or, for a child,
    its guardians and whom they look after as well. In the order of their names.
    """
    ties = Guardianship.objects.in_force()
    heads = {member_id, *ties.filter(child=member_id).values_list("guardian", flat=True)}
    children = ties.filter(guardian__in=heads).values_list("child", flat=True)
    found = Member.objects.filter(pk__in={*heads, *children}).exclude(pk=member_id)
    return list(found.order_by("sort_name", "id"))


def open_notes(member_id: UUID) -> Sequence[DeskNote]:
    """What the desk has to tell or ask a member, newest first."""
    return list(DeskNote.objects.open().filter(member=member_id).select_related("made_by"))
