"""Members as lists and records show them, with all that hangs on them, in two queries."""

from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from members.models import Block, Member

IN_FORCE = "blocks_in_force"


def with_details(members: QuerySet[Member], today: date) -> QuerySet[Member]:
    """``members`` with account, category, and their blocks that stand on ``today``."""
    blocks = Block.objects.in_force(today).order_by("blocked_at")
    return members.select_related("user", "category").prefetch_related(
        Prefetch("blocks", queryset=blocks, to_attr=IN_FORCE)
    )


def blocks_of(member: Member) -> list[Block]:
    """The blocks that ``with_details`` found."""
    return list(getattr(member, IN_FORCE))


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
