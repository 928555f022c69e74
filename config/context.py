"""What every page knows: the library's name and where this person may go."""

from typing import Any

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
    (_("Add a book"), "catalog:book_add", "catalog.add_book"),
    (_("Policies"), "loans:policies", "loans.change_policy"),
    (_("Calendar"), "loans:calendars", "loans.keep_calendar"),
    (_("Administration"), "admin:index", "accounts.administer"),
)


def library(request: HttpRequest) -> dict[str, Any]:
    """The context of every page."""
    user = request.user
    here = request.path
    nav = [
        {"label": label, "url": url, "current": url == here}
        for label, name, permission in NAVIGATION
        if not permission or user.has_perm(permission)
        for url in [reverse(name)]
    ]
    return {"library_name": settings.LIBRARY_NAME, "nav": nav}
