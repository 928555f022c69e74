"""What every page knows: the library's name and where this person may go."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

# The label, the page, and the permission it needs; none means everyone.
NAVIGATION = (
    (_("Catalogue"), "catalog:home", ""),
    (_("Desk"), "loans:desk", "loans.work_desk"),
    (_("Today"), "loans:dashboard", "loans.work_desk"),
    (_("Members"), "members:find", "members.view_member"),
    (_("Notices"), "members:notices", "members.view_notice"),
    (_("Copies"), "catalog:copies", "catalog.view_copy"),
    (_("New books"), "catalog:book_new", "catalog.add_book"),
    (_("Imports"), "catalog:imports", "catalog.import_books"),
    (_("Policies"), "loans:policies", "loans.change_policy"),
    (_("Calendar"), "loans:calendars", "loans.keep_calendar"),
    (_("Administration"), "admin:index", "accounts.administer"),
)

# What members find about themselves, on every page that extends me.html.
OWN: Final = (
    (_("Card and profile"), "members:profile"),
    (_("Loans"), "loans:mine"),
    (_("Holds"), "loans:holds"),
    (_("Charges"), "loans:account"),
    (_("Family"), "loans:family"),
    (_("Notices"), "members:notice_preferences"),
    (_("Privacy"), "members:privacy"),
    (_("Sign-in and devices"), "accounts:devices"),
    (_("My data"), "loans:own_data"),
    (_("Leave"), "members:leave"),
)


def library(request: HttpRequest) -> dict[str, Any]:
    """The context of every page."""
    user = request.user
    places = [
        (label, reverse(name))
        for label, name, permission in NAVIGATION
        if not permission or user.has_perm(permission)
    ]
    section = _section(request.path, [url for _label, url in places])
    nav = [{"label": label, "url": url, "current": url == section} for label, url in places]
    here = "page" if request.path == section else "true"
    return {"library_name": settings.LIBRARY_NAME, "nav": nav, "nav_here": here, "me_nav": _own()}


def _section(path: str, urls: Iterable[str]) -> str:
    """The one of ``urls`` that the page ``path`` is, or lies below; nothing when there is none."""
    above = [url for url in urls if path == url or path.startswith(f"{url.rstrip('/')}/")]
    # All pages lie below the first: it stands for itself only.
    return max((url for url in above if url != "/" or path == "/"), key=len, default="")


def _own() -> Iterator[tuple[Any, str]]:
    """Asked for only by the pages that show it."""
    return ((label, reverse(name)) for label, name in OWN)
