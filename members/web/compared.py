"""Two records of one person side by side, in words."""

from collections.abc import Collection
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.models import Member
from members.selectors.alike import Group


def rows(kept: Member, gone: Member, chosen: Collection[str] | None) -> list[dict[str, Any]]:
    """Each thing that can be taken. What the kept record lacks is taken, and the later last day,
    unless someone has ``chosen``.
    """
    there, here = _facts(gone), _facts(kept)
    return [
        {
            "name": name,
            "label": label,
            "kept": here[name][1],
            "other": said,
            "is_taken": name in chosen if chosen is not None else _is_better(name, kept, gone),
        }
        for name, (label, said) in there.items()
    ]


def _is_better(name: str, kept: Member, gone: Member) -> bool:
    if name == "expires_on":
        return gone.expires_on > kept.expires_on
    own, other = _facts(kept)[name][1], _facts(gone)[name][1]
    return bool(other) and not own


def _facts(member: Member) -> dict[str, tuple[str, str]]:
    born_on = date_format(member.born_on) if member.born_on else ""
    return {
        "name": (_("Name"), member.name),
        "card": (_("Card"), member.spaced_card),
        "account": (_("Account"), member.email),
        "category": (_("Category"), member.category.name),
        "expires_on": (_("Member until"), date_format(member.expires_on)),
        "born_on": (_("Born on"), born_on),
        "phone": (_("Telephone"), member.phone),
        "address": (_("Address"), ", ".join(member.address.splitlines())),
        "note": (_("Note for staff"), member.note),
        "group": (_("Class or group"), member.group),
    }


def group(found: Group) -> dict[str, Any]:
    """Members who may be one person, each with the way to compare it with the first."""
    words = {
        "birthday": _("The same name and day of birth"),
        "name": _("The same name"),
        "phone": _("The same telephone"),
    }
    first, *others = found.members
    return {
        "why": words[found.why],
        "first": _row(first),
        "others": [other(each, kept=first) for each in others],
    }


def other(member: Member, *, kept: Member) -> dict[str, Any]:
    """Another record, with the way to compare it with the one that may be ``kept``."""
    return _row(member) | {"merge_url": reverse("members:merge", args=[kept.pk, member.pk])}


def _row(member: Member) -> dict[str, Any]:
    return {
        "name": member.name,
        "card": member.spaced_card,
        "url": reverse("members:member", args=[member.pk]),
        "born": date_format(member.born_on) if member.born_on else "",
        "phone": member.phone,
    }
