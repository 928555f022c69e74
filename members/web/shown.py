"""Words, addresses and facts for the templates of members."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import LibraryError
from members import selectors
from members.domain import cards
from members.models import (
    Block,
    Category,
    DeskNote,
    Guardianship,
    Member,
    MemberView,
    OldCard,
)
from members.services import memberships


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
        "id": member.pk,
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
        (_("Class or group"), member.group),
        (_("Note for staff"), member.note),
    ]


def old_card(card: OldCard) -> str:
    """A card that is used no more, on the member's page."""
    return _("%(card)s until %(day)s: %(why)s") % {
        "card": cards.spaced(card.number),
        "day": date_format(card.replaced_at),
        "why": card.get_why_display(),
    }


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


# What a member can do about something that stands against their leaving.
_ADVICE: Final = {
    "member_protected": gettext_lazy("Ask the desk."),
    "has_open_loans": gettext_lazy("Bring these back, or tell the desk if one is lost."),
    "has_debt": gettext_lazy("Pay it at the desk, or talk to us about it."),
    "has_credit": gettext_lazy("Have it paid out at the desk."),
    "has_holds_on_shelf": gettext_lazy("Cancel these holds, or pick the books up and return them."),
}


def objection(refusal: LibraryError) -> dict[str, Any]:
    """Something that stands against leaving, thing by thing, with what to do about it."""
    return {
        "sentence": str(refusal),
        "things": [each["message"] for each in refusal.findings],
        "advice": _ADVICE.get(refusal.code, ""),
    }


def view(seen: MemberView) -> dict[str, Any]:
    """A look at one's own record."""
    return {
        "at": seen.at,
        "by": seen.actor.name if seen.actor else _("someone who no longer works here"),
        "door": seen.get_interface_display(),
    }


def what_forgetting_means() -> list[str]:
    """What goes and what stays when a reading history is turned off."""
    return [
        _("Nobody can find out any more what you borrowed, you neither."),
        _("Loans with a fee that is not settled stay until it is."),
        _("What came back in the last days goes by itself a little later."),
    ]


def what_leaving_means() -> list[str]:
    """What a deletion takes and what it leaves."""
    return [
        _("Name, card, address, e-mail and the sign-in are deleted for good."),
        _("Past loans are kept for the statistics, without a name."),
        _("This cannot be undone."),
    ]


def ending(member: Member, today: date) -> dict[str, Any]:
    """A member whose membership ends, in a list to choose from."""
    then = memberships.until(member, today)
    days = [date_format(each, "SHORT_DATE_FORMAT") for each in (member.expires_on, then)]
    was, until = days
    cells = [(_("Category"), member.category.name), (_("Member until"), was)]
    return _choice(member, [*cells, (_("If renewed"), until)])


def outgrown(member: Member) -> dict[str, Any]:
    """A member who is to move up, in a list to choose from."""
    born_on = date_format(member.born_on, "SHORT_DATE_FORMAT") if member.born_on else ""
    then = str(member.category.moves_up_to or "")
    cells = [(_("Born on"), born_on), (_("Category"), member.category.name)]
    return _choice(member, [*cells, (_("Moves up to"), then)])


def _choice(member: Member, cells: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "id": member.pk,
        "url": reverse("members:member", args=[member.pk]),
        "name": member.name,
        "card": member.spaced_card,
        "cells": cells,
    }


def renewal(member: Member, today: date) -> dict[str, Any]:
    """What a renewal would do."""
    days = (member.expires_on, memberships.until(member, today))
    was, then = (date_format(day, "SHORT_DATE_FORMAT") for day in days)
    return _preview(member, was, then, member.expires_on.isoformat())


def move(member: Member) -> dict[str, Any]:
    """What moving up would do."""
    then = member.category.moves_up_to
    return _preview(member, member.category.name, str(then or ""), str(then.pk if then else ""))


def _preview(member: Member, was: str, then: str, word: str) -> dict[str, Any]:
    return {"name": member.name, "was": was, "then": then, "seen": f"{member.pk}={word}"}


def category(each: Category, count: int) -> dict[str, Any]:
    """A category in the list of all."""
    return {
        "url": reverse("members:category", args=[each.pk]),
        "name": each.name,
        "code": each.code,
        "ages": _ages(each),
        "months": each.enrolment_months,
        "then": str(each.moves_up_to or ""),
        "register": _register(each),
        "count": count,
    }


def _ages(each: Category) -> str:
    words = {"youngest": each.min_age, "oldest": each.max_age}
    if each.max_age is None:
        return _("from %(youngest)s") % words if each.min_age is not None else ""
    return (_("%(youngest)s to %(oldest)s") if each.min_age else _("up to %(oldest)s")) % words


def _register(each: Category) -> str:
    if not each.self_registration:
        return ""
    return _("by themselves, then checked") if each.desk_checks else _("by themselves")


def newcomer(member: Member, alike: Sequence[Member]) -> dict[str, Any]:
    """Someone who waits to be checked, and who they may be already."""
    return {
        "id": member.pk,
        "name": member.name,
        "url": reverse("members:member", args=[member.pk]),
        "email": member.email,
        "is_verified": member.is_verified,
        "at": member.created_at,
        "check_url": reverse("members:check", args=[member.pk]),
        "refuse_url": reverse("members:refuse", args=[member.pk]),
        "alike": [
            {
                "name": each.name,
                "card": each.spaced_card,
                "url": reverse("members:member", args=[each.pk]),
                "merge_url": reverse("members:merge", args=[each.pk, member.pk]),
            }
            for each in alike
        ],
    }


def guardian(tie: Guardianship) -> dict[str, Any]:
    """A guardian of a member, with the way to end that."""
    return _person(tie.guardian) | {
        "end_url": reverse("members:guardian_end", args=[tie.child_id, tie.guardian_id])
    }


def child(tie: Guardianship) -> dict[str, Any]:
    """Whom a member looks after; not any more when the category has no guardians."""
    return _person(tie.child) | {"rests": not tie.child.category.has_guardians}


def _person(member: Member) -> dict[str, Any]:
    return {
        "name": member.name,
        "card": member.spaced_card,
        "url": reverse("members:member", args=[member.pk]),
    }


def note(made: DeskNote) -> dict[str, Any]:
    """A note for the desk: what it says, who left it and when."""
    who = made.made_by.name if made.made_by else ""
    words = {"day": date_format(made.made_at), "who": who}
    return {
        "text": made.text,
        "by": _("%(day)s, %(who)s") % words if who else words["day"],
        "end_url": "" if made.ended_at else reverse("members:note_end", args=[made.pk]),
    }
