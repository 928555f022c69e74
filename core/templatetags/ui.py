"""Words, icons and tones for the components: what a template cannot work out by itself."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import template
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise
    from django.utils.safestring import SafeString

register = template.Library()

THEME_COOKIE = "theme"
THEMES = ("auto", "light", "dark")
COVER_TONES = 8
COVER_WORD = 9
SOON_DAYS = 3


@dataclass(frozen=True, slots=True)
class Mark:
    """How a state is shown: an icon, a tone of the palette and a word, never colour alone."""

    icon: str
    tone: str
    label: str | _StrPromise


@dataclass(frozen=True, slots=True)
class Due:
    """A due date as people read it: ``words`` for the eye, ``state`` for the style sheet."""

    words: str
    state: str


MARKS = {
    # copies
    "available": Mark("check", "ok", gettext_lazy("Available")),
    "on_loan": Mark("clock", "info", gettext_lazy("On loan")),
    "on_hold_shelf": Mark("hold", "info", gettext_lazy("Set aside for someone")),
    "in_transit": Mark("next", "info", gettext_lazy("On its way to a branch")),
    "overdue": Mark("alert", "bad", gettext_lazy("Overdue")),
    "lost": Mark("question", "bad", gettext_lazy("Lost")),
    "missing": Mark("question", "warn", gettext_lazy("Missing")),
    "damaged": Mark("alert", "warn", gettext_lazy("Damaged")),
    "on_order": Mark("calendar", "info", gettext_lazy("On order")),
    "reference_only": Mark("pin", "info", gettext_lazy("Use in the library")),
    "withdrawn": Mark("archive", "muted", gettext_lazy("Withdrawn")),
    "no_copies": Mark("minus", "muted", gettext_lazy("No copies")),
    # loans
    "claimed_returned": Mark("question", "warn", gettext_lazy("Said to be returned")),
    "undone": Mark("return", "muted", gettext_lazy("Undone")),
    "returned": Mark("return", "muted", gettext_lazy("Returned")),
    # holds
    "queued": Mark("hold", "info", gettext_lazy("Waiting for a copy")),
    "suspended": Mark("minus", "muted", gettext_lazy("Suspended")),
    "on_its_way": Mark("next", "info", gettext_lazy("On its way")),
    "ready": Mark("check", "ok", gettext_lazy("Ready to pick up")),
    "late_on_shelf": Mark("alert", "warn", gettext_lazy("Not picked up in time")),
    # members and staff
    "active": Mark("check", "ok", gettext_lazy("Active")),
    "protected": Mark("lock", "info", gettext_lazy("Protected")),
    "blocked": Mark("cross", "bad", gettext_lazy("Blocked")),
    "expired": Mark("calendar", "warn", gettext_lazy("Expired")),
    "unverified": Mark("mail", "warn", gettext_lazy("E-mail not confirmed")),
    "inactive": Mark("minus", "muted", gettext_lazy("Not active")),
    # files that are imported, by stage
    "waiting": Mark("clock", "warn", gettext_lazy("Waiting for you")),
    "at_work": Mark("renew", "info", gettext_lazy("In work")),
    "checked": Mark("eye", "info", gettext_lazy("Checked")),
    "done": Mark("check", "ok", gettext_lazy("Done")),
    "stopped": Mark("alert", "bad", gettext_lazy("Stopped")),
}

NOTICES = {
    "info": Mark("info", "info", gettext_lazy("Note")),
    "success": Mark("success", "ok", gettext_lazy("Done")),
    "warning": Mark("alert", "warn", gettext_lazy("Take care")),
    "refusal": Mark("refusal", "bad", gettext_lazy("Refused")),
}
# What Django's messages call these kinds.
NOTICES |= {"error": NOTICES["refusal"], "debug": NOTICES["info"]}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw the symbol ``name`` of the sprite; without a ``label`` screen readers pass it by."""
    reference = f"{static('icons/sprite.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon icon--{}" role="img" aria-label="{}"><use href="{}"></use></svg>',
            name,
            label,
            reference,
        )
    return format_html(
        '<svg class="icon icon--{}" aria-hidden="true"><use href="{}"></use></svg>',
        name,
        reference,
    )


@register.simple_tag(takes_context=True)
def theme(context: dict[str, Any]) -> str:
    """Give the reader's choice, ``auto``, ``light`` or ``dark``, from the cookie it is kept in."""
    request = context.get("request")
    chosen = request.COOKIES.get(THEME_COOKIE) if isinstance(request, HttpRequest) else None
    return chosen if chosen in THEMES else THEMES[0]


@register.filter
def mark(state: str) -> Mark:
    """Give icon, tone and word of a state. Raises ``LookupError`` for one that has none."""
    try:
        return MARKS[state]
    except KeyError:
        raise LookupError(f"No mark for the state {state!r}; there are: {sorted(MARKS)}") from None


@register.filter
def notice_look(kind: str) -> Mark:
    """Give icon, tone and word of a kind of notice. Raises ``LookupError`` for any other kind."""
    try:
        return NOTICES[kind]
    except KeyError:
        raise LookupError(f"No notice of kind {kind!r}; there are: {sorted(NOTICES)}") from None


@register.filter
def as_file(here: HttpRequest, kind: str) -> str:
    """Give the address of this list as a file of ``kind``, all of it, with its filters."""
    said = here.GET.copy()
    for name in ("cursor", "format"):
        said.pop(name, None)
    said["format"] = kind
    return f"{here.path}?{said.urlencode()}"


@register.filter
def tone(key: object) -> int:
    """Give a made-up cover its tone, 0 to 7: always the same one for the same ``key``."""
    return zlib.crc32(str(key).encode()) % COVER_TONES


@register.filter
def has_long_word(title: object) -> bool:
    """Whether a word of ``title`` would break on a made-up cover, and wants smaller letters."""
    return any(len(word) > COVER_WORD for word in str(title).split())


@register.filter
def due(due_at: datetime, now: datetime) -> Due:
    """Say how far off ``due_at`` is, counted in days of the active time zone."""
    days = (timezone.localtime(due_at).date() - timezone.localtime(now).date()).days
    if due_at < now:
        return Due(_overdue_words(-days), "overdue")
    if days == 0:
        return Due(_("today"), "soon")
    if days == 1:
        return Due(_("tomorrow"), "soon")
    words = ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    return Due(words, "soon" if days <= SOON_DAYS else "later")


def _overdue_words(days: int) -> str:
    if days == 0:
        return _("overdue")
    return ngettext("%(days)d day overdue", "%(days)d days overdue", days) % {"days": days}
