"""Words, addresses and facts for the templates of members."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members import selectors
from members.models import Block, Member


def card(member: Member, today: date) -> dict[str, Any]:
    """A membership as its owner sees it: from ``selectors.with_details``."""
    return {
        "number": member.spaced_card,
        "state": selectors.state(member, today),
        "facts": [
            (_("Category"), member.category.name),
            (_("Member until"), date_format(member.expires_on)),
        ],
        "blocks": [reason(block) for block in selectors.blocks_of(member)],
    }


def reason(block: Block) -> str:
    """Why someone cannot borrow, and until when."""
    if block.until_on is None:
        return block.reason
    until = date_format(block.until_on)
    return _("%(reason)s (until %(day)s)") % {"reason": block.reason, "day": until}


def row(member: Member, today: date) -> dict[str, Any]:
    """A member in a list: from ``selectors.with_details``."""
    return {
        "url": reverse("members:member", args=[member.pk]),
        "name": member.name,
        "card": member.spaced_card,
        "category": member.category.name,
        "until": date_format(member.expires_on, "SHORT_DATE_FORMAT"),
        "state": selectors.state(member, today),
    }


def facts(member: Member) -> list[tuple[str, str]]:
    """What is noted of a member, for the staff."""
    born_on = date_format(member.born_on) if member.born_on else ""
    return [
        (_("Card"), member.spaced_card),
        (_("Category"), member.category.name),
        (_("Member until"), date_format(member.expires_on)),
        (_("Member since"), date_format(member.created_at)),
        (_("E-mail"), member.email),
        (_("Telephone"), member.phone),
        (_("Address"), ", ".join(member.address.splitlines())),
        (_("Born on"), born_on),
        (_("Note for staff"), member.note),
    ]


def block(made: Block, *, in_force: bool) -> dict[str, Any]:
    """A block on the member's page."""
    who = made.blocked_by.name if made.blocked_by else ""
    since = made.from_on or made.blocked_at
    words = {"day": date_format(since), "who": who}
    stops = ", ".join(str(what.label) for what in made.stops)
    return {
        "reason": made.reason,
        "stops": _("%(kind)s; stops %(stops)s") % {"kind": made.get_kind_display(), "stops": stops},
        "since": _("%(day)s, %(who)s") % words if who else words["day"],
        "until": date_format(made.until_on) if made.until_on else _("until lifted"),
        "lift_url": reverse("members:unblock", args=[made.pk]) if in_force else "",
        "lifted": date_format(made.lifted_at) if made.lifted_at else "",
    }


def what_leaving_means() -> list[str]:
    """What a deletion takes and what it leaves."""
    return [
        _("Name, card, address, e-mail and the sign-in are deleted for good."),
        _("Past loans are kept for the statistics, without a name."),
        _("This cannot be undone."),
    ]
